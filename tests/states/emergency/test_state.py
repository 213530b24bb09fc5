"""The page « Urgences » and its neighbours through their handlers: what the browser sends wrongly changes nothing."""

from time import monotonic
from typing import Any

import pytest

from csn_app.access.emergency_rules import CardLife, Support
from csn_app.core.actor import Actor
from csn_app.core.vocabulary import Section
from csn_app.desk.state_emergency import NOBODY, DeskEmergencyState
from csn_app.desk.state_file import FileState
from csn_app.emergency.service import make_copy
from csn_app.emergency.state import EmergenciesState
from csn_app.operations.state_emergencies import ReviewsState
from csn_app.profile import service as profile
from tests.factories import OpenWork, a_holder, a_professional, an_operator
from tests.services.desk.people import Known, a_known_holder
from tests.services.emergency.people import WORDS, with_quality
from tests.states.tab import Tab, as_somebody


def _tab(actor: Actor, kind: type[Any], *acts: tuple[str, tuple[Any, ...]], address: str) -> tuple[Any, str]:
    async def act() -> tuple[Any, str]:
        tab = Tab(address)
        state = await tab.state(kind)
        await state.load()
        for name, given in acts:
            await getattr(state, name)(*given)
        return state, await tab.said()

    return as_somebody(actor, act)


def mine(actor: Actor, *acts: tuple[str, tuple[Any, ...]]) -> tuple[Any, str]:
    return _tab(actor, EmergenciesState, *acts, address="/parametres/urgences")


def desk(actor: Actor, *acts: tuple[str, tuple[Any, ...]], address: str = "/pro/urgence") -> tuple[Any, str]:
    return _tab(actor, DeskEmergencyState, *acts, address=address)


def reviews(actor: Actor, *acts: tuple[str, tuple[Any, ...]]) -> tuple[Any, str]:
    return _tab(actor, ReviewsState, *acts, address="/exploitation/acces-urgence")


def _number(known: Known, **changed: str) -> dict[str, str]:
    return {"ins": known.ins, "jour": "14", "mois": "5", "annee": "1984", **changed}


