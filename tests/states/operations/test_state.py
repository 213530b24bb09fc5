"""The operator's screen through its handlers."""

from typing import Any

from csn_app.core.actor import Actor, Quality
from csn_app.operations.state import OperationsState
from tests.factories import OpenWork, a_holder, an_operator
from tests.states.tab import Tab, as_somebody


def _refresh(actor: Actor) -> tuple[Any, str]:
    async def act() -> tuple[Any, str]:
        tab = Tab("/exploitation")
        state = await tab.state(OperationsState)
        await state.refresh()
        return state, await tab.said()

    return as_somebody(actor, act)


def test_an_operator_counts_again(open_work: OpenWork) -> None:
    a_holder(open_work)
    state, said = _refresh(an_operator(open_work))
    assert "ACTIVATED" in [line.code for line in state.spaces]
    assert [line.code for line in state.messages] == ["attente", "abandon", "incertain"]
    assert said == "Les nombres sont à jour."


def test_an_agent_behind_the_handlers_counts_nothing(open_work: OpenWork) -> None:
    a_holder(open_work)
    state, said = _refresh(an_operator(open_work, quality=Quality.AGENT))
    assert (state.spaces, state.loaded) == ([], False)
    assert said != "Les nombres sont à jour."
