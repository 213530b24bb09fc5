"""Documents made without a browser, and a client that speaks to the real routes behind the real gate."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from secrets import token_urlsafe
from typing import Any
from uuid import UUID, uuid4

import httpx
from sqlalchemy import select, update
from sqlmodel import col
from starlette.applications import Starlette

from csn_app import wiring
from csn_app.audit.model import TraceRow
from csn_app.core.actor import JOB, Actor
from csn_app.core.vocabulary import PatientCategory
from csn_app.core.work import Untraced
from csn_app.documents import http, http_bundle, http_pages, reading, service
from csn_app.documents.files import PART, PREFIX, StoredFile, parts_for
from csn_app.documents.model_reading import DocumentReading, SearchKey
from csn_app.documents.views import DocumentRow, NewDocument
from csn_app.edge import cookies, door
from csn_app.edge.gate import Doors, Gate
from csn_app.edge.headers import ContentPolicy
from csn_app.identity.model import SignedInSession
from csn_app.identity.sessions import mark_of, resolve_session
from csn_app.routes import DOCUMENT_SENDING
from tests.factories import OpenWork

ORIGIN = "http://csn.test"
ROUTES = [*http.ROUTES, *http_pages.ROUTES, *http_bundle.ROUTES]


def a_document(
    open_work: OpenWork,
    author: Actor,
    *,
    space_id: UUID | None = None,
    title: str = "Bilan sanguin",
    category: PatientCategory = PatientCategory.BIOLOGIE,
    day: date = date(2026, 3, 12),
    content: bytes = b"content",
    media_type: str = "application/pdf",
    held_for: timedelta | None = None,
) -> DocumentRow:
    """Deposit a document as ``author`` without its check: its parts first, then its row."""
    where = space_id or author.space_id
    assert where
    with open_work(author) as work:
        begun = service.begin_upload(work, space_id=where, key=uuid4().hex)
        file = StoredFile(uuid4(), size=len(content), parts=parts_for(len(content)))
        for n in range(file.parts):
            begun.vault.keep(file.id, n, content[n * PART : (n + 1) * PART])
        new = NewDocument(
            title=title,
            document_date=day,
            category=category,
            media_type=media_type,
            file=file,
            sha256="0" * 64,
            view=None,
            view_media_type=media_type,
            pages=1,
            held_until=work.now + held_for if held_for else None,
        )
        return service.finish_upload(work, space_id=where, upload_id=begun.id, new=new).row


def read_texts(open_work: OpenWork, space_id: UUID | None, *, when_known: Sequence[reading.WhenKnown] = ()) -> None:
    """Have the documents of one space read, as the job does; those of other tests wait."""
    with open_work(JOB) as work:
        others = update(DocumentReading).where(col(DocumentReading.space_id) != space_id)
        work.db.execute(others.values(due_at=work.real_now + timedelta(days=9)))
        work.db.execute(update(SearchKey).where(col(SearchKey.space_id) != space_id).values(words=b""))
        work.commit(untraced=Untraced.TECHNICAL)
    more = True
    while more:
        with open_work(JOB) as work:
            more = reading.read_next(work, when_known=when_known)


def actions_of(open_work: OpenWork, space_id: UUID | None) -> list[str]:
    """Return the codes of a space's trail, oldest first."""
    with open_work(JOB) as work:
        mine = select(col(TraceRow.action)).where(col(TraceRow.chain_id) == space_id).order_by(col(TraceRow.seq))
        return list(work.db.scalars(mine))


def objects() -> set[str]:
    """Return the key of every object that belongs to a document."""
    return {key for key, _ in wiring.parts().blobs.list(PREFIX)}


class Client:
    """Speaks to the documents' routes behind the gate, with somebody's session cookie."""

    def __init__(self, open_work: OpenWork) -> None:
        door.install(
            door.Door(
                open_work=wiring.open_work,
                resolve=resolve_session,
                installation_name=wiring.installation_name,
                ready=wiring.faults,
                error_page=lambda status: f"page {status}".encode(),
            )
        )
        self._open_work = open_work
        self.app = Gate(
            Starlette(routes=ROUTES),
            doors=Doors(
                routes=ROUTES,
                without_origin={},
                larger_bodies={DOCUMENT_SENDING: http.body_cap()},
            ),
            policy=ContentPolicy(scripts={"*": frozenset()}, styles=frozenset()),
        )

    def cookie(self, actor: Actor) -> str:
        """Give a session a secret that we know."""
        token = token_urlsafe(32)
        with self._open_work(JOB) as work:
            mine = update(SignedInSession).where(col(SignedInSession.id) == actor.session_id)
            work.db.execute(mine.values(token_mark=mark_of(token)))
            work.commit(untraced=Untraced.TECHNICAL)
        return f"{cookies.session_cookie()}={token}"

    def headers(self, actor: Actor | None, more: dict[str, str] | None = None) -> dict[str, str]:
        """Return what a browser sends of somebody."""
        mine = {"cookie": self.cookie(actor)} if actor else {}
        return {"origin": ORIGIN, "sec-fetch-dest": "empty", **mine, **(more or {})}

    def send(
        self,
        actor: Actor | None,
        body: bytes | Iterable[bytes],
        *,
        name: str = "bilan.pdf",
        key: str = "",
        space_id: object = None,
        **more: str,
    ) -> httpx.Response:
        """Send one file."""
        address = DOCUMENT_SENDING + (f"?espace={space_id}" if space_id else "")
        said = {"idempotency-key": key or uuid4().hex, "x-csn-nom": name, **{f"x-csn-{k}": v for k, v in more.items()}}
        return self.ask("POST", address, headers=self.headers(actor, said), content=body)

    def get(self, actor: Actor | None, row_id: object, *, shown: bool = False, **more: str) -> httpx.Response:
        """Ask for a document's file."""
        address = f"/documents/{row_id}/fichier" + ("?vue=1" if shown else "")
        return self.ask("GET", address, headers=self.headers(actor, more))

    def ask(self, method: str, address: str, **asked: Any) -> httpx.Response:
        """Ask anything."""

        async def act() -> httpx.Response:
            async with httpx.AsyncClient(transport=httpx.ASGITransport(app=self.app), base_url=ORIGIN) as browser:
                return await browser.request(method, address, **asked)

        return asyncio.run(act())


def raw_get(client: Client, actor: Actor, path: str, *, got: list[bytes], on_body: Callable[[int], None]) -> None:
    """Read an answer into ``got`` as it comes; ``on_body`` hears how many pieces there are after each."""
    headers = [(k.encode(), v.encode()) for k, v in client.headers(actor).items()] + [(b"host", b"csn.test")]
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": headers,
        "scheme": "http",
        "http_version": "1.1",
        "server": ("csn.test", 80),
    }

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(60)
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.body" and message.get("body"):
            got.append(message["body"])
            await asyncio.to_thread(on_body, len(got))

    asyncio.run(client.app(scope, receive, send))
