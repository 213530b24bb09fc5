"""What is true of emergencies: who may read on which ground, for how long, and what a card may show. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from csn_app.core.vocabulary import Section

LASTS = timedelta(hours=24)
"""How long an emergency access lasts, for one professional (R-AC-26)."""

REVIEWED_WITHIN = timedelta(days=30)
"""How long the review of a break-glass, or of a contested reading, may take (R-AC-26)."""

WORDS_LEAST, WORDS_MOST = 20, 500
"""How long the sentence of a break-glass must and may be, in characters."""

CODES_MOST = 10
"""How many copies of a card may be in circulation at once."""


class EmergencyKind(StrEnum):
    """By which quality a record is read: the SAMU's regulation (ETREAT), or break-glass (BTG) (R-AC-25)."""

    SAMU = "SAMU"
    GLASS = "GLASS"


class Situation(StrEnum):
    """Why, from a list; the person reads it. Two say that the person cannot speak (CSP L1111-17)."""

    INCAPABLE = "INCAPABLE"
    URGENT_CARE = "URGENT_CARE"
    CALL_INCAPABLE = "CALL_INCAPABLE"
    CALL = "CALL"


_KINDS = {
    Situation.INCAPABLE: EmergencyKind.GLASS,
    Situation.URGENT_CARE: EmergencyKind.GLASS,
    Situation.CALL_INCAPABLE: EmergencyKind.SAMU,
    Situation.CALL: EmergencyKind.SAMU,
}
_SAYS_INCAPACITY = frozenset({Situation.INCAPABLE, Situation.CALL_INCAPABLE})


class Decision(StrEnum):
    """What a review found."""

    JUSTIFIED = "JUSTIFIED"
    NOT_JUSTIFIED = "NOT_JUSTIFIED"


class Support(StrEnum):
    """What a copy of the card is made on."""

    PAPER = "PAPER"
    PHONE = "PHONE"


class CardLife(StrEnum):
    """For how long the code of a copy works; a year unless chosen otherwise."""

    MONTH = "MONTH"
    HALF_YEAR = "HALF_YEAR"
    YEAR = "YEAR"


_CARD_LASTS = {
    CardLife.MONTH: timedelta(days=30),
    CardLife.HALF_YEAR: timedelta(days=182),
    CardLife.YEAR: timedelta(days=365),
}

CARD_SECTIONS = (
    Section.ALLERGIES,
    Section.TREATMENTS,
    Section.DISEASES,
    Section.BLOOD_GROUP,
    Section.CONTACTS,
    Section.TRUSTED,
    Section.DIRECTIVES,
    Section.DISABILITIES,
    Section.VACCINATIONS,
)
"""What may be ticked for the card, in its order."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person lets happen in an emergency. ``allowed`` is the master switch (R-AC-24, R-AC-25)."""

    allowed: bool = True
    samu: bool = True
    glass: bool = True
    masked: bool = False

    def lets(self, kind: EmergencyKind) -> bool:
        """Say whether this kind of reading may happen."""
        return self.allowed and (self.samu if kind is EmergencyKind.SAMU else self.glass)


def kind_of(situation: Situation) -> EmergencyKind:
    """Return by which quality a situation lets one read."""
    return _KINDS[situation]


def situations(kinds: frozenset[EmergencyKind], *, needs_incapacity: bool) -> tuple[Situation, ...]:
    """Return the situations that somebody with these qualities may give (setting 6)."""
    return tuple(
        situation
        for situation in Situation
        if _KINDS[situation] in kinds and (not needs_incapacity or situation in _SAYS_INCAPACITY)
    )


def words_hold(kind: EmergencyKind, words: str) -> bool:
    """Say whether the sentence is long enough: the SAMU has no time to write one, break-glass must (R-AC-26)."""
    return len(words) <= WORDS_MOST and (kind is EmergencyKind.SAMU or len(words) >= WORDS_LEAST)


def card_end(life: CardLife, *, start: datetime) -> datetime:
    """Return when the code of a copy made at ``start`` stops working."""
    return start + _CARD_LASTS[life]
