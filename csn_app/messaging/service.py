"""What can be done with a conversation: a professional starts it, both write, the professional ends it (R-MS)."""

from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from csn_app.access import correspondence, policy, withheld
from csn_app.access.policy import Permission
from csn_app.core.errors import NotFound
from csn_app.core.work import Notice, Trace, Work
from csn_app.identity.notices import message_notice, reply_notice
from csn_app.messaging import rules
from csn_app.messaging.model import Attachment, Conversation, ConversationSide, ConversationState, Draft, Message, Side
from csn_app.messaging.sealing import (
    account_of,
    body_context,
    draft_in,
    files_of_draft,
    locked,
    mark_words,
    side_of,
    sides_of,
    subject_context,
)


def start_conversation(work: Work, *, space_id: UUID, subject: str, body: str, key: str) -> UUID:
    """A professional writes first to a person who authorised them, with the files of their draft (R-MS-1).

    Nobody else starts one: a person answers. Started in a minor's secret visit, parents see nothing of it (R-ID-30).
    ``key`` names this sending, so that sent twice it exists once. Raises ``NotFound`` without an authorisation or where
    the person blocked them, and the facts of ``messaging.rules``.
    """
    policy.require(work, Permission.CONVERSATION_START, space_id)
    policy.hold_grant(work, Permission.CONVERSATION_START, space_id)
    professional_id = work.actor.professional_id
    if professional_id is None:
        raise NotFound
    correspondence.hold_pair(work, space_id, professional_id=professional_id)
    sent = _sent(work, key)
    if sent is not None:
        return sent.conversation_id
    draft = draft_in(work, space_id=space_id, conversation_id=None, lock=True)
    conversation = Conversation(
        space_id=space_id,
        professional_id=professional_id,
        place_id=work.actor.place_id,
        subject=b"",
        begun_at=work.now,
        last_number=1,
    )
    shown = rules.check_subject(subject)
    conversation.subject = work.seal(space_id, subject_context(conversation.id), shown)
    words = rules.check_body(body, attached=len(files_of_draft(work, draft.id)) if draft else 0)
    work.db.add(conversation)
    work.db.flush()
    withheld.keep_in_secret(work, space_id, object_id=conversation.id)
    _open_sides(work, conversation)
    if not _write(work, conversation, words, key=key, draft=draft):
        # The same sending arrived in another request meanwhile: its conversation is the one.
        work.db.rollback()
        return _sent_elsewhere(work, key).conversation_id
    mark_words(work, conversation, rules.words_of(shown, words))
    work.commit(_trace("CONVERSATION_STARTED", conversation))
    return conversation.id


def send_message(work: Work, conversation_id: UUID, *, body: str, key: str) -> None:
    """Add a message to an open conversation, with the files of the actor's draft (R-MS-2).

    ``key`` names this sending, so that sent twice it exists once. Raises ``NotFound``, ``ConversationClosed``,
    ``CorrespondenceCut`` where one end is cut (R-MS-8), and the facts of ``messaging.rules``.
    """
    conversation = policy.fetch(work, Permission.MESSAGE_SEND, Conversation, conversation_id)
    space_id, professional_id = conversation.space_id, conversation.professional_id
    # The grant before the conversation, in every use case: two acts never wait for each other in a ring.
    policy.hold_grant(work, Permission.MESSAGE_SEND, space_id)
    correspondence.hold_pair(work, space_id, professional_id=professional_id)
    conversation = locked(work, conversation_id)
    if _sent(work, key) is not None:
        return
    if sides_of(work, conversation_id)[side_of(work)].cleared_number >= conversation.last_number:
        raise NotFound
    if conversation.state != ConversationState.OPEN:
        raise rules.ConversationClosed
    draft = draft_in(work, space_id=space_id, conversation_id=conversation_id, lock=True)
    words = rules.check_body(body, attached=len(files_of_draft(work, draft.id)) if draft else 0)
    conversation.last_number += 1
    if not _write(work, conversation, words, key=key, draft=draft):
        raise rules.SendingNotUnderstood
    mark_words(work, conversation, rules.words_of(words))
    work.commit(_trace("MESSAGE_SENT", conversation))


