"""One's own conversations: the list and its pages, unread marks, search, archives, deletion on one's side (R-MS-2)."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from csn_app import wiring
from csn_app.core.actor import JOB, Actor
from csn_app.core.errors import NotFound
from csn_app.core.work import Untraced
from csn_app.identity import accounts
from csn_app.identity.model import Account
from csn_app.messaging import answering, deleting, reading, service
from csn_app.messaging.drafts import Box
from csn_app.messaging.model import Attachment, Conversation, Message
from csn_app.messaging.rules import AnswersIn
from csn_app.messaging.sealing import PREFIX
from csn_app.messaging.views import Mailbox
from csn_app.notifications.service import messages_to
from tests.factories import OpenWork, a_grant, a_holder, a_professional
from tests.services.documents.sending import actions_of
from tests.services.messaging.talking import Pair, a_conversation, a_file, a_pair, bodies, reads, says


def _list(open_work: OpenWork, who: Actor, **asked: object) -> Mailbox:
    with open_work(who) as work:
        return reading.list_conversations(work, **asked)  # type: ignore[arg-type]


def _unread(open_work: OpenWork, who: Actor) -> int:
    with open_work(who) as work:
        return reading.count_unread(work)


def test_the_newest_conversation_is_first_on_both_sides(open_work: OpenWork) -> None:
    pair = a_pair(open_work)
    first, second = (a_conversation(open_work, pair, subject=name) for name in ("Un", "Deux"))
    says(open_work, pair.holder, first)
    for who in (pair.holder, pair.doctor):
        assert [row.id for row in _list(open_work, who).rows] == [first, second]
    (row, _) = _list(open_work, pair.holder).rows
    assert (row.subject, row.correspondent.name, row.closed) == ("Un", "Dr Camille Bernard", False)
    assert row.correspondent.who == "Médecin, Cabinet de test"


def test_the_list_is_read_page_by_page(open_work: OpenWork) -> None:
    pair = a_pair(open_work)
    made = [a_conversation(open_work, pair, subject=f"n{n}") for n in range(27)]
    page = _list(open_work, pair.holder)
    assert ([row.id for row in page.rows], page.older, page.newer) == (made[:1:-1], True, False)
    last = page.rows[-1]
    rest = _list(open_work, pair.holder, place=reading.Place(last.last_at, last.id))
    assert ([row.id for row in rest.rows], rest.older, rest.newer) == (made[1::-1], False, True)
    top = rest.rows[0]
    back = _list(open_work, pair.holder, place=reading.Place(top.last_at, top.id, newer=True))
    assert [row.id for row in back.rows] == [row.id for row in page.rows]


def test_a_long_conversation_is_read_from_its_end(open_work: OpenWork) -> None:
    pair = a_pair(open_work)
    conversation = a_conversation(open_work, pair, body="1")
    for n in range(2, 36):
        says(open_work, pair.doctor, conversation, str(n))
    thread = reads(open_work, pair.holder, conversation)
    assert ([m.body for m in thread.messages], thread.older) == ([str(n) for n in range(6, 36)], True)
    before = reads(open_work, pair.holder, conversation, before=6)
    assert ([m.body for m in before.messages], before.older) == ([str(n) for n in range(1, 6)], False)


def test_what_is_new_is_counted_until_it_is_read(open_work: OpenWork) -> None:
    pair = a_pair(open_work)
    conversation = a_conversation(open_work, pair)
    says(open_work, pair.doctor, conversation)
    assert (_unread(open_work, pair.holder), _unread(open_work, pair.doctor)) == (2, 0)
    assert not reads(open_work, pair.doctor, conversation).messages[-1].read
    reads(open_work, pair.holder, conversation)
    assert _unread(open_work, pair.holder) == 0
    assert all(message.read for message in reads(open_work, pair.doctor, conversation).messages)
    assert "MESSAGE_READ" in actions_of(open_work, pair.space)


def test_reading_again_leaves_a_trace_of_a_professional_only(open_work: OpenWork) -> None:
    pair = a_pair(open_work)
    conversation = a_conversation(open_work, pair)
    for _ in range(3):
        reads(open_work, pair.holder, conversation)
    assert actions_of(open_work, pair.space).count("MESSAGE_READ") == 1
    for _ in range(3):
        reads(open_work, pair.doctor, conversation)
    assert actions_of(open_work, pair.space).count("MESSAGE_READ") == 4
    with open_work(pair.doctor) as work:
        reading.read_thread(work, conversation, again=True)
    assert actions_of(open_work, pair.space).count("MESSAGE_READ") == 4


def test_an_open_page_learns_that_something_is_new(open_work: OpenWork) -> None:
    pair = a_pair(open_work)
    conversation = a_conversation(open_work, pair)

    def marks() -> tuple[object, object]:
        with open_work(pair.holder) as work:
            return reading.mail_mark(work), reading.thread_mark(work, conversation)

    before = marks()
    assert marks() == before
    says(open_work, pair.doctor, conversation)
    after = marks()
    assert after[0] != before[0]
    assert after[1] != before[1]
    with open_work(pair.doctor) as work:
        service.close_conversation(work, conversation)
    assert marks()[1] != after[1]


@pytest.mark.parametrize("typed", ["menisque", "MÉNISQUES intact", "bernard", "camil", "irm", "ménisque bernard"])
def test_a_conversation_is_found_by_its_words_and_its_correspondent(open_work: OpenWork, typed: str) -> None:
    pair = a_pair(open_work)
    wanted = a_conversation(open_work, pair, subject="Votre IRM", body="Le ménisque est intact")
    other = a_professional(open_work, name="Idriss Benali")
    grant = a_grant(open_work, pair.holder, other)
    a_conversation(open_work, Pair(pair.holder, other, grant), subject="Exercices", body="Dix fois")
    assert [row.id for row in _list(open_work, pair.holder, words=typed).rows] == [wanted]


def test_a_search_finds_nothing_of_another_s_nor_of_what_was_deleted(open_work: OpenWork) -> None:
    pair = a_pair(open_work)
    conversation = a_conversation(open_work, pair, body="ménisque")
    stranger = a_holder(open_work)
    a_grant(open_work, stranger, pair.doctor)
    assert _list(open_work, stranger, words="ménisque").rows == ()
    assert len(_list(open_work, pair.doctor, words="ménisque").rows) == 1
    with open_work(pair.holder) as work:
        deleting.delete_conversation(work, conversation)
    says(open_work, pair.doctor, conversation, "Êtes-vous là")
    assert _list(open_work, pair.holder, words="ménisque").rows == ()
    assert len(_list(open_work, pair.holder, words="là").rows) == 1
    assert len(_list(open_work, pair.doctor, words="ménisque").rows) == 1


def test_what_is_put_away_comes_back_with_a_new_message(open_work: OpenWork) -> None:
    pair = a_pair(open_work)
    conversation = a_conversation(open_work, pair)
    with open_work(pair.holder) as work:
        reading.put_away(work, conversation, archived=True)
    assert _list(open_work, pair.holder).rows == ()
    assert len(_list(open_work, pair.holder, archived=True).rows) == 1
    assert len(_list(open_work, pair.doctor).rows) == 1
    says(open_work, pair.doctor, conversation)
    assert len(_list(open_work, pair.holder).rows) == 1


def test_an_exchange_deleted_on_one_side_stays_on_the_other(open_work: OpenWork) -> None:
    pair = a_pair(open_work)
    conversation = a_conversation(open_work, pair, body="Ancien")
    with open_work(pair.holder) as work:
        deleting.delete_conversation(work, conversation)
    with pytest.raises(NotFound):
        reads(open_work, pair.holder, conversation)
    with pytest.raises(NotFound):
        says(open_work, pair.holder, conversation)
    assert _list(open_work, pair.holder).rows == ()
    assert bodies(open_work, pair.doctor, conversation) == ["Ancien"]
    says(open_work, pair.doctor, conversation, "Nouveau")
    assert bodies(open_work, pair.holder, conversation) == ["Nouveau"]
    assert "CONVERSATION_DELETED" in actions_of(open_work, pair.space)


def test_what_both_ends_deleted_is_gone_with_its_files(open_work: OpenWork) -> None:
    pair = a_pair(open_work)
    conversation = a_conversation(open_work, pair)
    a_file(open_work, pair.holder, Box(conversation))
    says(open_work, pair.holder, conversation)
    a_file(open_work, pair.doctor, Box(conversation))
    with open_work(JOB) as work:
        files = list(work.db.scalars(select(col(Attachment.file_id)).where(col(Attachment.space_id) == pair.space)))
    for who in (pair.holder, pair.doctor):
        with open_work(who) as work:
            deleting.delete_conversation(work, conversation)
    with open_work(JOB) as work:
        for model in (Conversation, Message, Attachment):
            left = select(func.count()).select_from(model).where(col(model.space_id) == pair.space)
            assert work.db.scalar(left) == 0
    keys = {key for key, _ in wiring.parts().blobs.list(PREFIX)}
    assert not any(str(file) in key for key in keys for file in files)
    assert len(files) == 2


def _reachable(open_work: OpenWork, who: Actor) -> str:
    """Give somebody an address where notices go."""
    address = f"{uuid4().hex}@example.fr"
    with open_work(JOB) as work:
        account = work.db.get(Account, who.account_id)
        assert account
        account.contact = accounts.seal_contact(work, account.id, address)
        work.commit(untraced=Untraced.TECHNICAL)
    return address


def test_the_notice_says_that_something_is_new_once_until_it_is_read(open_work: OpenWork) -> None:
    pair = a_pair(open_work)
    mine, theirs = _reachable(open_work, pair.holder), _reachable(open_work, pair.doctor)

    def told(address: str) -> list[str]:
        with open_work(JOB) as work:
            return [sent.subject + sent.text for sent in messages_to(work, address)]

    conversation = a_conversation(open_work, pair, subject="Sclérose", body="Sclérose")
    says(open_work, pair.doctor, conversation, "Sclérose")
    assert (len(told(mine)), len(told(theirs))) == (1, 0)
    reads(open_work, pair.holder, conversation)
    says(open_work, pair.holder, conversation, "Sclérose")
    says(open_work, pair.doctor, conversation, "Sclérose")
    assert (len(told(mine)), len(told(theirs))) == (2, 1)
    for words in told(mine) + told(theirs):
        assert words.startswith("Du nouveau dans")
        for secret in ("Sclérose", "Bernard", "Martin", str(conversation)):
            assert secret not in words


def test_a_professional_says_how_fast_they_answer(open_work: OpenWork) -> None:
    pair = a_pair(open_work)
    conversation = a_conversation(open_work, pair)
    assert reads(open_work, pair.holder, conversation).answers is AnswersIn.UNSAID
    for answers in (AnswersIn.WEEK, AnswersIn.TWO_DAYS):
        with open_work(pair.doctor) as work:
            answering.say_usual_time(work, answers=answers)
    assert reads(open_work, pair.holder, conversation).answers is AnswersIn.TWO_DAYS
    with open_work(pair.holder) as work, pytest.raises(NotFound):
        answering.say_usual_time(work, answers=AnswersIn.DAY)


def test_a_grant_that_ends_takes_the_conversation_from_the_professional(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    pair = Pair(holder, doctor, a_grant(open_work, holder, doctor, lasts=timedelta(days=1)))
    conversation = a_conversation(open_work, pair)
    with open_work(doctor) as work:
        work.now += timedelta(days=2)
        assert reading.list_conversations(work).rows == ()
        with pytest.raises(NotFound):
            reading.read_thread(work, conversation)
    with open_work(holder) as work:
        work.now += timedelta(days=2)
        assert len(reading.read_thread(work, conversation).messages) == 1


def test_nothing_is_at_a_number_that_nobody_wrote(open_work: OpenWork) -> None:
    pair = a_pair(open_work)
    conversation: UUID = a_conversation(open_work, pair)
    for before in (-1, 0, 1, 2**31 - 1):
        assert len(reads(open_work, pair.holder, conversation, before=before).messages) == (before > 1)
    with open_work(pair.holder) as work, pytest.raises(NotFound):
        reading.read_thread(work, uuid4())
