"""Addresses that lead to a form or a curve: numbers, for an address stays in histories and must not tell a disease."""

from csn_app.core.vocabulary import Section
from csn_app.profile.figures import kinds
from csn_app.routes import MEASURES


def to_form(page: str, section: Section) -> str:
    """Return the address of a page that opens the form of a section."""
    return f"{page}?ajouter={list(Section).index(section) + 1}"


def to_measures(code: str, *, period: str = "") -> str:
    """Return the address of the measures of one kind."""
    address = f"{MEASURES}?type={list(kinds()).index(code) + 1}"
    return f"{address}&periode={period}" if period else address


def section_at(number: object) -> Section | None:
    """Return the section that an address names; None for anything else."""
    place = _place(number, most=len(Section))
    return list(Section)[place] if place is not None else None


def kind_at(number: object) -> str:
    """Return the code of the kind of measures that an address names; nothing for anything else."""
    place = _place(number, most=len(kinds()))
    return list(kinds())[place] if place is not None else ""


def _place(number: object, *, most: int) -> int | None:
    known = isinstance(number, str) and number.isascii() and number.isdigit() and len(number) <= 3
    return int(str(number)) - 1 if known and 1 <= int(str(number)) <= most else None