def close_conversation(work: Work, conversation_id: UUID) -> None:
    """The professional ends the conversation: from now on nothing is added (R-MS-4). Ended already, nothing changes."""
    space_id = policy.fetch(work, Permission.CONVERSATION_CLOSE, Conversation, conversation_id).space_id
    policy.hold_grant(work, Permission.CONVERSATION_CLOSE, space_id)
    conversation = locked(work, conversation_id)
    if conversation.state == ConversationState.OPEN:
        conversation.state, conversation.closed_at = ConversationState.CLOSED, work.now
        work.commit(_trace("CONVERSATION_CLOSED", conversation))


def reopen_conversation(work: Work, conversation_id: UUID) -> None:
    """The professional opens a conversation that they ended; raises ``CorrespondenceCut`` where the person blocked."""
    conversation = policy.fetch(work, Permission.CONVERSATION_CLOSE, Conversation, conversation_id)
    policy.hold_grant(work, Permission.CONVERSATION_CLOSE, conversation.space_id)
    correspondence.hold_pair(work, conversation.space_id, professional_id=conversation.professional_id)
    conversation = locked(work, conversation_id)
    if conversation.state == ConversationState.CLOSED:
        conversation.state, conversation.closed_at = ConversationState.OPEN, None
        work.commit(_trace("CONVERSATION_REOPENED", conversation))


def _open_sides(work: Work, conversation: Conversation) -> None:
    for side in Side:
        work.db.add(
            ConversationSide(
                conversation_id=conversation.id,
                side=side,
                space_id=conversation.space_id,
                professional_id=conversation.professional_id,
                last_at=work.now,
            )
        )
    work.db.flush()


def _write(work: Work, conversation: Conversation, words: str, *, key: str, draft: Draft | None) -> bool:
    """Write the newest message of a locked conversation; False where the account already used the key."""
    message_id, side = uuid4(), side_of(work)
    written = work.db.scalar(
        insert(Message)
        .values(
            id=message_id,
            space_id=conversation.space_id,
            conversation_id=conversation.id,
            number=conversation.last_number,
            side=side,
            author_account_id=account_of(work),
            body=work.seal(conversation.space_id, body_context(message_id), words),
            sent_at=work.now,
            idempotency_key=key,
        )
        .on_conflict_do_nothing(index_elements=["author_account_id", "idempotency_key"])
        .returning(col(Message.id))
    )
    if written is None:
        return False
    if draft is not None:
        mine = update(Attachment).where(col(Attachment.draft_id) == draft.id)
        work.db.execute(mine.values(draft_id=None, message_id=message_id))
        work.db.delete(draft)
    _move_sides(work, conversation, side)
    return True


def _move_sides(work: Work, conversation: Conversation, mine: Side) -> None:
    """Put the conversation on top for both ends, unread at the other one, who is told once until they look."""
    for side, kept in sides_of(work, conversation.id).items():
        kept.last_at, kept.archived_at = work.now, None
        if side is mine:
            kept.read_number, kept.unread = conversation.last_number, 0
            continue
        if not kept.unread and (notice := _notice(work, conversation, side)):
            work.tell(notice)
        kept.unread += 1


def _notice(work: Work, conversation: Conversation, to: Side) -> Notice | None:
    if to is Side.HOLDER:
        notice = message_notice(work, conversation.space_id)
        return withheld.kept_silent(work, conversation.space_id, notice, about=conversation.id)
    return reply_notice(work, conversation.professional_id)


def _sent(work: Work, key: str) -> Message | None:
    """Return the message that this sending already became."""
    mine = col(Message.author_account_id) == account_of(work)
    return work.db.scalar(select(Message).where(mine, col(Message.idempotency_key) == rules.check_key(key)))


def _sent_elsewhere(work: Work, key: str) -> Message:
    sent = _sent(work, key)
    if sent is None:
        raise NotFound
    return sent


def _trace(action: str, conversation: Conversation) -> Trace:
    return Trace(
        action,
        conversation.space_id,
        object_type="conversation",
        object_id=conversation.id,
        target_id=conversation.professional_id,
    )
