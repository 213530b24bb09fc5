"""What every change of documents does the same way: lock the row, keep the counts, name the act. Callers asked."""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from csn_app.access import service as access
from csn_app.access import withheld
from csn_app.core.actor import Quality
from csn_app.core.errors import NotFound, Refused
from csn_app.core.work import Notice, Trace, Work
from csn_app.documents.files import Vault
from csn_app.documents.model import CategoryCount, Document, Upload


def locked(work: Work, document_id: UUID) -> Document:
    """Take a row that the policy let through, so that two changes of it wait for each other."""
    statement = select(Document).where(col(Document.id) == document_id).with_for_update()
    document = work.db.scalar(statement.execution_options(populate_existing=True))
    if document is None:
        raise NotFound
    return document


def locked_upload(work: Work, upload_id: UUID, *, space_id: UUID) -> Upload:
    """Take the actor's own sending, so that the same one sent twice arrives once."""
    upload = work.db.scalar(
        select(Upload)
        .where(
            col(Upload.id) == upload_id, col(Upload.account_id) == account_of(work), col(Upload.space_id) == space_id
        )
        .with_for_update()
    )
    if upload is None:
        raise NotFound
    return upload


def count_one(work: Work, space_id: UUID, *, category: str, by: int) -> None:
    """Count a document more or less in a category, in the same transaction."""
    statement = insert(CategoryCount).values(space_id=space_id, category=category, documents=max(by, 0))
    work.db.execute(
        statement.on_conflict_do_update(
            index_elements=["space_id", "category"], set_={"documents": col(CategoryCount.documents) + by}
        )
    )


def move_count(work: Work, space_id: UUID, *, old: str, new: str) -> None:
    """Count a document in another category, in one order, so that two changes never wait for each other in a ring."""
    if old != new:
        for code, by in sorted({old: -1, new: 1}.items()):
            count_one(work, space_id, category=code, by=by)


def trace_of(work: Work, action: str, document: Document, *, why: str = "", target_id: UUID | None = None) -> Trace:
    """Name an act on a document; ``why`` is what the actor typed for this very act."""
    return trace_of_space(work, action, document.space_id, document_id=document.id, why=why, target_id=target_id)


def trace_of_space(
    work: Work,
    action: str,
    space_id: UUID,
    *,
    document_id: UUID | None = None,
    why: str = "",
    target_id: UUID | None = None,
) -> Trace:
    """Name the act; a professional's carries the reason for which they opened the record, where it is open."""
    # Whoever looks with a professional's eyes opened nothing, and leaves no trace either.
    opens = work.actor.quality is Quality.PROFESSIONAL and work.actor.preview_of is None
    opening = access.opening_here(work, space_id) if opens else None
    return Trace(
        action,
        space_id,
        object_type="document",
        object_id=document_id,
        target_id=target_id,
        reason_code=opening.reason if opening else "",
        reason=why or (opening.words if opening else ""),
    )


def told_of(work: Work, document: Document, write: Callable[[Work, UUID], Notice | None]) -> Notice | None:
    """Write what the person is told of a document, as it may leave: parents hear of nothing that is kept from them."""
    return withheld.kept_silent(work, document.space_id, write(work, document.space_id), about=document.id)


def vault_of_space(work: Work, space_id: UUID) -> Vault:
    """Open the sealed files of a space."""
    return Vault(work.keys, work.blobs, space_id)


def account_of(work: Work) -> UUID:
    """Return the account that acts."""
    if work.actor.account_id is None:
        raise Refused
    return work.actor.account_id
