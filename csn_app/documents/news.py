"""What is new among the documents of a carnet, for the home page."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from csn_app.access import policy
from csn_app.access.policy import Permission
from csn_app.core.work import Work
from csn_app.documents import queries
from csn_app.documents.model import Document
from csn_app.documents.views import DocumentRow, rows_of


@dataclass(frozen=True, slots=True)
class DocumentNews:
    """The newest documents that the holder has not opened, how many there are (to 101), and whether any is kept."""

    rows: tuple[DocumentRow, ...]
    unseen: int
    some: bool


def document_news(work: Work, *, space_id: UUID, limit: int = 5) -> DocumentNews:
    """Return the documents that others deposited and the holder has not opened yet, the last deposited first."""
    counted = policy.require_with(work, Permission.DOCUMENT_LIST, space_id, also=queries.kept_counts)
    counts, unseen = counted or (None, queries.count_unseen(work, space_id))
    never = select(Document).where(queries.seen(work, space_id), col(Document.seen_by_holder_at).is_(None))
    newest = never.order_by(col(Document.added_at).desc(), col(Document.id)).limit(limit)
    return DocumentNews(
        rows=rows_of(work, work.db.scalars(newest)),
        unseen=unseen,
        some=bool(queries.by_category(counts) if counted else queries.count_by_category(work, space_id)),
    )
