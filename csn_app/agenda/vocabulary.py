"""The words of the agenda: kinds of appointments, what becomes of them, how they repeat, when to remind."""

from enum import StrEnum


class Kind(StrEnum):
    """What an appointment is."""

    CONSULTATION = "CONSULTATION"
    REMOTE = "REMOTE"
    EXAM = "EXAM"
    CARE = "CARE"
    VACCINE = "VACCINE"
    STAY = "STAY"
    REMINDER = "REMINDER"
    OTHER = "OTHER"


class Status(StrEnum):
    """What became of an appointment (R-AG-1)."""

    CONFIRMED = "CONFIRMED"
    HONOURED = "HONOURED"
    CANCELLED = "CANCELLED"
    MISSED = "MISSED"
    MISTAKE = "MISTAKE"


MOVES: dict[Status, frozenset[Status]] = {
    Status.CONFIRMED: frozenset({Status.HONOURED, Status.CANCELLED, Status.MISSED, Status.MISTAKE}),
    Status.HONOURED: frozenset({Status.CONFIRMED}),
    Status.CANCELLED: frozenset({Status.CONFIRMED}),
    Status.MISSED: frozenset({Status.CONFIRMED}),
    Status.MISTAKE: frozenset({Status.CONFIRMED}),
}
"""A status is corrected by going back to « confirmé » first."""

AFTERWARDS = frozenset({Status.HONOURED, Status.MISSED})
"""What can only be said once the appointment has begun."""


class Repeat(StrEnum):
    """How an appointment repeats."""

    NEVER = "NEVER"
    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    FORTNIGHTLY = "FORTNIGHTLY"
    MONTHLY = "MONTHLY"
    QUARTERLY = "QUARTERLY"
    HALF_YEARLY = "HALF_YEARLY"
    YEARLY = "YEARLY"


class Alert(StrEnum):
    """When to remind; hours of the clock are those of Paris, whatever the clock change between."""

    WEEK = "WEEK"
    EVE = "EVE"
    MORNING = "MORNING"
    TWO_HOURS = "TWO_HOURS"
    HOUR = "HOUR"
