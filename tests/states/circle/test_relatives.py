"""The screen of one's relatives, and every screen of the carnet in the hands of a caregiver."""

import inspect
from typing import Any
from uuid import uuid4

import pytest

from csn_app.circle.state import CircleState
from csn_app.circle.state_relatives import RelativesState
from csn_app.core.actor import Actor, Scope
from csn_app.core.errors import CsnError
from csn_app.documents.state_document import DocumentState
from csn_app.documents.state_list import DocumentsState
from csn_app.history.state import HistoryState
from csn_app.home.state import HomeState
from csn_app.profile.state import ProfileState
from csn_app.profile.state_measures import MeasuresState
from csn_app.rights.state import RightsState
from csn_app.ui.session import SessionState
from tests.factories import OpenWork, a_grant, a_professional
from tests.family import Member, a_child, a_member, described, helps, invite, represent
from tests.services.documents.sending import a_document
from tests.states.tab import Tab, as_somebody

SCREENS = (
    CircleState,
    DocumentState,
    DocumentsState,
    HistoryState,
    HomeState,
    ProfileState,
    MeasuresState,
    RelativesState,
    RightsState,
)
BORN = {"naissance": "6", "naissance-m": "5", "naissance-a": "2019"}


def _tab(actor: Actor, *acts: tuple[str, Any]) -> tuple[Any, str]:
    """Load the page, call handlers in turn, and return the state and what was said."""

    async def act() -> tuple[Any, str]:
        tab = Tab("/proches")
        state = await tab.state(RelativesState)
        await state.load()
        for name, given in acts:
            await getattr(state, name)(*([given] if given is not None else []))
        return state, await tab.said()

    return as_somebody(actor, act)


def _described(guest: Member, **changed: str) -> dict[str, str]:
    typed = described(guest)
    year, month, day = typed.born.split("-")
    boxes = {"naissance": day, "naissance-m": month, "naissance-a": year}
    names = {"nom": typed.family_name, "prenom": typed.given_name, "nir": typed.nir, "peut-READ": "on"}
    return names | boxes | {"pendant": "YEAR"} | changed


def test_a_parent_finds_certifies_and_sees_the_child_in_the_list(open_work: OpenWork) -> None:
    parent = a_member(open_work)
    space_id, code = a_child(open_work, parent)
    find = {"serie": parent.row["card_serial"], **BORN}
    order = {"code": code, "personne": str(space_id), "certifie": "on"}
    state, said = _tab(parent.actor, ("open", "enfant"), ("find", find), ("certify", order))
    assert [card.name for card in state.children] == ["Noé Amari"]
    assert said.startswith("C’est fait")
    assert state.panel == ""


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "serie"),
        ({"serie": "abc", **BORN}, "serie"),
        ({"serie": "74100000001", **BORN}, "serie"),
        ({"serie": "74100000001", **BORN, "naissance-m": "13"}, "naissance-m"),
        ({"serie": "74100000001", "naissance-a": "2019"}, "naissance"),
        ({"serie": [], "naissance": {}}, "serie"),
    ],
)
def test_what_is_not_understood_is_said_beside_its_field(
    open_work: OpenWork, typed: dict[str, Any], field: str
) -> None:
    state, _ = _tab(a_member(open_work).actor, ("open", "enfant"), ("find", typed))
    assert state.errors[0]["field"] == field
    assert state.errors[0]["sentence"]
    assert state.wards == []


def test_certifying_without_looking_for_a_child_first_does_nothing(open_work: OpenWork) -> None:
    order = {"code": "AAAABBBBCCCC", "personne": str(uuid4()), "certifie": "on"}
    state, _ = _tab(a_member(open_work).actor, ("open", "enfant"), ("certify", order))
    assert state.errors
    assert state.children == []


def test_an_invitation_says_the_same_whoever_is_invited(open_work: OpenWork) -> None:
    host, guest = a_member(open_work), a_member(open_work, name="Estelle Joly")
    real = _tab(host.actor, ("open", "aidant"), ("invite", _described(guest)))
    unreal = _tab(host.actor, ("open", "aidant"), ("invite", _described(guest, nom="Personne")))
    assert real[1] == unreal[1] != ""
    first, second = unreal[0].helpers
    assert first.badge == second.badge


