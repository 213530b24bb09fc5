"""What crosses to the screen of a document, and what a deposit brings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from csn_app.access.rules import Answer
from csn_app.core.actor import Quality
from csn_app.core.vocabulary import PatientCategory
from csn_app.core.work import Work
from csn_app.documents.files import StoredFile, Vault
from csn_app.documents.model import Document, DocumentVersion
from csn_app.identity import service as identity
from csn_app.identity.relatives import delegates_among


class Listed(NamedTuple):
    """What a list reads of a document, in the order of its columns: no more than it shows."""

    id: UUID
    space_id: UUID
    title: bytes
    category: str
    document_date: date
    added_at: datetime
    author_account_id: UUID
    author_professional_id: UUID | None
    seen_by_holder_at: datetime | None
    media_type: str
    view_media_type: str
    size: int
    pages: int | None
    held_until: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document as a list shows it. ``author`` is empty for a deposit by the holder; ``size`` in bytes.

    ``mine``: the reader deposited it, or had it deposited; ``new``: the holder has not opened it yet.
    ``held_until``: its holder does not see it before (R-DO-15), which only professionals read.
    """

    id: UUID
    space_id: UUID
    title: str
    category: PatientCategory
    document_date: date
    added_at: datetime
    author: str
    author_id: UUID | None
    mine: bool
    new: bool
    media_type: str
    view_media_type: str
    size: int
    pages: int | None
    held_until: datetime | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """Twenty-five documents at most. ``counts`` by category stop at 1,001, ``unseen`` at 101: « plus de ».

    ``today`` is the day in France.
    """

    rows: tuple[DocumentRow, ...]
    counts: dict[PatientCategory, int]
    unseen: int
    newer: bool
    older: bool
    today: date


@dataclass(frozen=True, slots=True)
class ReaderRow:
    """A professional of the holder's list, and whether they read a document; ``author``: they deposited it.

    ``listed`` is False for an author who is not, or no longer, in the list. ``always``: a mask does not hold against
    them. ``per_person``: this installation masks from one person.
    """

    id: UUID
    name: str
    profession: str
    answer: Answer
    author: bool
    listed: bool = True
    always: bool = False
    per_person: bool = True


@dataclass(frozen=True, slots=True)
class NewDocument:
    """What is kept of a file that passed its check; ``sha256`` in hexadecimal.

    ``kept_from_parents``: it comes from what a minor keeps from them, and is kept like it (R-ID-30).
    """

    title: str
    document_date: date
    category: PatientCategory
    media_type: str
    file: StoredFile
    sha256: str
    view: StoredFile | None
    view_media_type: str
    pages: int | None
    held_until: datetime | None = None
    kept_from_parents: bool = False


@dataclass(frozen=True, slots=True)
class BegunUpload:
    """A sending that may go on; ``done`` is the document where the same sending already arrived."""

    id: UUID
    vault: Vault
    done: DocumentRow | None


@dataclass(frozen=True, slots=True)
class FinishedUpload:
    """The document of a sending; ``taken`` is False where the same sending had already arrived."""

    row: DocumentRow
    taken: bool


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file that may be read: what a browser is shown of it, or the file itself."""

    document_id: UUID
    title: str
    media_type: str
    file: StoredFile
    vault: Vault


def rows_of(work: Work, documents: Iterable[Document | Listed]) -> tuple[DocumentRow, ...]:
    """Open the titles of documents that the policy let through, and name their authors."""
    found = list(documents)
    authors = {d.author_professional_id for d in found if d.author_professional_id}
    names = identity.name_professionals(work, authors) if authors else {}
    delegates = _delegates(work, found)
    return tuple(
        DocumentRow(
            id=d.id,
            space_id=d.space_id,
            title=title_of(work, d),
            category=PatientCategory(d.category),
            document_date=d.document_date,
            added_at=d.added_at,
            author=names.get(d.author_professional_id, "")
            if d.author_professional_id
            else delegates.get(d.author_account_id, ""),
            author_id=d.author_professional_id,
            mine=_mine(work, d),
            new=d.seen_by_holder_at is None,
            media_type=d.media_type,
            view_media_type=d.view_media_type or d.media_type,
            size=d.size,
            pages=d.pages,
            held_until=d.held_until if d.held_until and d.held_until > work.now else None,
            version=d.version,
        )
        for d in found
    )


def _delegates(work: Work, documents: Sequence[Document | Listed]) -> dict[UUID, str]:
    """Sign what others than the holder added in their name (R-AC-33)."""
    by_others = {
        d.author_account_id: d.space_id
        for d in documents
        if d.author_professional_id is None and d.author_account_id != work.actor.account_id
    }
    if not by_others:
        return {}
    names = delegates_among(work, by_others, space_id=next(iter(by_others.values())))
    return {account_id: f"{name}, pour son proche" for account_id, name in names.items()}


def files_of(kept: Document | DocumentVersion) -> tuple[StoredFile, ...]:
    """Return the files that a row names: the document's own, and the copy that is shown."""
    own = StoredFile(kept.file_id, size=kept.size, parts=kept.parts)
    if kept.view_file_id is None:
        return (own,)
    return (own, StoredFile(kept.view_file_id, size=kept.view_size, parts=kept.view_parts))


def _mine(work: Work, document: Document | Listed) -> bool:
    actor = work.actor
    if actor.quality is Quality.PROFESSIONAL:
        return document.author_professional_id == actor.professional_id
    return document.author_account_id == actor.account_id


def title_of(work: Work, document: Document | Listed) -> str:
    """Open a document's title; raises ``Unreadable``."""
    return work.open(document.space_id, title_context(document.id), document.title)


def title_context(document_id: UUID) -> str:
    """Name what a sealed title is bound to."""
    return f"document.title:{document_id}"
