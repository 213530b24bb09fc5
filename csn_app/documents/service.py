"""What can be done with documents: deposit, list, open, correct, delete."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from csn_app.access import policy
from csn_app.access import service as access
from csn_app.access.policy import Permission
from csn_app.core.actor import Quality
from csn_app.core.errors import NotFound, Refused
from csn_app.core.vocabulary import PatientCategory
from csn_app.core.work import Trace, Untraced, Work
from csn_app.documents import queries, rules
from csn_app.documents.files import StoredFile, Vault
from csn_app.documents.model import CategoryCount, Document, Upload
from csn_app.documents.queries import Place
from csn_app.documents.views import (
    BegunUpload,
    DocumentPage,
    DocumentRow,
    FinishedUpload,
    NewDocument,
    OpenedFile,
    rows_of,
    title_context,
    title_of,
)
from csn_app.identity.notices import deposit_notice


def today(work: Work) -> date:
    """Return the day it is in France, for dates that cannot lie in the future."""
    policy.open_to_all("the calendar belongs to everyone")
    return rules.day_in_france(work.now)


def begin_upload(work: Work, *, space_id: UUID, key: str) -> BegunUpload:
    """Let a deposit begin, before its first byte; ``key`` names this sending, so that sent twice it exists once.

    Raises ``NotFound`` where the actor may not deposit, ``KeyNotUnderstood``.
    """
    policy.require(work, Permission.DOCUMENT_ADD, space_id)
    account_id = _account(work)
    first = insert(Upload).values(
        id=uuid4(),
        space_id=space_id,
        account_id=account_id,
        idempotency_key=rules.check_key(key),
        begun_at=work.real_now,
    )
    work.db.execute(first.on_conflict_do_nothing())
    upload = work.db.scalars(
        select(Upload).where(col(Upload.account_id) == account_id, col(Upload.idempotency_key) == key)
    ).one()
    if upload.space_id != space_id:
        raise rules.KeyNotUnderstood
    done = None
    if upload.document_id is not None:
        done = describe_document(work, upload.document_id)
    work.commit(untraced=Untraced.DRAFT)
    return BegunUpload(upload.id, vault=_vault(work, space_id), done=done)


def finish_upload(work: Work, *, space_id: UUID, upload_id: UUID, new: NewDocument) -> FinishedUpload:
    """Write the document of a sending whose file is kept and checked; asks again whether the actor may.

    Where the same sending arrived meanwhile, its document is returned and ``new.file`` was not taken.
    """
    policy.require(work, Permission.DOCUMENT_ADD, space_id)
    policy.hold_grant(work, Permission.DOCUMENT_ADD, space_id)
    upload = work.db.scalar(
        select(Upload)
        .where(col(Upload.id) == upload_id, col(Upload.account_id) == _account(work), col(Upload.space_id) == space_id)
        .with_for_update()
    )
    if upload is None:
        raise NotFound
    if upload.document_id is not None:
        return FinishedUpload(describe_document(work, upload.document_id), taken=False)
    document = _new_row(work, space_id, new)
    upload.document_id = document.id
    work.db.add(document)
    _count(work, space_id, category=new.category, by=1)
    if work.actor.quality is Quality.PROFESSIONAL and (notice := deposit_notice(work, space_id)):
        work.tell(notice)
    # Nothing is asked of anyone after the commit: a fault there would deny a document that exists.
    row = rows_of(work, [document])[0]
    work.commit(_trace(work, "DOC_ADDED", document))
    return FinishedUpload(row, taken=True)


def list_documents(
    work: Work, *, space_id: UUID, category: PatientCategory | None = None, place: Place | None = None
) -> DocumentPage:
    """Return a page of the documents that the actor may see, newest first, with counts by category."""
    policy.require(work, Permission.DOCUMENT_LIST, space_id)
    found = queries.find_page(work, space_id, category=category, place=place)
    holder = work.actor.quality is Quality.HOLDER
    page = DocumentPage(
        rows=rows_of(work, found.documents),
        counts=queries.count_by_category(work, space_id),
        unseen=queries.count_unseen(work, space_id) if holder else 0,
        newer=found.newer,
        older=found.older,
        today=rules.day_in_france(work.now),
    )
    if not holder:
        work.commit(_trace_of_space(work, "DOC_LIST_READ", space_id))
    return page


def describe_document(work: Work, document_id: UUID) -> DocumentRow:
    """Return what a page says of one document; its content is not read. Raises ``NotFound``."""
    document = policy.fetch(work, Permission.DOCUMENT_READ, Document, document_id)
    return rows_of(work, [document])[0]


def describe_documents(work: Work, document_ids: Iterable[UUID]) -> tuple[DocumentRow, ...]:
    """Return those of the documents that the actor may read, in the order asked; at most 50."""
    policy.open_to_all("the statement itself asks: what may not be read is absent")
    wanted = list(document_ids)[:50]
    seen = policy.visible(work, Permission.DOCUMENT_READ, Document)
    found = {d.id: d for d in work.db.scalars(select(Document).where(col(Document.id).in_(wanted), seen))}
    return rows_of(work, [found[i] for i in wanted if i in found])


def titles_of(work: Work, *, space_id: UUID, document_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return the titles of documents of a space that the actor may see; what is deleted or closed is absent."""
    policy.require(work, Permission.DOCUMENT_LIST, space_id)
    asked = set(document_ids)
    statement = select(Document).where(queries.seen(work, space_id), col(Document.id).in_(asked))
    return {d.id: title_of(work, d) for d in work.db.scalars(statement)} if asked else {}


