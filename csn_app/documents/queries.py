"""How documents are found: a page by key, counts that never read more than a thousand rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    Select,
    Uuid,
    and_,
    bindparam,
    func,
    literal,
    select,
    tuple_,
    union_all,
)
from sqlmodel import col

from csn_app.access import policy, prepared
from csn_app.access.policy import Permission
from csn_app.core.vocabulary import PatientCategory
from csn_app.core.work import Work
from csn_app.documents.model import CategoryCount, Document
from csn_app.documents.rules import COUNTED_UP_TO, PAGE, UNSEEN_UP_TO
from csn_app.documents.views import Listed

_COLUMNS: tuple[Any, ...] = tuple(getattr(Document, name) for name in Listed._fields)


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the list: the documents older than this one, or newer where ``newer`` is set."""

    document_date: date
    id: UUID
    newer: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A page of rows, newest first, and whether there is more on either side."""

    documents: Sequence[Listed]
    newer: bool
    older: bool


def find_page(
    work: Work,
    space_id: UUID,
    *,
    category: PatientCategory | None,
    place: Place | None,
    folder_id: UUID | None = None,
) -> Found:
    """Return 25 documents that the actor may see, on one side of a place; the newest ones without a place."""
    up = place is not None and place.newer
    values = {"category": category, "day": place and place.document_date, "after": place and place.id}
    values["folder"] = folder_id
    shape = category is not None, place is not None, up, folder_id is not None
    documents = [Listed._make(row) for row in prepared.rows(work, _page, *shape, space_id=space_id, **values)]
    more, documents = len(documents) > PAGE, documents[:PAGE]
    if up:
        documents.reverse()
        return Found(documents, newer=more, older=True)
    return Found(documents, newer=place is not None, older=more)


def _page(work: Work, one_category: bool, from_a_place: bool, up: bool, one_folder: bool) -> Select[Any]:
    day, name = col(Document.document_date), col(Document.id)
    statement = select(*_COLUMNS).where(seen(work, bindparam("space_id")))
    if one_category:
        statement = statement.where(col(Document.category) == bindparam("category"))
    if one_folder:
        statement = statement.where(col(Document.folder_id) == bindparam("folder"))
    if from_a_place:
        here, key = tuple_(bindparam("day", type_=Date()), bindparam("after", type_=Uuid())), tuple_(day, name)
        statement = statement.where(key > here if up else key < here)
    order = (day, name) if up else (day.desc(), name.desc())
    return statement.order_by(*order).limit(PAGE + 1)


def count_by_category(work: Work, space_id: UUID) -> dict[PatientCategory, int]:
    """Return how many documents somebody else than the holder may see in each category, at most 1,001 each."""
    visible = seen(work, space_id)
    parts = []
    for category in PatientCategory:
        rows = select(literal(1)).where(visible, col(Document.category) == category).limit(COUNTED_UP_TO + 1).subquery()
        parts.append(
            select(literal(category.value).label("category"), func.count().label("documents")).select_from(rows)
        )
    return {PatientCategory(code): count for code, count in work.db.execute(union_all(*parts)) if count}


def kept_counts(work: Work) -> Sequence[ColumnElement[Any]]:
    """Name a holder's counts, to read with ``policy.require_with``: by category, then those never opened, to 101."""
    if not work.actor.for_oneself:
        return ()
    of_space = col(CategoryCount.space_id) == bindparam("asked_space"), policy_of_counts(work)
    pairs = func.jsonb_object_agg(col(CategoryCount.category), col(CategoryCount.documents) - _held(work))
    return select(pairs).where(*of_space).scalar_subquery(), _unseen(work).scalar_subquery()


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


def by_category(kept: dict[str, int] | None) -> dict[PatientCategory, int]:
    """Return how many documents each category has that has some, from what is kept."""
    return {PatientCategory(code): count for code, count in (kept or {}).items() if count}


def count_unseen(work: Work, space_id: UUID) -> int:
    """Return how many documents the person has not opened yet, for who acts for them, at most 101."""
    return work.db.scalar(_unseen(work), {"asked_space": space_id}) or 0


def _unseen(work: Work) -> Select[Any]:
    rows = select(literal(1)).where(seen(work, bindparam("asked_space")), col(Document.seen_by_holder_at).is_(None))
    return select(func.count()).select_from(rows.limit(UNSEEN_UP_TO + 1).subquery())


def seen(work: Work, space_id: UUID | BindParameter[Any]) -> ColumnElement[bool]:
    """Return the condition under which a document of the space is in the actor's list."""
    return and_(
        col(Document.space_id) == space_id, policy.visible(work, Permission.DOCUMENT_LIST, Document, space_id=space_id)
    )


def policy_of_counts(work: Work) -> ColumnElement[bool]:
    """Return the condition under which the counts themselves may be read."""
    return policy.visible(work, Permission.DOCUMENT_LIST, CategoryCount)
