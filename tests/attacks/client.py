"""A hostile client: tabs that speak the socket's protocol by hand, raw HTTP, and a look into the database's rows."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import uuid4

import aiohttp
import httpx
import psycopg
from psycopg import sql

from csn_app.launch.postgres import _socket_path
from tests.site import Site

NAMESPACE = "/_event"
ROOT_STATE = "reflex___state____state"
HYDRATE = f"{ROOT_STATE}.hydrate"
ON_A_PAGE = {"pathname": "/accueil", "asPath": "/accueil", "query": {}}
INSIDES = re.compile(r"Traceback|File \\?\"|site-packages|psycopg|sqlalchemy|\.py[\"' ]|TypeError|ValueError|KeyError")
"""What only somebody who sees our insides would read."""

FAULT = "Vérifiez si elle est faite, puis réessayez"
PATIENCE = 20.0


class Refused(Exception):
    """The handshake was not accepted."""


@dataclass
class Tab:
    """One tab on the socket; ``heard`` keeps every message of the server, as text."""

    wire: aiohttp.ClientWebSocketResponse
    token: str
    heard: list[str] = field(default_factory=list)
    page: dict[str, Any] = field(default_factory=lambda: dict(ON_A_PAGE))
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    async def call(self, handler: str, payload: object = None, **more: object) -> None:
        """Send one event as Reflex's own front end does."""
        event = {"name": handler, "payload": {} if payload is None else payload, "router_data": self.page} | more
        await self.emit("event", event)

    async def emit(self, *words: object) -> None:
        """Send one Socket.IO event, whatever its name."""
        await self.wire.send_str(f"42{NAMESPACE},{json.dumps(words)}")

    async def raw(self, packet: str | bytes) -> None:
        """Send anything at all."""
        await (self.wire.send_bytes(packet) if isinstance(packet, bytes) else self.wire.send_str(packet))

    async def settle(self, times: int = 1) -> str:
        """Wait until everything sent before is done; returns the whole state as the server then sends it.

        Events of a tab run one after the other, and Reflex's own ``hydrate`` always answers.
        """
        before = len(self.heard)
        for _ in range(times):
            mark = len(self.heard)
            await self.call(HYDRATE)
            await self.until(lambda mark=mark: any(_is_snapshot(text) for text in self.heard[mark:]))
        return "".join(text for text in self.heard[before:] if _is_snapshot(text))

    def answers(self, since: int = 0) -> list[str]:
        """Return what was heard, less the snapshots that ``settle`` asked for."""
        return [text for text in self.heard[since:] if not _is_snapshot(text)]

    async def until(self, condition: Any) -> None:
        """Wait for the server to have said something."""
        async with asyncio.timeout(PATIENCE):
            while not condition():
                if self.wire.closed:
                    raise Refused("closed")
                self._news.clear()
                await self._news.wait()

    async def _listen(self) -> None:
        async for message in self.wire:
            text = message.data if isinstance(message.data, str) else repr(message.data)
            if text == "2":
                await self.wire.send_str("3")
            else:
                self.heard.append(text)
            self._news.set()
        self._news.set()


def _is_snapshot(text: str) -> bool:
    return '"is_hydrated' in text


@asynccontextmanager
async def tab(
    site: Site,
    *,
    cookie: str = "",
    origin: str | None = "",
    token: str = "",
    first: object = None,
    path: str = "/_event/",
) -> AsyncIterator[Tab]:
    """Open a tab with this ``Cookie`` header; ``origin`` empty is the site's own, None is none; raises ``Refused``."""
    headers = {"Cookie": cookie} if cookie else {}
    if origin is not None:
        headers["Origin"] = origin or site.address
    token = token or str(uuid4())
    address = f"{site.address.replace('http', 'ws', 1)}{path}?EIO=4&transport=websocket&token={quote(token)}"
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http:
        try:
            wire = await http.ws_connect(address, headers=headers, max_msg_size=0)
        except aiohttp.ClientError as fact:
            raise Refused(str(fact)) from fact
        opened = Tab(wire, token)
        listening = asyncio.create_task(opened._listen())
        try:
            await wire.send_str(f"40{NAMESPACE},{json.dumps(first or {})}")
            await opened.until(lambda: any(text.startswith("40/_event") for text in opened.heard))
            yield opened
        finally:
            await wire.close()
            listening.cancel()
            with suppress(asyncio.CancelledError):
                await listening


@cache
def _http() -> httpx.Client:
    return httpx.Client(timeout=30)


def request(site: Site, method: str, path: str, **given: Any) -> httpx.Response:
    """Ask by HTTP, following nothing and keeping no cookie."""
    _http().cookies.clear()
    return _http().request(method, site.address + path, **given)


async def raw_http(site: Site, lines: bytes) -> bytes:
    """Send bytes as they are, and read until the server closes or falls silent."""
    to = urlsplit(site.address)
    reader, writer = await asyncio.open_connection(to.hostname, to.port)
    answer = b""
    with suppress(TimeoutError, ConnectionError):
        writer.write(lines)
        await writer.drain()
        while piece := await asyncio.wait_for(reader.read(65536), 1.0):
            answer += piece
    writer.close()
    return answer


@contextmanager
def rows(site: Site, database: str = "csn") -> Iterator[psycopg.Connection[Any]]:
    """Look into the database from outside of the product."""
    folder = site.data.resolve() / "postgres"
    password = json.loads((folder / "passwords.json").read_text())["postgres"]
    where = {"host": str(_socket_path(folder)), "user": "postgres", "password": password}
    with psycopg.connect(dbname=database, autocommit=True, **where) as connection:
        yield connection


def rows_about(site: Site, ids: list[str]) -> dict[str, list[str]]:
    """Return every row that names one of these ids, table by table; when a session was last seen is left out."""
    found: dict[str, list[str]] = {}
    like = [f"%{one}%" for one in ids if one]
    with rows(site) as db:
        tables = db.execute("select tablename from pg_tables where schemaname = 'public'").fetchall()
        for (name,) in tables:
            query = sql.SQL(
                "select (to_jsonb(t) - 'seen_at')::text as line from {} t where to_jsonb(t)::text like any(%s)"
            ).format(sql.Identifier(name))
            found[name] = sorted(line for (line,) in db.execute(query, [like]))
    return found
