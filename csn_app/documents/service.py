"""What can be done with documents: deposit, list, open, correct, delete."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Select, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from csn_app.access import help_sessions, policy, withheld
from csn_app.access import service as access
from csn_app.access.policy import Permission
from csn_app.core.actor import DelegationKind, Quality
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import PatientCategory
from csn_app.core.work import Trace, Untraced, Work
from csn_app.documents import held, proposals_kept, queries, reading, rules
from csn_app.documents.changes import (
    account_of,
    count_one,
    forget,
    locked,
    locked_upload,
    move_count,
    told_of,
    trace_of,
    trace_of_space,
    vault_of_space,
)
from csn_app.documents.duplicates import content_mark
from csn_app.documents.files import StoredFile
from csn_app.documents.model import Document, DocumentVersion, Upload
from csn_app.documents.queries import Place as Place
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
from csn_app.identity.relatives import minor_of


def today(work: Work) -> date:
    """Return the day it is in France, for dates that cannot lie in the future."""
    policy.open_to_all("the calendar belongs to everyone")
    return rules.day_in_france(work.now)


def begin_upload(work: Work, *, space_id: UUID, key: str) -> BegunUpload:
    """Let a deposit begin, before its first byte; ``key`` names this sending, so that sent twice it exists once.

    Raises ``NotFound`` where the actor may not deposit, ``KeyNotUnderstood``.
    """
    policy.require(work, Permission.DOCUMENT_ADD, space_id)
    account_id = account_of(work)
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
        done = _arrived(work, upload.document_id)
    work.commit(untraced=Untraced.DRAFT)
    return BegunUpload(upload.id, vault=vault_of_space(work, space_id), done=done)


def finish_upload(work: Work, *, space_id: UUID, upload_id: UUID, new: NewDocument) -> FinishedUpload:
    """Write the document of a sending whose file is kept and checked; asks again whether the actor may.

    Where the same sending arrived meanwhile, its document is returned and ``new.file`` was not taken.
    """
    policy.require(work, Permission.DOCUMENT_ADD, space_id)
    policy.hold_grant(work, Permission.DOCUMENT_ADD, space_id)
    upload = locked_upload(work, upload_id, space_id=space_id)
    if upload.document_id is not None:
        return FinishedUpload(_arrived(work, upload.document_id), taken=False)
    if new.held_until is not None:
        held.check_wish(work, space_id, category=new.category)
    document = _new_row(work, space_id, new)
    upload.document_id = document.id
    work.db.add(document)
    if new.kept_from_parents:
        withheld.keep(work, space_id, object_id=document.id)
    reading.await_reading(work, document)
    count_one(work, space_id, category=new.category, by=1)
    if work.actor.quality is Quality.PROFESSIONAL:
        _after_deposit(work, document)
    # Nothing is asked of anyone after the commit: a fault there would deny a document that exists.
    row = rows_of(work, [document])[0]
    work.commit(trace_of(work, "DOC_ADDED", document))
    reading.ARRIVED.set()
    return FinishedUpload(row, taken=True)


def list_documents(
    work: Work,
    *,
    space_id: UUID,
    category: PatientCategory | None = None,
    place: Place | None = None,
    folder_id: UUID | None = None,
) -> DocumentPage:
    """Return a page of the documents that the actor may see, newest first, with counts by category."""
    counted = policy.require_with(work, Permission.DOCUMENT_LIST, space_id, also=queries.kept_counts)
    found = queries.find_page(work, space_id, category=category, place=place, folder_id=folder_id)
    holder = work.actor.for_oneself
    page = DocumentPage(
        rows=rows_of(work, found.documents),
        counts=queries.by_category(counted[0]) if holder else queries.count_by_category(work, space_id),
        unseen=counted[1] if holder else 0,
        newer=found.newer,
        older=found.older,
        today=rules.day_in_france(work.now),
    )
    if not work.actor.for_oneself:
        work.commit(trace_of_space(work, "DOC_LIST_READ", space_id))
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


def not_yet_shown(work: Work, space_id: UUID) -> Select[Any]:
    """Return, as a subquery, what the holder of a space does not see yet (R-DO-15): its traces wait with it."""
    policy.require(work, Permission.DOCUMENT_LIST, space_id)
    return queries.held_back(work, space_id)


def open_file(work: Work, *, document_id: UUID, shown: bool, again: bool = False, version: int = 0) -> OpenedFile:
    """Give a document's file to read, and leave the trace of the reading (R-AU-1).

    ``shown`` gives what a browser displays, else the file itself; ``again``: the same reading goes on (a further range
    of the same file), which was traced when it began. ``version`` names an earlier one, 0 the one that stands.
    """
    document = policy.fetch(work, Permission.DOCUMENT_READ, Document, document_id)
    earlier = work.db.get(DocumentVersion, (document_id, version)) if version else None
    if version not in {0, document.version} and earlier is None:
        raise NotFound
    file, media_type = _file_of(earlier or document, shown=shown)
    if not again:
        if _in_the_holders_name(work) and document.seen_by_holder_at is None:
            document.seen_by_holder_at = work.now
        title = title_of(work, document)
        work.commit(trace_of(work, "DOC_READ" if shown else "DOC_DOWNLOADED", document))
    else:
        title = title_of(work, document)
    return OpenedFile(
        document.id, title=title, media_type=media_type, file=file, vault=vault_of_space(work, document.space_id)
    )


def opening_of_reading(work: Work, document_id: UUID) -> UUID | None:
    """Return the opening of the record under which a professional reads a document: read anew, it is traced anew."""
    document = policy.fetch(work, Permission.DOCUMENT_READ, Document, document_id)
    opens = work.actor.quality is Quality.PROFESSIONAL and work.actor.preview_of is None
    opening = access.opening_here(work, document.space_id) if opens else None
    return opening.id if opening else None


def ask_again(work: Work, document_id: UUID) -> None:
    """Say whether a download may go on: revoked meanwhile, it stops. Raises ``NotFound``."""
    policy.fetch(work, Permission.DOCUMENT_READ, Document, document_id)


def update_document(
    work: Work,
    document_id: UUID,
    *,
    title: str,
    document_date: date,
    category: PatientCategory,
    also: tuple[Trace, ...] = (),
) -> DocumentRow:
    """A person corrects the title, date or category of a document that they added themselves (R-DO-9).

    ``also`` are traces of the act that this is a part of; without them, what was proposed for the card is overtaken.
    """
    space_id = policy.fetch(work, Permission.DOCUMENT_RENAME, Document, document_id).space_id
    policy.hold_grant(work, Permission.DOCUMENT_RENAME, space_id)
    document = locked(work, document_id)
    document.title = work.seal(document.space_id, title_context(document.id), rules.check_title(title))
    document.document_date = document_date
    if document.category != category:
        move_count(work, document.space_id, old=document.category, new=category.value)
        kind = rules.type_for_holder(category)
        document.category, document.type_code, document.class_code = category, kind.code, kind.class_code
    reading.describe_again(work, document)
    if not also:
        proposals_kept.overtake(work, document_id)
    work.commit(*also, trace_of(work, "DOC_UPDATED", document))
    return rows_of(work, [document])[0]


def delete_document(work: Work, document_id: UUID) -> None:
    """A person deletes a document that they added themselves: its content is gone at once (R-DO-9, R-LC-13)."""
    space_id = policy.fetch(work, Permission.DOCUMENT_DELETE, Document, document_id).space_id
    policy.hold_grant(work, Permission.DOCUMENT_DELETE, space_id)
    document = locked(work, document_id, in_trash=None)
    trace = trace_of(work, "DOC_DELETED", document)
    discard = forget(work, document)
    work.commit(trace)
    discard()


def keep_from_parents(work: Work, document_id: UUID) -> None:
    """A minor keeps a document from those who represent them, at once and everywhere (R-ID-30); or ``NotFound``."""
    document = policy.fetch(work, Permission.DELEGATION_HIDE, Document, document_id)
    if not minor_of(work, document.space_id):
        raise NotFound
    withheld.withhold(work, document.space_id, object_id=document.id, object_type="document")


def show_to_parents(work: Work, document_id: UUID) -> None:
    """A minor lets those who represent them see a document again; raises ``NotFound``."""
    document = policy.fetch(work, Permission.DELEGATION_HIDE, Document, document_id)
    withheld.show(work, document.space_id, object_id=document.id, object_type="document")


def kept_from_parents(work: Work, document_id: UUID) -> bool | None:
    """Say whether a minor keeps a document from their parents; None for whoever has nothing to keep from them."""
    document = policy.fetch(work, Permission.DOCUMENT_READ, Document, document_id)
    if not policy.allowed(work, Permission.DELEGATION_HIDE, document.space_id) or not minor_of(work, document.space_id):
        return None
    return bool(withheld.kept_among(work, document.space_id, object_ids=[document.id]))


def kept_ones(work: Work, document_ids: Collection[UUID]) -> frozenset[UUID]:
    """Return which documents their person keeps from parents; for who acts for a person, none is known."""
    policy.open_to_all("the person alone is told which; who acts for them, and a professional, know of none")
    space_id = work.actor.space_id
    if space_id is None or not policy.allowed(work, Permission.DELEGATION_HIDE, space_id):
        return frozenset()
    return withheld.kept_among(work, space_id, object_ids=document_ids)


def of_these(work: Work, space_id: UUID, document_ids: Collection[UUID], *, limit: int) -> list[UUID]:
    """Return those of some things that are documents the actor sees, the newest first."""
    policy.require(work, Permission.DOCUMENT_LIST, space_id)
    asked = select(col(Document.id)).where(queries.seen(work, space_id), col(Document.id).in_(document_ids))
    newest = asked.order_by(col(Document.document_date).desc(), col(Document.id)).limit(limit)
    return list(work.db.scalars(newest)) if document_ids else []


def count_of_these(work: Work, space_id: UUID, document_ids: Collection[UUID]) -> int:
    """Return how many of some things are documents that the actor sees."""
    policy.require(work, Permission.DOCUMENT_LIST, space_id)
    asked = select(func.count()).where(queries.seen(work, space_id), col(Document.id).in_(document_ids))
    return (work.db.scalar(asked) or 0) if document_ids else 0


def _new_row(work: Work, space_id: UUID, new: NewDocument) -> Document:
    # What an agent files for somebody is the person's own: theirs to rename, to mask and to delete.
    holder = work.actor.quality in {Quality.HOLDER, Quality.AGENT}
    kind = rules.type_for_holder(new.category) if holder else rules.type_for_professional(new.category)
    document = Document(
        space_id=space_id,
        category=new.category,
        type_code=kind.code,
        class_code=kind.class_code,
        author_account_id=_author(work, space_id),
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
        seen_by_holder_at=work.now if _in_the_holders_name(work) else None,
        held_until=None if holder else new.held_until,
    )
    document.title = work.seal(space_id, title_context(document.id), rules.check_title(new.title))
    document.sha256 = work.seal(space_id, f"document.sha256:{document.id}", new.sha256)
    document.content_mark = content_mark(work, space_id, new.sha256)
    return document


def _author(work: Work, space_id: UUID) -> UUID:
    return help_sessions.filed_for(work, space_id) if work.actor.quality is Quality.AGENT else account_of(work)


def _arrived(work: Work, document_id: UUID) -> DocumentRow:
    """Describe what the actor's own sending brought; they need not have opened the record."""
    document = work.db.get(Document, document_id)
    if document is None:
        raise NotFound
    return rows_of(work, [document])[0]


def _file_of(document: Document | DocumentVersion, *, shown: bool) -> tuple[StoredFile, str]:
    if shown and document.view_file_id:
        view = StoredFile(document.view_file_id, size=document.view_size, parts=document.view_parts)
        return view, document.view_media_type
    file = StoredFile(document.file_id, size=document.size, parts=document.parts)
    return file, document.view_media_type if shown else document.media_type


def _after_deposit(work: Work, document: Document) -> None:
    """Tell the person; in a minor's secret visit keep it from their parents, whom a message may reach (R-ID-30)."""
    withheld.keep_in_secret(work, document.space_id, object_id=document.id)
    if document.held_until is None and (notice := told_of(work, document, deposit_notice)):
        work.tell(notice)


def _in_the_holders_name(work: Work) -> bool:
    """A caregiver's look leaves a document new: its person has not seen it."""
    mandate = work.actor.mandate
    return work.actor.quality is Quality.HOLDER and (mandate is None or mandate.kind is not DelegationKind.CAREGIVER)
