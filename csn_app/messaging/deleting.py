"""What goes: an exchange deleted on one's own side, what both ends deleted, and what an erasure takes (R-MS-2)."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from uuid import UUID

from sqlalchemy import delete, select
from sqlmodel import col

from csn_app.access import policy
from csn_app.access.policy import Permission
from csn_app.core.work import Trace, Untraced, Work
from csn_app.documents.files import StoredFile, Vault, file_of_key
from csn_app.messaging.attachments import stored
from csn_app.messaging.drafts import forget_drafts
from csn_app.messaging.model import (
    Attachment,
    Conversation,
    ConversationSide,
    ConversationWord,
    Draft,
    Message,
)
from csn_app.messaging.sealing import PREFIX, locked, side_of, sides_of, vault_of

_OLD_AFTER = timedelta(hours=24)
_BATCH = 1000


def delete_conversation(work: Work, conversation_id: UUID) -> None:
    """Delete an exchange on one's own side: the other end keeps theirs; what both deleted is gone for good (R-MS-2).

    A message that comes later shows again, without what was deleted.
    """
    policy.fetch(work, Permission.CONVERSATION_READ, Conversation, conversation_id)
    conversation = locked(work, conversation_id)
    sides = sides_of(work, conversation_id)
    mine = sides[side_of(work)]
    mine.cleared_number = mine.read_number = conversation.last_number
    mine.unread = 0
    files = forget_drafts(work, conversation_id)
    work.db.flush()
    files += _forget(work, conversation, up_to=min(side.cleared_number for side in sides.values()))
    vault = vault_of(work, conversation.space_id)
    work.commit(
        Trace(
            "CONVERSATION_DELETED",
            conversation.space_id,
            object_type="conversation",
            object_id=conversation_id,
            target_id=conversation.professional_id,
        )
    )
    for one in files:
        for file in stored(one):
            vault.discard(file)


def files_to_erase(work: Work, space_id: UUID) -> list[tuple[Vault, StoredFile]]:
    """Return every file of the messages of a space whose day of erasure has come."""
    policy.require(work, Permission.LIFECYCLE_RUN)
    vault = vault_of(work, space_id)
    found = work.db.scalars(select(Attachment).where(col(Attachment.space_id) == space_id))
    return [(vault, file) for one in found for file in stored(one)]


def sweep_attachments(work: Work) -> int:
    """Remove objects older than 24 hours that no attachment names; returns how many."""
    policy.open_to_all("a job removes what nobody can see")
    removed = 0
    keys = (key for key, kept_at in work.blobs.list(PREFIX) if kept_at < work.real_now - _OLD_AFTER)
    while batch := list(islice(keys, _BATCH)):
        named = _named(work, {file_id for key in batch if (file_id := file_of_key(key))})
        for key in batch:
            if file_of_key(key) not in named:
                work.blobs.delete(key)
                removed += 1
    work.commit(untraced=Untraced.SWEEP)
    return removed


def _forget(work: Work, conversation: Conversation, *, up_to: int) -> list[Attachment]:
    """Remove the messages that neither end keeps, and the conversation once none is left; returns their files."""
    gone = select(col(Message.id)).where(col(Message.conversation_id) == conversation.id, col(Message.number) <= up_to)
    files = list(work.db.scalars(select(Attachment).where(col(Attachment.message_id).in_(gone))))
    work.db.execute(delete(Attachment).where(col(Attachment.message_id).in_(gone)))
    work.db.execute(
        delete(Message).where(col(Message.conversation_id) == conversation.id, col(Message.number) <= up_to)
    )
    words = col(ConversationWord.conversation_id) == conversation.id
    work.db.execute(delete(ConversationWord).where(words, col(ConversationWord.last_number) <= up_to))
    if up_to < conversation.last_number:
        return files
    drafts = select(col(Draft.id)).where(col(Draft.conversation_id) == conversation.id)
    files += work.db.scalars(select(Attachment).where(col(Attachment.draft_id).in_(drafts)))
    work.db.execute(delete(Attachment).where(col(Attachment.draft_id).in_(drafts)))
    work.db.execute(delete(Draft).where(col(Draft.conversation_id) == conversation.id))
    work.db.execute(delete(ConversationSide).where(col(ConversationSide.conversation_id) == conversation.id))
    work.db.execute(delete(Conversation).where(col(Conversation.id) == conversation.id))
    return files


def _named(work: Work, file_ids: set[UUID]) -> set[UUID]:
    def found() -> Iterator[UUID]:
        for column in (col(Attachment.file_id), col(Attachment.view_file_id)):
            yield from (i for i in work.db.scalars(select(column).where(column.in_(file_ids))) if i)

    return set(found())
