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
from csn_app.documents.model import CategoryCount, Document, DocumentVersion, Upload
from csn_app.documents.views import files_of


def locked(work: Work, document_id: UUID, *, in_trash: bool | None = False) -> Document:
    """Take a row that the policy let through, so that two changes of it wait for each other.

    ``in_trash`` says where it must still be, None for wherever. Raises ``NotFound``.
    """
    statement = select(Document).where(col(Document.id) == document_id).with_for_update()
    document = work.db.scalar(statement.execution_options(populate_existing=True))
    if document is None or in_trash not in {None, document.trashed_at is not None}:
        raise NotFound
    return document


def forget(work: Work, document: Document) -> Callable[[], None]:
    """Delete a locked document with its earlier versions and its counts; what is returned removes the files.

    It is called after the commit: text, index and whatever else hangs on the row went with the row.
    """
    earlier = work.db.scalars(select(DocumentVersion).where(col(DocumentVersion.document_id) == document.id))
    files = [*files_of(document), *(file for kept in earlier for file in files_of(kept))]
    vault = vault_of_space(work, document.space_id)
    if document.trashed_at is None:
        count_one(work, document.space_id, category=document.category, by=-1)
    work.db.delete(document)

    def discard() -> None:
        for file in files:
            vault.discard(file)

    return discard


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
