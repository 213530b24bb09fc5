"""The desk through its handlers: the search, the place, and forms that are none."""

from typing import Any

import pytest

from csn_app.circle.requests import my_requests
from csn_app.core.actor import JOB, Actor
from csn_app.desk.state import DeskState
from csn_app.desk.state_assistants import AssistantsState
from csn_app.desk.state_deposit import DepositState
from csn_app.desk.wording import NOBODY
from csn_app.identity.asking import deliver_requests
from tests.factories import OpenWork, a_grant, a_professional
from tests.services.desk.people import Known, a_known_holder
from tests.states.tab import Tab, as_somebody


def _tab(actor: Actor, *acts: tuple[str, Any], address: str = "/pro") -> tuple[Any, str]:
    async def act() -> tuple[Any, str]:
        tab = Tab(address)
        state = await tab.state(DeskState)
        await state.load()
        for name, given in acts:
            await getattr(state, name)(*([] if given is ... else [given]))
        return state, await tab.said()

    return as_somebody(actor, act)


def _number(known: Known, **changed: str) -> dict[str, str]:
    return {"ins": known.ins, "jour": "14", "mois": "5", "annee": "1984", **changed}


def test_the_desk_opens_on_the_patients_and_the_place(open_work: OpenWork) -> None:
    known, doctor = a_known_holder(open_work), a_professional(open_work)
    a_grant(open_work, known.holder, doctor)
    state, _ = _tab(doctor)
    assert [line.name for line in state.patients] == ["MARTIN Alice"]
    assert state.place == "Cabinet de test, Nantes"
    assert not state.by_traits
    assert state.loaded


def test_a_patient_who_authorised_is_found_either_way(open_work: OpenWork) -> None:
    known, doctor = a_known_holder(open_work), a_professional(open_work)
    a_grant(open_work, known.holder, doctor)
    state, _ = _tab(doctor, ("search_number", _number(known)))
    assert [line.id for line in state.found] == [str(known.holder.space_id)]
    traits = {"nom": known.traits.family_name, "prenom": "Alice", "sexe": "F", "lieu-naissance": "44109"}
    typed = {**traits, "jour": "14", "mois": "05", "annee": "1984"}
    state, _ = _tab(doctor, ("search_traits", typed))
    assert [line.id for line in state.found] == [str(known.holder.space_id)]


def test_unknown_and_not_authorised_read_the_same(open_work: OpenWork) -> None:
    known, doctor = a_known_holder(open_work), a_professional(open_work)
    closed, _ = _tab(doctor, ("search_number", _number(known)))
    unknown, _ = _tab(doctor, ("search_number", _number(known, annee="1985")))
    for state in (closed, unknown):
        assert (state.found_words, state.found, state.errors, state.searched) == (NOBODY, [], [], True)


@pytest.mark.parametrize(
    ("handler", "typed", "fields"),
    [
        ("search_number", {"ins": "2 84 05", "jour": "32", "mois": "1", "annee": "1984"}, ["ins", "jour"]),
        ("search_number", {}, ["ins", "jour"]),
        ("search_number", None, ["ins", "jour"]),
        ("search_number", {"ins": {"a": 1}, "jour": ["x"]}, ["ins", "jour"]),
        ("search_traits", {"nom": "A"}, ["prenom", "lieu-naissance", "jour", "sexe"]),
        ("search_traits", [], ["nom", "prenom", "lieu-naissance", "jour", "sexe"]),
    ],
)
def test_what_was_mistyped_is_said_field_by_field(
    open_work: OpenWork, handler: str, typed: Any, fields: list[str]
) -> None:
    state, _ = _tab(a_professional(open_work), (handler, typed))
    assert [error["field"] for error in state.errors] == fields
    assert not state.searched


@pytest.mark.parametrize(
    "typed", [{"lieu": "6f1a3c52-0000-4000-8000-000000000000"}, {"lieu": "zz"}, {}, None, 7, ["x"]]
)
def test_a_place_that_is_not_mine_changes_nothing(open_work: OpenWork, typed: Any) -> None:
    state, said = _tab(a_professional(open_work), ("choose", typed))
    assert said.startswith("Ce lieu n’est pas dans la liste")
    assert state.place == "Cabinet de test, Nantes"


