"""The screen of one's rights, through its handlers."""

from typing import Any

import pytest

from csn_app.core.actor import JOB, Actor
from csn_app.core.vocabulary import SpaceState
from csn_app.rights.state import RightsState
from tests.factories import OpenWork, a_holder, a_professional
from tests.services.rights.people import make_all
from tests.services.rights.test_copies import a_known_person
from tests.states.tab import Tab, as_somebody


def _tab(actor: Actor, *acts: Any) -> tuple[Any, str]:
    """Load the page, call handlers in turn, and return the state and what was said."""

    async def act() -> tuple[Any, str]:
        tab = Tab("/droits")
        state = await tab.state(RightsState)
        await state.load()
        for one in acts:
            if isinstance(one, str):
                await getattr(state, one)()
            else:
                one()
        return state, await tab.said()

    return as_somebody(actor, act)


def test_the_days_of_both_outcomes_are_said_before_anything(open_work: OpenWork) -> None:
    state, said = _tab(a_holder(open_work))
    assert state.loaded
    assert said == ""
    assert state.erasure_last != state.erasure_day
    assert int(state.archive_day[-4:]) == int(state.erasure_day[-4:]) + 10 or state.erasure_day[-4:] > "2026"
    assert (state.copy_step, state.copy_href, state.refusals) == ("NONE", "", [])


def test_a_copy_is_asked_for_and_followed_until_it_is_ready(
    open_work: OpenWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder, _ = a_known_person(open_work)

    async def at_once(_: float) -> None: ...

    monkeypatch.setattr("csn_app.rights.state.asyncio.sleep", at_once)

    def make() -> None:
        with open_work(JOB) as work:
            make_all(work)

    state, said = _tab(holder, "prepare")
    assert state.copy_step == "MAKING"
    assert said.startswith("Nous préparons votre dossier")
    state, said = _tab(holder, "watch", make, "watch", "watch")
    assert state.copy_step == "READY"
    assert said == "Votre dossier est prêt."
    assert state.copy_href.startswith("/droits/copie/")
    assert "à télécharger jusqu’au" in state.copy_words


@pytest.mark.parametrize("act", ["load", "prepare", "watch"])
def test_nobody_else_gets_anything_from_its_handlers(open_work: OpenWork, act: str) -> None:
    closed = a_holder(open_work, state=SpaceState.CLOSED_ARCHIVED)
    for stranger in (a_professional(open_work), closed):
        state, _ = _tab(stranger, act)
        assert not state.loaded
        assert (state.archive_day, state.copy_href) == ("", "")
