"""An author corrects a document with a new version, or withdraws it: with a reason, traced, and told (R-DO-10)."""

from uuid import UUID

from csn_app.access import policy
from csn_app.access.policy import Permission
from csn_app.core.work import Notice, Work
from csn_app.documents import reading, rules
from csn_app.documents.changes import forget, locked, locked_upload, move_count, told_of, trace_of
from csn_app.documents.duplicates import content_mark
from csn_app.documents.model import Document, DocumentVersion
from csn_app.documents.views import FinishedUpload, NewDocument, rows_of, title_context
from csn_app.identity.notices import revision_notice


def check_replaceable(work: Work, document_id: UUID, *, space_id: UUID, reason: str) -> None:
    """Say before the first byte whether the actor may replace this document; raises ``NotFound``, ``ReasonMissing``."""
    document = policy.fetch(work, Permission.DOCUMENT_REPLACE, Document, document_id)
    policy.require(work, Permission.DOCUMENT_REPLACE, document.space_id if document.space_id == space_id else None)
    rules.check_reason(reason)


def replace_document(
    work: Work, document_id: UUID, *, upload_id: UUID, reason: str, new: NewDocument
) -> FinishedUpload:
    """Put a corrected file in the place of one's own document: same document, next version, the earlier one is kept.

    What was decided about the document (masks, who sees it, until when it is held back) stays. Raises ``NotFound``
    where it is not the actor's own, ``ReasonMissing``. A sending that had arrived already is not taken again.
    """
    document = policy.fetch(work, Permission.DOCUMENT_REPLACE, Document, document_id)
    policy.hold_grant(work, Permission.DOCUMENT_REPLACE, document.space_id)
    why = rules.check_reason(reason)
    upload = locked_upload(work, upload_id, space_id=document.space_id)
    document = locked(work, document_id)
    if upload.document_id is not None:
        return FinishedUpload(rows_of(work, [document])[0], taken=False)
    upload.document_id = document.id
    work.db.add(_earlier(work, document))
    _renew(work, document, new)
    reading.await_reading(work, document)
    if not _hidden(work, document) and (notice := told_of(work, document, _corrected)):
        work.tell(notice)
    row = rows_of(work, [document])[0]
    work.commit(trace_of(work, "DOC_REPLACED", document, why=why))
    reading.ARRIVED.set()
    return FinishedUpload(row, taken=True)


def withdraw_document(work: Work, document_id: UUID, *, reason: str) -> None:
    """Take one's own document out of a carnet, every version of it, for a reason that its person reads.

    Raises ``NotFound`` where it is not the actor's own, ``ReasonMissing``.
    """
    held_in = policy.fetch(work, Permission.DOCUMENT_WITHDRAW, Document, document_id).space_id
    policy.hold_grant(work, Permission.DOCUMENT_WITHDRAW, held_in)
    why = rules.check_reason(reason)
    document = locked(work, document_id)
    trace = trace_of(work, "DOC_DELETED", document, why=why)
    if not _hidden(work, document) and (notice := told_of(work, document, _withdrawn)):
        work.tell(notice)
    discard = forget(work, document)
    work.commit(trace)
    discard()


def _earlier(work: Work, document: Document) -> DocumentVersion:
    return DocumentVersion(
        document_id=document.id,
        version=document.version,
        replaced_at=work.now,
        media_type=document.media_type,
        size=document.size,
        parts=document.parts,
        file_id=document.file_id,
        view_media_type=document.view_media_type,
        view_size=document.view_size,
        view_parts=document.view_parts,
        view_file_id=document.view_file_id,
    )


def _renew(work: Work, document: Document, new: NewDocument) -> None:
    kind = rules.type_for_professional(new.category)
    move_count(work, document.space_id, old=document.category, new=new.category.value)
    document.category, document.type_code, document.class_code = new.category, kind.code, kind.class_code
    document.title = work.seal(document.space_id, title_context(document.id), rules.check_title(new.title))
    document.sha256 = work.seal(document.space_id, f"document.sha256:{document.id}", new.sha256)
    document.content_mark = content_mark(work, document.space_id, new.sha256)
    document.document_date, document.pages = new.document_date, new.pages
    document.media_type, document.view_media_type = new.media_type, new.view_media_type
    document.file_id, document.size, document.parts = new.file.id, new.file.size, new.file.parts
    document.view_file_id = new.view.id if new.view else None
    document.view_size = new.view.size if new.view else 0
    document.view_parts = new.view.parts if new.view else 0
    document.version += 1
    # For its person it is new again: they read what changed.
    document.seen_by_holder_at = None


def _corrected(work: Work, space_id: UUID) -> Notice | None:
    return revision_notice(work, space_id, withdrawn=False)


def _withdrawn(work: Work, space_id: UUID) -> Notice | None:
    return revision_notice(work, space_id, withdrawn=True)


def _hidden(work: Work, document: Document) -> bool:
    return document.held_until is not None and document.held_until > work.now
