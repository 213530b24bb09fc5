"""What one takes home over HTTP: the copy of everything, by ranges, and the attestation of a past refusal."""

from collections.abc import AsyncIterator
from time import monotonic
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from csn_app import routes
from csn_app.core.actor import VISITOR
from csn_app.core.errors import NotFound
from csn_app.documents.files import pieces
from csn_app.edge import door
from csn_app.edge.http import actor_of, session_token, use
from csn_app.edge.ranges import byte_range
from csn_app.rights import copies, opposition
from csn_app.rights.form_opposition import pdf_answer
from csn_app.ui.errors import error_page
from csn_app.ui.words import PARIS

_SAME_DOWNLOAD_SECONDS = 3600.0
_downloads: dict[tuple[object, UUID], float] = {}


async def send_copy(request: Request) -> Response:
    """Send one's own copy, whole or from where it broke off; a download that goes on is one line of the trail."""
    if actor_of(request) is VISITOR:
        return RedirectResponse(f"{routes.SIGN_IN}?suite={routes.RIGHTS}", status_code=303)
    try:
        copy_id = UUID(request.path_params["copy_id"])
        opened = await use(request, copies.open_copy, copy_id=copy_id, again=_goes_on(request, copy_id))
    except (ValueError, NotFound):
        return Response(error_page(404), status_code=404, media_type="text/html; charset=utf-8")
    size = opened.file.size
    bounds = byte_range(request.headers.get("range", ""), size=size)
    if bounds is None:
        return Response(status_code=416, headers={"Content-Range": f"bytes */{size}"})
    first, last = bounds
    whole = bounds == (0, size - 1)
    name = f"carnet-de-sante-{opened.made_at.astimezone(PARIS).date().isoformat()}.zip"
    headers = {
        "Accept-Ranges": "bytes",
        "ETag": f'"{opened.id}"',
        "Content-Length": str(last - first + 1),
        "Content-Disposition": f'attachment; filename="{name}"',
        **({} if whole else {"Content-Range": f"bytes {first}-{last}/{size}"}),
    }
    status = 200 if whole else 206
    if request.method == "HEAD":
        return Response(status_code=status, headers=headers, media_type="application/zip")
    _downloads[actor_of(request).session_id, copy_id] = monotonic()
    body = _body(request, opened, first=first, last=last)
    return StreamingResponse(body, status_code=status, headers=headers, media_type="application/zip")


async def send_objection(request: Request) -> Response:
    """Send the attestation of one of the holder's own past refusals."""
    if actor_of(request) is VISITOR:
        return RedirectResponse(f"{routes.SIGN_IN}?suite={routes.RIGHTS}", status_code=303)
    try:
        mine = await use(request, opposition.my_attestations)
        wanted = UUID(request.path_params["objection_id"])
        attestation = next(a for a in mine if a.id == wanted)
    except (ValueError, NotFound, StopIteration):
        return Response(error_page(404), status_code=404, media_type="text/html; charset=utf-8")
    return await pdf_answer(request, attestation)


def _goes_on(request: Request, copy_id: UUID) -> bool:
    """Say whether a range continues a download of the last hour in this session; asking for the size alone is none."""
    old = monotonic() - _SAME_DOWNLOAD_SECONDS
    for known in [d for d, at in _downloads.items() if at < old]:
        del _downloads[known]
    follows = "range" in request.headers and (actor_of(request).session_id, copy_id) in _downloads
    return request.method == "HEAD" or follows


async def _body(request: Request, opened: copies.OpenedCopy, *, first: int, last: int) -> AsyncIterator[bytes]:
    """Open part after part; before each but the first, ask again who asks and whether they may."""
    token = session_token(request)
    for number, piece in enumerate(pieces(first=first, last=last)):
        if number:
            actor = await door.resolve(token, active=False) or VISITOR
            await use(request, copies.open_copy, actor=actor, copy_id=opened.id, again=True)
        clear = await door.in_file_thread(opened.vault.part, opened.file, piece.part)
        yield clear[piece.start : piece.stop]


ROUTES = [
    Route(f"{routes.RIGHTS_COPY}/{{copy_id}}", send_copy, methods=["GET"]),
    Route(f"{routes.RIGHTS_OBJECTION}/{{objection_id}}", send_objection, methods=["GET"]),
]
