"""Who may write to whom, and when it stops (R-MS-1, R-MS-4, R-MS-8)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from csn_app.access import service as access
from csn_app.access.correspondence import CorrespondenceCut, Cut
from csn_app.core.actor import JOB, VISITOR, Actor
from csn_app.core.errors import CsnError, NotFound
from csn_app.core.vocabulary import SpaceState
from csn_app.messaging import blocking, reading, service
from csn_app.messaging.model import Conversation, Message
from csn_app.messaging.rules import ConversationClosed, MessageEmpty, MessageTooLong, SubjectMissing
from tests.factories import OpenWork, a_grant, a_holder, a_professional, an_operator
from tests.services.documents.sending import actions_of
from tests.services.messaging.talking import Pair, a_conversation, a_pair, bodies, reads, says


def _starts(open_work: OpenWork, who: Actor, space: UUID | None, **given: Any) -> UUID:
    asked = {"subject": "Bonjour", "body": "Bonjour", "key": uuid4().hex} | given
    with open_work(who) as work:
        return service.start_conversation(work, space_id=space or uuid4(), **asked)


def _conversations(open_work: OpenWork, space: UUID | None) -> int:
    with open_work(JOB) as work:
        mine = select(func.count()).select_from(Conversation).where(col(Conversation.space_id) == space)
        return work.db.scalar(mine) or 0


def _messages(open_work: OpenWork, conversation: UUID) -> int:
    with open_work(JOB) as work:
        mine = select(func.count()).select_from(Message).where(col(Message.conversation_id) == conversation)
        return work.db.scalar(mine) or 0


def test_a_professional_starts_and_the_person_answers(open_work: OpenWork) -> None:
    pair = a_pair(open_work)
    conversation = a_conversation(open_work, pair, subject="Votre IRM", body="Le ménisque est intact.")
    says(open_work, pair.holder, conversation, "Merci docteur")
    says(open_work, pair.doctor, conversation, "À demain")
    assert bodies(open_work, pair.holder, conversation) == ["Le ménisque est intact.", "Merci docteur", "À demain"]
    assert reads(open_work, pair.doctor, conversation).row.subject == "Votre IRM"
    assert actions_of(open_work, pair.space)[:3] == ["CONVERSATION_STARTED", "MESSAGE_SENT", "MESSAGE_SENT"]


def test_nobody_but_a_professional_who_is_authorised_starts(open_work: OpenWork) -> None:
    pair, stranger = a_pair(open_work), a_holder(open_work)
    removed = a_professional(open_work)
    with open_work(pair.holder) as work:
        access.revoke_grant(work, a_grant(open_work, pair.holder, removed))
    ended = a_professional(open_work)
    a_grant(open_work, pair.holder, ended, lasts=timedelta(seconds=-30))
    closed_profession = a_professional(open_work, profession="410")
    a_grant(open_work, pair.holder, closed_profession)
    outsiders = [pair.holder, stranger, a_professional(open_work), removed, ended, closed_profession, JOB, VISITOR]
    for who in (*outsiders, an_operator(open_work)):
        with pytest.raises(NotFound):
            _starts(open_work, who, pair.space)
    assert _conversations(open_work, pair.space) == 0
    assert "MESSAGE_REFUSED" in actions_of(open_work, pair.space)


@pytest.mark.parametrize("state", [s for s in SpaceState if s is not SpaceState.ACTIVATED])
def test_nobody_writes_to_a_carnet_that_is_not_open(open_work: OpenWork, state: SpaceState) -> None:
    holder, doctor = a_holder(open_work, state=state), a_professional(open_work)
    a_grant(open_work, holder, doctor)
    with pytest.raises(NotFound):
        _starts(open_work, doctor, holder.space_id)


def test_a_conversation_of_others_does_not_exist(open_work: OpenWork) -> None:
    pair = a_pair(open_work)
    conversation = a_conversation(open_work, pair)
    colleague = a_professional(open_work)
    a_grant(open_work, pair.holder, colleague)
    acts: list[Callable[[Any, UUID], object]] = [
        lambda work, one: service.send_message(work, one, body="x", key=uuid4().hex),
        service.close_conversation,
        service.reopen_conversation,
        reading.read_thread,
        reading.thread_mark,
        lambda work, one: reading.put_away(work, one, archived=True),
        blocking.block,
        lambda work, one: blocking.report(work, one, reason=blocking.ReportReason.RUDE, words=""),
    ]
    for who in (colleague, a_holder(open_work), an_operator(open_work), VISITOR):
        for act in acts:
            for one in (conversation, uuid4()):
                with open_work(who) as work, pytest.raises(NotFound):
                    act(work, one)
        with open_work(colleague) as work:
            assert reading.list_conversations(work).rows == ()
    assert _messages(open_work, conversation) == 1


def test_the_person_neither_ends_nor_reopens(open_work: OpenWork) -> None:
    pair = a_pair(open_work)
    conversation = a_conversation(open_work, pair)
    for act in (service.close_conversation, service.reopen_conversation):
        with open_work(pair.holder) as work, pytest.raises(NotFound):
            act(work, conversation)


def test_a_conversation_that_ended_takes_nothing_until_it_is_opened_again(open_work: OpenWork) -> None:
    pair = a_pair(open_work)
    conversation = a_conversation(open_work, pair)
    for _ in range(2):
        with open_work(pair.doctor) as work:
            service.close_conversation(work, conversation)
    for who in (pair.holder, pair.doctor):
        with pytest.raises(ConversationClosed):
            says(open_work, who, conversation)
    thread = reads(open_work, pair.holder, conversation)
    assert (thread.row.closed, thread.cut) == (True, None)
    with open_work(pair.doctor) as work:
        service.reopen_conversation(work, conversation)
    says(open_work, pair.holder, conversation)
    assert _messages(open_work, conversation) == 2
    found = actions_of(open_work, pair.space)
    assert (found.count("CONVERSATION_CLOSED"), found.count("CONVERSATION_REOPENED")) == (1, 1)


def test_nobody_writes_to_or_hears_from_someone_who_was_removed(open_work: OpenWork) -> None:
    pair = a_pair(open_work)
    conversation = a_conversation(open_work, pair, body="Avant")
    with open_work(pair.holder) as work:
        access.revoke_grant(work, pair.grant)
    with pytest.raises(NotFound):
        says(open_work, pair.doctor, conversation)
    with pytest.raises(CorrespondenceCut) as cut:
        says(open_work, pair.holder, conversation)
    assert cut.value.cut is Cut.REMOVED
    thread = reads(open_work, pair.holder, conversation)
    assert ([m.body for m in thread.messages], thread.cut) == (["Avant"], Cut.REMOVED)
    with pytest.raises(NotFound):
        reads(open_work, pair.doctor, conversation)
    with open_work(pair.doctor) as work:
        assert reading.list_conversations(work).rows == ()
        assert reading.count_unread(work) == 0


def test_a_blocked_professional_reads_what_was_written_and_writes_no_more(open_work: OpenWork) -> None:
    pair = a_pair(open_work)
    conversation = a_conversation(open_work, pair)
    with open_work(pair.holder) as work:
        blocking.block(work, conversation)
    with pytest.raises(NotFound):
        says(open_work, pair.doctor, conversation)
    with pytest.raises(NotFound):
        _starts(open_work, pair.doctor, pair.space)
    with pytest.raises(CorrespondenceCut) as cut:
        says(open_work, pair.holder, conversation)
    assert cut.value.cut is Cut.BLOCKED
    with open_work(pair.doctor) as work:
        service.close_conversation(work, conversation)
    with open_work(pair.doctor) as work, pytest.raises(CorrespondenceCut):
        service.reopen_conversation(work, conversation)
    assert reads(open_work, pair.doctor, conversation).cut is Cut.BLOCKED
    with open_work(pair.holder) as work:
        blocking.unblock(work, conversation)
    with open_work(pair.doctor) as work:
        service.reopen_conversation(work, conversation)
    says(open_work, pair.doctor, conversation)
    assert _messages(open_work, conversation) == 2


def test_a_sending_made_twice_exists_once(open_work: OpenWork) -> None:
    pair = a_pair(open_work)
    first, second = (a_conversation(open_work, pair, key="the-same-key") for _ in range(2))
    assert first == second
    for _ in range(2):
        says(open_work, pair.holder, first, key="another-key")
    with open_work(pair.doctor) as work:
        service.close_conversation(work, first)
    says(open_work, pair.holder, first, key="another-key")
    assert _messages(open_work, first) == 2
    assert _conversations(open_work, pair.space) == 1


@pytest.mark.parametrize(
    ("given", "fact"),
    [
        ({"subject": "  "}, SubjectMissing),
        ({"body": " \n "}, MessageEmpty),
        ({"body": "x" * 5001}, MessageTooLong),
        ({"key": "é"}, CsnError),
    ],
)
def test_what_cannot_be_sent_is_refused_and_changes_nothing(
    open_work: OpenWork, given: dict[str, str], fact: type[CsnError]
) -> None:
    pair = a_pair(open_work)
    with pytest.raises(fact):
        _starts(open_work, pair.doctor, pair.space, **given)
    assert _conversations(open_work, pair.space) == 0


ENDS = {"CONVERSATION_CLOSED", "GRANT_REVOKED", "CORRESPONDENT_BLOCKED"}


def _race(*acts: Callable[[], object]) -> list[object]:
    """Run acts at the same time; returns what each gave or raised."""

    def outcome(act: Callable[[], object]) -> object:
        try:
            return act()
        except CsnError as fact:
            return fact

    with ThreadPoolExecutor(len(acts)) as threads:
        return [one.result(timeout=30) for one in [threads.submit(outcome, act) for act in acts]]


def _twenty(open_work: OpenWork, end: Callable[[Pair, UUID], object]) -> None:
    """Let both ends write while ``end`` happens: whatever was kept came before it, and nothing comes after."""
    for _ in range(20):
        pair = a_pair(open_work)
        conversation = a_conversation(open_work, pair)
        went = _race(
            lambda pair=pair, one=conversation: says(open_work, pair.holder, one),  # type: ignore[misc]
            lambda pair=pair, one=conversation: end(pair, one),  # type: ignore[misc]
            lambda pair=pair, one=conversation: says(open_work, pair.doctor, one),  # type: ignore[misc]
        )
        kept = sum(isinstance(went[n], CsnError) is False for n in (0, 2))
        assert _messages(open_work, conversation) == 1 + kept
        found = actions_of(open_work, pair.space)
        ended = next(i for i, action in enumerate(found) if action in ENDS)
        assert "MESSAGE_SENT" not in found[ended:]


def test_no_message_slips_in_behind_the_end(open_work: OpenWork) -> None:
    def end(pair: Pair, conversation: UUID) -> None:
        with open_work(pair.doctor) as work:
            service.close_conversation(work, conversation)

    _twenty(open_work, end)


def test_no_message_slips_in_behind_a_removal(open_work: OpenWork) -> None:
    def end(pair: Pair, _: UUID) -> None:
        with open_work(pair.holder) as work:
            access.revoke_grant(work, pair.grant)

    _twenty(open_work, end)


def test_no_message_slips_in_behind_a_block(open_work: OpenWork) -> None:
    def end(pair: Pair, conversation: UUID) -> None:
        with open_work(pair.holder) as work:
            blocking.block(work, conversation)

    _twenty(open_work, end)


def test_the_same_sending_from_two_tabs_at_once_exists_once(open_work: OpenWork) -> None:
    for _ in range(10):
        pair = a_pair(open_work)
        key = uuid4().hex
        went = _race(*(lambda: a_conversation(open_work, pair, key=key) for _ in range(4)))  # noqa: B023
        assert len(set(went)) == 1
        assert _conversations(open_work, pair.space) == 1
