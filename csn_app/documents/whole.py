"""All the documents of a carnet at once: for the copy that its person takes, and for its erasure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, insert, select, tuple_
from sqlmodel import col

from csn_app.access import delegation, policy
from csn_app.access.policy import Permission
from csn_app.core.work import Work
from csn_app.documents.files import StoredFile, Vault
from csn_app.documents.formats import FORMATS
from csn_app.documents.model import CategoryCount, Document, DocumentVersion
from csn_app.documents.queries import held_back
from csn_app.documents.views import DocumentRow, files_of, rows_of

PAGE = 50


@dataclass(frozen=True, slots=True)
class WholeDocument:
    """A document with its file as it was deposited; ``extension`` without a dot."""

    row: DocumentRow
    file: StoredFile
    extension: str


def count_documents(work: Work, space_id: UUID) -> int:
    """Return how many documents a copy of everything holds."""
    policy.require(work, Permission.DATA_EXPORT, space_id)
    return work.db.scalar(select(func.count()).select_from(Document).where(*_shown(work, space_id))) or 0


def documents_after(work: Work, space_id: UUID, *, after: tuple[date, UUID] | None) -> list[WholeDocument]:
    """Return the next 50 documents, oldest first; asks the policy at each page, so that closing stops a copy."""
    policy.require(work, Permission.DATA_EXPORT, space_id)
    key = tuple_(col(Document.document_date), col(Document.id))
    statement = select(Document).where(*_shown(work, space_id))
    if after is not None:
        statement = statement.where(key > after)
    found = list(work.db.scalars(statement.order_by(col(Document.document_date), col(Document.id)).limit(PAGE)))
    return [
        WholeDocument(row, StoredFile(d.file_id, size=d.size, parts=d.parts), _extension(d.media_type))
        for row, d in zip(rows_of(work, found), found, strict=True)
    ]


def vault_of(work: Work, space_id: UUID) -> Vault:
    """Open the sealed files of a space to the copy of everything."""
    policy.require(work, Permission.DATA_EXPORT, space_id)
    return Vault(work.keys, work.blobs, space_id)


def recount_documents(work: Work, space_id: UUID) -> None:
    """Count the documents of a space anew, after a restore took some away. The caller commits."""
    policy.require(work, Permission.LIFECYCLE_RUN)
    work.db.execute(delete(CategoryCount).where(col(CategoryCount.space_id) == space_id))
    held = select(col(Document.space_id), col(Document.category), func.count()).where(
        col(Document.space_id) == space_id, col(Document.trashed_at).is_(None)
    )
    counted = held.group_by(col(Document.space_id), col(Document.category))
    work.db.execute(insert(CategoryCount).from_select(["space_id", "category", "documents"], counted))


def files_to_erase(work: Work, space_id: UUID) -> list[StoredFile]:
    """Return every file of a space whose day of erasure has come, shown copies too."""
    policy.require(work, Permission.LIFECYCLE_RUN)
    return list(_files(work, space_id))


def _shown(work: Work, space_id: UUID) -> tuple[ColumnElement[bool], ...]:
    """Return the condition: what its person may see now; neither what is held back (R-DO-15) nor the trash.

    For who acts for a minor, without what the minor keeps from them.
    """
    kept = col(Document.space_id) == space_id, col(Document.trashed_at).is_(None)
    return *kept, col(Document.id).not_in(held_back(work, space_id)), delegation.told(work, col(Document.id))


def _files(work: Work, space_id: UUID) -> Iterator[StoredFile]:
    for d in work.db.scalars(select(Document).where(col(Document.space_id) == space_id)):
        yield from files_of(d)
    earlier = select(DocumentVersion).join(Document, col(Document.id) == col(DocumentVersion.document_id))
    for v in work.db.scalars(earlier.where(col(Document.space_id) == space_id)):
        yield from files_of(v)


def _extension(media_type: str) -> str:
    kind = FORMATS.get(media_type.split(";")[0])
    return kind.extension if kind else "bin"
