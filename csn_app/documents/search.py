"""Finding a document by a word of its title.

Titles are sealed: the database cannot search in them. What the policy lets through, narrowed in SQL by category and
day, is read newest first and opened title by title, two thousand at most for one question; there is more, it is said.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import literal, select, tuple_
from sqlmodel import col

from csn_app.access import policy
from csn_app.access.policy import Permission
from csn_app.core.vocabulary import PatientCategory
from csn_app.core.work import Work
from csn_app.documents import queries
from csn_app.documents.changes import trace_of_space
from csn_app.documents.model import Document
from csn_app.documents.queries import Place
from csn_app.documents.rules import PAGE
from csn_app.documents.views import DocumentRow, rows_of, title_of
from csn_app.identity.names import fold

OPENED_AT_MOST = 2000
_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one looks for: words that all stand in the title, a category, days from one to another (both included)."""

    words: str = ""
    category: PatientCategory | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class FoundDocuments:
    """Twenty-five documents at most, newest first. ``next`` continues; ``whole``: every title was looked at."""

    rows: tuple[DocumentRow, ...]
    next: Place | None
    whole: bool


def find_documents(work: Work, *, space_id: UUID, wanted: Wanted, place: Place | None = None) -> FoundDocuments:
    """Return the documents that the actor may see and that answer to what is wanted, after a place in the list."""
    policy.require(work, Permission.DOCUMENT_LIST, space_id)
    words = fold(wanted.words[:100]).split()
    kept: list[Document] = []
    opened, here, more = 0, place, True
    while more and opened < OPENED_AT_MOST and len(kept) <= PAGE:
        chunk = _chunk(work, space_id, wanted, here)
        more = len(chunk) == _AT_ONCE
        for document in chunk:
            opened += 1
            if _answers(work, document, words):
                kept.append(document)
                if len(kept) > PAGE:
                    break
            here = Place(document.document_date, document.id)
    rows = rows_of(work, kept[:PAGE])
    full = len(kept) > PAGE
    following = Place(kept[PAGE - 1].document_date, kept[PAGE - 1].id) if full else here if more else None
    work.commit(trace_of_space(work, "DOC_LIST_READ", space_id))
    return FoundDocuments(rows, next=following, whole=full or not more)


def _chunk(work: Work, space_id: UUID, wanted: Wanted, after: Place | None) -> list[Document]:
    statement = select(Document).where(queries.seen(work, space_id))
    if wanted.category is not None:
        statement = statement.where(col(Document.category) == wanted.category)
    if wanted.since is not None:
        statement = statement.where(col(Document.document_date) >= wanted.since)
    if wanted.until is not None:
        statement = statement.where(col(Document.document_date) <= wanted.until)
    if after is not None:
        key = tuple_(col(Document.document_date), col(Document.id))
        statement = statement.where(key < tuple_(literal(after.document_date), literal(after.id)))
    newest = statement.order_by(col(Document.document_date).desc(), col(Document.id).desc())
    return list(work.db.scalars(newest.limit(_AT_ONCE)))


def _answers(work: Work, document: Document, words: list[str]) -> bool:
    if not words:
        return True
    title = f" {fold(title_of(work, document))}"
    return all(f" {word}" in title for word in words)