def test_a_patient_behind_the_handlers_gets_nothing(open_work: OpenWork) -> None:
    known = a_known_holder(open_work)
    state, _ = _tab(known.holder, ("search_number", _number(known)))
    assert (state.found, state.patients, state.searched) == ([], [], False)


def test_whom_the_search_did_not_find_is_asked_in_one_more_tap_whoever_they_are(open_work: OpenWork) -> None:
    known = a_known_holder(open_work)
    answers = []
    for year in ("1984", "1985"):
        state, said = _tab(a_professional(open_work), ("search_number", _number(known, annee=year)), ("ask", ...))
        answers.append((state.asked, state.found, state.found_words, said))
        assert known.ins not in repr(state.dict())
    assert answers[0] == answers[1]
    assert answers[0][0]
    with open_work(JOB) as work:
        deliver_requests(work)
    with open_work(known.holder) as work:
        assert len(my_requests(work).requests) == 1


def test_nothing_is_asked_without_a_search_or_of_whom_was_found(open_work: OpenWork) -> None:
    known, doctor = a_known_holder(open_work), a_professional(open_work)
    state, _ = _tab(doctor, ("ask", ...))
    assert not state.asked
    a_grant(open_work, known.holder, doctor)
    state, _ = _tab(doctor, ("search_number", _number(known)), ("ask", ...))
    assert not state.asked


def test_the_list_is_searched_while_one_types_and_says_how_many_it_keeps(open_work: OpenWork) -> None:
    known, doctor = a_known_holder(open_work), a_professional(open_work)
    a_grant(open_work, known.holder, doctor)
    state, _ = _tab(doctor, ("look_for", "mart"))
    assert ([line.key for line in state.patients], state.patients_words.replace("\u00a0", " ")) == (
        ["1"],
        "1 patient trouvé sur 1",
    )
    state, _ = _tab(doctor, ("look_for", "zz"))
    assert (state.patients, state.everyone) == ([], 1)


def test_a_deposit_for_several_chooses_patients_and_forgets_them(open_work: OpenWork) -> None:
    doctor = a_professional(open_work)
    spaces = []
    for _ in range(3):
        known = a_known_holder(open_work)
        a_grant(open_work, known.holder, doctor)
        spaces.append(str(known.holder.space_id))

    async def act() -> Any:
        tab = Tab("/pro/deposer")
        state = await tab.state(DepositState)
        await state.load()
        await state.choose(spaces[0])
        await state.choose(spaces[1])
        await state.choose(spaces[1])
        await state.choose("6f1a3c52-0000-4000-8000-000000000000")
        chosen, proposed = [line.id for line in state.chosen], [line.id for line in state.proposed]
        await state.leave(spaces[0])
        left = [line.id for line in state.chosen]
        await state.deposited({"faits": "1"})
        return chosen, proposed, left, state.chosen, await tab.said()

    chosen, proposed, left, after, said = as_somebody(doctor, act)
    assert (chosen, proposed, left, after) == (spaces[:2], spaces[2:], spaces[1:2], [])
    assert said == "C’est déposé pour 1 patient."


def test_a_secretary_is_added_with_a_code_shown_once_and_ended(open_work: OpenWork) -> None:
    doctor = a_professional(open_work)

    async def act() -> Any:
        tab = Tab("/pro/secretariat")
        state = await tab.state(AssistantsState)
        await state.load()
        await state.add({"nom-secretaire": "Nadia"})
        wrong = state.wrong
        await state.add({"nom-secretaire": "Nadia Ferrand"})
        shown, names = state.new_code, [line.name for line in state.lines]
        await state.load()
        forgotten = state.new_code
        await state.end("zz")
        await state.end(state.lines[0].id)
        return wrong, shown, names, forgotten, state.lines

    wrong, shown, names, forgotten, lines = as_somebody(doctor, act)
    assert (wrong, names, forgotten, lines) == ("Tapez le prénom et le nom.", ["Nadia Ferrand"], "", [])
    assert shown
