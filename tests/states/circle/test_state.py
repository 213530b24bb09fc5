"""The screen of one's professionals, through its handlers."""

from typing import Any

import pytest

from csn_app.circle.state import CircleState
from csn_app.core.actor import Actor
from tests.factories import OpenWork, a_grant, a_holder, a_professional
from tests.states.tab import Tab, as_somebody

TYPED: dict[str, Any] = {"portee": "choix", "cat-BIOLOGIE": "on", "duree": "DAY"}


def _tab(actor: Actor, *acts: tuple[str, Any]) -> tuple[Any, str]:
    """Load the page, call handlers in turn, and return the state and what was said."""

    async def act() -> tuple[Any, str]:
        tab = Tab("/soignants")
        state = await tab.state(CircleState)
        await state.load()
        for name, given in acts:
            await getattr(state, name)(*([given] if given is not None else []))
        return state, await tab.said()

    return as_somebody(actor, act)


def test_a_person_adds_a_professional_and_sees_them_in_the_list(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work, name="Camille Bernard")
    state, said = _tab(holder, ("add", None), ("decide", str(doctor.professional_id)), ("save", TYPED))
    (carer,) = state.carers
    assert carer.name == "Dr Camille Bernard"
    assert carer.sees == "Résultats de biologie"
    assert carer.standing == "ENDS_SOON"
    assert said.startswith("C’est enregistré. Dr Camille Bernard")
    assert not state.adding
    assert state.form.professional_id == ""


def test_some_categories_without_any_are_refused_in_a_sentence(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    state, _ = _tab(holder, ("decide", str(doctor.professional_id)), ("save", {"portee": "choix"}))
    assert state.errors[0]["field"] == "portee"
    assert state.errors[0]["sentence"].startswith("Cochez au moins une catégorie")
    assert state.carers == []
    assert state.form.professional_id == str(doctor.professional_id)


@pytest.mark.parametrize("typed", [None, [], {"portee": [], "duree": []}, {"portee": {"a": 1}, "duree": 7}])
def test_a_form_that_is_not_one_gives_nothing(open_work: OpenWork, typed: Any) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    state, _ = _tab(holder, ("decide", str(doctor.professional_id)), ("save", [typed] if typed is None else typed))
    assert state.carers == []


def test_a_person_takes_a_professional_off_the_list(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    grant_id = a_grant(open_work, holder, doctor)
    state, said = _tab(holder, ("remove", str(grant_id)))
    assert state.carers == []
    assert said == "Accès retiré. Cette personne ne lit plus votre carnet."


def test_somebody_elses_grant_cannot_be_taken_off(open_work: OpenWork) -> None:
    alice, noe, doctor = a_holder(open_work), a_holder(open_work), a_professional(open_work)
    grant_id = a_grant(open_work, alice, doctor)
    _, said = _tab(noe, ("remove", str(grant_id)))
    assert said == "Cet accès n’existait plus. La liste est à jour."
    state, _ = _tab(alice)
    assert len(state.carers) == 1


@pytest.mark.parametrize("wrong", ["", "zz", "12", "6f1a3c52-0000-4000-8000-000000000000", 5, {"a": 1}, ["x"]])
@pytest.mark.parametrize("handler", ["decide", "remove", "save", "search", "search_now"])
def test_what_a_browser_should_not_send_changes_nothing(open_work: OpenWork, handler: str, wrong: Any) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    a_grant(open_work, holder, doctor)
    state, _ = _tab(holder, (handler, wrong))
    assert len(state.carers) == 1
    assert state.form.professional_id == ""


def test_a_professional_behind_the_handlers_gets_nothing(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    grant_id = a_grant(open_work, holder, doctor)
    state, _ = _tab(doctor, ("search", "bernard"), ("decide", str(doctor.professional_id)), ("remove", str(grant_id)))
    assert state.carers == []
    assert state.found == []
    assert state.form.professional_id == ""
    assert len(_tab(holder)[0].carers) == 1
