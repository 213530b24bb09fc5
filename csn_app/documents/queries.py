"""How documents are found: a page by key, counts that never read more than a thousand rows."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, literal, select, tuple_, union_all
from sqlmodel import col

from csn_app.access import policy
from csn_app.access.policy import Permission
from csn_app.core.actor import Quality
from csn_app.core.vocabulary import PatientCategory
from csn_app.core.work import Work
from csn_app.documents.model import CategoryCount, Document
from csn_app.documents.rules import COUNTED_UP_TO, PAGE


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the list: the documents older than this one, or newer where ``newer`` is set."""

    document_date: date
    id: UUID
    newer: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A page of rows, newest first, and whether there is more on either side."""

    documents: list[Document]
    newer: bool
    older: bool


def find_page(work: Work, space_id: UUID, *, category: PatientCategory | None, place: Place | None) -> Found:
    """Return 25 documents that the actor may see, on one side of a place; the newest ones without a place."""
    key = tuple_(col(Document.document_date), col(Document.id))
    statement = select(Document).where(seen(work, space_id))
    if category is not None:
        statement = statement.where(col(Document.category) == category)
    up = place is not None and place.newer
    if place is not None:
        here = tuple_(literal(place.document_date), literal(place.id))
        statement = statement.where(key > here if up else key < here)
    order = (
        (col(Document.document_date), col(Document.id))
        if up
        else (col(Document.document_date).desc(), col(Document.id).desc())
    )
    documents = list(work.db.scalars(statement.order_by(*order).limit(PAGE + 1)))
    more, documents = len(documents) > PAGE, documents[:PAGE]
    if up:
        documents.reverse()
        return Found(documents, newer=more, older=True)
    return Found(documents, newer=place is not None, older=more)


def count_by_category(work: Work, space_id: UUID) -> dict[PatientCategory, int]:
    """Return how many documents the actor may see in each category that has some, at most 1,001 each."""
    if work.actor.quality is Quality.HOLDER:
        kept = select(col(CategoryCount.category), col(CategoryCount.documents) - _held(work)).where(
            col(CategoryCount.space_id) == space_id, policy_of_counts(work)
        )
        return {PatientCategory(code): count for code, count in work.db.execute(kept) if count}
    visible = seen(work, space_id)
    parts = []
    for category in PatientCategory:
        rows = select(literal(1)).where(visible, col(Document.category) == category).limit(COUNTED_UP_TO + 1).subquery()
        parts.append(
            select(literal(category.value).label("category"), func.count().label("documents")).select_from(rows)
        )
    return {PatientCategory(code): count for code, count in work.db.execute(union_all(*parts)) if count}


def count_unseen(work: Work, space_id: UUID) -> int:
    """Return how many documents the holder has not opened yet, at most 1,001."""
    rows = select(literal(1)).where(seen(work, space_id), col(Document.seen_by_holder_at).is_(None))
    return work.db.scalar(select(func.count()).select_from(rows.limit(COUNTED_UP_TO + 1).subquery())) or 0


def held_back(work: Work, space_id: UUID) -> Select[Any]:
    """Return the documents of a space that its holder does not see yet (R-DO-15), as a subquery of identifiers."""
    return select(col(Document.id)).where(col(Document.space_id) == space_id, col(Document.held_until) > work.now)


def _held(work: Work) -> Any:
    """Return, within a row of counts, how many of its documents are held back: the kept number counts them too."""
    rows = select(func.count()).where(
        col(Document.space_id) == col(CategoryCount.space_id),
        col(Document.category) == col(CategoryCount.category),
        col(Document.held_until) > work.now,
    )
    return rows.correlate(CategoryCount).scalar_subquery()


def seen(work: Work, space_id: UUID) -> ColumnElement[bool]:
    """Return the condition under which a document of the space is in the actor's list."""
    return and_(
        col(Document.space_id) == space_id, policy.visible(work, Permission.DOCUMENT_LIST, Document, space_id=space_id)
    )


def policy_of_counts(work: Work) -> ColumnElement[bool]:
    """Return the condition under which the counts themselves may be read."""
    return policy.visible(work, Permission.DOCUMENT_LIST, CategoryCount)
