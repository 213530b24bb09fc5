"""Several documents as one ZIP, written while it is sent: a part of a file is in memory at a time."""

import zipfile
from collections.abc import AsyncIterator
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from csn_app import routes
from csn_app.core.actor import VISITOR
from csn_app.core.errors import NotFound, Unavailable, Unreadable
from csn_app.documents import service, several
from csn_app.documents.several import Taken
from csn_app.edge import door, faults
from csn_app.edge.door import in_file_thread
from csn_app.edge.http import actor_of, session_token, use


class _Outlet:
    """What a ZIP is written to: it keeps the bytes until they are sent, and no more."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def write(self, data: bytes) -> int:
        self._waiting += data
        return len(data)

    def flush(self) -> None:
        """Nothing is kept back."""

    def take(self) -> bytes:
        ready = bytes(self._waiting)
        self._waiting.clear()
        return ready


async def send_bundle(request: Request) -> Response:
    """Give the documents that ``ids`` names, as far as the actor may read them, as one ZIP."""
    if actor_of(request) is VISITOR:
        return Response(status_code=401)
    try:
        ids = [UUID(word) for word in request.query_params.get("ids", "").split(",")[: several.AT_ONCE]]
        taken = await use(request, several.take_documents, document_ids=ids)
        # Before a word of the answer: a store that is away is said so, not shown as a ZIP that breaks off.
        first = await in_file_thread(taken[0].vault.part, taken[0].file, 0)
    except (ValueError, NotFound):
        return faults.error(404)
    except (Unavailable, Unreadable):
        return faults.error(503)
    headers = {"Content-Disposition": 'attachment; filename="documents.zip"'}
    return StreamingResponse(_body(request, taken, first), media_type="application/zip", headers=headers)


ROUTES = [Route(routes.DOCUMENTS_BUNDLE, send_bundle, methods=["GET"])]


async def _body(request: Request, taken: tuple[Taken, ...], first: bytes) -> AsyncIterator[bytes]:
    """Write file after file; before each part, ask again who asks and whether they may."""
    token, outlet = session_token(request), _Outlet()
    with zipfile.ZipFile(outlet, "w") as bundle:  # type: ignore[call-overload]
        for one in taken:
            entry = zipfile.ZipInfo(one.name, (one.year, one.month, one.day, 0, 0, 0))
            with bundle.open(entry, "w") as out:
                for n in range(one.file.parts):
                    if n or one is not taken[0]:
                        actor = await door.resolve(token, active=False) or VISITOR
                        await use(request, service.ask_again, actor=actor, document_id=one.document_id)
                        out.write(await in_file_thread(one.vault.part, one.file, n))
                    else:
                        out.write(first)
                    yield outlet.take()
    yield outlet.take()
