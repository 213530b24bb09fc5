"""Files in and out over HTTP: streamed, capped, sealed as they come, opened as they go."""

import asyncio
import re
import unicodedata
from collections.abc import AsyncIterator
from datetime import date, datetime
from time import monotonic
from typing import Any
from urllib.parse import quote, unquote
from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from csn_app import routes
from csn_app.config import settings
from csn_app.core.actor import VISITOR
from csn_app.core.errors import CsnError, NotFound, SessionEnded, Unavailable, Unreadable
from csn_app.core.vocabulary import PatientCategory
from csn_app.documents import held, revising, rules, service
from csn_app.documents.facts import FileTooLarge, SendingStalled, TooManySendings
from csn_app.documents.files import Piece, StoredFile, pieces
from csn_app.documents.formats import FORMATS
from csn_app.documents.intake import Checked, Intake
from csn_app.documents.turns import one_more_sending, paced
from csn_app.documents.views import BegunUpload, DocumentRow, FinishedUpload, NewDocument, OpenedFile
from csn_app.edge import door, faults
from csn_app.edge.door import in_file_thread
from csn_app.edge.headers import FRAMED
from csn_app.edge.http import actor_of, session_token, use
from csn_app.edge.ranges import byte_range
from csn_app.ui.sentences import sentence
from csn_app.ui.words import french_date

_HEADER_MAX = 600
_STATUSES = {
    SessionEnded: 401,
    NotFound: 404,
    FileTooLarge: 413,
    TooManySendings: 429,
    SendingStalled: 503,
    Unavailable: 503,
}
_SAME_READING_SECONDS = 60.0
_readings: dict[tuple[object, UUID, bool], float] = {}
"""When each reading of the last minute left its trace; another process, which does not know, traces it once more."""


def body_cap() -> int:
    """Return how many bytes a sending may announce: the largest file, and a little, so that our sentence is heard."""
    return settings().upload_max_mb * 1_000_000 + 1_000_000


async def receive_document(request: Request) -> Response:
    """Take in one file: the body is its bytes, the headers say what is known of it; answers with the document."""
    body = paced(request.stream())
    try:
        row = await _receive(request, body)
    except CsnError as fact:
        if actor_of(request) is not VISITOR:
            await _let_through(body)
        answer = {"error": type(fact).__name__, "sentence": sentence(fact)}
        return JSONResponse(answer, status_code=_status(fact))
    return JSONResponse(_answer(row))


async def send_file(request: Request) -> Response:
    """Give a document's file back, or with ``vue`` what a browser shows of it, whole or by ranges."""
    if actor_of(request) is VISITOR:
        return _to_the_door(request)
    try:
        document_id = UUID(request.path_params["document_id"])
        shown = "vue" in request.query_params
        opened = await _open_file(request, document_id, shown=shown, version=_version(request))
        return await _file_answer(request, opened, shown=shown)
    except (ValueError, NotFound):
        return faults.error(404)
    except (Unavailable, Unreadable):
        return faults.error(503)


ROUTES = [
    Route(routes.DOCUMENT_SENDING, receive_document, methods=["POST"]),
    Route("/documents/{document_id}/fichier", send_file, methods=["GET"]),
]


async def _receive(request: Request, body: AsyncIterator[bytes]) -> DocumentRow:
    actor = actor_of(request)
    if actor is VISITOR:
        raise SessionEnded
    space_id = _space(request)
    if replaced := _replaced(request):
        reason = _said(request, "x-csn-motif")
        await use(request, revising.check_replaceable, document_id=replaced, space_id=space_id, reason=reason)
    begun = await use(request, service.begin_upload, space_id=space_id, key=_said(request, "idempotency-key"))
    if begun.done is not None:
        await _let_through(body)
        return begun.done
    async with one_more_sending(actor.account_id):
        return await _take_in(request, body, begun, space_id=space_id)


