"""What is true about a person's list of professionals: what each sees, and whether their time ends soon."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from csn_app.access.rules import Duration, Limits
from csn_app.core.vocabulary import PatientCategory

SOON = timedelta(days=7)
"""An access that ends within seven days is said to end soon."""


class Standing(StrEnum):
    """Where an access stands."""

    OPEN = "OPEN"
    ENDS_SOON = "ENDS_SOON"
    ENDED = "ENDED"


@dataclass(frozen=True, slots=True)
class Sight:
    """What a professional sees of a carnet, by category: all of it, a part of it, nothing of it."""

    whole: tuple[PatientCategory, ...]
    partly: tuple[PatientCategory, ...]
    nothing: tuple[PatientCategory, ...]


def standing(ends_at: datetime | None, *, now: datetime) -> Standing:
    """Say whether an access is open, ends within seven days (an access of 24 hours always does), or has ended."""
    if ends_at is None or ends_at - now > SOON:
        return Standing.OPEN
    return Standing.ENDS_SOON if ends_at > now else Standing.ENDED


def sight(chosen: Iterable[PatientCategory], *, limits: Limits) -> Sight:
    """Cross what the person chose (none: everything) with what the law closes; the person narrows, never widens."""
    given = set(chosen) or set(PatientCategory)
    open_to_them = [c for c in PatientCategory if c in given and c not in limits.categories]
    return Sight(
        whole=tuple(c for c in open_to_them if c not in limits.types),
        partly=tuple(c for c in open_to_them if c in limits.types),
        nothing=tuple(c for c in PatientCategory if c not in open_to_them),
    )


def duration_of(starts_at: datetime, *, ends_at: datetime | None) -> Duration:
    """Return the duration that gives this end, or the shortest one that covers it."""
    if ends_at is None:
        return Duration.NO_END
    lasts = ends_at - starts_at
    if lasts <= timedelta(hours=24):
        return Duration.DAY
    return Duration.MONTH if lasts <= timedelta(days=30) else Duration.YEAR


class HelpLasts(StrEnum):
    """For how long a caregiver may act (R-AC-32)."""

    QUARTER = "QUARTER"
    HALF_YEAR = "HALF_YEAR"
    YEAR = "YEAR"
    NO_END = "NO_END"


_HELP = {
    HelpLasts.QUARTER: timedelta(days=91),
    HelpLasts.HALF_YEAR: timedelta(days=182),
    HelpLasts.YEAR: timedelta(days=365),
}


def end_of_help(lasts: HelpLasts, *, now: datetime) -> datetime | None:
    """Return when a caregiver's right ends, counted from the invitation; None means when one of both ends it."""
    return now + _HELP[lasts] if lasts in _HELP else None
