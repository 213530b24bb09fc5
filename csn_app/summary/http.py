"""The summary over HTTP: a PDF, a FHIR document, and « le dossier pour mon médecin », one ZIP that is streamed."""

import re
import zipfile
from collections.abc import AsyncIterator, Sequence
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from csn_app import routes
from csn_app.core.actor import VISITOR
from csn_app.core.errors import NotFound
from csn_app.documents import service as documents
from csn_app.documents.formats import FHIR, FORMATS, PDF
from csn_app.documents.views import DocumentRow, OpenedFile
from csn_app.edge import door
from csn_app.edge.door import in_file_thread
from csn_app.edge.http import actor_of, session_token, use
from csn_app.summary.paper import fhir_of, pdf_of
from csn_app.summary.service import Summary, TooManyChosen, open_chosen, read_summary
from csn_app.ui.errors import error_page
from csn_app.ui.words import PARIS

_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
Chosen = Sequence[tuple[DocumentRow, OpenedFile]]


async def send_pdf(request: Request) -> Response:
    """Send the summary of now as a PDF."""
    return await _send(request, pdf=True)


async def send_fhir(request: Request) -> Response:
    """Send the summary of now as an international patient summary."""
    return await _send(request, pdf=False)


async def send_bundle(request: Request) -> Response:
    """Send the summary of now with the chosen documents (``d``, once each) in one ZIP, part by part."""
    if actor_of(request) is VISITOR:
        return _to_the_door()
    try:
        wanted = [UUID(given) for given in request.query_params.getlist("d")]
        summary = await use(request, read_summary)
        chosen = await use(request, open_chosen, document_ids=wanted)
    except (ValueError, NotFound, TooManyChosen):
        return _absent()
    pdf, fhir = await in_file_thread(pdf_of, summary), await in_file_thread(fhir_of, summary)
    day = summary.at.astimezone(PARIS).date().isoformat()
    body = _zipped(request, [("resume.pdf", pdf), ("resume-fhir.json", fhir)], chosen)
    headers = {"Content-Disposition": f'attachment; filename="dossier-pour-mon-medecin-{day}.zip"'}
    return StreamingResponse(body, media_type="application/zip", headers=headers)


ROUTES = [
    Route(routes.SUMMARY_PDF, send_pdf, methods=["GET"]),
    Route(routes.SUMMARY_FHIR, send_fhir, methods=["GET"]),
    Route(routes.SUMMARY_BUNDLE, send_bundle, methods=["GET"]),
]


class _Pipe:
    """What a ZIP writes into: its bytes leave as they come."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def write(self, data: bytes) -> int:
        """Take bytes."""
        self._waiting += data
        return len(data)

    def flush(self) -> None:
        """Nothing waits elsewhere."""

    def take(self) -> bytes:
        """Give what was written since the last time."""
        taken = bytes(self._waiting)
        self._waiting.clear()
        return taken


async def _send(request: Request, *, pdf: bool) -> Response:
    if actor_of(request) is VISITOR:
        return _to_the_door()
    try:
        summary: Summary = await use(request, read_summary)
    except NotFound:
        return _absent()
    body = await in_file_thread(pdf_of if pdf else fhir_of, summary)
    name = f"ma-sante-en-resume-{summary.at.astimezone(PARIS).date().isoformat()}.{'pdf' if pdf else 'json'}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, media_type=PDF if pdf else FHIR, headers=headers)


async def _zipped(request: Request, written: Sequence[tuple[str, bytes]], chosen: Chosen) -> AsyncIterator[bytes]:
    """Write the ZIP as it is read: one part of a file in memory; before each, ask again whether it may be read."""
    token, pipe, taken = session_token(request), _Pipe(), set[str]()
    with zipfile.ZipFile(pipe, "w") as bundle:  # type: ignore[call-overload]
        for name, content in written:
            bundle.writestr(zipfile.ZipInfo(name), content)
        yield pipe.take()
        for row, opened in chosen:
            with bundle.open(zipfile.ZipInfo(_name(row, opened, taken=taken)), "w") as out:
                for part in range(opened.file.parts):
                    actor = await door.resolve(token, active=False) or VISITOR
                    await use(request, documents.ask_again, actor=actor, document_id=row.id)
                    out.write(await in_file_thread(opened.vault.part, opened.file, part))
                    yield pipe.take()
    yield pipe.take()


def _name(row: DocumentRow, opened: OpenedFile, *, taken: set[str]) -> str:
    """Name a file after its day and title; a name that another one has gets a number."""
    kind = FORMATS.get(opened.media_type.split(";")[0])
    title = " ".join(_UNSAFE.sub(" ", row.title).split()).strip(" .") or "document"
    stem, number = f"documents/{row.document_date.isoformat()} {title}", 1
    extension = kind.extension if kind else "bin"
    name = f"{stem}.{extension}"
    while name.casefold() in taken:
        number += 1
        name = f"{stem} ({number}).{extension}"
    taken.add(name.casefold())
    return name


def _to_the_door() -> Response:
    return RedirectResponse(f"{routes.SIGN_IN}?suite={routes.SUMMARY}", status_code=303)


def _absent() -> Response:
    return Response(error_page(404), status_code=404, media_type="text/html; charset=utf-8")