def open_file(work: Work, *, document_id: UUID, shown: bool, again: bool = False) -> OpenedFile:
    """Give a document's file to read, and leave the trace of the reading (R-AU-1).

    ``shown`` gives what a browser displays, else the file itself; ``again``: the same reading goes on (a further range
    of the same file), which was traced when it began.
    """
    document = policy.fetch(work, Permission.DOCUMENT_READ, Document, document_id)
    file, media_type = _file_of(document, shown=shown)
    if not again:
        if work.actor.quality is Quality.HOLDER and document.seen_by_holder_at is None:
            document.seen_by_holder_at = work.now
        title = title_of(work, document)
        work.commit(_trace(work, "DOC_READ" if shown else "DOC_DOWNLOADED", document))
    else:
        title = title_of(work, document)
    return OpenedFile(document.id, title=title, media_type=media_type, file=file, vault=_vault(work, document.space_id))


def ask_again(work: Work, document_id: UUID) -> None:
    """Say whether a download may go on: revoked meanwhile, it stops. Raises ``NotFound``."""
    policy.fetch(work, Permission.DOCUMENT_READ, Document, document_id)


def update_document(
    work: Work, document_id: UUID, *, title: str, document_date: date, category: PatientCategory
) -> DocumentRow:
    """A person corrects the title, date or category of a document that they added themselves (R-DO-9)."""
    policy.fetch(work, Permission.DOCUMENT_RENAME, Document, document_id)
    document = _locked(work, document_id)
    document.title = work.seal(document.space_id, title_context(document.id), rules.check_title(title))
    document.document_date = document_date
    if document.category != category:
        # In one order, so that two changes never wait for each other in a ring.
        for code, by in sorted({document.category: -1, category.value: 1}.items()):
            _count(work, document.space_id, category=code, by=by)
        kind = rules.type_for_holder(category)
        document.category, document.type_code, document.class_code = category, kind.code, kind.class_code
    work.commit(_trace(work, "DOC_UPDATED", document))
    return rows_of(work, [document])[0]


def delete_document(work: Work, document_id: UUID) -> None:
    """A person deletes a document that they added themselves: its content is gone at once (R-DO-9, R-LC-13)."""
    policy.fetch(work, Permission.DOCUMENT_DELETE, Document, document_id)
    document = _locked(work, document_id)
    files = [_file_of(document, shown=False)[0]]
    if document.view_file_id:
        files.append(_file_of(document, shown=True)[0])
    work.db.delete(document)
    _count(work, document.space_id, category=document.category, by=-1)
    work.commit(_trace(work, "DOC_DELETED", document))
    for file in files:
        _vault(work, document.space_id).discard(file)


def _new_row(work: Work, space_id: UUID, new: NewDocument) -> Document:
    holder = work.actor.quality is Quality.HOLDER
    kind = rules.type_for_holder(new.category) if holder else rules.type_for_professional(new.category)
    document = Document(
        space_id=space_id,
        category=new.category,
        type_code=kind.code,
        class_code=kind.class_code,
        author_account_id=_account(work),
        author_professional_id=work.actor.professional_id,
        title=b"",
        document_date=new.document_date,
        added_at=work.now,
        media_type=new.media_type,
        size=new.file.size,
        parts=new.file.parts,
        file_id=new.file.id,
        sha256=b"",
        view_media_type=new.view_media_type,
        view_size=new.view.size if new.view else 0,
        view_parts=new.view.parts if new.view else 0,
        view_file_id=new.view.id if new.view else None,
        pages=new.pages,
        seen_by_holder_at=work.now if holder else None,
    )
    document.title = work.seal(space_id, title_context(document.id), rules.check_title(new.title))
    document.sha256 = work.seal(space_id, f"document.sha256:{document.id}", new.sha256)
    return document


def _locked(work: Work, document_id: UUID) -> Document:
    """Take a row that the policy let through, so that two changes of it wait for each other."""
    statement = select(Document).where(col(Document.id) == document_id).with_for_update()
    document = work.db.scalar(statement.execution_options(populate_existing=True))
    if document is None:
        raise NotFound
    return document


def _count(work: Work, space_id: UUID, *, category: str, by: int) -> None:
    statement = insert(CategoryCount).values(space_id=space_id, category=category, documents=max(by, 0))
    work.db.execute(
        statement.on_conflict_do_update(
            index_elements=["space_id", "category"], set_={"documents": col(CategoryCount.documents) + by}
        )
    )


def _trace(work: Work, action: str, document: Document) -> Trace:
    return _trace_of_space(work, action, document.space_id, document_id=document.id)


def _trace_of_space(work: Work, action: str, space_id: UUID, *, document_id: UUID | None = None) -> Trace:
    """Name the act; a professional's carries the reason for which they opened the record."""
    opening = access.opening_of(work, space_id) if work.actor.quality is Quality.PROFESSIONAL else None
    return Trace(
        action,
        space_id,
        object_type="document",
        object_id=document_id,
        reason_code=opening.reason if opening else "",
        reason=opening.words if opening else "",
    )


def _file_of(document: Document, *, shown: bool) -> tuple[StoredFile, str]:
    if shown and document.view_file_id:
        view = StoredFile(document.view_file_id, size=document.view_size, parts=document.view_parts)
        return view, document.view_media_type
    file = StoredFile(document.file_id, size=document.size, parts=document.parts)
    return file, document.view_media_type if shown else document.media_type


def _vault(work: Work, space_id: UUID) -> Vault:
    return Vault(work.keys, work.blobs, space_id)


def _account(work: Work) -> UUID:
    if work.actor.account_id is None:
        raise Refused
    return work.actor.account_id
