"""Files that go with a message: taken in checked and sealed, read by both ends, filed by the person (R-MS-6)."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from csn_app.access import policy, withheld
from csn_app.access.policy import Permission
from csn_app.core.actor import Quality
from csn_app.core.errors import NotFound
from csn_app.core.work import Trace, Untraced, Work
from csn_app.documents.files import StoredFile, Vault
from csn_app.messaging import rules
from csn_app.messaging.drafts import Box, hold_draft, limit, space_in
from csn_app.messaging.model import Attachment, Conversation, Message
from csn_app.messaging.sealing import (
    account_of,
    draft_in,
    files_of_draft,
    name_of,
    sha256_of,
    side_of,
    sides_of,
    vault_of,
)
from csn_app.messaging.views import NewAttachment, OpenedAttachment


@dataclass(frozen=True, slots=True)
class BegunAttachment:
    """A sending that may go on; ``done`` is the file where the same sending already arrived; ``left`` in bytes.

    ``read_by_parents``: a minor answers where their parents read too.
    """

    vault: Vault
    done: UUID | None
    left: int
    read_by_parents: bool = False


@dataclass(frozen=True, slots=True)
class LentAttachment:
    """A received file that its holder files in their carnet; ``sha256`` in hexadecimal.

    ``kept_from_parents``: its conversation is, and so will be its document.
    """

    space_id: UUID
    name: str
    media_type: str
    file: StoredFile
    sha256: str
    view: StoredFile | None
    view_media_type: str
    pages: int | None
    vault: Vault
    key: str
    kept_from_parents: bool = False


def begin_attachment(work: Work, box: Box, *, key: str) -> BegunAttachment:
    """Let a file come in before its first byte; ``key`` names this sending, so that sent twice it exists once.

    Raises ``NotFound`` where the actor may not write, ``ConversationClosed``, ``MessageTooHeavy`` where it is full.
    """
    if box.conversation_id:
        conversation = policy.fetch(work, Permission.MESSAGE_SEND, Conversation, box.conversation_id)
        _check_open(conversation)
        space_id = conversation.space_id
    else:
        policy.require(work, Permission.CONVERSATION_START, box.space_id)
        space_id = space_in(box)
    done = _arrived(work, rules.check_key(key))
    draft = draft_in(work, space_id=space_id, conversation_id=box.conversation_id)
    left = rules.room_left((one.size for one in files_of_draft(work, draft.id)) if draft else (), limit=limit())
    if not done and not left:
        raise rules.MessageTooHeavy(left=0, limit=limit())
    kept = (
        box.conversation_id
        and work.actor.for_oneself
        and withheld.kept_among(work, space_id, object_ids=[box.conversation_id])
    )
    return BegunAttachment(
        vault_of(work, space_id), done=done.id if done else None, left=left, read_by_parents=not kept
    )


def finish_attachment(work: Work, box: Box, *, key: str, new: NewAttachment) -> tuple[UUID, bool]:
    """Add a file that is kept and checked to the actor's draft; asks again whether they may.

    Returns its id, and False where the same sending arrived meanwhile and ``new.file`` was not taken.
    """
    if box.conversation_id:
        conversation = policy.fetch(work, Permission.MESSAGE_SEND, Conversation, box.conversation_id)
        _check_open(conversation)
        space_id = conversation.space_id
    else:
        policy.require(work, Permission.CONVERSATION_START, box.space_id)
        space_id = space_in(box)
    draft = hold_draft(work, space_id, box)
    left = rules.room_left((one.size for one in files_of_draft(work, draft.id)), limit=limit())
    if new.file.size > left:
        raise rules.MessageTooHeavy(left=left, limit=limit())
    made = work.db.scalar(
        insert(Attachment)
        .values(**_values(work, space_id, new), draft_id=draft.id, idempotency_key=rules.check_key(key))
        .on_conflict_do_nothing(index_elements=["account_id", "idempotency_key"])
        .returning(col(Attachment.id))
    )
    if made is None:
        work.db.rollback()
        done = _arrived(work, key)
        if done is None:
            raise NotFound
        return done.id, False
    work.commit(untraced=Untraced.DRAFT)
    return made, True


def remove_attachment(work: Work, box: Box, *, attachment_id: UUID) -> None:
    """Take a file off the actor's draft; its bytes are gone at once."""
    if box.conversation_id:
        space_id = policy.fetch(work, Permission.MESSAGE_SEND, Conversation, box.conversation_id).space_id
    else:
        policy.require(work, Permission.CONVERSATION_START, box.space_id)
        space_id = space_in(box)
    draft = draft_in(work, space_id=space_id, conversation_id=box.conversation_id, lock=True)
    mine = [one for one in files_of_draft(work, draft.id) if one.id == attachment_id] if draft else []
    if not mine:
        raise NotFound
    work.db.delete(mine[0])
    work.commit(untraced=Untraced.DRAFT)
    for file in stored(mine[0]):
        vault_of(work, space_id).discard(file)


