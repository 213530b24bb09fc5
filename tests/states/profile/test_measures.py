"""The page of measures, through its handlers."""

from typing import Any

import pytest

from csn_app.core.actor import Actor
from csn_app.profile.addresses import to_measures
from csn_app.profile.state_measures import MeasuresState
from tests.factories import OpenWork, a_holder, a_professional
from tests.states.tab import Tab, as_somebody

TENSION = {"systolique": "122", "diastolique": "78", "date": "2026-11-20", "heure": "08:10"}
Act = tuple[Any, ...]


def _tab(actor: Actor, *acts: Act, address: str = "/mesures?periode=tout") -> tuple[Any, str]:
    """Load the page, call handlers in turn, and return the state and what was said."""

    async def act() -> tuple[Any, str]:
        tab = Tab(address)
        state = await tab.state(MeasuresState)
        await state.load()
        for name, *given in acts:
            await getattr(state, name)(*given)
        return state, await tab.said()

    return as_somebody(actor, act)


def test_a_tension_is_noted_and_drawn_from_the_second_on(open_work: OpenWork) -> None:
    alice = a_holder(open_work)
    state, said = _tab(alice, ("note", TENSION))
    assert said == "C’est noté."
    assert state.latest == "122 / 78"
    assert state.curve.spots == []
    state, _ = _tab(alice, ("note", TENSION | {"systolique": "131", "diastolique": "84", "date": "2026-11-21"}))
    assert len(state.curve.spots) == 2
    assert state.curve.said.startswith("Le chiffre du haut passe de 122 à 131.")
    assert [row.figures for row in state.table] == ["131 / 84\u00a0mmHg", "122 / 78\u00a0mmHg"]
    assert state.at == 1
    state, _ = _tab(alice, ("walk", 0))
    assert state.curve.spots[state.at].words.startswith("20 novembre 2026 à 8\u00a0h\u00a010")


def test_an_unlikely_figure_is_asked_once_more(open_work: OpenWork) -> None:
    alice = a_holder(open_work)
    typed = TENSION | {"systolique": "310"}
    state, _ = _tab(alice, ("note", typed))
    assert state.doubt == "310 / 78"
    assert state.latest == ""
    assert state.boxes[0].value == "310"
    state, _ = _tab(alice, ("note", typed), ("note", typed | {"confirme": "310 / 78"}))
    assert state.doubt == ""
    assert state.latest == "310 / 78"


def test_what_must_be_corrected_is_said_beside_its_field(open_work: OpenWork) -> None:
    state, _ = _tab(a_holder(open_work), ("note", {"systolique": "78", "diastolique": "x", "date": "2040-01-01"}))
    assert {error["field"] for error in state.errors} == {"champ-diastolique", "champ-date"}
    assert state.boxes[1].error.startswith("Écrivez un nombre")


def test_a_measure_is_deleted_after_a_question(open_work: OpenWork) -> None:
    alice, noe = a_holder(open_work), a_holder(open_work)
    state, _ = _tab(alice, ("note", TENSION))
    measure = state.table[0].id
    state, said = _tab(noe, ("ask_delete", measure), ("delete", measure))
    assert (state.deleting, said) == ("", "Cette mesure n’existait plus. La page est à jour.")
    state, _ = _tab(alice, ("ask_delete", measure))
    assert state.deleting == measure
    state, said = _tab(alice, ("delete", measure))
    assert (state.latest, said) == ("", "La mesure est supprimée.")


def test_the_address_chooses_kind_and_period(open_work: OpenWork) -> None:
    state, _ = _tab(a_holder(open_work), address=to_measures("GLUCOSE", period="7j"))
    assert (state.kind, state.asks) == ("GLUCOSE", ["moment"])
    assert [chip.code for chip in state.periods if chip.here] == ["7j"]
    assert not any(chip.code in chip.href for chip in state.chips)
    state, _ = _tab(a_holder(open_work), address="/mesures?type=<b>&periode=zz")
    assert (state.kind, state.loaded) == ("BLOOD_PRESSURE", True)


@pytest.mark.parametrize(
    "wrong", ["", "zz", "0b5f3c1e-7a64-4d0e-9c52-5d1f6a3e8b21", 5, -1, 1e300, float("nan"), None, {"a": 1}, ["x"]]
)
@pytest.mark.parametrize("handler", ["note", "walk", "ask_delete", "delete"])
def test_what_a_browser_should_not_send_changes_nothing(open_work: OpenWork, handler: str, wrong: Any) -> None:
    state, _ = _tab(a_holder(open_work), (handler, wrong))
    assert state.latest == ""
    assert state.at == 0
    assert state.deleting == ""


def test_a_professional_behind_the_handlers_gets_nothing(open_work: OpenWork) -> None:
    state, _ = _tab(a_professional(open_work), ("note", TENSION))
    assert not state.loaded
    assert state.latest == ""


def test_the_table_shows_fifty_lines_and_more_on_demand(open_work: OpenWork) -> None:
    alice = a_holder(open_work)
    typed = [TENSION | {"date": f"2026-{1 + n // 28:02d}-{1 + n % 28:02d}"} for n in range(60)]
    state, _ = _tab(alice, *(("note", one) for one in typed))
    assert (len(state.table), state.further) == (50, True)
    state, _ = _tab(alice, ("more",))
    assert (len(state.table), state.further) == (60, False)
    assert state.table[0].when.startswith("4 mars 2026")


def test_two_measures_of_one_moment_keep_each_its_words(open_work: OpenWork) -> None:
    alice = a_holder(open_work)
    state, _ = _tab(alice, ("note", TENSION), ("note", TENSION | {"systolique": "131"}))
    words = {spot.words.partition("\u00a0: ")[2] for spot in state.curve.spots}
    assert words == {"122 / 78\u00a0mmHg", "131 / 78\u00a0mmHg"}
