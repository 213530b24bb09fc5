"""Answering who asks for access, on the screen of one's professionals."""

from typing import Any

import pytest

from csn_app.circle.state import CircleState
from csn_app.core.actor import JOB, Actor
from csn_app.home.state import HomeState
from csn_app.identity.asking import ask_by_number, deliver_requests
from tests.factories import OpenWork, a_professional
from tests.services.desk.people import BORN, Known, a_known_holder
from tests.states.tab import Tab, as_somebody


def an_asked_holder(open_work: OpenWork) -> tuple[Known, Actor]:
    known, doctor = a_known_holder(open_work), a_professional(open_work)
    with open_work(doctor) as work:
        ask_by_number(work, ins=known.ins, birth_date=BORN)
    with open_work(JOB) as work:
        deliver_requests(work)
    return known, doctor


def _tab(actor: Actor, *acts: tuple[str, Any]) -> tuple[Any, str]:
    async def act() -> tuple[Any, str]:
        tab = Tab("/soignants")
        state = await tab.state(CircleState)
        await state.load()
        for name, given in acts:
            await getattr(state, name)(given)
        return state, await tab.said()

    return as_somebody(actor, act)


def test_the_home_page_says_who_asks(open_work: OpenWork) -> None:
    known, _ = an_asked_holder(open_work)

    async def act() -> Any:
        state = await Tab("/accueil").state(HomeState)
        await state.load()
        return state

    assert as_somebody(known.holder, act).requests == ["Dr Camille Bernard, médecin, demande à lire votre carnet"]


def test_yes_opens_the_form_for_a_day_and_nothing_before_it_is_kept(open_work: OpenWork) -> None:
    known, doctor = an_asked_holder(open_work)
    state, _ = _tab(known.holder, ("accept", str(doctor.professional_id)))
    assert (state.form.duration, state.answered) == ("DAY", str(doctor.professional_id))
    assert (len(state.requests), state.carers) == (1, [])
    state, _ = _tab(
        known.holder, ("accept", str(doctor.professional_id)), ("save", {"portee": "tout", "duree": "MONTH"})
    )
    assert (state.requests, len(state.carers), state.answered) == ([], 1, "")


def test_no_takes_the_request_away(open_work: OpenWork) -> None:
    known, _ = an_asked_holder(open_work)
    state, _ = _tab(known.holder)
    request_id = state.requests[0].id
    state, said = _tab(known.holder, ("refuse", request_id))
    assert (state.requests, state.carers) == ([], [])
    assert said.startswith("Vous avez dit non.")
    _, said = _tab(known.holder, ("refuse", request_id))
    assert said.startswith("Cette demande n’existait plus.")


@pytest.mark.parametrize("given", ["", "zz", "6f1a3c52-0000-4000-8000-000000000000"])
def test_who_did_not_ask_is_not_accepted(open_work: OpenWork, given: str) -> None:
    known, _ = an_asked_holder(open_work)
    stranger = a_professional(open_work)
    for wrong in (given, str(stranger.professional_id)):
        state, _ = _tab(known.holder, ("accept", wrong))
        assert (state.form.professional_id, state.answered) == ("", "")
