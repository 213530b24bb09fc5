"""Asking for a correction on the page of a document, and choosing how results arrive."""

from typing import Any

from csn_app.core.actor import Actor
from csn_app.documents.state_document import DocumentState
from csn_app.settings.state import SettingsState
from tests.factories import OpenWork, a_grant, a_holder, a_professional
from tests.services.documents.sending import a_document
from tests.states.tab import Tab, as_somebody


def _on(actor: Actor, kind: type[Any], address: str, *acts: tuple[str, Any]) -> tuple[Any, str]:
    async def act() -> tuple[Any, str]:
        tab = Tab(address)
        state = await tab.state(kind)
        await state.load()
        for name, given in acts:
            await getattr(state, name)(*([given] if given is not None else []))
        return state, await tab.said()

    return as_somebody(actor, act)


def test_a_correction_is_asked_once_and_says_that_it_waits(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    a_grant(open_work, holder, doctor)
    address = f"/documents/{a_document(open_work, doctor, space_id=holder.space_id).id}"
    state, _ = _on(holder, DocumentState, address, ("ask", None), ("send", {"correction": " "}))
    assert (state.asking, state.ask_error[:20]) == (True, "Écrivez ce qu’il fau")
    state, said = _on(holder, DocumentState, address, ("send", {"correction": "Le côté est faux"}))
    assert said.startswith("Votre demande est envoyée")
    assert ([c.words for c in state.corrections], state.waiting) == (["Le côté est faux"], True)
    state, _ = _on(holder, DocumentState, address, ("send", {"correction": "Encore"}))
    assert state.ask_error.startswith("Une demande attend déjà")


def test_one_s_own_document_is_changed_not_asked_about(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    address = f"/documents/{a_document(open_work, holder).id}"
    state, _ = _on(holder, DocumentState, address, ("ask", None), ("send", {"correction": "x"}))
    assert (state.asking, state.corrections) == (False, [])
    assert state.ask_error


def test_how_results_arrive_is_chosen_and_remembered(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    state, said = _on(holder, SettingsState, "/parametres", ("choose_arrival", {"BIOLOGIE": "on", "zz": "on"}))
    assert said == "Votre choix est enregistré."
    assert {tick.code: tick.ticked for tick in state.arrivals} == {
        "BIOLOGIE": True,
        "RADIO_SC": False,
        "CPT_REND": False,
    }
    state, _ = _on(holder, SettingsState, "/parametres", ("choose_arrival", {}))
    assert not any(tick.ticked for tick in state.arrivals)
