"""What an access holds beside its categories: single documents, a note to oneself, who is the médecin traitant."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, delete, select, true, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from csn_app.access import delegation
from csn_app.access.model import Grant, GrantDocument
from csn_app.core.errors import CsnError
from csn_app.core.work import Work

NOTE_LENGTH = 300
"""How long a note to oneself may be, in characters."""


@dataclass(eq=False)
class NoteTooLong(CsnError):
    """The note to oneself has more than ``most`` characters."""

    most: int = NOTE_LENGTH


@dataclass(frozen=True, slots=True)
class Terms:
    """What is decided beside categories, sections and duration.

    ``single_only``: no category, only ``documents``. ``documents`` are added one by one beyond the categories.
    ``note`` is for the person alone. ``attending``: the médecin traitant. None keeps what stands.
    """

    single_only: bool = False
    documents: frozenset[UUID] | None = None
    note: str | None = None
    attending: bool | None = None


AS_IT_STANDS = Terms()


def check_note(terms: Terms) -> Terms:
    """Return the terms with a tidy note; raises ``NoteTooLong``."""
    if terms.note is not None and len(terms.note.strip()) > NOTE_LENGTH:
        raise NoteTooLong
    return terms


def write_terms(work: Work, space_id: UUID, grant_id: UUID, terms: Terms, *, anew: bool) -> None:
    """Keep the terms of a grant in the caller's transaction; ``anew``: what stood had ended, and goes."""
    if terms.attending:
        mine = col(Grant.space_id) == space_id, col(Grant.attending), col(Grant.id) != grant_id
        work.db.execute(update(Grant).where(*mine).values(attending=False))
    kept: dict[str, object] = {"single_only": terms.single_only}
    if terms.attending is not None:
        kept["attending"] = terms.attending
    if terms.note is not None:
        note = terms.note.strip()
        kept["note"] = work.seal(space_id, note_context(grant_id), note) if note else b""
    work.db.execute(update(Grant).where(col(Grant.id) == grant_id).values(**kept))
    if terms.documents is not None or anew:
        # A parent who changes an access leaves alone what the minor keeps from them, and added by themselves.
        known = true() if anew else delegation.told(work, col(GrantDocument.document_id))
        work.db.execute(delete(GrantDocument).where(col(GrantDocument.grant_id) == grant_id, known))
    add_documents(work, space_id, grant_id, terms.documents or ())


def add_documents(work: Work, space_id: UUID, grant_id: UUID, document_ids: Iterable[UUID]) -> bool:
    """Add documents to a grant, in the caller's transaction; says whether any was new."""
    rows = [{"grant_id": grant_id, "document_id": d, "space_id": space_id} for d in document_ids]
    if not rows:
        return False
    added = insert(GrantDocument).values(rows).on_conflict_do_nothing().returning(col(GrantDocument.document_id))
    return bool(work.db.scalars(added).all())


def documents_of(work: Work, grant_ids: Iterable[UUID]) -> dict[UUID, tuple[UUID, ...]]:
    """Return the documents added one by one to each grant; the caller has asked the policy."""
    asked = and_(col(GrantDocument.grant_id).in_(set(grant_ids)), delegation.told(work, col(GrantDocument.document_id)))
    found: dict[UUID, tuple[UUID, ...]] = {}
    for grant_id, document_id in work.db.execute(
        select(col(GrantDocument.grant_id), col(GrantDocument.document_id)).where(asked)
    ):
        found[grant_id] = (*found.get(grant_id, ()), document_id)
    return found


def note_of(work: Work, grant: Grant) -> str:
    """Open the note of a grant; raises ``Unreadable``."""
    return work.open(grant.space_id, note_context(grant.id), grant.note) if grant.note else ""


def note_context(grant_id: UUID) -> str:
    """Name what a sealed note is bound to."""
    return f"access_grant.note:{grant_id}"