@pytest.mark.parametrize(("field", "value"), [("nom", ""), ("prenom", " "), ("nir", "284"), ("naissance-a", "84")])
def test_an_incomplete_invitation_is_refused_in_a_sentence(open_work: OpenWork, field: str, value: str) -> None:
    host, guest = a_member(open_work), a_member(open_work, name="Estelle Joly")
    state, _ = _tab(host.actor, ("open", "aidant"), ("invite", _described(guest, **{field: value})))
    assert field in {error["field"] for error in state.errors}
    assert state.helpers == []


def test_an_invitation_without_any_power_is_refused(open_work: OpenWork) -> None:
    host, guest = a_member(open_work), a_member(open_work, name="Estelle Joly")
    state, _ = _tab(host.actor, ("open", "aidant"), ("invite", _described(guest, **{"peut-READ": ""})))
    assert state.errors[0]["field"] == "pouvoirs"


def test_somebody_elses_invitation_is_answered_by_nobody_else(open_work: OpenWork) -> None:
    host, guest, other = a_member(open_work), a_member(open_work, name="Estelle Joly"), a_member(open_work)
    made = invite(open_work, host.actor, described(guest), Scope.READ)
    for handler in ("accept", "refuse", "end", "stop"):
        state, said = _tab(other.actor, (handler, str(made)))
        assert said.startswith("Cette invitation ou cet accès n’existe plus")
        assert state.helped == []
    state, _ = _tab(guest.actor, ("accept", str(made)))
    assert [card.name for card in state.helped] == [host.actor.shown_name]


def test_the_name_on_the_screen_is_the_one_of_the_space(open_work: OpenWork) -> None:
    parent = a_member(open_work)
    actor = represent(open_work, parent, a_child(open_work, parent))

    async def act() -> Any:
        tab = Tab("/accueil")
        state = await tab.state(SessionState)
        await state.enter()
        return state

    state = as_somebody(actor, act)
    assert (state.other, state.person, state.person_age[:1], state.name) == (True, "Noé Amari", "7", "Leïla Amari")
    assert {"/parametres", "/proches/parents"} == set(state.shut)
    own = as_somebody(parent.actor, act)
    assert (own.other, own.person, own.shut) == (False, "Leïla Amari", [])


def test_no_handler_of_any_screen_lets_a_caregiver_see_or_change_what_is_not_theirs(open_work: OpenWork) -> None:
    """Every handler of every loaded screen is called by a caregiver who may only manage the agenda."""
    host, guest = a_member(open_work, name="Odette Secrete"), a_member(open_work, name="Estelle Joly")
    doctor = a_professional(open_work)
    grant = a_grant(open_work, host.actor, doctor)
    document = a_document(open_work, host.actor, title="Titre caché")
    actor = helps(open_work, host.actor, guest, Scope.AGENDA)
    ids = [str(one) for one in (document.id, grant, host.actor.space_id, actor.mandate.id if actor.mandate else "")]

    async def call(state_class: type[Any], name: str, given: dict[str, Any]) -> str:
        tab = Tab(f"/documents/{document.id}")
        state = await tab.state(state_class)
        try:
            found = getattr(state, name)(**given)
            if inspect.isawaitable(found):
                await found
        except (CsnError, ValueError, TypeError, AttributeError):
            return ""
        return str(state.dict())

    seen = []
    for state_class in SCREENS:
        for name, handler in state_class.event_handlers.items():
            if name.startswith("set") or name in {"watch", "hydrate", "on_load_internal"}:
                continue
            parameters = list(inspect.signature(handler.fn).parameters)[1:]
            for one in ids[:2]:
                form = {"id": one, "titre": "x", "portee": "tout", "duree": "DAY"}
                given = {
                    p: form if "dict" in str(inspect.signature(handler.fn).parameters[p].annotation) else one
                    for p in parameters
                }
                seen.append(as_somebody(actor, lambda c=state_class, n=name, g=given: call(c, n, g)))  # type: ignore[misc]
    assert len(seen) > 20
    assert not [text for text in seen if "Titre caché" in text]
    with open_work(host.actor) as work:
        from_now = work.db.connection().exec_driver_sql(
            "select (select count(*) from document where space_id = %s), "
            "(select count(*) from access_grant where space_id = %s and revoked_at is null)",
            (host.actor.space_id, host.actor.space_id),
        )
        assert tuple(from_now.one()) == (1, 1)
