"""The index of a space: keyed tokens of the words of each document, and the space's own sealed list of words.

Tokens are HMACs under a key of the space, which is itself sealed under the space's keyset: the index tells nothing to
whoever holds the database, and nothing at all once the space is erased. Callers asked the policy.
"""

import hmac
import secrets
from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from csn_app.core.errors import Unreadable
from csn_app.core.reference import rows
from csn_app.core.work import Work
from csn_app.documents import words
from csn_app.documents.model import Document
from csn_app.documents.model_reading import DocumentReading, SearchKey
from csn_app.documents.views import title_of
from csn_app.identity import service as identity

_KEY_BYTES = 32
_TOKEN_BYTES = 8
_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip
_AT_ONCE = 500


def key_of(work: Work, space_id: UUID) -> bytes | None:
    """Open the key of a space's tokens; None where nothing was ever indexed in it."""
    sealed = work.db.scalar(select(col(SearchKey.key)).where(col(SearchKey.space_id) == space_id))
    return None if sealed is None else work.keys.open(space_id, _key_context(space_id), sealed)


def tokens_of(key: bytes, stems: Iterable[str]) -> list[int]:
    """Return the token of each stem: 8 bytes of its HMAC, which say nothing without the key."""
    digests = (hmac.digest(key, stem.encode(), "sha256") for stem in stems)
    return [int.from_bytes(digest[:_TOKEN_BYTES], signed=True) for digest in digests]


def index_document(work: Work, document: Document, reading: DocumentReading, *, pages: Sequence[str]) -> None:
    """Make a document found by its title, author, category, date and pages. The caller holds its row and commits."""
    entries = words.entries_of(_about(work, document), pages)
    key = _key_to_write(work, document.space_id)
    reading.tokens = sorted(set(tokens_of(key, entries)))
    reading.words = work.seal(document.space_id, _words_context(document.id), words.written(entries))
    work.db.flush()
    _add_words(work, document.space_id, entries)


def words_in(work: Work, reading_words: bytes, *, space_id: UUID, document_id: UUID) -> dict[str, words.Entry]:
    """Open the words of one document that the policy let through."""
    return words.read(work.open(space_id, _words_context(document_id), reading_words)) if reading_words else {}


def forget_words(work: Work, space_id: UUID) -> None:
    """Have the list of words of a space made anew: a word that it holds may be nowhere any more."""
    anew = update(SearchKey).where(col(SearchKey.space_id) == space_id)
    work.db.execute(anew.values(words=None, changes=col(SearchKey.changes) + 1))


def _add_words(work: Work, space_id: UUID, entries: dict[str, words.Entry]) -> None:
    """Add the words of a document to the list of its space; one that is to be made anew takes them up then."""
    row = work.db.scalar(
        select(SearchKey)
        .where(col(SearchKey.space_id) == space_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None or row.words is None:
        return
    known = set(work.open(space_id, _list_context(space_id), row.words).split())
    more = {form for entry in entries.values() for form in entry.forms}
    if not more <= known:
        row.words = work.seal(space_id, _list_context(space_id), " ".join(sorted(known | more)))


def known_words(work: Work, space_id: UUID) -> list[str]:
    """Open the list of words of a space: whoever shows one first asks whether a document they may see has it."""
    sealed = work.db.scalar(select(col(SearchKey.words)).where(col(SearchKey.space_id) == space_id))
    return work.open(space_id, _list_context(space_id), sealed).split() if sealed else []


def space_without_words(work: Work) -> UUID | None:
    """Return a space whose list of words is to be made anew."""
    return work.db.scalar(select(col(SearchKey.space_id)).where(col(SearchKey.words).is_(None)).limit(1))


def make_words(work: Work, space_id: UUID) -> None:
    """Make the list of words of a space anew from its documents, unless one went while it was made. Caller commits."""
    seen = work.db.scalar(select(col(SearchKey.changes)).where(col(SearchKey.space_id) == space_id))
    known: set[str] = set()
    held = select(col(DocumentReading.document_id), col(DocumentReading.words)).where(
        col(DocumentReading.space_id) == space_id
    )
    for document_id, sealed in work.db.execute(held.execution_options(yield_per=_AT_ONCE)):
        for entry in words_in(work, sealed, space_id=space_id, document_id=document_id).values():
            known |= entry.forms
    kept = work.seal(space_id, _list_context(space_id), " ".join(sorted(known)))
    same = col(SearchKey.space_id) == space_id, col(SearchKey.changes) == seen
    work.db.execute(update(SearchKey).where(*same).values(words=kept))


def _about(work: Work, document: Document) -> list[str]:
    """Return what is known of a document beside its text: it is found by that too (R-DO-13)."""
    day, author = document.document_date, document.author_professional_id
    category = next((row["label_fr"] for row in rows("patient_categories") if row["code"] == document.category), "")
    names = identity.name_professionals(work, {author}) if author else {}
    return [title_of(work, document), category, f"{_MONTHS[day.month - 1]} {day.year}", *names.values()]


def _key_to_write(work: Work, space_id: UUID) -> bytes:
    if (key := key_of(work, space_id)) is not None:
        return key
    sealed = work.keys.seal(space_id, _key_context(space_id), secrets.token_bytes(_KEY_BYTES))
    none = work.seal(space_id, _list_context(space_id), "")
    first = insert(SearchKey).values(space_id=space_id, key=sealed, words=none, changes=0)
    work.db.execute(first.on_conflict_do_nothing())
    # Another deposit may have made one meanwhile: that one holds.
    key = key_of(work, space_id)
    if key is None:
        raise Unreadable
    return key


def _key_context(space_id: UUID) -> str:
    return f"search_key.key:{space_id}"


def _list_context(space_id: UUID) -> str:
    return f"search_key.words:{space_id}"


def _words_context(document_id: UUID) -> str:
    return f"document_reading.words:{document_id}"
