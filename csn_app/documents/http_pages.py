"""The pages of a document as pictures, one request a page: asked and traced as the file itself is."""

import asyncio
from time import monotonic
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from csn_app.core.actor import VISITOR, Quality
from csn_app.core.errors import NotFound, Unavailable, Unreadable
from csn_app.documents import formats, service
from csn_app.documents.rendering import WIDTHS, shelf
from csn_app.documents.views import OpenedFile
from csn_app.edge import faults
from csn_app.edge.door import in_file_thread
from csn_app.edge.http import actor_of, use

PAGES_MAX = 10_000
_ONE_READING_SECONDS = 900.0
"""Turning the pages of a document goes on being one reading for a quarter of an hour after the last page."""

_readings: dict[tuple[object, object, UUID, int], float] = {}
"""When each reading turned its last page; another process, which does not know, traces it once more."""

_drawing = asyncio.Semaphore(2)
"""Two pages are drawn at a time: each costs a core for a moment."""


async def send_page(request: Request) -> Response:
    """Give one page of a document as a picture of one of the ``WIDTHS``."""
    if actor_of(request) is VISITOR:
        return Response(status_code=401)
    try:
        document_id = UUID(request.path_params["document_id"])
        page, width, version = _asked(request)
        opened = await _open(request, document_id, version=version)
        async with _drawing:
            picture = await in_file_thread(shelf.draw, opened.vault, opened.file, page, width=width)
        # Drawing takes a while: an access that ended meanwhile shows no page.
        await use(request, service.ask_again, document_id=document_id)
    except (ValueError, NotFound):
        return faults.error(404)
    except (Unavailable, Unreadable):
        return faults.error(503)
    return Response(picture, media_type="image/webp")


ROUTES = [Route("/documents/{document_id}/pages/{page}", send_page, methods=["GET"])]


def _asked(request: Request) -> tuple[int, int, int]:
    """Read page, width and version; raises ValueError for what no page of ours asks."""
    page = int(request.path_params["page"][:6])
    width = int(request.query_params.get("l", "800")[:6])
    if not 1 <= page <= PAGES_MAX or width not in WIDTHS:
        raise ValueError
    return page, width, int(request.query_params.get("version", "0")[:4])


async def _open(request: Request, document_id: UUID, *, version: int) -> OpenedFile:
    """Open the file, and leave the trace of the reading at its first page."""
    now = monotonic()
    for reading in [r for r, at in _readings.items() if at < now - _ONE_READING_SECONDS]:
        del _readings[reading]
    actor, under = actor_of(request), None
    if actor.quality is Quality.PROFESSIONAL:
        # A record that was closed and opened again, for another reason perhaps, is read anew.
        under = await use(request, service.opening_of_reading, document_id=document_id)
    reading = (actor.session_id, under, document_id, version)
    again = request.method == "HEAD" or reading in _readings
    opened: OpenedFile = await use(
        request, service.open_file, document_id=document_id, shown=True, again=again, version=version
    )
    if opened.media_type != formats.PDF:
        raise NotFound
    if request.method != "HEAD":
        _readings[reading] = now
    return opened
