"""The agents' screen through its handlers."""

from collections.abc import Mapping
from typing import Any

from csn_app.assistance.state import AssistanceState
from csn_app.core.actor import Actor, Quality
from csn_app.core.vocabulary import SpaceState
from tests.factories import OpenWork, an_operator
from tests.services.assistance.people import an_agent, somebody
from tests.services.rights.people import state_of
from tests.states.tab import Tab, as_somebody


def _play(actor: Actor, *acts: tuple[str, Any]) -> tuple[Any, str]:
    async def act() -> tuple[Any, str]:
        tab = Tab("/assistance")
        state = await tab.state(AssistanceState)
        await state.load()
        for name, given in acts:
            await (getattr(state, name)() if given is None else getattr(state, name)(given))
        return state, await tab.said()

    return as_somebody(actor, act)


def _typed(row: Mapping[str, str], **changed: str) -> dict[str, str]:
    year, month, day = row["birth_date"].split("-")
    said = {"nir": row["nir13"] + row["nir_key"], "jour": day, "mois": month, "annee": year}
    return {**said, "nom": "Martin", "prenom": "Alice", **changed}


def test_an_agent_checks_helps_and_ends_and_nothing_stays(open_work: OpenWork) -> None:
    (row, space_id), agent = somebody(open_work, SpaceState.INFORMED_WAITING), an_agent(open_work)
    state, said = _play(agent, ("begin", _typed(row)), ("choose", "OPPOSE"), ("act", {}))
    assert said == "Identité vérifiée."
    assert state.wrong == {"oui": "Lisez la phrase, attendez le «\u00a0oui\u00a0», puis cochez."}
    assert state_of(open_work, space_id) is SpaceState.INFORMED_WAITING
    state, said = _play(agent, ("choose", "OPPOSE"), ("act", {"oui": "oui"}))
    assert said == "L’opposition est enregistrée. L’attestation part vers la personne."
    assert [act.code for act in state.acts] == ["WITHDRAW", "CONTACT"]
    state, _ = _play(agent, ("end", None))
    assert (state.in_call, state.name, state.facts, state.acts, state.done) == (False, "", [], [], [])


def test_wrong_answers_are_said_without_saying_which(open_work: OpenWork) -> None:
    (row, _), agent = somebody(open_work), an_agent(open_work)
    state, _ = _play(agent, ("begin", _typed(row, nom="Durand")))
    assert state.wrong["nir"].startswith("Ces réponses ne vont pas ensemble.")
    state, _ = _play(agent, ("begin", _typed(row, nir="2")))
    assert state.wrong["nir"].startswith("Il manque 14")
    state, _ = _play(agent, ("begin", _typed(row, mois="13")))
    assert list(state.wrong) == ["jour"]
    for odd in ({}, {"nir": ["x"], "jour": {}}):
        state, _ = _play(agent, ("begin", odd))
        assert state.in_call is False
        assert state.errors


def test_a_second_agent_calls_back_and_closes(open_work: OpenWork) -> None:
    (row, space_id), first, second = somebody(open_work), an_agent(open_work), an_agent(open_work)
    state, _ = _play(first, ("begin", _typed(row)), ("choose", "CLOSE"), ("act", {"oui": "on"}))
    assert (state.number, [line.to_confirm for line in state.waiting]) == ("", [False])
    reference = state.reference
    state, _ = _play(second, ("take", {"reference": reference}), ("confirm", {}))
    assert list(state.wrong) == ["rappel"]
    assert state.number.replace(" ", "") == row["mobile"]
    _, said = _play(second, ("confirm", {"rappel": "oui"}))
    assert said == "Le carnet est fermé."
    assert state_of(open_work, space_id) is SpaceState.CLOSED_ARCHIVED


def test_an_operator_behind_the_handlers_reads_nobody(open_work: OpenWork) -> None:
    (row, _), operator = somebody(open_work), an_operator(open_work, quality=Quality.OPERATOR)
    state, _ = _play(operator, ("begin", _typed(row)))
    assert (state.in_call, state.name, state.loaded) == (False, "", False)


def test_odd_choices_do_nothing(open_work: OpenWork) -> None:
    (row, space_id), agent = somebody(open_work), an_agent(open_work)
    for acts in ([("choose", "ERASE"), ("act", {"oui": "oui"})], [("drop", "x")], [("confirm", {"rappel": "oui"})]):
        _play(agent, ("begin", _typed(row)), *acts)
    assert state_of(open_work, space_id) is SpaceState.ACTIVATED
