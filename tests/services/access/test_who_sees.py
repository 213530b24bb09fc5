"""The table of ``who_may.csv`` once more, from outside: every screen and every route, for everybody, in two spaces.

A word is planted in a document, the profile, the agenda and a conversation of the space that concerns somebody, and of
another one. Then each screen is loaded at each address, and each route is asked. Whoever may, reads the word; nobody
else finds it in what their screens know, nor in an answer.
"""

import asyncio
import importlib
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
import reflex as rx
from starlette.applications import Starlette

from csn_app import wiring
from csn_app.agenda import http as agenda_http
from csn_app.agenda import service as agenda
from csn_app.core.actor import JOB, VISITOR, Actor, Quality
from csn_app.core.errors import CsnError
from csn_app.core.vocabulary import Section
from csn_app.documents import http as documents_http
from csn_app.edge import cookies, door
from csn_app.edge.gate import Doors, Gate
from csn_app.edge.headers import ContentPolicy
from csn_app.history import http as history_http
from csn_app.identity.model import Account, InsuredPerson
from csn_app.messaging import http as messaging_http
from csn_app.messaging import service as messaging
from csn_app.profile import http as profile_http
from csn_app.profile import service as profile
from csn_app.routes import DOCUMENT_SENDING
from tests.factories import OpenWork, a_grant, a_holder, a_professional, an_identity
from tests.services.access.roles import ROLES, Role
from tests.services.access.test_who_may import table
from tests.services.agenda.people import typed, whole
from tests.services.documents.sending import ORIGIN, a_document
from tests.states.tab import Tab, as_somebody

_READS = {
    "document": ("DOCUMENT_LIST", "DOCUMENT_READ"),
    "profil": ("PROFILE_READ",),
    "agenda": ("AGENDA_READ",),
    "message": ("CONVERSATION_READ",),
}
"""By which permissions somebody may come across each word."""

_ROUTES = [
    *documents_http.ROUTES,
    *profile_http.ROUTES,
    *history_http.ROUTES,
    *agenda_http.ROUTES,
    *messaging_http.ROUTES,
]


@dataclass(frozen=True)
class Planted:
    """A space with its words, and what its addresses are made of."""

    space_id: UUID
    document_id: UUID
    conversation_id: UUID
    words: dict[str, str]


def planted(open_work: OpenWork, space_id: UUID) -> Planted:
    """Plant one word of each kind in a space, as its person."""
    words = {kind: f"mot{uuid4().hex[:12]}" for kind in _READS}
    with open_work(JOB) as work:
        account = work.db.query(Account).filter_by(space_id=space_id).first()
        known = work.db.query(InsuredPerson).filter_by(space_id=space_id).first()
    person = Actor(Quality.HOLDER, account_id=account.id if account else uuid4(), space_id=space_id)
    if known is None:
        an_identity(open_work, replace(person, shown_name="Alice Martin"), born=date(1984, 5, 14))
    document = a_document(open_work, person, title=words["document"], content=words["document"].encode())
    with open_work(person) as work:
        profile.add_entry(work, section=Section.ALLERGIES, typed={"allergene": words["profil"]})
        soon = whole(work.now, days=3)
    with open_work(person) as work:
        agenda.note_appointment(work, typed=typed(soon, motif=words["agenda"]))
    doctor = a_professional(open_work)
    a_grant(open_work, person, doctor)
    with open_work(doctor) as work:
        talk = messaging.start_conversation(
            work, space_id=space_id, subject=words["message"], body=words["message"], key=uuid4().hex
        )
    return Planted(space_id, document.id, talk, words)


def _states() -> list[type[Any]]:
    """Find every State of every room that has a ``load``."""
    root = Path(wiring.__file__).parent
    for file in sorted(root.glob("*/state*.py")):
        importlib.import_module(f"csn_app.{file.parent.name}.{file.stem}")
    mine = [kind for kind in rx.State.get_substates() if kind.__module__.startswith("csn_app.")]
    return [kind for kind in mine if "load" in kind.event_handlers]


async def _loaded(kind: type[Any], address: str) -> str:
    """Load a screen at an address, and return all that it knows, also what it keeps from the page."""
    tab = Tab(address)
    state = await tab.state(kind)
    with suppress(CsnError):
        await state.load()
    return str(vars(state).values()) + await tab.said() + str({name: getattr(state, name) for name in state.base_vars})


def known_to_screens(actor: Actor, *spaces: Planted) -> str:
    """Load every screen at every address, as somebody, and return all that was known there."""
    addresses = ["/accueil"]
    for one in spaces:
        addresses += [
            f"/documents/{one.document_id}",
            f"/pro/dossier/{one.space_id}",
            f"/messages/{one.conversation_id}",
        ]
        addresses += [f"/pro/messages/{one.conversation_id}", f"/soignants/{one.document_id}/apercu"]

    async def act() -> str:
        named = {"Document": "/documents/", "File": "/pro/dossier/", "Thread": "/messages/"}
        found = []
        for kind in _states():
            part = next((part for name, part in named.items() if kind.__name__ == f"{name}State"), "/accueil")
            found += [await _loaded(kind, address) for address in addresses if part in address]
        return "\n".join(found)

    return as_somebody(actor, act)


