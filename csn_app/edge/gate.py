"""The gate around everything: closed addresses, Origin, body caps, who asks, pages for the signed in, headers.

Deny by default: an address that is neither one of our routes, nor a page, nor a file of the build, is not found.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from starlette.datastructures import Headers
from starlette.responses import RedirectResponse, Response
from starlette.routing import Match, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from csn_app import routes
from csn_app.config import settings
from csn_app.core.actor import VISITOR
from csn_app.edge import cookies, door, headers, limits, proxies
from csn_app.edge.faults import Exchange, error
from csn_app.edge.http import FORM_BYTES

READS = frozenset({"GET", "HEAD"})
CHANGES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
WEBSOCKETS = frozenset({"/_event", "/_event/"})
LIVE = "/live"


@dataclass(frozen=True, slots=True)
class Doors:
    """What the gate lets through: our HTTP routes, those that need no Origin (with the reason), larger bodies, and
    the addresses of the build's hashed files.
    """

    routes: Sequence[Route]
    without_origin: dict[str, str]
    larger_bodies: dict[str, int]
    build: frozenset[str] = frozenset()

    def match(self, scope: Scope) -> Match:
        """Say whether one of our routes takes a request: fully, but for its method, or not at all."""
        return max((route.matches(scope)[0] for route in self.routes), key=lambda found: found.value)

    def template(self, scope: Scope) -> str:
        """Return the address of the route that takes a request, as it is declared: without anybody's id."""
        return next((route.path for route in self.routes if route.matches(scope)[0] is Match.FULL), "")


class Gate:
    """ASGI: the outermost layer of the application."""

    def __init__(self, app: ASGIApp, *, doors: Doors, policy: headers.ContentPolicy) -> None:
        """Stand in front of ``app``."""
        self._app = app
        self._doors = doors
        self._policy = policy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection."""
        scope = proxies.seen_through(scope)
        if scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, headers.adding(send, scope=scope, policy=self._policy))
        else:
            await self._app(scope, receive, send)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a handshake before it is accepted: another address, a foreign or missing Origin, no live session."""
        asked = Headers(scope=scope)
        token = cookies.read(asked.get("cookie", ""), cookies.session_cookie())
        known = scope["path"] in WEBSOCKETS and _own_origin(scope, asked)
        if known and await door.resolve(token, active=False):
            with limits.one_more_socket(token) as taken:
                if taken:
                    await self._app(scope, receive, send)
                    return
        await receive()
        await send({"type": "websocket.close", "code": 4401})

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        page = routes.page_of(scope["path"])
        refusal = self._refusal(scope, page=page)
        if refusal:
            await error(refusal)(scope, receive, send)
            return
        path: str = scope["path"]
        if path in self._doors.build:
            await self._app(scope, receive, send)
            return
        scope.setdefault("state", {})["actor"] = await self._actor(scope)
        if page is not None:
            answer = _page_answer(scope, page)
            if answer is not None:
                await answer(scope, receive, send)
                return
            if not path.endswith("/"):
                scope["path"] = path + "/"
                scope["raw_path"] = scope["path"].encode()
        await Exchange(scope, receive, send, cap=self._cap(path), route=page or self._doors.template(scope)).run(
            self._app
        )

    async def _actor(self, scope: Scope) -> Any:
        if scope["path"] == LIVE:
            return VISITOR
        token = cookies.read(Headers(scope=scope).get("cookie", ""), cookies.session_cookie())
        return await door.resolve(token, active=scope["method"] in CHANGES or _navigates(scope)) or VISITOR

    def _refusal(self, scope: Scope, *, page: str | None) -> int:
        """Return the status of a refusal that needs no look at the database, or 0."""
        reads = scope["method"] in READS
        if page is not None or scope["path"] in self._doors.build:
            return 0 if reads else 405
        match = self._doors.match(scope)
        if match is not Match.FULL:
            return 405 if match is Match.PARTIAL else 404
        if reads:
            return 0
        asked = Headers(scope=scope)
        # Testers' tools send no Origin; a browser always does, and another site's page may not use them either.
        exempt = self._doors.template(scope) in self._doors.without_origin and "origin" not in asked
        if not exempt and not _own_origin(scope, asked):
            return 403
        return 413 if _announced(asked) > self._cap(scope["path"]) else 0

    def _cap(self, path: str) -> int:
        return self._doors.larger_bodies.get(path, FORM_BYTES)


def _page_answer(scope: Scope, page: str) -> Response | None:
    """Send the signed out to the door, which comes back here, and everyone else to their own home."""
    actor = scope["state"]["actor"]
    if actor is VISITOR:
        query = scope["query_string"].decode("latin-1")
        wanted = scope["path"] + (f"?{query}" if query else "")
        return RedirectResponse(f"{routes.SIGN_IN}?suite={quote(wanted, safe='/')}", status_code=303)
    if actor.quality is not routes.PAGES[page]:
        return RedirectResponse(routes.HOME_OF[actor.quality], status_code=303)
    if page in routes.shut_to(actor.mandate.kind if actor.mandate else None):
        return RedirectResponse(routes.HOME, status_code=303)
    return None


def _own_origin(scope: Scope, asked: Headers) -> bool:
    """Say whether a request comes from our own pages; a missing Origin does not."""
    origin = asked.get("origin", "")
    return bool(origin) and origin == own_origin(scope, asked)


def own_origin(scope: Scope, asked: Headers) -> str:
    """Return the origin under which people reach us: the setting, else the address that the browser asked for."""
    if settings().public_url:
        parts = urlsplit(settings().public_url)
        return f"{parts.scheme}://{parts.netloc}"
    scheme = {"ws": "http", "wss": "https"}.get(scope["scheme"], scope["scheme"])
    return f"{scheme}://{asked.get('host', '')}"


def _announced(asked: Headers) -> int:
    length = asked.get("content-length", "0")
    return int(length) if length.isdigit() else 0


def _navigates(scope: Scope) -> bool:
    return Headers(scope=scope).get("sec-fetch-mode", "navigate") == "navigate"
