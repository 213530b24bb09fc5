"""Reading one's conversations: the list, one of them, what is new, and what each side puts away (R-MS-2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, literal, select, tuple_, update
from sqlmodel import col

from csn_app.access import correspondence, policy
from csn_app.access.policy import Permission
from csn_app.core.errors import NotFound
from csn_app.core.work import Trace, Untraced, Work
from csn_app.documents import service as documents
from csn_app.messaging import answering
from csn_app.messaging.model import Attachment, Conversation, ConversationSide, ConversationState, Message, Side
from csn_app.messaging.people import Author, authors, correspondents
from csn_app.messaging.sealing import body_of, name_of, side_of, sides_of, subject_of
from csn_app.messaging.searching import matching
from csn_app.messaging.views import AttachmentRow, ConversationRow, Mailbox, MessageRow, Thread

PAGE = 25
"""Conversations on a page of the list."""

MESSAGES = 30
"""Messages shown at a time, newest first."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the list: the conversations older than this one, or newer where ``newer`` is set."""

    last_at: datetime
    id: UUID
    newer: bool = False


@dataclass(frozen=True, slots=True)
class MailMark:
    """What changes as soon as anything new reaches a list of conversations."""

    unread: int
    newest: datetime | None


@dataclass(frozen=True, slots=True)
class ThreadMark:
    """What changes as soon as anything new happens in one conversation."""

    last_number: int
    read_by_other: int
    open: bool
    cut: correspondence.Cut | None


def list_conversations(work: Work, *, archived: bool = False, words: str = "", place: Place | None = None) -> Mailbox:
    """Return a page of the actor's own conversations, newest first, or those that hold all the ``words``."""
    policy.require(work, Permission.CONVERSATION_LIST)
    at = col(ConversationSide.archived_at)
    # A search looks everywhere, among the archives too.
    wanted = matching(work, words, own=_own_side(work)) if words else at.is_not(None) if archived else at.is_(None)
    return _page(work, [_mine(work), wanted], place=place)


def count_unread(work: Work) -> int:
    """Return how many messages wait for the actor, for the mark in the navigation."""
    policy.require(work, Permission.CONVERSATION_LIST)
    waiting = select(func.coalesce(func.sum(col(ConversationSide.unread)), 0)).where(
        _own_side(work), col(ConversationSide.unread) > 0
    )
    return work.db.scalar(waiting) or 0


def mail_mark(work: Work) -> MailMark:
    """Return what changes with every message of the actor's conversations: asked again and again by an open page."""
    policy.require(work, Permission.CONVERSATION_LIST)
    newest = select(func.max(col(ConversationSide.last_at))).where(_own_side(work))
    return MailMark(count_unread(work), work.db.scalar(newest))


def thread_mark(work: Work, conversation_id: UUID) -> ThreadMark:
    """Return what changes with everything that happens in a conversation; raises ``NotFound``."""
    conversation = policy.fetch(work, Permission.CONVERSATION_READ, Conversation, conversation_id)
    other = sides_of(work, conversation_id)[_other(side_of(work))]
    return ThreadMark(
        last_number=conversation.last_number,
        read_by_other=other.read_number,
        open=conversation.state == ConversationState.OPEN,
        cut=correspondence.cut_of(work, conversation.space_id, professional_id=conversation.professional_id),
    )


def read_thread(work: Work, conversation_id: UUID, *, before: int | None = None, again: bool = False) -> Thread:
    """Open a conversation of one's own at its newest messages, or at those before a number; it is then read.

    ``again``: the page that stands open is brought up to date, which leaves a trace only where something is new.
    Raises ``NotFound``, also for the side that deleted it.
    """
    conversation = policy.fetch(work, Permission.CONVERSATION_READ, Conversation, conversation_id)
    sides, side = sides_of(work, conversation_id), side_of(work)
    mine = sides[side]
    if mine.cleared_number >= conversation.last_number:
        raise NotFound
    found = _messages(work, mine, before=before)
    shown = found[:MESSAGES]
    new = bool(mine.unread)
    if before is None and shown:
        _mark_read(work, mine, up_to=shown[0].number)
    thread = Thread(
        row=_rows(work, [(mine, conversation)])[0],
        messages=_message_rows(work, list(reversed(shown)), side=side, read=sides[_other(side)].read_number),
        older=len(found) > MESSAGES,
        cut=correspondence.cut_of(work, conversation.space_id, professional_id=conversation.professional_id),
        answers=answering.usual_time(work, conversation.professional_id),
        begun_at=conversation.begun_at,
        closed_at=conversation.closed_at,
        now=work.now,
    )
    if new or (side is Side.PROFESSIONAL and not again):
        work.commit(Trace("MESSAGE_READ", conversation.space_id, object_type="conversation", object_id=conversation_id))
    elif before is None:
        work.commit(untraced=Untraced.UNREAD_MARK)
    return thread


def put_away(work: Work, conversation_id: UUID, *, archived: bool) -> None:
    """Put a conversation among the archives of one's own side, or take it back; a new message takes it back too."""
    policy.fetch(work, Permission.CONVERSATION_READ, Conversation, conversation_id)
    work.db.execute(
        update(ConversationSide)
        .where(
            col(ConversationSide.conversation_id) == conversation_id,
            col(ConversationSide.side) == side_of(work),
        )
        .values(archived_at=work.now if archived else None)
    )
    work.commit(untraced=Untraced.UNREAD_MARK)