def answered(actor: Actor, *spaces: Planted) -> dict[str, list[httpx.Response]]:
    """Ask every route for the words of some spaces, as somebody; a file is sent to each space."""
    door.install(
        door.Door(
            open_work=wiring.open_work,
            resolve=lambda work, token, active: actor,  # noqa: ARG005 - the port's names
            installation_name=wiring.installation_name,
            ready=wiring.faults,
            error_page=lambda status: f"page {status}".encode(),
        )
    )
    app = Gate(
        Starlette(routes=_ROUTES),
        doors=Doors(routes=_ROUTES, without_origin={}, larger_bodies={DOCUMENT_SENDING: documents_http.body_cap()}),
        policy=ContentPolicy(scripts={"*": frozenset()}, styles=frozenset()),
    )
    known = {} if actor.account_id is None else {"cookie": f"{cookies.session_cookie()}=quelqu-un"}
    headers = {"origin": ORIGIN, "sec-fetch-dest": "empty", **known}

    async def act() -> dict[str, list[httpx.Response]]:
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app), base_url=ORIGIN, headers=headers
        ) as client:
            found = {path: [await client.get(path)] for path in ("/agenda/fichier.ics", "/historique/preuve")}
            found["/mesures/fichier"] = [await client.get("/mesures/fichier")]
            found["document"] = [await client.get(f"/documents/{one.document_id}/fichier") for one in spaces]
            found["envoi"] = [
                await client.post(
                    f"{DOCUMENT_SENDING}?espace={one.space_id}",
                    content=b"%PDF-1.4 vide",
                    headers={"idempotency-key": uuid4().hex, "x-csn-nom": "a.pdf"},
                )
                for one in spaces
            ]
            return found

    return asyncio.run(act())


@pytest.mark.parametrize("name", ROLES)
def test_everybody_reads_what_the_table_says_and_finds_nothing_else(open_work: OpenWork, name: str) -> None:
    role = ROLES[name](open_work)
    said = _said(role, name)
    here = planted(open_work, role.space_id)
    elsewhere = planted(open_work, _space(a_holder(open_work)))
    known = known_to_screens(role.actor, here, elsewhere)
    assert [kind for kind, word in elsewhere.words.items() if word in known] == []
    may = {kind for kind, permissions in _READS.items() if any(said[one] for one in permissions)}
    seen = {kind for kind, word in here.words.items() if word in known}
    assert seen <= may
    assert _must(role, may) <= seen


@pytest.mark.parametrize("name", ROLES)
def test_every_route_answers_as_the_table_says(open_work: OpenWork, name: str) -> None:
    role = ROLES[name](open_work)
    said = _said(role, name)
    here, elsewhere = planted(open_work, role.space_id), planted(open_work, _space(a_holder(open_work)))
    found = answered(role.actor, here, elsewhere)
    everything = b"\n".join(one.content for answers in found.values() for one in answers)
    assert [kind for kind, word in elsewhere.words.items() if word.encode() in everything] == []
    assert (here.words["document"].encode() in found["document"][0].content) == said["DOCUMENT_READ"]
    assert found["document"][1].status_code in {303, 401, 403, 404}
    assert (here.words["agenda"].encode() in found["/agenda/fichier.ics"][0].content) == said["AGENDA_READ"]
    assert (found["/historique/preuve"][0].status_code == 200) == said["TRAIL_PROVE"]
    # A file that is no PDF is refused for what it is to whoever may deposit; nobody else learns even that.
    inside, outside = found["envoi"]
    assert (inside.status_code in {200, 201, 415, 422}) == said["DOCUMENT_ADD"], inside.text
    assert outside.status_code in {303, 401, 403, 404}


def _said(role: Role, name: str) -> dict[str, bool]:
    """Return what the table lets somebody do; a linked service has neither screen nor route here."""
    outside = role.actor.service_id is not None
    return {permission: row[name] != "non" and not outside for permission, row in table().items()}


def _must(role: Role, may: set[str]) -> set[str]:
    """Return what somebody certainly reads: a grant shows sections one by one, and conversations are of two people."""
    return may if role.actor.quality is Quality.HOLDER else may & {"document"}


def _space(actor: Actor) -> UUID:
    assert actor.space_id
    return actor.space_id


def test_a_visitor_has_no_screen_at_all(open_work: OpenWork) -> None:
    space = planted(open_work, _space(a_holder(open_work)))
    known = known_to_screens(VISITOR, space)
    assert [word for word in space.words.values() if word in known] == []
