"""The operator's queue and stuck messages, through their handlers."""

from typing import Any

import pytest
from sqlalchemy import delete, update

from csn_app.core.actor import JOB, Actor, Quality
from csn_app.core.work import Channel, Notice, Trace, Untraced
from csn_app.history import contests, service
from csn_app.notifications.model import OutboxLine
from csn_app.operations.state_contests import ContestsState
from csn_app.operations.state_outbox import OutboxState
from tests.factories import OpenWork, a_holder, a_professional, an_operator
from tests.states.tab import Tab, as_somebody


def _play(actor: Actor, kind: type[Any], address: str, *acts: tuple[str, Any]) -> tuple[Any, str]:
    async def act() -> tuple[Any, str]:
        tab = Tab(address)
        state = await tab.state(kind)
        await state.load()
        for name, given in acts:
            await getattr(state, name)(given(state) if callable(given) else given)
        return state, await tab.said()

    return as_somebody(actor, act)


def _contested(open_work: OpenWork) -> tuple[Actor, contests.Contest]:
    holder, doctor = a_holder(open_work), a_professional(open_work, name="Camille Bernard")
    with open_work(doctor) as work:
        work.commit(Trace("DOC_READ", holder.space_id, object_type="document"))
    with open_work(holder) as work:
        return holder, contests.contest_access(work, seq=service.read_trail(work).lines[0].seq)


def _number(made: contests.Contest) -> Any:
    return lambda state: next(case.id for case in state.cases if case.number == made.number)


def _last_page(open_work: OpenWork, operator: Actor) -> str:
    with open_work(operator) as work:
        return f"/exploitation/contestations?page={(contests.count_cases(work) - 1) // contests.PAGE}"


def test_an_operator_answers_and_the_person_reads_it(open_work: OpenWork) -> None:
    (holder, made), operator = _contested(open_work), an_operator(open_work)
    typed = {"avis": "JUSTIFIED", "reponse": "Soin programmé ce jour."}
    address = _last_page(open_work, operator)
    state, said = _play(operator, ContestsState, address, ("choose", _number(made)), ("answer", typed))
    assert said == f"La réponse à la contestation n° {made.number} est envoyée."
    assert state.chosen == ""
    with open_work(holder) as work:
        assert contests.my_contests(work)[0].answer == "Soin programmé ce jour."


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"reponse": "Bonjour"}, "Dites si l’accès est justifié."),
        ({"avis": "x", "reponse": "Bonjour"}, "Dites si l’accès est justifié."),
        ({"avis": "JUSTIFIED", "reponse": " "}, "Écrivez une réponse, en 1 000 caractères au plus."),
        ({"avis": "JUSTIFIED"}, "Écrivez une réponse, en 1 000 caractères au plus."),
    ],
)
def test_an_answer_that_misses_something_is_kept_and_sends_nothing(
    open_work: OpenWork, typed: dict[str, Any], says: str
) -> None:
    (holder, made), operator = _contested(open_work), an_operator(open_work)
    address = _last_page(open_work, operator)
    state, _ = _play(operator, ContestsState, address, ("choose", _number(made)), ("answer", typed))
    assert [error["sentence"].replace("\u00a0", " ") for error in state.errors] == [says]
    assert (state.number, state.words) == (made.number, typed.get("reponse", ""))
    with open_work(holder) as work:
        assert contests.my_contests(work)[0].verdict is None


@pytest.mark.parametrize("quality", [Quality.AGENT])
def test_an_agent_behind_the_handlers_reads_nothing(open_work: OpenWork, quality: Quality) -> None:
    _contested(open_work)
    agent = an_operator(open_work, quality=quality)
    state, _ = _play(agent, ContestsState, "/exploitation/contestations")
    assert (state.cases, state.loaded) == ([], False)
    state, _ = _play(agent, OutboxState, "/exploitation/messages")
    assert (state.messages, state.loaded) == ([], False)


def test_an_operator_sends_a_stuck_message_again_or_never(open_work: OpenWork) -> None:
    holder, operator = a_holder(open_work), an_operator(open_work)
    with open_work(JOB) as work:
        work.db.execute(delete(OutboxLine))
        for _ in range(2):
            work.tell(
                Notice(Channel.EMAIL, "a@example.fr", "x", "x", kind="DOCUMENT_ADDED", account_id=holder.account_id)
            )
        work.db.flush()
        work.db.execute(update(OutboxLine).values(given_up_at=work.real_now))
        work.commit(untraced=Untraced.OUTBOX)
    state, _ = _play(operator, OutboxState, "/exploitation/messages")
    first, second = state.messages
    assert first.what.replace("\u00a0", " ") == "E-mail, sujet : les documents"
    state, said = _play(operator, OutboxState, "/exploitation/messages", ("retry", first.id), ("drop", second.id))
    assert (state.messages, said) == ([], "Ce message ne partira plus.")
    for wrong in ("", "x", first.id):
        _, said = _play(operator, OutboxState, "/exploitation/messages", ("retry", wrong))
        assert said == "Ce message n’attendait plus. La liste est à jour."
