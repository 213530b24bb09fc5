"""The settings screen through its handlers."""

from typing import Any

import pytest

from csn_app.core.actor import Actor
from csn_app.settings.state import SettingsState
from tests.factories import OpenWork, a_holder, a_professional
from tests.services.settings.test_settings import another_browser
from tests.states.tab import Tab, as_somebody


def _tab(actor: Actor, *acts: tuple[str, Any]) -> tuple[Any, str]:
    async def act() -> tuple[Any, str]:
        tab = Tab("/parametres")
        state = await tab.state(SettingsState)
        await state.load()
        for name, given in acts:
            await getattr(state, name)(*([given] if given is not None else []))
        return state, await tab.said()

    return as_somebody(actor, act)


def test_the_page_says_who_one_is_and_which_devices_are_signed_in(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    another_browser(open_work, holder)
    state, _ = _tab(holder)
    assert (state.name, len(state.devices)) == ("Alice Martin", 2)
    assert [device.icon for device in state.devices] == ["monitor", "smartphone"]
    assert (state.factors, state.recovery, state.ins) == ([], "", "")


def test_a_device_is_signed_out_and_the_list_says_so(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    phone = another_browser(open_work, holder)
    state, said = _tab(holder, ("end", str(phone)))
    assert [device.here for device in state.devices] == [True]
    assert said == "Cet appareil est déconnecté."
    another_browser(open_work, holder)
    state, said = _tab(holder, ("end_others", None))
    assert len(state.devices) == 1
    assert said == "1 appareil déconnecté. Il reste celui-ci."


@pytest.mark.parametrize("wrong", ["", "zz", "6f1a3c52-0000-4000-8000-000000000000", 7, {"a": 1}])
def test_a_device_that_is_none_changes_nothing(open_work: OpenWork, wrong: Any) -> None:
    holder = a_holder(open_work)
    another_browser(open_work, holder)
    state, said = _tab(holder, ("end", wrong))
    assert len(state.devices) == 2
    assert said.startswith("Cet appareil n’était plus connecté")


def test_somebody_elses_device_is_not_signed_out(open_work: OpenWork) -> None:
    alice, other = a_holder(open_work), a_professional(open_work)
    _tab(alice, ("end", str(other.session_id)))
    state, _ = _tab(other)
    assert len(state.devices) == 1
