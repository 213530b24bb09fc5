"""What is true about access: pure functions of grants, the matrix and the time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

from csn_app.core.vocabulary import SpaceState


class Duration(StrEnum):
    """For how long a person authorises a professional (R-AC-4)."""

    DAY = "DAY"
    MONTH = "MONTH"
    YEAR = "YEAR"
    NO_END = "NO_END"


_LASTS = {Duration.DAY: timedelta(hours=24), Duration.MONTH: timedelta(days=30), Duration.YEAR: timedelta(days=365)}


def end_of(duration: Duration, *, start: datetime) -> datetime | None:
    """Return when a grant given at ``start`` ends; None means no end."""
    lasts = _LASTS.get(duration)
    return start + lasts if lasts else None


OPENS_AFTER = timedelta(days=42)
"""Six weeks of silence after the message (R-LC-2)."""

ARCHIVE_YEARS = 10
"""How long a closed carnet is kept so that it may be reopened (R-LC-9)."""

NOTICE_BEFORE = timedelta(days=60)
"""How long before the end of the archive its person is told (R-LC-10)."""

_HERE = ZoneInfo("Europe/Paris")


def end_of_archive(closed_at: datetime) -> datetime:
    """Return the same day ten years later; a 29th of February becomes the 1st of March."""
    try:
        return closed_at.replace(year=closed_at.year + ARCHIVE_YEARS)
    except ValueError:
        return closed_at.replace(year=closed_at.year + ARCHIVE_YEARS, month=3, day=1)


def erase_day(state: SpaceState, *, closed_at: datetime, delay: timedelta) -> datetime | None:
    """Return when a space that entered a state is erased: ``delay`` after it was asked for, else after ten years.

    It is midnight in Paris, so that the day before is whole; three months are never passed (R-LC-11).
    """
    if state is SpaceState.CLOSED_ARCHIVED:
        return _midnight(end_of_archive(closed_at))
    if state is not SpaceState.CLOSED_DELETION_REQUESTED:
        return None
    return min(_midnight(closed_at + delay), _three_months(closed_at))


def last_day(erase_at: datetime) -> date:
    """Return the last whole day in Paris on which an erasure may still be cancelled."""
    return erase_at.astimezone(_HERE).date() - timedelta(days=1)


def _midnight(moment: datetime) -> datetime:
    """Return the midnight in Paris at ``moment`` or just after it."""
    here = moment.astimezone(_HERE)
    day = _start(here.date())
    return day if day >= moment else _start(here.date() + timedelta(days=1))


def _three_months(moment: datetime) -> datetime:
    """Return the last midnight in Paris that is within three months; a month without the day ends on its last."""
    day = moment.astimezone(_HERE).date()
    first = date(day.year + (day.month + 2) // 12, (day.month + 2) % 12 + 1, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return _start(first.replace(day=min(day.day, last.day)))


def _start(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=_HERE).astimezone(UTC)


class Answer(StrEnum):
    """Whether a professional reads a document, and if not the first condition that fails (R-AC-3)."""

    YES = "YES"
    GRANT_ENDED = "GRANT_ENDED"
    PROFESSION_CLOSED = "PROFESSION_CLOSED"
    MATRIX_SAYS_NO = "MATRIX_SAYS_NO"
    CATEGORY_NOT_COVERED = "CATEGORY_NOT_COVERED"
    MASKED_FROM_THEM = "MASKED_FROM_THEM"
    MASKED_FROM_PROFESSION = "MASKED_FROM_PROFESSION"
    MASKED_FROM_ALL = "MASKED_FROM_ALL"
    BLOCKED = "BLOCKED"


class Cell(Protocol):
    """A row of the matrix: a profession, a class and perhaps a type of document."""

    document_class: str
    document_type: str
    may_read: bool
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Readable:
    """What a profession may read on a day: classes, with types that beat their class both ways (R-AC-5)."""

    classes: frozenset[str]
    types_allowed: frozenset[str]
    types_denied: frozenset[str]

    def includes(self, *, document_class: str, document_type: str) -> bool:
        """Say whether a document of this class and type may be read; the type's own row beats its class."""
        if document_type in self.types_denied:
            return False
        return document_type in self.types_allowed or document_class in self.classes


NOTHING = Readable(frozenset(), frozenset(), frozenset())


def readable(cells: Iterable[Cell], *, day: date) -> Readable:
    """Read one profession's rows of the matrix in force on ``day``; what no row allows is closed (R-AC-5)."""
    rows = [c for c in cells if c.valid_from <= day and (c.valid_to is None or day <= c.valid_to)]
    return Readable(
        classes=frozenset(c.document_class for c in rows if not c.document_type and c.may_read),
        types_allowed=frozenset(c.document_type for c in rows if c.document_type and c.may_read),
        types_denied=frozenset(c.document_type for c in rows if c.document_type and not c.may_read),
    )


@dataclass(frozen=True, slots=True)
class Limits:
    """What the law closes to a profession: everything, whole categories, or some types of a category."""

    everything: bool
    categories: frozenset[str]
    types: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class DocumentType:
    """A type of document: its code, its class and the category in which a person finds it."""

    code: str
    class_code: str
    category: str


@dataclass(frozen=True, slots=True)
class Permit:
    """What the law opens and closes to a profession in one category on a day, from when and until when (R-AC-5).

    ``since`` and ``until`` are the latest beginning and the earliest end of the rows that open something.
    """

    category: str
    opened: tuple[str, ...]
    closed: tuple[str, ...]
    since: date | None
    until: date | None


def permits(cells: Iterable[Cell], types: Iterable[DocumentType], *, day: date) -> tuple[Permit, ...]:
    """Sort the types of documents by category into what a profession may read and what it may not."""
    rows = [c for c in cells if c.valid_from <= day and (c.valid_to is None or day <= c.valid_to)]
    by_type = {c.document_type: c for c in rows if c.document_type}
    by_class = {c.document_class: c for c in rows if not c.document_type}
    sorted_by: dict[str, tuple[list[str], list[str], list[Cell]]] = {}
    for kind in types:
        opened, closed, deciding = sorted_by.setdefault(kind.category, ([], [], []))
        cell = by_type.get(kind.code) or by_class.get(kind.class_code)
        if cell is not None and cell.may_read:
            opened.append(kind.code)
            deciding.append(cell)
        else:
            closed.append(kind.code)
    return tuple(
        Permit(
            category,
            opened=tuple(opened),
            closed=tuple(closed),
            since=max((c.valid_from for c in deciding), default=None),
            until=min((c.valid_to for c in deciding if c.valid_to), default=None),
        )
        for category, (opened, closed, deciding) in sorted_by.items()
    )


def limits(may: Readable, types: Iterable[DocumentType]) -> Limits:
    """Sort the types that a profession may not read by category; a category with no readable type is closed whole."""
    closed: dict[str, list[str]] = {}
    readable_in: set[str] = set()
    for kind in types:
        if may.includes(document_class=kind.class_code, document_type=kind.code):
            readable_in.add(kind.category)
        else:
            closed.setdefault(kind.category, []).append(kind.code)
    return Limits(
        everything=not readable_in,
        categories=frozenset(closed) - readable_in,
        types={category: tuple(codes) for category, codes in closed.items() if category in readable_in},
    )
