"""What a minor keeps from those who represent them, on one screen (R-ID-30): documents, entries, conversations."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from csn_app.access import policy, withheld
from csn_app.access.policy import Permission
from csn_app.core.errors import NotFound
from csn_app.core.work import Work
from csn_app.documents import service as documents
from csn_app.documents.views import DocumentRow
from csn_app.identity.relatives import minor_of
from csn_app.messaging import hiding, reading
from csn_app.messaging.views import ConversationRow
from csn_app.profile import keeping
from csn_app.profile import service as profile
from csn_app.profile.service import Entry

SHOWN = 50
"""How many kept documents the screen lists; the others are shown again on their own page."""


class Kind(StrEnum):
    """What kind of thing is kept."""

    DOCUMENT = "document"
    ENTRY = "profil"
    CONVERSATION = "conversation"


@dataclass(frozen=True, slots=True)
class Kept:
    """What a minor keeps (``kept``) among what they can keep. ``documents`` are the kept ones only."""

    documents: tuple[DocumentRow, ...]
    more: int
    entries: tuple[Entry, ...]
    conversations: tuple[ConversationRow, ...]
    kept: frozenset[UUID]


def may_keep(work: Work) -> bool:
    """Say whether the actor has parents to keep anything from: a minor, in their own carnet."""
    policy.require(work, Permission.SPACE_READ, work.actor.space_id)
    space_id = _space(work)
    return policy.allowed(work, Permission.DELEGATION_HIDE, space_id) and minor_of(work, space_id)


def what_i_keep(work: Work) -> Kept:
    """Return what a minor keeps from their parents, and what else they could; raises ``NotFound`` for others."""
    policy.require(work, Permission.DELEGATION_HIDE, work.actor.space_id)
    space_id = _space(work)
    if not minor_of(work, space_id):
        raise NotFound
    sections = profile.read_profile(work).sections.values()
    entries = tuple(entry for content in sections for entry in content.entries)
    conversations = reading.list_conversations(work).rows
    hidden = withheld.kept_of(work, space_id)
    rows = documents.describe_documents(work, documents.of_these(work, space_id, hidden, limit=SHOWN))
    return Kept(
        documents=rows,
        more=max(documents.count_of_these(work, space_id, hidden) - len(rows), 0),
        entries=entries,
        conversations=conversations,
        kept=hidden,
    )


def keep(work: Work, *, kind: Kind, thing_id: UUID, hidden: bool) -> None:
    """Keep one thing from one's parents, or show it to them again, at once and everywhere; raises ``NotFound``."""
    policy.require(work, Permission.DELEGATION_HIDE, work.actor.space_id)
    acts: dict[tuple[Kind, bool], Callable[[Work, UUID], None]] = {
        (Kind.DOCUMENT, True): documents.keep_from_parents,
        (Kind.DOCUMENT, False): documents.show_to_parents,
        (Kind.ENTRY, True): keeping.keep_entry,
        (Kind.ENTRY, False): keeping.show_entry,
        (Kind.CONVERSATION, True): hiding.keep_conversation,
        (Kind.CONVERSATION, False): hiding.show_conversation,
    }
    acts[kind, hidden](work, thing_id)


def _space(work: Work) -> UUID:
    if work.actor.space_id is None:
        raise NotFound
    return work.actor.space_id
