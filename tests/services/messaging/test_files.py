"""Drafts that survive, and the files that go with a message (R-MS-2, R-MS-6, R-MS-10)."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlmodel import col

from csn_app import wiring
from csn_app.access import service as access
from csn_app.core.actor import JOB, Actor
from csn_app.core.errors import NotFound
from csn_app.documents.files import StoredFile
from csn_app.messaging import attachments, deleting, drafts, service
from csn_app.messaging.drafts import Box
from csn_app.messaging.model import Attachment, Draft
from csn_app.messaging.rules import ConversationClosed, MessageTooHeavy
from csn_app.messaging.sealing import PREFIX
from csn_app.messaging.views import DraftView, NewAttachment
from tests.factories import OpenWork, a_grant, a_holder, a_professional
from tests.services.documents.sending import actions_of
from tests.services.messaging.talking import a_conversation, a_file, a_pair, reads, says


def _draft(open_work: OpenWork, who: Actor, box: Box) -> DraftView:
    with open_work(who) as work:
        return drafts.read_draft(work, box)


def _keeps(open_work: OpenWork, who: Actor, box: Box, body: str, *, subject: str = "") -> None:
    with open_work(who) as work:
        drafts.keep_draft(work, box, body=body, subject=subject)


def test_what_is_typed_is_found_again_and_goes_once_sent(open_work: OpenWork) -> None:
    pair = a_pair(open_work)
    conversation = a_conversation(open_work, pair)
    box = Box(conversation)
    _keeps(open_work, pair.holder, box, "Bonjour")
    _keeps(open_work, pair.holder, box, "Bonjour docteur")
    assert _draft(open_work, pair.holder, box).body == "Bonjour docteur"
    assert _draft(open_work, pair.doctor, box).body == ""
    with open_work(JOB) as work:
        kept = work.db.scalars(select(Draft).where(col(Draft.conversation_id) == conversation)).one()
        assert b"Bonjour" not in kept.body
    says(open_work, pair.holder, conversation, "Bonjour docteur")
    assert _draft(open_work, pair.holder, box).body == ""


def test_a_first_message_has_a_draft_for_each_person(open_work: OpenWork) -> None:
    pair = a_pair(open_work)
    other = a_holder(open_work)
    a_grant(open_work, other, pair.doctor)
    _keeps(open_work, pair.doctor, Box(space_id=pair.space), "Un", subject="Sujet")
    assert _draft(open_work, pair.doctor, Box(space_id=pair.space)).subject == "Sujet"
    assert _draft(open_work, pair.doctor, Box(space_id=other.space_id)).body == ""
    _keeps(open_work, pair.doctor, Box(space_id=pair.space), "")
    assert _draft(open_work, pair.doctor, Box(space_id=pair.space)).body == ""


def test_nobody_types_where_they_may_not_write(open_work: OpenWork) -> None:
    pair, stranger = a_pair(open_work), a_professional(open_work)
    conversation = a_conversation(open_work, pair)
    for who, box in (
        (pair.holder, Box(space_id=pair.space)),
        (pair.holder, Box()),
        (stranger, Box(space_id=pair.space)),
        (stranger, Box(conversation)),
        (a_holder(open_work), Box(conversation)),
    ):
        with pytest.raises(NotFound):
            _keeps(open_work, who, box, "x")
        with pytest.raises(NotFound):
            _draft(open_work, who, box)
        with pytest.raises(NotFound):
            a_file(open_work, who, box)
        with open_work(who) as work, pytest.raises(NotFound):
            attachments.remove_attachment(work, box, attachment_id=uuid4())


def test_a_file_goes_with_the_message_and_both_ends_read_it(open_work: OpenWork) -> None:
    pair = a_pair(open_work)
    box = Box(a_conversation(open_work, pair))
    one = a_file(open_work, pair.holder, box, content=b"%PDF analyse", name="analyse.pdf")
    assert [a.name for a in _draft(open_work, pair.holder, box).attachments] == ["analyse.pdf"]
    says(open_work, pair.holder, box.conversation_id or uuid4(), "")
    for who in (pair.holder, pair.doctor):
        with open_work(who) as work:
            opened = attachments.open_attachment(
                work, conversation_id=box.conversation_id or uuid4(), attachment_id=one, shown=True
            )
            assert opened.vault.part(opened.file, 0) == b"%PDF analyse"
    assert actions_of(open_work, pair.space).count("ATTACHMENT_READ") == 2


def test_a_file_of_others_or_of_a_draft_is_read_by_nobody(open_work: OpenWork) -> None:
    pair, other = a_pair(open_work), a_pair(open_work)
    mine, theirs = a_conversation(open_work, pair), a_conversation(open_work, other)
    waiting = a_file(open_work, pair.doctor, Box(mine))
    sent = a_file(open_work, pair.holder, Box(mine))
    says(open_work, pair.holder, mine)

    def opens(who: Actor, conversation: UUID, one: UUID) -> None:
        with open_work(who) as work:
            attachments.open_attachment(work, conversation_id=conversation, attachment_id=one, shown=False)

    for who, conversation, one in (
        (pair.holder, mine, waiting),
        (other.holder, mine, sent),
        (other.holder, theirs, sent),
        (other.doctor, theirs, sent),
        (pair.holder, mine, uuid4()),
    ):
        with pytest.raises(NotFound):
            opens(who, conversation, one)
    with open_work(pair.holder) as work:
        access.revoke_grant(work, pair.grant)
    with pytest.raises(NotFound):
        opens(pair.doctor, mine, sent)
    opens(pair.holder, mine, sent)
    with open_work(pair.holder) as work:
        deleting.delete_conversation(work, mine)
    with pytest.raises(NotFound):
        opens(pair.holder, mine, sent)


def _weighs(open_work: OpenWork, who: Actor, box: Box, size: int) -> None:
    key = uuid4().hex
    with open_work(who) as work:
        attachments.begin_attachment(work, box, key=key)
        file = StoredFile(uuid4(), size=size, parts=1)
        new = NewAttachment("x.pdf", "application/pdf", file, "0" * 64, None, "application/pdf", 1)
        attachments.finish_attachment(work, box, key=key, new=new)


def test_the_files_of_a_message_weigh_25_megabytes_at_most(open_work: OpenWork) -> None:
    pair = a_pair(open_work)
    box = Box(a_conversation(open_work, pair))
    assert _draft(open_work, pair.holder, box).left == 25_000_000
    _weighs(open_work, pair.holder, box, 20_000_000)
    assert _draft(open_work, pair.holder, box).left == 5_000_000
    with pytest.raises(MessageTooHeavy) as fact:
        _weighs(open_work, pair.holder, box, 5_000_001)
    assert (fact.value.left, fact.value.limit) == (5_000_000, 25_000_000)
    _weighs(open_work, pair.holder, box, 5_000_000)
    with pytest.raises(MessageTooHeavy):
        _weighs(open_work, pair.holder, box, 1)


def test_files_sent_at_once_share_the_room(open_work: OpenWork) -> None:
    pair = a_pair(open_work)
    box = Box(a_conversation(open_work, pair))

    def one(_: int) -> bool:
        try:
            _weighs(open_work, pair.holder, box, 10_000_000)
        except MessageTooHeavy:
            return False
        return True

    with ThreadPoolExecutor(4) as threads:
        went = list(threads.map(one, range(4)))
    assert sum(went) == 2
    assert _draft(open_work, pair.holder, box).left == 5_000_000


def test_a_file_sent_twice_exists_once(open_work: OpenWork) -> None:
    pair = a_pair(open_work)
    box = Box(a_conversation(open_work, pair))
    first, second = (a_file(open_work, pair.holder, box, key="file-sent-twice") for _ in range(2))
    assert first == second
    assert len(_draft(open_work, pair.holder, box).attachments) == 1


def test_a_file_taken_off_a_draft_is_gone(open_work: OpenWork) -> None:
    pair = a_pair(open_work)
    box = Box(a_conversation(open_work, pair))
    one = a_file(open_work, pair.holder, box)
    with open_work(JOB) as work:
        row = work.db.get(Attachment, one)
        assert row
        file = str(row.file_id)
    with open_work(pair.doctor) as work, pytest.raises(NotFound):
        attachments.remove_attachment(work, box, attachment_id=one)
    with open_work(pair.holder) as work:
        attachments.remove_attachment(work, box, attachment_id=one)
    assert _draft(open_work, pair.holder, box).attachments == ()
    assert not any(file in key for key, _ in wiring.parts().blobs.list(PREFIX))


def test_nothing_is_attached_once_the_conversation_ended(open_work: OpenWork) -> None:
    pair = a_pair(open_work)
    conversation = a_conversation(open_work, pair)
    with open_work(pair.doctor) as work:
        service.close_conversation(work, conversation)
    with pytest.raises(ConversationClosed):
        a_file(open_work, pair.holder, Box(conversation))


def test_only_the_person_files_what_they_received(open_work: OpenWork) -> None:
    pair = a_pair(open_work)
    conversation = a_conversation(open_work, pair)
    one = a_file(open_work, pair.doctor, Box(conversation), name="Exercices-genou.pdf")
    says(open_work, pair.doctor, conversation)
    with open_work(pair.holder) as work:
        lent = attachments.lend_attachment(work, conversation_id=conversation, attachment_id=one)
        assert (lent.name, lent.sha256, lent.space_id) == ("Exercices-genou.pdf", "0" * 64, pair.space)
        attachments.mark_kept(work, conversation_id=conversation, attachment_id=one, document_id=uuid4())
    # A document that does not exist (any more) is filed nowhere.
    assert reads(open_work, pair.holder, conversation).messages[-1].attachments[0].kept_as is None
    for who in (pair.doctor, a_holder(open_work)):
        with open_work(who) as work, pytest.raises(NotFound):
            attachments.lend_attachment(work, conversation_id=conversation, attachment_id=one)


def test_the_sweep_leaves_what_an_attachment_names(open_work: OpenWork) -> None:
    pair = a_pair(open_work)
    box = Box(a_conversation(open_work, pair))
    kept = a_file(open_work, pair.holder, box)
    with open_work(pair.holder) as work:
        orphan = attachments.begin_attachment(work, box, key=uuid4().hex)
        lost = StoredFile(uuid4(), size=3, parts=1)
        orphan.vault.keep(lost.id, 0, b"abc")
    with open_work(JOB) as work:
        named = work.db.get(Attachment, kept)
        assert named
        assert deleting.sweep_attachments(work) == 0
        work.real_now += deleting._OLD_AFTER * 2
        deleting.sweep_attachments(work)
        keys = [key for key, _ in work.blobs.list(PREFIX)]
        assert any(str(named.file_id) in key for key in keys)
        assert not any(str(lost.id) in key for key in keys)


def test_an_erasure_takes_every_file_of_the_messages(open_work: OpenWork) -> None:
    pair, other = a_pair(open_work), a_pair(open_work)
    for one in (pair, other):
        box = Box(a_conversation(open_work, one))
        a_file(open_work, one.holder, box)
        says(open_work, one.holder, box.conversation_id or uuid4())
        a_file(open_work, one.doctor, box)
    with open_work(JOB) as work:
        mine = set(work.db.scalars(select(col(Attachment.file_id)).where(col(Attachment.space_id) == pair.space)))
        assert {file.id for _, file in deleting.files_to_erase(work, pair.space)} == mine
        assert len(mine) == 2
    with open_work(pair.holder) as work, pytest.raises(NotFound):
        deleting.files_to_erase(work, pair.space)
