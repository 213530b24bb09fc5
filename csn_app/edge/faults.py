"""What goes wrong inside is answered by our own page; the log hears what kind of fault, and on which route."""

import logging

from sqlalchemy import exc
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from csn_app.core.errors import Unavailable
from csn_app.edge import door

_PASSING = (Unavailable, exc.OperationalError, exc.TimeoutError)
"""A part that is away for a moment: worth another try, which a 500 does not say."""

_log = logging.getLogger("csn.gate")


class Exchange:
    """One request and its answer: a body cut at its cap, a fault told in our words."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, *, cap: int, route: str) -> None:
        """Watch over one request; ``cap`` is in bytes, ``route`` the template of its address."""
        self._scope, self._receive, self._send = scope, receive, send
        self._left = cap
        self._route = route
        self._started = self._replaced = False

    async def run(self, app: ASGIApp) -> None:
        """Let ``app`` answer."""
        try:
            await app(self._scope, self._receive_capped, self._send_ours)
        except Exception as fault:
            # A body that was cut, or somebody who left, is not our fault.
            if not isinstance(fault, ClientDisconnect):
                _log.error("request failed", extra={"handler": type(fault).__name__, "route": self._route})
            if self._started and not self._replaced:
                # Half an answer must look cut, not whole.
                raise
            if not self._replaced:
                await self._replace(503 if isinstance(fault, _PASSING) else 500)

    async def _receive_capped(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            # The announced length was a lie: the rest is as good as lost.
            return {"type": "http.disconnect"}
        return message

    async def _send_ours(self, message: Message) -> None:
        if self._replaced:
            return
        if message["type"] == "http.response.start":
            if message["status"] == 500:
                await self._replace(500)
                return
            self._started = True
        await self._send(message)

    async def _replace(self, status: int) -> None:
        self._replaced = True
        await error(413 if self._left < 0 else status)(self._scope, self._receive, self._send)


def error(status: int) -> Response:
    """Return our own page for a status."""
    return Response(door.door().error_page(status), status_code=status, media_type="text/html")
