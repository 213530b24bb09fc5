"""What is being typed survives: kept sealed as one types, for this account, on every device (R-MS-2)."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy.dialects.postgresql import insert

from csn_app.access import policy
from csn_app.access.policy import Permission
from csn_app.config import settings
from csn_app.core.errors import NotFound
from csn_app.core.work import Untraced, Work
from csn_app.messaging import rules
from csn_app.messaging.model import Attachment, Conversation, Draft
from csn_app.messaging.reading import attachment_rows
from csn_app.messaging.sealing import account_of, draft_in, files_of_draft
from csn_app.messaging.views import DraftView


@dataclass(frozen=True, slots=True)
class Box:
    """Where one writes: in a conversation, or first to the holder of a space."""

    conversation_id: UUID | None = None
    space_id: UUID | None = None


def read_draft(work: Work, box: Box) -> DraftView:
    """Return what the actor was typing there, with its files; raises ``NotFound`` where they may not write."""
    if box.conversation_id:
        space_id = policy.fetch(work, Permission.MESSAGE_SEND, Conversation, box.conversation_id).space_id
    else:
        policy.require(work, Permission.CONVERSATION_START, box.space_id)
        space_id = space_in(box)
    draft = draft_in(work, space_id=space_id, conversation_id=box.conversation_id)
    if draft is None:
        return DraftView("", "", (), left=limit())
    files = files_of_draft(work, draft.id)
    return DraftView(
        subject=_open(work, draft, "subject", draft.subject),
        body=_open(work, draft, "body", draft.body),
        attachments=attachment_rows(work, files),
        left=rules.room_left((one.size for one in files), limit=limit()),
    )


def keep_draft(work: Work, box: Box, *, body: str, subject: str = "") -> None:
    """Keep what the actor is typing, as it stands; the last one wins. Raises ``NotFound`` where they may not write."""
    if box.conversation_id:
        space_id = policy.fetch(work, Permission.MESSAGE_SEND, Conversation, box.conversation_id).space_id
    else:
        policy.require(work, Permission.CONVERSATION_START, box.space_id)
        space_id = space_in(box)
    words, about = rules.draft_of(body), rules.draft_of(subject)[: rules.SUBJECT_MAX]
    draft = hold_draft(work, space_id, box)
    draft.body = work.seal(space_id, f"message_draft.body:{draft.id}", words)
    draft.subject = work.seal(space_id, f"message_draft.subject:{draft.id}", about)
    draft.changed_at = work.now
    if not words.strip() and not about.strip() and not files_of_draft(work, draft.id):
        work.db.delete(draft)
    work.commit(untraced=Untraced.DRAFT)


def hold_draft(work: Work, space_id: UUID, box: Box) -> Draft:
    """Return the actor's draft there, made where there is none, locked: two files never take the same room."""
    made = insert(Draft).values(
        id=uuid4(),
        account_id=account_of(work),
        space_id=space_id,
        conversation_id=box.conversation_id,
        body=b"",
        subject=b"",
        changed_at=work.now,
    )
    work.db.execute(made.on_conflict_do_nothing())
    draft = draft_in(work, space_id=space_id, conversation_id=box.conversation_id, lock=True)
    if draft is None:
        raise NotFound
    return draft


def forget_drafts(work: Work, conversation_id: UUID) -> list[Attachment]:
    """Remove what the actor was typing in a conversation; returns its files. The caller commits and discards them."""
    conversation = policy.fetch(work, Permission.CONVERSATION_READ, Conversation, conversation_id)
    draft = draft_in(work, space_id=conversation.space_id, conversation_id=conversation_id, lock=True)
    if draft is None:
        return []
    files = files_of_draft(work, draft.id)
    for one in files:
        work.db.delete(one)
    work.db.flush()
    work.db.delete(draft)
    return files


def space_in(box: Box) -> UUID:
    """Return the space of a first message."""
    if box.space_id is None:
        raise NotFound
    return box.space_id


def limit() -> int:
    """Return how many bytes of files one message takes (R-MS-10)."""
    return settings().message_max_mb * 1_000_000


def _open(work: Work, draft: Draft, column: str, sealed: bytes) -> str:
    return work.open(draft.space_id, f"message_draft.{column}:{draft.id}", sealed) if sealed else ""
