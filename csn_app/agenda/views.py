"""What crosses to the screen of an agenda."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from csn_app.agenda.rules import Details
from csn_app.agenda.vocabulary import Status


@dataclass(frozen=True, slots=True)
class Shown:
    """One date of an appointment, with all that it is about. ``documents``: those that still exist, with their title.

    ``professional`` is the name and trade of a carer of the list. ``joins``: it carries a room that may be joined.
    """

    id: UUID
    occurs_at: datetime
    minutes: int
    status: Status
    details: Details
    professional: str
    documents: tuple[tuple[UUID, str], ...]
    repeats: bool
    has_room: bool
    joins: bool
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Brief:
    """One date as a calendar shows it: the hour and a title."""

    occurs_at: datetime
    title: str
    status: Status


@dataclass(frozen=True, slots=True)
class DayBrief:
    """A day of a calendar: how many appointments, and the first of them."""

    day: date
    count: int
    first: tuple[Brief, ...]


@dataclass(frozen=True, slots=True)
class Upcoming:
    """Appointments from a moment on; ``next`` is the moment from which the following page begins."""

    rows: tuple[Shown, ...]
    next: datetime | None


@dataclass(frozen=True, slots=True)
class Carer:
    """A professional of the list, to choose in the form."""

    id: UUID
    name: str
    who: str


@dataclass(frozen=True, slots=True)
class Choices:
    """What the form proposes: carers, and the newest documents to bring."""

    carers: tuple[Carer, ...]
    documents: tuple[tuple[UUID, str], ...]
