"""All the messages of a person at once, for the copy that they take: nothing is marked as read."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from csn_app.access import policy
from csn_app.access.policy import Permission
from csn_app.core.work import Work
from csn_app.documents.files import StoredFile, Vault
from csn_app.messaging.attachments import stored
from csn_app.messaging.model import Attachment, Conversation, ConversationSide, Message, Side
from csn_app.messaging.people import correspondents
from csn_app.messaging.sealing import body_of, name_of, subject_of, vault_of


@dataclass(frozen=True, slots=True)
class WholeFile:
    """A file of a message, as it was sent."""

    id: UUID
    name: str
    file: StoredFile


@dataclass(frozen=True, slots=True)
class WholeMessage:
    """One message; ``mine``: of the person's side."""

    mine: bool
    body: str
    sent_at: datetime
    files: tuple[WholeFile, ...]


@dataclass(frozen=True, slots=True)
class WholeConversation:
    """A conversation with everything that the person's side did not delete, oldest first."""

    subject: str
    correspondent: str
    messages: tuple[WholeMessage, ...]


def conversations_of(work: Work, space_id: UUID) -> Iterator[WholeConversation]:
    """Yield the conversations of a space, one at a time, oldest first, archives too."""
    policy.require(work, Permission.CONVERSATION_READ, space_id)
    sides = select(ConversationSide, Conversation).join(
        Conversation, col(Conversation.id) == col(ConversationSide.conversation_id)
    )
    mine = sides.where(
        col(ConversationSide.space_id) == space_id,
        col(ConversationSide.side) == Side.HOLDER.value,
        col(Conversation.last_number) > col(ConversationSide.cleared_number),
        policy.visible(work, Permission.CONVERSATION_READ, ConversationSide),
    )
    found = work.db.execute(mine.order_by(col(Conversation.begun_at), col(Conversation.id))).all()
    people = correspondents(work, [row[1] for row in found])
    for side, conversation in found:
        yield WholeConversation(
            subject=subject_of(work, conversation),
            correspondent=people[conversation.id].name,
            messages=tuple(_messages(work, side)),
        )


def vault_of_messages(work: Work, space_id: UUID) -> Vault:
    """Open the sealed files of a space's messages to the copy of everything."""
    policy.require(work, Permission.DATA_EXPORT, space_id)
    return vault_of(work, space_id)


def _messages(work: Work, side: ConversationSide) -> Iterator[WholeMessage]:
    kept = col(Message.conversation_id) == side.conversation_id, col(Message.number) > side.cleared_number
    for message in work.db.scalars(select(Message).where(*kept).order_by(col(Message.number))):
        files = select(Attachment).where(col(Attachment.message_id) == message.id)
        yield WholeMessage(
            mine=message.side == Side.HOLDER,
            body=body_of(work, message),
            sent_at=message.sent_at,
            files=tuple(
                WholeFile(one.id, name_of(work, one), stored(one)[0])
                for one in work.db.scalars(files.order_by(col(Attachment.added_at), col(Attachment.id)))
            ),
        )