def open_attachment(
    work: Work, *, conversation_id: UUID, attachment_id: UUID, shown: bool, again: bool = False
) -> OpenedAttachment:
    """Give a file of a message to read to either end, and leave the trace of it (R-AU-1).

    ``shown`` gives what a browser displays, else the file itself; ``again``: the same reading goes on. Raises
    ``NotFound``.
    """
    policy.fetch(work, Permission.CONVERSATION_READ, Conversation, conversation_id)
    one = _of_message(work, conversation_id, attachment_id)
    file, media_type = stored(one)[0], one.media_type
    if shown:
        file, media_type = stored(one)[-1], one.view_media_type or one.media_type
    opened = OpenedAttachment(name_of(work, one), media_type=media_type, file=file, vault=vault_of(work, one.space_id))
    if not again:
        work.commit(Trace("ATTACHMENT_READ", one.space_id, object_type="conversation", object_id=conversation_id))
    return opened


def lend_attachment(work: Work, *, conversation_id: UUID, attachment_id: UUID) -> LentAttachment:
    """Give a received file to its holder, to be copied among their documents; raises ``NotFound`` (R-MS-6)."""
    policy.fetch(work, Permission.CONVERSATION_READ, Conversation, conversation_id)
    one = _of_message(work, conversation_id, attachment_id)
    if work.actor.quality is not Quality.HOLDER:
        raise NotFound
    kept = work.actor.for_oneself and withheld.kept_among(work, one.space_id, object_ids=[conversation_id])
    view = stored(one)[1] if one.view_file_id else None
    return LentAttachment(
        space_id=one.space_id,
        name=name_of(work, one),
        media_type=one.media_type,
        file=stored(one)[0],
        sha256=sha256_of(work, one),
        view=view,
        view_media_type=one.view_media_type,
        pages=one.pages,
        vault=vault_of(work, one.space_id),
        # Filed twice it exists once; deleted among the documents, it may be filed anew.
        kept_from_parents=bool(kept),
        key=f"{one.id.hex}-{one.kept_as.hex[:12] if one.kept_as else 'first'}",
    )


def mark_kept(work: Work, *, conversation_id: UUID, attachment_id: UUID, document_id: UUID) -> None:
    """Remember under which document a received file was filed; the deposit itself left its trace."""
    policy.fetch(work, Permission.CONVERSATION_READ, Conversation, conversation_id)
    one = _of_message(work, conversation_id, attachment_id)
    if work.actor.quality is not Quality.HOLDER:
        raise NotFound
    one.kept_as = document_id
    work.commit(untraced=Untraced.UNREAD_MARK)


def stored(one: Attachment) -> list[StoredFile]:
    """Return the files of an attachment: itself, then what a browser is shown of it where that is another file."""
    files = [StoredFile(one.file_id, size=one.size, parts=one.parts)]
    if one.view_file_id:
        files.append(StoredFile(one.view_file_id, size=one.view_size, parts=one.view_parts))
    return files


def _values(work: Work, space_id: UUID, new: NewAttachment) -> dict[str, object]:
    attachment_id = uuid4()
    return {
        "id": attachment_id,
        "space_id": space_id,
        "account_id": account_of(work),
        "name": work.seal(space_id, f"message_attachment.name:{attachment_id}", new.name),
        "sha256": work.seal(space_id, f"message_attachment.sha256:{attachment_id}", new.sha256),
        "media_type": new.media_type,
        "size": new.file.size,
        "parts": new.file.parts,
        "file_id": new.file.id,
        "view_media_type": new.view_media_type,
        "view_size": new.view.size if new.view else 0,
        "view_parts": new.view.parts if new.view else 0,
        "view_file_id": new.view.id if new.view else None,
        "pages": new.pages,
        "added_at": work.real_now,
    }


def _of_message(work: Work, conversation_id: UUID, attachment_id: UUID) -> Attachment:
    """Return a file of a message that the reader's side has not deleted."""
    mine = sides_of(work, conversation_id)[side_of(work)]
    found = work.db.scalar(
        select(Attachment)
        .join(Message, col(Message.id) == col(Attachment.message_id))
        .where(
            col(Attachment.id) == attachment_id,
            col(Message.conversation_id) == conversation_id,
            col(Message.number) > mine.cleared_number,
        )
    )
    if found is None:
        raise NotFound
    return found


def _arrived(work: Work, key: str) -> Attachment | None:
    mine = col(Attachment.account_id) == account_of(work)
    return work.db.scalar(select(Attachment).where(mine, col(Attachment.idempotency_key) == key))


def _check_open(conversation: Conversation) -> None:
    if conversation.closed_at is not None:
        raise rules.ConversationClosed
