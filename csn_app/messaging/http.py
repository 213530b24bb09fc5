"""Files of messages over HTTP: taken in like a document's, within what the message still takes, and given back."""

import re
import unicodedata
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote, unquote
from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from csn_app import routes
from csn_app.config import settings
from csn_app.core.actor import VISITOR, Quality
from csn_app.core.errors import CsnError, NotFound, SessionEnded, Unavailable
from csn_app.documents import service as documents
from csn_app.documents.facts import FileTooLarge, SendingStalled, TooManySendings
from csn_app.documents.files import StoredFile
from csn_app.documents.formats import FORMATS
from csn_app.documents.intake import Checked, Intake
from csn_app.documents.turns import one_more_sending, paced
from csn_app.edge import door
from csn_app.edge.door import in_file_thread
from csn_app.edge.headers import FRAMED
from csn_app.edge.http import actor_of, session_token, use
from csn_app.messaging import attachments, rules
from csn_app.messaging.attachments import BegunAttachment
from csn_app.messaging.drafts import Box
from csn_app.messaging.views import NewAttachment, OpenedAttachment
from csn_app.ui.sentences import sentence

_HEADER_MAX = 600
_STATUSES = {
    SessionEnded: 401,
    NotFound: 404,
    FileTooLarge: 413,
    TooManySendings: 429,
    SendingStalled: 503,
    Unavailable: 503,
}


def body_cap() -> int:
    """Return how many bytes a sending may announce: a whole message, and a little, so that our sentence is heard."""
    return settings().message_max_mb * 1_000_000 + 1_000_000


async def receive_attachment(request: Request) -> Response:
    """Take in one file of what is being typed: its bytes are the body; answers with its id."""
    body = paced(request.stream())
    try:
        attachment_id = await _receive(request, body)
    except CsnError as fact:
        if actor_of(request) is not VISITOR:
            await _let_through(body)
        answer = {"error": type(fact).__name__, "sentence": sentence(fact)}
        status = next((s for kind, s in _STATUSES.items() if isinstance(fact, kind)), 422)
        return JSONResponse(answer, status_code=status)
    return JSONResponse({"id": str(attachment_id)})


async def send_attachment(request: Request) -> Response:
    """Give a file of a message back, or with ``vue`` what a browser shows of it."""
    if actor_of(request) is VISITOR:
        return _to_the_door(request)
    shown = "vue" in request.query_params
    try:
        which: dict[str, Any] = {k: UUID(request.path_params[k]) for k in ("conversation_id", "attachment_id")}
        again = request.method == "HEAD"
        opened = await use(request, attachments.open_attachment, **which, shown=shown, again=again)
    except (ValueError, NotFound):
        return Response(door.door().error_page(404), status_code=404, media_type="text/html")
    headers = {"Content-Length": str(opened.file.size), "Content-Disposition": _disposition(opened.name, shown=shown)}
    if shown:
        headers[FRAMED] = "1"
    if request.method == "HEAD":
        return Response(headers=headers, media_type=opened.media_type)
    body = _body(request, opened, which=which, shown=shown)
    return StreamingResponse(body, headers=headers, media_type=opened.media_type)


ROUTES = [
    Route(routes.MESSAGE_SENDING, receive_attachment, methods=["POST"]),
    Route("/messages/{conversation_id}/pieces/{attachment_id}", send_attachment, methods=["GET"]),
]


async def _receive(request: Request, body: AsyncIterator[bytes]) -> UUID:
    actor = actor_of(request)
    if actor is VISITOR:
        raise SessionEnded
    if actor.quality not in {Quality.HOLDER, Quality.PROFESSIONAL}:
        raise NotFound
    box, key = _box(request), _said(request, "idempotency-key")
    begun = await use(request, attachments.begin_attachment, box=box, key=key)
    if begun.done is not None:
        await _let_through(body)
        return begun.done
    async with one_more_sending(actor.account_id):
        return await _take_in(request, body, begun, box=box, key=key)