def _own_side(work: Work) -> ColumnElement[bool]:
    """Return the condition under which a side is the actor's, by the policy."""
    owner = (
        col(ConversationSide.professional_id) == work.actor.professional_id
        if side_of(work) is Side.PROFESSIONAL
        else col(ConversationSide.space_id) == work.actor.space_id
    )
    seen = policy.visible(work, Permission.CONVERSATION_READ, ConversationSide)
    return and_(col(ConversationSide.side) == side_of(work).value, owner, seen)


def _mine(work: Work) -> ColumnElement[bool]:
    """Return the condition under which a conversation is in the actor's list: theirs, and not deleted on their side."""
    return and_(_own_side(work), col(Conversation.last_number) > col(ConversationSide.cleared_number))


def _page(work: Work, conditions: Iterable[ColumnElement[bool]], *, place: Place | None) -> Mailbox:
    last_at, ident = col(ConversationSide.last_at), col(ConversationSide.conversation_id)
    statement = (
        select(ConversationSide, Conversation).join(Conversation, col(Conversation.id) == ident).where(*conditions)
    )
    up = place is not None and place.newer
    if place is not None:
        key, here = tuple_(last_at, ident), tuple_(literal(place.last_at), literal(place.id))
        statement = statement.where(key > here if up else key < here)
    order = (last_at, ident) if up else (last_at.desc(), ident.desc())
    found = [(row[0], row[1]) for row in work.db.execute(statement.order_by(*order).limit(PAGE + 1))]
    more, found = len(found) > PAGE, found[:PAGE]
    if up:
        found.reverse()
    return Mailbox(
        rows=tuple(_rows(work, found)),
        newer=more if up else place is not None,
        older=True if up else more,
        now=work.now,
    )


def _rows(work: Work, found: list[tuple[ConversationSide, Conversation]]) -> list[ConversationRow]:
    people = correspondents(work, [conversation for _, conversation in found])
    return [
        ConversationRow(
            id=conversation.id,
            correspondent=people[conversation.id],
            subject=subject_of(work, conversation),
            last_at=side.last_at,
            unread=side.unread,
            closed=conversation.state == ConversationState.CLOSED,
            archived=side.archived_at is not None,
        )
        for side, conversation in found
    ]


def _messages(work: Work, mine: ConversationSide, *, before: int | None) -> list[Message]:
    statement = select(Message).where(
        col(Message.conversation_id) == mine.conversation_id, col(Message.number) > mine.cleared_number
    )
    if before is not None:
        statement = statement.where(col(Message.number) < before)
    return list(work.db.scalars(statement.order_by(col(Message.number).desc()).limit(MESSAGES + 1)))


def _mark_read(work: Work, mine: ConversationSide, *, up_to: int) -> None:
    """Let a side have read up to a message; what came while it was read stays unread."""
    later = (
        select(func.count())
        .select_from(Message)
        .where(
            col(Message.conversation_id) == mine.conversation_id,
            col(Message.number) > up_to,
            col(Message.side) != mine.side,
        )
        .scalar_subquery()
    )
    work.db.execute(
        update(ConversationSide)
        .where(
            col(ConversationSide.conversation_id) == mine.conversation_id,
            col(ConversationSide.side) == mine.side,
        )
        .values(read_number=func.greatest(col(ConversationSide.read_number), up_to), unread=later)
    )


def _message_rows(work: Work, messages: list[Message], *, side: Side, read: int) -> tuple[MessageRow, ...]:
    files = _attachments(work, [message.id for message in messages])
    signed = authors(work, messages)
    return tuple(
        MessageRow(
            id=message.id,
            number=message.number,
            mine=message.side == side,
            body=body_of(work, message),
            sent_at=message.sent_at,
            read=message.number <= read,
            attachments=attachment_rows(work, files.get(message.id, [])),
            author=signed.get(message.author_account_id, Author("")).name,
            delegate=signed.get(message.author_account_id, Author("")).delegate,
        )
        for message in messages
    )


def _attachments(work: Work, message_ids: list[UUID]) -> dict[UUID, list[Attachment]]:
    found: dict[UUID, list[Attachment]] = {}
    statement = select(Attachment).where(col(Attachment.message_id).in_(message_ids))
    for one in work.db.scalars(statement.order_by(col(Attachment.added_at), col(Attachment.id))):
        if one.message_id:
            found.setdefault(one.message_id, []).append(one)
    return found


def attachment_rows(work: Work, attachments: list[Attachment]) -> tuple[AttachmentRow, ...]:
    """Name files that the policy let through; a file whose document was deleted is filed nowhere any more."""
    kept = {one.kept_as for one in attachments if one.kept_as}
    holder = side_of(work) is Side.HOLDER
    there = {row.id for row in documents.describe_documents(work, kept)} if kept and holder else set()
    return tuple(
        AttachmentRow(
            id=one.id,
            name=name_of(work, one),
            media_type=one.media_type,
            view_media_type=one.view_media_type or one.media_type,
            size=one.size,
            kept_as=one.kept_as if one.kept_as in there else None,
        )
        for one in attachments
    )


def _other(side: Side) -> Side:
    return Side.HOLDER if side is Side.PROFESSIONAL else Side.PROFESSIONAL