def test_the_defaults_and_a_refusal_in_plain_words(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    state, _ = mine(holder)
    assert (state.allowed, state.samu, state.glass, state.masked, state.detail) == (True, True, True, False, True)
    state, said = mine(holder, ("choose", ("allowed", False)))
    assert not state.allowed
    assert said == "C’est fait : plus personne ne lit votre carnet en urgence."
    state, _ = mine(holder)
    assert not state.allowed


@pytest.mark.parametrize("name", ["space_id", "", None, {"a": 1}, "card_sections"])
def test_another_choice_is_none(open_work: OpenWork, name: Any) -> None:
    state, said = mine(a_holder(open_work), ("choose", (name, False)))
    assert (state.allowed, state.samu, state.glass, state.masked) == (True, True, True, False)
    assert said


@pytest.mark.parametrize("code", ["", "NOPE", None, "LIFESTYLE", "MEASURES"])
def test_what_is_not_for_the_card_does_not_go_on_it(open_work: OpenWork, code: Any) -> None:
    state, said = mine(a_holder(open_work), ("tick", (code, True)))
    assert not any(tick.ticked for tick in state.ticks)
    assert said


def test_the_card_shows_what_is_ticked(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    with open_work(holder) as work:
        profile.add_entry(work, section=Section.ALLERGIES, typed={"allergene": "Latex"})
    state, said = mine(holder, ("tick", ("ALLERGIES", True)))
    assert [line.title for line in state.card.lines] == ["Allergies"]
    assert said == "Votre carte est à jour."
    state, _ = mine(holder, ("tick", ("ALLERGIES", False)))
    assert state.card.lines == []


@pytest.mark.parametrize("code", ["x", "", None, "6f1a3c52-0000-4000-8000-000000000000"])
def test_a_copy_that_is_not_mine_is_said_gone(open_work: OpenWork, code: Any) -> None:
    _, said = mine(a_holder(open_work), ("revoke", (code,)))
    assert said == "Cette carte n’était plus en circulation. La liste est à jour."


def test_a_copy_is_shown_once_it_is_there_and_a_flood_waits_once(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    mine(holder, ("tick", ("ALLERGIES", True)))

    async def act() -> tuple[Any, str, float]:
        tab = Tab("/parametres/urgences")
        state = await tab.state(EmergenciesState)
        await state.load()
        await state.made()
        began = monotonic()
        for _ in range(10):
            await state.made()
        took = monotonic() - began
        with open_work(holder) as work:
            make_copy(work, support=Support.PAPER, life=CardLife.YEAR)
        await state.made()
        return state, await tab.said(), took

    state, said, took = as_somebody(holder, act)
    assert len(state.codes) == 1
    assert said.startswith("Votre carte est prête")
    assert took < 5


@pytest.mark.parametrize("given", ["x", None, "6f1a3c52-0000-4000-8000-000000000000"])
def test_a_reading_that_is_not_mine_is_not_contested(open_work: OpenWork, given: Any) -> None:
    state, _ = mine(a_holder(open_work), ("ask_contest", (given,)), ("contest", ({"mot": "x"},)))
    assert state.contested.id == ""


def test_a_doctor_finds_opens_and_the_person_contests(open_work: OpenWork) -> None:
    known, doctor = a_known_holder(open_work), with_quality(open_work)
    state, _ = desk(doctor, ("search_number", (_number(known),)))
    assert (state.phase, state.name) == ("trouve", "MARTIN Alice")
    state, _ = desk(
        doctor, ("search_number", (_number(known),)), ("open", ({"situation": "INCAPABLE", "motif": "Urgence"},))
    )
    assert state.wrong["motif"].startswith("Écrivez au moins une phrase")
    assert state.phase == "trouve"
    state, _ = desk(
        doctor, ("search_number", (_number(known),)), ("open", ({"situation": "INCAPABLE", "motif": WORDS},))
    )
    assert (state.phase, state.name) == ("", "")
    opened, _ = _tab(doctor, FileState, address=f"/pro/dossier/{known.holder.space_id}")
    assert opened.phase == "ouvert"
    assert opened.banner.emergency.startswith("Jusqu’au ")
    shown, _ = mine(known.holder)
    (reading,) = shown.readings
    assert reading.words == WORDS
    assert reading.line.startswith("/historique?")
    shown, said = mine(known.holder, ("ask_contest", (reading.id,)), ("contest", ({"mot": "Non."},)))
    assert said.startswith("Votre contestation est enregistrée")
    assert not shown.readings[0].can_contest


def test_another_tab_reopens_what_still_runs(open_work: OpenWork) -> None:
    known, doctor = a_known_holder(open_work), with_quality(open_work)
    desk(doctor, ("search_number", (_number(known),)), ("open", ({"situation": "URGENT_CARE", "motif": WORDS},)))
    address = f"/pro/dossier/{known.holder.space_id}"
    closed, _ = _tab(doctor, FileState, ("close", ()), address=address)
    assert closed.phase == ""
    state, _ = _tab(doctor, FileState, address=address)
    assert state.phase == "urgence"
    state, _ = _tab(doctor, FileState, ("open_again", ()), address=address)
    assert state.phase == "ouvert"


def test_unknown_is_nobody_and_a_refusal_is_a_refusal(open_work: OpenWork) -> None:
    known, doctor = a_known_holder(open_work), with_quality(open_work)
    state, _ = desk(doctor, ("search_number", (_number(known, annee="1985"),)))
    assert (state.phase, state.found_words) == ("chercher", NOBODY)
    mine(known.holder, ("choose", ("glass", False)))
    state, _ = desk(doctor, ("search_number", (_number(known),)))
    assert (state.phase, state.name) == ("refuse", "MARTIN Alice")


def test_a_refusal_that_comes_meanwhile_stops_the_opening(open_work: OpenWork) -> None:
    known, doctor = a_known_holder(open_work), with_quality(open_work)

    async def act() -> Any:
        state = await Tab("/pro/urgence").state(DeskEmergencyState)
        await state.load()
        await state.search_number(_number(known))
        return state

    state = as_somebody(doctor, act)
    mine(known.holder, ("choose", ("allowed", False)))

    async def go_on() -> None:
        await state.open({"situation": "INCAPABLE", "motif": WORDS})

    as_somebody(doctor, go_on)
    assert state.phase == "refuse"


@pytest.mark.parametrize("typed", [None, 7, [], {}, {"situation": "CALL"}, {"situation": {"a": 1}, "motif": ["x"]}])
def test_a_form_that_is_none_opens_nothing(open_work: OpenWork, typed: Any) -> None:
    known, doctor = a_known_holder(open_work), with_quality(open_work)
    state, _ = desk(doctor, ("search_number", (_number(known),)), ("open", (typed,)))
    assert state.wrong["situation"] == "Choisissez la situation."
    state, _ = desk(doctor, ("open", ({"situation": "INCAPABLE", "motif": WORDS},)))
    assert state.phase == "chercher"


def test_without_the_quality_the_page_says_so_and_finds_nobody(open_work: OpenWork) -> None:
    known, doctor = a_known_holder(open_work), a_professional(open_work)
    state, _ = desk(doctor, ("search_number", (_number(known),)))
    assert state.phase == "sans"
    assert state.name == ""


def test_the_operator_decides_in_words(open_work: OpenWork) -> None:
    known, doctor = a_known_holder(open_work), with_quality(open_work)
    desk(doctor, ("search_number", (_number(known),)), ("open", ({"situation": "INCAPABLE", "motif": WORDS},)))
    operator = an_operator(open_work)

    async def act() -> tuple[Any, str]:
        tab = Tab("/exploitation/acces-urgence")
        state = await tab.state(ReviewsState)
        await state.load()
        while state.more:
            await state.turn()
        newest = state.waiting[-1]
        await state.choose(newest.id)
        await state.decide({"decision": "NOPE"})
        assert [error["field"] for error in state.errors] == ["decision-JUSTIFIED", "reponse"]
        await state.decide({"decision": "JUSTIFIED", "reponse": "Vérifié avec le service."})
        return state, await tab.said()

    state, said = as_somebody(operator, act)
    assert said == "La décision est enregistrée. La personne est prévenue."
    assert state.chosen.id == ""
    assert WORDS not in repr(state.decided)


@pytest.mark.parametrize("given", ["x", None, {}, "6f1a3c52-0000-4000-8000-000000000000"])
def test_an_operator_decides_and_restores_only_what_is_there(open_work: OpenWork, given: Any) -> None:
    operator = an_operator(open_work)
    state, _ = reviews(operator, ("choose", (given,)), ("decide", ({"decision": "JUSTIFIED", "reponse": "x"},)))
    assert state.chosen.id == ""
    _, said = reviews(operator, ("restore", (given,)))
    assert said == "Ce professionnel n’était plus suspendu. La liste est à jour."


def test_others_behind_the_handlers_get_nothing(open_work: OpenWork) -> None:
    known, doctor = a_known_holder(open_work), with_quality(open_work)
    state, _ = mine(doctor, ("choose", ("allowed", False)))
    assert (state.loaded, state.readings) == (False, [])
    state, _ = reviews(known.holder)
    assert (state.loaded, state.waiting) == (False, [])
    state, _ = desk(known.holder, ("search_number", (_number(known),)))
    assert (state.phase, state.name) == ("sans", "")