async def _take_in(request: Request, body: AsyncIterator[bytes], begun: BegunAttachment, *, box: Box, key: str) -> UUID:
    """Keep a file, check it, write its row; what no row can name is forgotten, the rest is left to the sweep."""
    intake = Intake(begun.vault)
    used: tuple[StoredFile | None, ...] = ()
    try:
        received = await intake.receive(_within(body, left=begun.left))
        today = await use(request, documents.today)
        name, password = _said(request, "x-csn-nom"), _said(request, "x-csn-mot-de-passe")
        checked = await intake.check(received, name=name, password=password, today=today)
        new = _new_attachment(checked, name=name)
        # From here on the row may be written, whatever is heard of it: a fault after the commit leaves the file alone.
        used = (new.file, new.view)
        attachment_id, taken = await use(request, attachments.finish_attachment, box=box, key=key, new=new)
        used = used if taken else ()
    except CsnError as fault:
        # A refusal precedes the commit; a part that is away may be so after it.
        used = used if isinstance(fault, Unavailable) else ()
        raise
    finally:
        await intake.forget(except_for=used)
    return attachment_id


async def _within(chunks: AsyncIterator[bytes], *, left: int) -> AsyncIterator[bytes]:
    """Yield the bytes; raises ``MessageTooHeavy`` at the first one that the message does not take."""
    size = 0
    async for chunk in chunks:
        size += len(chunk)
        if size > left:
            raise rules.MessageTooHeavy(left=left, limit=settings().message_max_mb * 1_000_000)
        yield chunk


async def _let_through(body: AsyncIterator[bytes]) -> None:
    """Read what is left without keeping it: a browser hears the answer only once it has sent everything."""
    async for _ in body:
        pass


def _box(request: Request) -> Box:
    asked = request.query_params
    try:
        if conversation := asked.get("conversation", ""):
            return Box(UUID(conversation))
        return Box(space_id=UUID(asked.get("patient", "")))
    except ValueError as fault:
        raise NotFound from fault


def _new_attachment(checked: Checked, *, name: str) -> NewAttachment:
    found = checked.found
    kind = FORMATS.get(found.media_type.split(";")[0])
    return NewAttachment(
        name=rules.shown_name(name, extension=kind.extension if kind else "bin"),
        media_type=found.media_type,
        file=checked.file,
        sha256=found.sha256,
        view=checked.view,
        view_media_type=found.view_media_type,
        pages=found.pages,
    )


def _said(request: Request, name: str) -> str:
    """Read one header; names travel percent-encoded."""
    return unquote(request.headers.get(name, "")[:_HEADER_MAX]).strip()


async def _body(
    request: Request, opened: OpenedAttachment, *, which: dict[str, Any], shown: bool
) -> AsyncIterator[bytes]:
    """Open part after part; before each but the first, ask again who asks and whether they may."""
    token = session_token(request)
    for n in range(opened.file.parts):
        if n:
            actor = await door.resolve(token, active=False) or VISITOR
            await use(request, attachments.open_attachment, actor=actor, **which, shown=shown, again=True)
        yield await in_file_thread(opened.vault.part, opened.file, n)


def _to_the_door(request: Request) -> Response:
    """Send somebody who follows a link to sign in first; what asks for bytes gets none."""
    if request.headers.get("sec-fetch-dest", "document") == "document":
        return RedirectResponse(routes.SIGN_IN, status_code=303)
    return Response(status_code=401)


def _disposition(name: str, *, shown: bool) -> str:
    """Name the file as text only: an old reader gets plain letters, the others the name itself."""
    safe = re.sub(r'[\\/:*?"<>|\x00-\x1f]', " ", name)
    plain = unicodedata.normalize("NFKD", safe).encode("ascii", "ignore").decode() or "fichier"
    way = "inline" if shown else "attachment"
    return f"{way}; filename=\"{plain}\"; filename*=UTF-8''{quote(safe, safe='')}"
