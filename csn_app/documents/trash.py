"""The trash: what its person threw away is kept for them alone for a while, then deleted for good (R-LC-13)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlmodel import col

from csn_app.access import policy
from csn_app.access.policy import Permission
from csn_app.config import settings
from csn_app.core.work import Work
from csn_app.documents.changes import count_one, forget, locked, trace_of
from csn_app.documents.model import Document
from csn_app.documents.rules import PAGE
from csn_app.documents.views import DocumentRow, rows_of


@dataclass(frozen=True, slots=True)
class TrashedRow:
    """A document in the trash, with the moment from which it is deleted for good."""

    row: DocumentRow
    until: datetime


def trash_documents(work: Work, document_ids: Iterable[UUID]) -> int:
    """A person throws away documents that they added; returns how many, those of others stay where they are.

    From then on they are in no list, count, search, copy or record of a professional (``access.trash``).
    """
    policy.require(work, Permission.DOCUMENT_TRASH, work.actor.space_id)
    if work.actor.space_id:
        policy.hold_grant(work, Permission.DOCUMENT_TRASH, work.actor.space_id)
    traces = []
    # In one order, so that two acts on the same documents wait for each other and not in a ring.
    for document_id in sorted(_mine(work, Permission.DOCUMENT_TRASH, document_ids)):
        document = locked(work, document_id, in_trash=None)
        if document.trashed_at is None:
            document.trashed_at = work.now
            count_one(work, document.space_id, category=document.category, by=-1)
            traces.append(trace_of(work, "DOC_TRASHED", document))
    if traces:
        work.commit(*traces)
    return len(traces)


def restore_document(work: Work, document_id: UUID) -> DocumentRow:
    """Put a document of the trash back where it was; raises ``NotFound`` where it is gone or back already."""
    space_id = policy.fetch(work, Permission.DOCUMENT_RESTORE, Document, document_id).space_id
    policy.hold_grant(work, Permission.DOCUMENT_RESTORE, space_id)
    document = locked(work, document_id, in_trash=True)
    document.trashed_at = None
    count_one(work, space_id, category=document.category, by=1)
    row = rows_of(work, [document])[0]
    work.commit(trace_of(work, "DOC_RESTORED", document))
    return row


def list_trash(work: Work, *, page: int = 1) -> tuple[tuple[TrashedRow, ...], bool]:
    """Return 25 documents of the trash, the last thrown away first, and whether there are more."""
    policy.require(work, Permission.DOCUMENT_RESTORE, work.actor.space_id)
    here = col(Document.space_id) == work.actor.space_id
    theirs = policy.visible(work, Permission.DOCUMENT_RESTORE, Document)
    order = col(Document.trashed_at).desc(), col(Document.id)
    skipped = PAGE * (min(max(page, 1), 400) - 1)
    found = list(work.db.scalars(select(Document).where(here, theirs).order_by(*order).offset(skipped).limit(PAGE + 1)))
    shown = found[:PAGE]
    kept = timedelta(days=settings().trash_days)
    ends = [(document.trashed_at or work.now) + kept for document in shown]
    rows = tuple(TrashedRow(row, until=end) for row, end in zip(rows_of(work, shown), ends, strict=True))
    return rows, len(found) > PAGE


def empty_trash(work: Work) -> int:
    """A person deletes for good everything of their own in the trash, 500 at a time; returns how many."""
    policy.require(work, Permission.DOCUMENT_RESTORE, work.actor.space_id)
    if work.actor.space_id:
        policy.hold_grant(work, Permission.DOCUMENT_DELETE, work.actor.space_id)
    here = col(Document.space_id) == work.actor.space_id, col(Document.trashed_at).is_not(None)
    mine = policy.visible(work, Permission.DOCUMENT_DELETE, Document)
    ids = list(work.db.scalars(select(col(Document.id)).where(*here, mine).limit(500)))
    return _delete(work, ids, still=col(Document.trashed_at).is_not(None))


def delete_due(work: Work) -> int:
    """Delete for good what has waited its days in the trash; returns how many; a killed run is gone on with."""
    policy.require(work, Permission.LIFECYCLE_RUN)
    deleted = 0
    while due := list(work.db.scalars(select(col(Document.id)).where(_due(work)).limit(100))):
        deleted += _delete(work, due, still=_due(work))
    work.db.rollback()
    return deleted


def _due(work: Work) -> ColumnElement[bool]:
    return col(Document.trashed_at) <= work.now - timedelta(days=settings().trash_days)


def _delete(work: Work, document_ids: list[UUID], *, still: ColumnElement[bool]) -> int:
    """Delete those that still are to be, each with its files; one that was put back meanwhile stays."""
    again = select(Document).where(col(Document.id).in_(document_ids), still)
    found = work.db.scalars(
        again.order_by(col(Document.id)).with_for_update().execution_options(populate_existing=True)
    ).all()
    traces, discards = [], []
    for document in found:
        traces.append(trace_of(work, "DOC_DELETED", document))
        discards.append(forget(work, document))
    if traces:
        work.commit(*traces)
    for discard in discards:
        discard()
    return len(traces)


def _mine(work: Work, permission: Permission, document_ids: Iterable[UUID]) -> list[UUID]:
    wanted = list(document_ids)[:500]
    theirs = policy.visible(work, permission, Document)
    here = col(Document.space_id) == work.actor.space_id
    return list(work.db.scalars(select(col(Document.id)).where(col(Document.id).in_(wanted), here, theirs)))
