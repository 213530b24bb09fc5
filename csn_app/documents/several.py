"""What is done to several documents in one act: classified, masked, or taken along as one ZIP."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from csn_app.access import policy, sharing
from csn_app.access.policy import Permission
from csn_app.access.rules_masks import EVERYBODY, Masked
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import PatientCategory
from csn_app.core.work import Work
from csn_app.documents import proposals_kept, reading, rules
from csn_app.documents.changes import locked, move_count, trace_of, vault_of_space
from csn_app.documents.files import StoredFile, Vault
from csn_app.documents.formats import FORMATS
from csn_app.documents.model import Document
from csn_app.documents.views import title_of

AT_ONCE = 100
"""Documents of one act; a page shows 25."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A document that goes into a ZIP; ``name`` is its file name there, alone of its kind."""

    document_id: UUID
    name: str
    year: int
    month: int
    day: int
    file: StoredFile
    vault: Vault


def classify_documents(work: Work, document_ids: Iterable[UUID], *, category: PatientCategory) -> int:
    """Put documents that one added in another category (R-DO-9); returns how many changed, others' stay as they are."""
    policy.require(work, Permission.DOCUMENT_RENAME, work.actor.space_id)
    kind, traces = rules.type_for_holder(category), []
    for document_id in sorted(_those(work, Permission.DOCUMENT_RENAME, document_ids)):
        document = locked(work, document_id)
        policy.hold_grant(work, Permission.DOCUMENT_RENAME, document.space_id)
        if document.category == category:
            continue
        move_count(work, document.space_id, old=document.category, new=category.value)
        document.category, document.type_code, document.class_code = category, kind.code, kind.class_code
        reading.describe_again(work, document)
        proposals_kept.overtake(work, document.id)
        traces.append(trace_of(work, "DOC_UPDATED", document))
    if traces:
        work.commit(*traces)
    return len(traces)


def mask_documents(work: Work, document_ids: Iterable[UUID]) -> int:
    """Mask documents from all professionals (R-AC-17); returns how many. Each is an act of its own in the trail."""
    policy.require(work, Permission.MASK_CHANGE, work.actor.space_id)
    masked = _those(work, Permission.MASK_CHANGE, document_ids)
    for document_id in masked:
        if work.actor.space_id:
            sharing.hide(work, work.actor.space_id, Masked(document_id), audience=EVERYBODY)
    return len(masked)


def take_documents(work: Work, document_ids: Iterable[UUID]) -> tuple[Taken, ...]:
    """Give several documents to be taken along, each traced as downloaded; raises ``NotFound`` where none is there."""
    policy.require(work, Permission.DOCUMENT_LIST, work.actor.space_id)
    wanted = _those(work, Permission.DOCUMENT_READ, document_ids)
    found = {d.id: d for d in work.db.scalars(select(Document).where(col(Document.id).in_(wanted)))}
    names: set[str] = set()
    taken = tuple(_taken(work, found[one], names) for one in wanted if one in found)
    if not taken:
        raise NotFound
    work.commit(*(trace_of(work, "DOC_DOWNLOADED", found[one.document_id]) for one in taken))
    return taken


def _those(work: Work, permission: Permission, document_ids: Iterable[UUID]) -> list[UUID]:
    """Return those of the documents of the carnet for which the actor may, in the order asked."""
    wanted = list(dict.fromkeys(document_ids))[:AT_ONCE]
    here = col(Document.id).in_(wanted), col(Document.space_id) == work.actor.space_id
    allowed = set(work.db.scalars(select(col(Document.id)).where(*here, policy.visible(work, permission, Document))))
    return [one for one in wanted if one in allowed]


def _taken(work: Work, document: Document, names: set[str]) -> Taken:
    kind, day = FORMATS.get(document.media_type.split(";")[0]), document.document_date
    stem = "".join(c if c.isalnum() or c in " -_,'’()" else " " for c in title_of(work, document)).strip() or "document"
    name = plain = f"{day.isoformat()} {stem}"
    number = 2
    while name.casefold() in names:
        name, number = f"{plain} ({number})", number + 1
    names.add(name.casefold())
    return Taken(
        document.id,
        name=f"{name}.{kind.extension if kind else 'bin'}",
        year=max(day.year, 1980),
        month=day.month,
        day=day.day,
        file=StoredFile(document.file_id, size=document.size, parts=document.parts),
        vault=vault_of_space(work, document.space_id),
    )
