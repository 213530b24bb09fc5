"""The screen of the agenda, through its handlers."""

from datetime import timedelta
from typing import Any

import pytest

from csn_app.agenda.rules import PARIS
from csn_app.agenda.state import AgendaState
from csn_app.core.actor import Actor
from tests.factories import OpenWork, a_holder
from tests.states.tab import Tab, as_somebody


def _tab(actor: Actor, *acts: tuple[str, Any], address: str = "/agenda") -> tuple[Any, str]:
    async def act() -> tuple[Any, str]:
        tab = Tab(address)
        state = await tab.state(AgendaState)
        await state.load()
        for name, given in acts:
            given = given(state) if callable(given) else given
            await getattr(state, name)(*given)
        return state, await tab.said()

    return as_somebody(actor, act)


def _typed(open_work: OpenWork, **more: str) -> dict[str, str]:
    with open_work(a_holder(open_work)) as work:
        day = (work.now + timedelta(days=3)).astimezone(PARIS)
    said = {"motif": "Prise de sang", "jour": str(day.day), "mois": str(day.month), "annee": str(day.year)}
    return {**said, "heure": "08:00", **more}


def test_a_person_notes_an_appointment_and_sees_it(open_work: OpenWork) -> None:
    state, said = _tab(a_holder(open_work), ("add", ()), ("save", (_typed(open_work, **{"rappel-EVE": "on"}),)))
    (group,) = state.groups
    assert group.rows[0].title == "Prise de sang"
    assert group.rows[0].when.endswith("8\u00a0h\u00a000")
    assert said == "C’est enregistré."
    assert not state.form.shown
    assert any(cell.href for week in state.weeks for cell in week.cells)


def test_what_is_wrong_is_said_and_what_was_typed_stays(open_work: OpenWork) -> None:
    wrong = _typed(open_work, jour="31", mois="2", adresse="3 rue des Salorges", **{"rappel-HOUR": "on"})
    state, _ = _tab(a_holder(open_work), ("add", ()), ("save", (wrong,)))
    assert state.errors == [{"field": "champ-jour", "sentence": "Cette date n’existe pas. Exemple\u00a0: 15 1 2027."}]
    assert state.form.held["adresse"] == "3 rue des Salorges"
    assert [one.code for one in state.form.alerts if one.chosen] == ["HOUR"]
    assert state.groups == []


def test_an_address_fills_the_form_by_a_number(open_work: OpenWork) -> None:
    state, _ = _tab(a_holder(open_work), address="/agenda?noter=1")
    assert state.form.held["motif"] == "Hexavalent, 1re dose"
    assert state.form.held["genre"] == "VACCINE"


@pytest.mark.parametrize("view", ["liste", "semaine", "mois", "", "zz"])
@pytest.mark.parametrize("day", ["2026-11-24", "9999-12-31", "0001-01-01", "zz", ""])
def test_any_address_shows_an_agenda(open_work: OpenWork, view: str, day: str) -> None:
    state, _ = _tab(a_holder(open_work), address=f"/agenda?vue={view}&jour={day}&apres=zz")
    assert state.loaded


def test_a_person_says_what_became_of_it_then_deletes_it(open_work: OpenWork) -> None:
    holder, typed = a_holder(open_work), _typed(open_work)

    def row(state: Any) -> Any:
        return state.groups[0].rows[0]

    state, said = _tab(
        holder,
        ("add", ()),
        ("save", (typed,)),
        ("mark", lambda s: (row(s).id, row(s).at, "CANCELLED")),
    )
    assert row(state).status == "Annulé"
    assert said == "C’est noté : « Annulé »."
    state, said = _tab(holder, ("delete", lambda s: (row(s).id,)))
    assert (state.groups, said) == ([], "Le rendez-vous est supprimé.")


def test_a_private_address_is_shown_once_and_cut(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    state, _ = _tab(holder, ("make_feed", ({},)))
    assert state.feed_address.endswith(".ics")
    assert "sans motif ni nom" in state.feed_words
    state, _ = _tab(holder)
    assert state.feed_address == ""
    state, said = _tab(holder, ("cut_feed", ()))
    assert state.feed_words == ""
    assert said.startswith("L’adresse est coupée.")


@pytest.mark.parametrize("wrong", ["", "zz", "6f1a3c52-0000-4000-8000-000000000000", 5, None, {"a": 1}, ["x"]])
@pytest.mark.parametrize("handler", ["edit", "delete", "plan", "decline", "save", "make_feed"])
def test_what_a_browser_should_not_send_changes_nothing(open_work: OpenWork, handler: str, wrong: Any) -> None:
    holder = a_holder(open_work)
    _tab(holder, (handler, (wrong,)), ("mark", (wrong, wrong, wrong)), ("mark", ("x", "2026-11-24T10:00", "CANCELLED")))
    state, _ = _tab(holder)
    assert state.groups == []