async def _take_in(request: Request, body: AsyncIterator[bytes], begun: BegunUpload, *, space_id: UUID) -> DocumentRow:
    """Keep a file, check it, write its row; what no row can name is forgotten, the rest is left to the sweep."""
    intake = Intake(begun.vault)
    used: tuple[StoredFile | None, ...] = ()
    try:
        received = await intake.receive(body)
        today = await use(request, service.today)
        name, password = _said(request, "x-csn-nom"), _said(request, "x-csn-mot-de-passe")
        checked = await intake.check(received, name=name, password=password, today=today)
        held_until = await use(request, held.hold_end, typed=_said(request, "x-csn-visible"))
        new = _new_document(request, checked, today=today, held_until=held_until)
        # From here on the row may be written, whatever is heard of it: a fault after the commit leaves the file alone.
        used = (new.file, new.view)
        finished = await _finish(request, begun, new, space_id=space_id)
        used = used if finished.taken else ()
    except CsnError as fault:
        # A refusal precedes the commit; a part that is away may be so after it.
        used = used if isinstance(fault, Unavailable) else ()
        raise
    finally:
        await intake.forget(except_for=used)
    return finished.row


async def _finish(request: Request, begun: BegunUpload, new: NewDocument, *, space_id: UUID) -> FinishedUpload:
    """Write the row: a document of its own, or the next version of the one that is replaced."""
    if replaced := _replaced(request):
        reason = _said(request, "x-csn-motif")
        return await use(
            request, revising.replace_document, document_id=replaced, upload_id=begun.id, reason=reason, new=new
        )
    return await use(request, service.finish_upload, space_id=space_id, upload_id=begun.id, new=new)


async def _let_through(body: AsyncIterator[bytes]) -> None:
    """Read what is left without keeping it: a browser hears the answer only once it has sent everything."""
    async for _ in body:
        pass


def _space(request: Request) -> UUID:
    """Return where to deposit: one's own carnet, or the record that a professional names."""
    asked = request.query_params.get("espace", "")
    try:
        space_id = UUID(asked) if asked else actor_of(request).space_id
    except ValueError as fault:
        raise NotFound from fault
    if space_id is None:
        raise NotFound
    return space_id


def _replaced(request: Request) -> UUID | None:
    """Return the document that a sending replaces, if it does."""
    asked = request.query_params.get("remplace", "")
    try:
        return UUID(asked) if asked else None
    except ValueError as fault:
        raise NotFound from fault


def _version(request: Request) -> int:
    """Return the earlier version that is asked for, 0 for the one that stands; raises ValueError."""
    return int(request.query_params.get("version", "0")[:4])


def _new_document(
    request: Request, checked: Checked, *, today: date, held_until: datetime | None = None
) -> NewDocument:
    """Put together what the person said of the file and, where they said nothing, what the file proposes."""
    found = checked.found
    title, day, category = (_said(request, f"x-csn-{name}") for name in ("titre", "date", "categorie"))
    document_date = rules.check_date(day, today=today) if day else found.proposed_date or today
    word = "Photo" if found.media_type.startswith("image/") else "Document"
    return NewDocument(
        title=rules.check_title(title or found.proposed_title or f"{word} du {french_date(document_date)}"),
        document_date=document_date,
        category=rules.check_category(category) if category else found.proposed_category or PatientCategory.AUTR_DOC,
        media_type=found.media_type,
        file=checked.file,
        sha256=found.sha256,
        view=checked.view,
        view_media_type=found.view_media_type,
        pages=found.pages,
        held_until=held_until,
    )


def _said(request: Request, name: str) -> str:
    """Read one header; names and titles travel percent-encoded."""
    return unquote(request.headers.get(name, "")[:_HEADER_MAX]).strip()


def _answer(row: DocumentRow) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "title": row.title,
        "date": row.document_date.isoformat(),
        "category": row.category,
        "size": row.size,
        "pages": row.pages,
    }


def _status(fact: CsnError) -> int:
    return next((status for kind, status in _STATUSES.items() if isinstance(fact, kind)), 422)


def _to_the_door(request: Request) -> Response:
    """Send somebody who follows a link to sign in first; what asks for bytes gets none."""
    if request.headers.get("sec-fetch-dest", "document") == "document":
        page = request.url.path.rsplit("/", 1)[0]
        return RedirectResponse(f"{routes.SIGN_IN}?suite={quote(page)}", status_code=303)
    return Response(status_code=401)


