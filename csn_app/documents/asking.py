"""What one looks for among documents, what is found, and how a question travels in an address."""

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from csn_app.access import policy
from csn_app.access.policy import Permission
from csn_app.core.errors import Unreadable
from csn_app.core.vocabulary import PatientCategory
from csn_app.core.work import Work
from csn_app.documents import words
from csn_app.documents.views import DocumentRow

WORDS_MAX = 200
"""How long a question may be, in characters."""

_BEFORE, _AFTER = 60, 140


class Sort(StrEnum):
    """The order of what is found: by the document's date, or by the day it was added."""

    RECENT = "RECENT"
    OLDEST = "OLDEST"
    ADDED = "ADDED"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one looks for: words that a document all has, and what it must be.

    ``own``: added by the holder or for them, by no professional; ``author`` and ``reader`` are professionals, the
    reader one who sees it; ``new``: the holder has not opened it. Days are both included.
    """

    words: str = ""
    category: PatientCategory | None = None
    since: date | None = None
    until: date | None = None
    author: UUID | None = None
    own: bool = False
    reader: UUID | None = None
    new: bool = False
    sort: Sort = Sort.RECENT


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in what is found: after the document with this day or moment, or before it where ``newer``."""

    at: date | datetime
    id: UUID
    newer: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of an extract; ``hit`` where it is a word that was looked for."""

    text: str
    hit: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that answers; ``page`` (from 1) is where ``extract`` stands, 0 where its text does not answer."""

    row: DocumentRow
    page: int = 0
    extract: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundDocuments:
    """Twenty-five documents at most. ``total`` stops at 1,001; ``meant``: what was looked for instead, after a slip."""

    hits: tuple[Hit, ...]
    total: int
    newer: bool
    older: bool
    meant: str

    @property
    def rows(self) -> tuple[DocumentRow, ...]:
        """The documents alone."""
        return tuple(hit.row for hit in self.hits)


@dataclass(slots=True)
class Asked:
    """A question as the index hears it: for each word the stems of which one must be there.

    ``nothing``: it has words, and none of them can find anything.
    """

    said: list[str]
    groups: list[list[str]]
    key: bytes | None = field(repr=False)
    nothing: bool = False
    slips: bool = False

    @property
    def words(self) -> str:
        """The words, as they are shown."""
        return " ".join(self.said)


def extract_of(text: str, *, forms: Iterable[str]) -> tuple[Part, ...]:
    """Cut out of a text what stands around the first of the words, with each of them marked."""
    text = words.compose(text)
    spans = words.spans(text, forms)
    if not spans:
        return ()
    start = _word_start(text, spans[0][0] - _BEFORE)
    stop = _word_end(text, spans[0][1] + _AFTER)
    parts, here = [], start
    for first, last in spans:
        if last > stop:
            break
        parts += [_part(text[here:first], hit=False), _part(text[first:last], hit=True)]
        here = last
    parts.append(_part(text[here:stop], hit=False))
    begun, ended = ("…" if start else ""), ("…" if stop < len(text) else "")
    framed = [Part(begun, hit=False), *parts, Part(ended, hit=False)]
    return tuple(part for part in framed if part.text)


def seal_question(work: Work, *, space_id: UUID, typed: str) -> str:
    """Return the words of a question for an address: they name an illness, and addresses are kept in many places."""
    policy.require(work, Permission.DOCUMENT_LIST, space_id)
    sealed = work.seal(space_id, _QUESTION, typed.strip()[:WORDS_MAX])
    return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()


def open_question(work: Work, *, space_id: UUID, said: str) -> str:
    """Return the words of a question that this carnet's address holds; nothing where it holds none."""
    policy.require(work, Permission.DOCUMENT_LIST, space_id)
    try:
        sealed = base64.urlsafe_b64decode(said[:1_500] + "=" * (-len(said) % 4))
        return work.open(space_id, _QUESTION, sealed)
    except (binascii.Error, ValueError, Unreadable):
        return ""


_QUESTION = "question:address"


def _part(text: str, *, hit: bool) -> Part:
    return Part(text.replace("\n", " "), hit=hit)


def _word_start(text: str, at: int) -> int:
    return 0 if at <= 0 else text.find(" ", at, at + 20) + 1 or at


def _word_end(text: str, at: int) -> int:
    return len(text) if at >= len(text) else max(text.rfind(" ", at - 20, at), 0) or at
