"""How the rows of a conversation are sealed, opened and marked; whoever calls has asked the policy."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from csn_app.core.actor import Quality
from csn_app.core.errors import NotFound, Refused
from csn_app.core.work import Work
from csn_app.documents.files import Vault
from csn_app.messaging.model import (
    Attachment,
    Conversation,
    ConversationSide,
    ConversationWord,
    Draft,
    Message,
    Side,
)

PREFIX = "messages/"
"""Where the bucket keeps the files of messages, apart from documents."""


def side_of(work: Work) -> Side:
    """Return the end at which the actor stands."""
    return Side.PROFESSIONAL if work.actor.quality is Quality.PROFESSIONAL else Side.HOLDER


def account_of(work: Work) -> UUID:
    """Return the account that writes."""
    if work.actor.account_id is None:
        raise Refused
    return work.actor.account_id


def vault_of(work: Work, space_id: UUID) -> Vault:
    """Open the sealed files of a space's messages."""
    return Vault(work.keys, work.blobs, space_id, PREFIX)


def subject_of(work: Work, conversation: Conversation) -> str:
    """Open the subject of a conversation."""
    return work.open(conversation.space_id, subject_context(conversation.id), conversation.subject)


def subject_context(conversation_id: UUID) -> str:
    """Name what a sealed subject is bound to."""
    return f"conversation.subject:{conversation_id}"


def body_of(work: Work, message: Message) -> str:
    """Open the words of a message."""
    return work.open(message.space_id, body_context(message.id), message.body)


def body_context(message_id: UUID) -> str:
    """Name what sealed words are bound to."""
    return f"message.body:{message_id}"


def name_of(work: Work, attachment: Attachment) -> str:
    """Open the name of a file."""
    return work.open(attachment.space_id, f"message_attachment.name:{attachment.id}", attachment.name)


def sha256_of(work: Work, attachment: Attachment) -> str:
    """Open the fingerprint of a file, in hexadecimal."""
    return work.open(attachment.space_id, f"message_attachment.sha256:{attachment.id}", attachment.sha256)


def locked(work: Work, conversation_id: UUID) -> Conversation:
    """Take a conversation that the policy let through: what is added to it and what ends it wait for each other."""
    statement = select(Conversation).where(col(Conversation.id) == conversation_id).with_for_update()
    conversation = work.db.scalar(statement.execution_options(populate_existing=True))
    if conversation is None:
        raise NotFound
    return conversation


def sides_of(work: Work, conversation_id: UUID) -> dict[Side, ConversationSide]:
    """Return what both ends keep of a conversation."""
    found = work.db.scalars(
        select(ConversationSide)
        .where(col(ConversationSide.conversation_id) == conversation_id)
        .execution_options(populate_existing=True)
    )
    return {Side(side.side): side for side in found}


def files_of_draft(work: Work, draft_id: UUID) -> list[Attachment]:
    """Return the files of a draft, in the order in which they came."""
    mine = select(Attachment).where(col(Attachment.draft_id) == draft_id)
    return list(work.db.scalars(mine.order_by(col(Attachment.added_at), col(Attachment.id))))


def draft_in(work: Work, *, space_id: UUID, conversation_id: UUID | None, lock: bool = False) -> Draft | None:
    """Return what the actor is typing in a conversation, or to a person whom they have not written to yet."""
    statement = select(Draft).where(
        col(Draft.account_id) == account_of(work),
        col(Draft.space_id) == space_id,
        col(Draft.conversation_id) == conversation_id,
    )
    return work.db.scalar(statement.with_for_update() if lock else statement)


def word_marks(work: Work, space_ids: Iterable[UUID], word: str) -> list[bytes]:
    """Return the keyed marks of a word, one for each space: it cannot be compared between two people."""
    return [work.keys.mac("message.word", f"{space_id}|{word}")[:16] for space_id in space_ids]


def mark_words(work: Work, conversation: Conversation, words: Iterable[str]) -> None:
    """Let the newest message of a conversation be found by its words."""
    marks = sorted(word_marks(work, [conversation.space_id], word)[0] for word in words)
    if not marks:
        return
    rows = [
        {
            "conversation_id": conversation.id,
            "mark": mark,
            "space_id": conversation.space_id,
            "last_number": conversation.last_number,
        }
        for mark in marks
    ]
    statement = insert(ConversationWord).values(rows)
    newest = func.greatest(col(ConversationWord.last_number), statement.excluded.last_number)
    work.db.execute(
        statement.on_conflict_do_update(index_elements=["conversation_id", "mark"], set_={"last_number": newest})
    )
