"""What one may ask of a trail, and what kind of act each line is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Period(StrEnum):
    """How far back to read."""

    MONTH = "MONTH"
    QUARTER = "QUARTER"
    YEAR = "YEAR"
    ALWAYS = "ALWAYS"


class Kind(StrEnum):
    """What kind of act a line is, for whoever looks for one (R-AU-2)."""

    READ = "READ"
    WRITTEN = "WRITTEN"
    CHOICE = "CHOICE"
    SIGN_IN = "SIGN_IN"
    REFUSED = "REFUSED"
    EMERGENCY = "EMERGENCY"


_READ = ("_READ", "_OPENED", "_DOWNLOADED", "_EXPORTED", "_VERIFIED", "_READ_DATA", "_COPY_ASKED")
_CHOICES = frozenset({"access", "account", "audit", "delegation", "lifecycle", "settings"})


def kind_of(action: str, *, category: str) -> Kind:
    """Say what kind of act a code of ``trace_actions.csv`` is; every code has one kind."""
    if action.endswith("_EMERGENCY"):
        return Kind.EMERGENCY
    if action.endswith(("_DENIED", "_REFUSED")):
        return Kind.REFUSED
    if category == "session":
        return Kind.SIGN_IN
    if action.endswith(_READ) or action.startswith("PROFILE_READ_"):
        return Kind.READ
    return Kind.CHOICE if category in _CHOICES else Kind.WRITTEN


def actions_of(kind: Kind, *, known: Iterable[Mapping[str, str]]) -> frozenset[str]:
    """Return the codes of one kind among the rows of ``trace_actions.csv``."""
    return frozenset(row["action"] for row in known if kind_of(row["action"], category=row["category"]) is kind)


class Verdict(StrEnum):
    """What the operator found about a contested access."""

    JUSTIFIED = "JUSTIFIED"
    NOT_JUSTIFIED = "NOT_JUSTIFIED"


class Unusual(StrEnum):
    """Why an access is out of the ordinary (R-AU-7); a line may have several reasons."""

    NIGHT = "NIGHT"
    MANY_RECORDS = "MANY_RECORDS"
    UNKNOWN_PLACE = "UNKNOWN_PLACE"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From when an access is unusual: the night's hours in Paris, and how many records in one hour."""

    night_from: int
    night_until: int
    records_an_hour: int


@dataclass(frozen=True, slots=True)
class Access:
    """What is known of one opening: the hour in Paris, how many records in the hour before, and the places.

    ``places`` are the structures from which this record was opened before; ``first``: the professional's first opening.
    """

    hour: int
    records: int
    place: UUID | None
    places: frozenset[UUID]
    first: bool


def unusual(access: Access, *, thresholds: Thresholds) -> tuple[Unusual, ...]:
    """Say why an access is out of the ordinary; empty for an ordinary one.

    A place is unknown where the professional already opened the record, never from there, and nobody else did:
    a first opening is told anyway (R-AC-15). No structure at all is unknown too.
    """
    found = []
    if _in_night(access.hour, since=thresholds.night_from, until=thresholds.night_until):
        found.append(Unusual.NIGHT)
    if access.records >= thresholds.records_an_hour:
        found.append(Unusual.MANY_RECORDS)
    if access.place is None or (not access.first and access.place not in access.places):
        found.append(Unusual.UNKNOWN_PLACE)
    return tuple(found)


def _in_night(hour: int, *, since: int, until: int) -> bool:
    return since <= hour < until if since <= until else hour >= since or hour < until
