"""The screen of prevention, through its handlers."""

from datetime import date
from typing import Any

import pytest

from csn_app.core.actor import Actor
from csn_app.prevention.state import PreventionState
from tests.factories import OpenWork, a_holder, an_identity
from tests.states.tab import Tab, as_somebody


def _person(open_work: OpenWork) -> Actor:
    return an_identity(open_work, a_holder(open_work), born=date(1974, 5, 1))


def _tab(actor: Actor, *acts: tuple[str, Any], address: str = "/prevention") -> tuple[Any, str]:
    async def act() -> tuple[Any, str]:
        tab = Tab(address)
        state = await tab.state(PreventionState)
        await state.load()
        for name, given in acts:
            await getattr(state, name)(*(given(state) if callable(given) else given))
        return state, await tab.said()

    return as_somebody(actor, act)


def _card(state: Any, code: str) -> Any:
    return next((card for card in (*state.now, *state.soon, *state.planned) if card.code == code), None)


def test_a_card_says_why_by_which_rule_and_until_when(open_work: OpenWork) -> None:
    state, _ = _tab(_person(open_work))
    card = _card(state, "dep-sein")
    assert card.why.startswith("Parce que vous avez 52\u00a0ans et que vous n’avez noté aucune date.")
    assert card.source.startswith("D’après ce que vous avez noté et la règle du 1er janvier 2024.")
    own = _card(state, "visite-an")
    assert own.source.endswith("Ce n’est pas une recommandation officielle.")
    assert state.lead.startswith("D’après ce que vous avez noté et le calendrier du")


def test_done_is_noted_with_its_day_and_the_next_why_names_the_year(open_work: OpenWork) -> None:
    person = _person(open_work)
    begin = ("begin_done", lambda s: (_card(s, "dep-sein").key,))
    state, said = _tab(person, begin, ("save_done", ({"jour": "3", "mois": "10", "annee": "2022"},)))
    assert said == "C’est noté comme fait."
    assert "votre dernier dépistage date de 2022" in _card(state, "dep-sein").why
    assert state.done[0].on == "Le 3 octobre 2022"
    state, _ = _tab(person, ("undo", lambda s: (s.done[0].rule, s.done[0].day)))
    assert state.done == []


def test_a_day_that_is_not_one_is_said_and_the_form_stays(open_work: OpenWork) -> None:
    begin = ("begin_done", lambda s: (_card(s, "dep-sein").key,))
    state, _ = _tab(_person(open_work), begin, ("save_done", ({"jour": "31", "mois": "2", "annee": "2022"},)))
    assert state.error.startswith("Cette date n’est pas possible.")
    assert state.doing != ""


def test_refused_then_put_back(open_work: OpenWork) -> None:
    person = _person(open_work)
    begin = ("begin_refusal", lambda s: (_card(s, "dep-colon").key,))
    state, _ = _tab(person, begin, ("refuse", ({"raison": ""},)))
    assert _card(state, "dep-colon") is None
    assert [one.subject for one in state.refused] == ["DEP-COLON"]
    state, _ = _tab(person, ("take_back", ("DEP-COLON",)))
    assert _card(state, "dep-colon")


def test_themes_answers_and_reminders_are_kept(open_work: OpenWork) -> None:
    person = _person(open_work)
    _tab(person, ("theme", ("SCREENING", False)), ("answer", ("maladie_chronique", "YES")), ("reminders", (False,)))
    state, _ = _tab(person)
    assert not state.remind
    assert next(tick for tick in state.themes if tick.code == "SCREENING").wanted is False
    assert next(ask for ask in state.asks if ask.code == "maladie_chronique").answer == "YES"
    assert _card(state, "dep-sein") is None


def test_an_address_opens_one_by_its_number(open_work: OpenWork) -> None:
    state, _ = _tab(_person(open_work))
    number = _card(state, "dep-sein").number
    state, _ = _tab(_person(open_work), address=f"/prevention?fait={number}")
    assert state.doing == _card(state, "dep-sein").key


WRONG = ["", "zz", -1, None, {"a": 1}, ["x"]]


@pytest.mark.parametrize("wrong", WRONG)
def test_what_a_browser_should_not_send_changes_nothing(open_work: OpenWork, wrong: Any) -> None:
    person = _person(open_work)
    one = ("begin_done", "begin_refusal", "save_done", "refuse", "take_back", "expect")
    _tab(
        person,
        *((name, (wrong,)) for name in one),
        ("theme", (wrong, wrong)),
        ("undo", (wrong, wrong)),
        ("answer", (wrong, wrong)),
    )
    state, _ = _tab(person)
    assert state.done == []
    assert state.refused == []
    assert all(tick.wanted for tick in state.themes)
