"""What is true of an entry: what was typed is read, corrected where it can be, and refused field by field."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from csn_app.core.errors import CsnError
from csn_app.core.vocabulary import Section
from csn_app.profile import partial
from csn_app.profile.fields import COMMENT, TREATMENT_NAME, Field, Kind, asked

_FRANCE = ZoneInfo("Europe/Paris")
_BREAKS = re.compile(r"[^\S\n]+")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class Flaw(StrEnum):
    """Why a field is not taken."""

    MISSING = "MISSING"
    TOO_LONG = "TOO_LONG"
    NOT_A_DATE = "NOT_A_DATE"
    FUTURE = "FUTURE"
    END_BEFORE_START = "END_BEFORE_START"
    NOT_A_CHOICE = "NOT_A_CHOICE"
    NOT_A_NUMBER = "NOT_A_NUMBER"
    NOT_A_PHONE = "NOT_A_PHONE"
    NOT_A_POSTCODE = "NOT_A_POSTCODE"


@dataclass(eq=False)
class FieldsWrong(CsnError):
    """Some fields cannot be taken: which, and why."""

    section: Section
    flaws: dict[str, Flaw]


class NoneBesideEntries(CsnError):
    """« Je n’en ai pas » cannot be said of a section that holds entries."""


class NothingAnswered(CsnError):
    """A form came back without a single answer."""


class SectionFull(CsnError):
    """A section holds as many entries as it may."""


class WishesOfAdults(CsnError):
    """Advance directives are those of an adult (R-PR-9)."""


class AlreadyAnswered(CsnError):
    """A section of one answer holds one already: it is corrected, not added to."""


class ChangedSince(CsnError):
    """An entry was changed elsewhere after it was read: nothing is written over it."""


def day_in_france(moment: datetime) -> date:
    """Return the day it is in France at a moment."""
    return moment.astimezone(_FRANCE).date()


def read_entry(section: Section, typed: Mapping[str, str], *, today: date) -> dict[str, str]:
    """Return what an entry holds, field by field, empty answers left out; raises ``FieldsWrong``."""
    held: dict[str, str] = {}
    flaws: dict[str, Flaw] = {}
    form = asked(section)
    for field in form.fields:
        if field.parent and held.get(field.parent) != field.parent_answer:
            continue
        value, flaw = _read(field, typed, today=today)
        if not value and flaw is None and field.required:
            flaw = Flaw.MISSING
        if flaw:
            flaws[field.name] = flaw
        elif value:
            held[field.name] = value
    if not flaws and "fin" in held and partial.before(held["fin"], held.get("debut", held["fin"])):
        flaws["fin"] = Flaw.END_BEFORE_START
    if section is Section.TREATMENTS and not flaws:
        flaws = _overflow(held)
    if flaws:
        raise FieldsWrong(section, flaws)
    if not held or (section is Section.DIRECTIVES and not {"souhaits", "lieu"} & held.keys()):
        raise NothingAnswered
    return held


def tidy(text: str) -> str:
    """Take out what cannot be seen, and spaces that are not needed; line breaks stay."""
    lines = (_BREAKS.sub(" ", line).strip() for line in _CONTROL.sub("", text.replace("\r\n", "\n")).split("\n"))
    return "\n".join(lines).strip()


def _overflow(held: dict[str, str]) -> dict[str, Flaw]:
    """Let a name of treatment beyond 50 characters flow into the comment, whole (R-PR-5)."""
    name = held.get("traitement", "")
    if len(name) <= TREATMENT_NAME:
        return {}
    comment = "\n".join(filter(None, (name, held.get("commentaire", "").removeprefix(name).strip())))
    if len(comment) > COMMENT:
        return {"commentaire": Flaw.TOO_LONG}
    held["traitement"] = name[: TREATMENT_NAME - 1].rstrip() + "…"
    held["commentaire"] = comment
    return {}


def _read(field: Field, typed: Mapping[str, str], *, today: date) -> tuple[str, Flaw | None]:
    if field.kind is Kind.DATE:
        return _read_date(field.name, typed, today=today)
    given = tidy(typed.get(field.name, ""))
    value = given if field.kind is Kind.LONG else " ".join(given.split())
    if not value:
        return "", None
    return _READERS.get(field.kind, _read_text)(field, value)


def _read_date(name: str, typed: Mapping[str, str], *, today: date) -> tuple[str, Flaw | None]:
    day, month, year = (typed.get(f"{name}-{box}", "") for box in ("jour", "mois", "annee"))
    try:
        return partial.read(day, month, year, today=today), None
    except partial.InTheFuture:
        return "", Flaw.FUTURE
    except partial.NotADate:
        return "", Flaw.NOT_A_DATE


def _read_text(field: Field, value: str) -> tuple[str, Flaw | None]:
    return (value, None) if len(value) <= field.most else ("", Flaw.TOO_LONG)


def _read_choice(field: Field, value: str) -> tuple[str, Flaw | None]:
    return (value, None) if value in {option.code for option in field.options} else ("", Flaw.NOT_A_CHOICE)


def _read_number(field: Field, value: str) -> tuple[str, Flaw | None]:
    known = value.isascii() and value.isdigit() and len(value) <= 6 and field.low <= int(value) <= field.high
    return (str(int(value)), None) if known else ("", Flaw.NOT_A_NUMBER)


def _read_phone(_field: Field, value: str) -> tuple[str, Flaw | None]:
    digits = re.sub(r"[\s.\-/()]", "", value)
    national = re.sub(r"^(?:\+33|0033)0?", "0", digits)
    if re.fullmatch(r"0[1-9]\d{8}", national):
        return " ".join(national[i : i + 2] for i in range(0, 10, 2)), None
    return (digits, None) if re.fullmatch(r"\+[1-9]\d{6,14}", digits) else ("", Flaw.NOT_A_PHONE)


def _read_postcode(_field: Field, value: str) -> tuple[str, Flaw | None]:
    code = value.replace(" ", "").upper()
    return (code, None) if re.fullmatch(r"[A-Z0-9-]{3,10}", code) else ("", Flaw.NOT_A_POSTCODE)


_READERS = {
    Kind.CHOICE: _read_choice,
    Kind.CARDS: _read_choice,
    Kind.NUMBER: _read_number,
    Kind.PHONE: _read_phone,
    Kind.POSTCODE: _read_postcode,
}