def _reading(request: Request, document_id: UUID, *, shown: bool) -> tuple[object, UUID, bool]:
    return (actor_of(request).session_id, document_id, shown)


async def _open_file(request: Request, document_id: UUID, *, shown: bool, version: int) -> OpenedFile:
    """Open a file and leave the trace of its reading, but for a ``HEAD`` and a range that continues one.

    What starts at the first byte is a reading of its own; only a reading that left its trace can be continued, for a
    minute from that trace.
    """

    async def opened(*, again: bool) -> OpenedFile:
        return await use(request, service.open_file, document_id=document_id, shown=shown, again=again, version=version)

    if request.method == "HEAD":
        return await opened(again=True)
    if _goes_on(request, document_id, shown=shown):
        file = await opened(again=True)
        bounds = byte_range(request.headers["range"], size=file.file.size)
        if bounds is None or bounds[0] > 0:
            return file
    file = await opened(again=False)
    _readings[_reading(request, document_id, shown=shown)] = monotonic()
    return file


def _goes_on(request: Request, document_id: UUID, *, shown: bool) -> bool:
    """Say whether a range may continue a reading of the last minute: a viewer asks for a file in many pieces."""
    old = monotonic() - _SAME_READING_SECONDS
    for reading in [r for r, at in _readings.items() if at < old]:
        del _readings[reading]
    return "range" in request.headers and _reading(request, document_id, shown=shown) in _readings


async def _file_answer(request: Request, opened: OpenedFile, *, shown: bool) -> Response:
    size = opened.file.size
    bounds = byte_range(request.headers.get("range", ""), size=size)
    if bounds is None:
        return Response(status_code=416, headers={"Content-Range": f"bytes */{size}"})
    first, last = bounds
    partial = (first, last) != (0, size - 1)
    headers = {
        "Accept-Ranges": "bytes",
        "Content-Length": str(last - first + 1),
        "Content-Disposition": _disposition(opened, shown=shown),
    }
    if partial:
        headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    if shown:
        headers[FRAMED] = "1"
    status, kind = (206 if partial else 200), opened.media_type
    if request.method == "HEAD":
        return Response(status_code=status, headers=headers, media_type=kind)
    wanted = list(pieces(first=first, last=last))
    # Before a word of the answer: a store that is away is said so, not shown as a file that breaks off.
    begun = await _open_piece(opened, wanted[0])
    return StreamingResponse(
        _body(request, opened, wanted, begun), status_code=status, headers=headers, media_type=kind
    )


async def _open_piece(opened: OpenedFile, piece: Piece) -> bytes:
    clear = await in_file_thread(opened.vault.part, opened.file, piece.part)
    return clear if piece.stop - piece.start == len(clear) else clear[piece.start : piece.stop]


async def _body(request: Request, opened: OpenedFile, wanted: list[Piece], begun: bytes) -> AsyncIterator[bytes]:
    """Give the first piece, then part after part, one ahead; before each, ask again who asks and whether they may."""
    token = session_token(request)

    async def open_next(piece: Piece) -> bytes:
        actor = await door.resolve(token, active=False) or VISITOR
        await use(request, service.ask_again, actor=actor, document_id=opened.document_id)
        return await _open_piece(opened, piece)

    clear = begun
    for piece in wanted[1:]:
        ahead = asyncio.create_task(open_next(piece))
        try:
            yield clear
            clear = await ahead
        finally:
            ahead.cancel()
    yield clear


def _disposition(opened: OpenedFile, *, shown: bool) -> str:
    """Name the file after its title, as text only: an old reader gets plain letters, the others the title itself."""
    kind = FORMATS.get(opened.media_type.split(";")[0])
    extension = kind.extension if kind else "bin"
    title = re.sub(r'[\\/:*?"<>|\x00-\x1f]', " ", opened.title).strip(" .") or "document"
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode() or "document"
    way = "inline" if shown else "attachment"
    return f"{way}; filename=\"{plain}.{extension}\"; filename*=UTF-8''{quote(f'{title}.{extension}', safe='')}"
