"""Dates of which one knows the year, the month or the day (R-PR-4): kept as « 2011 », « 2011-03 », « 2011-03-04 »."""

from datetime import date

FIRST_YEAR = 1890
_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


class NotADate(ValueError):
    """The boxes make no day of the calendar."""


class InTheFuture(ValueError):
    """The day has not come yet."""


def read(day: str, month: str, year: str, *, today: date) -> str:
    """Read three boxes; nothing typed is no date, a year alone is one. Raises ``NotADate``, ``InTheFuture``."""
    boxes = [box.strip() for box in (year, month, day)]
    if not any(boxes):
        return ""
    known = [box for box in boxes if box]
    # A day needs its month, a month its year.
    if boxes[: len(known)] != known or not all(box.isascii() and box.isdigit() and len(box) <= 4 for box in known):
        raise NotADate
    numbers = [int(box) for box in known]
    if not FIRST_YEAR <= numbers[0] <= 9999:
        raise NotADate
    try:
        first = date(*(*numbers, 1, 1)[:3])
    except ValueError as fault:
        raise NotADate from fault
    if first > today:
        raise InTheFuture
    return "-".join(f"{number:02d}" for number in numbers)


def boxes(kept: str) -> tuple[str, str, str]:
    """Return day, month and year as they are shown in their boxes."""
    parts = [str(int(part)) for part in kept.split("-")] if kept else []
    year, month, day = (*parts, "", "", "")[:3]
    return day, month, year


def said(kept: str) -> str:
    """Say a date as precisely as it is known: « 4 mars 2011 », « mars 2011 », « 2011 »."""
    day, month, year = boxes(kept)
    first = "1er" if day == "1" else day
    return " ".join(filter(None, (first, _MONTHS[int(month) - 1] if month else "", year)))


def before(one: str, other: str) -> bool:
    """Say whether a date surely lies before another one: what both know of it decides."""
    shared = min(len(one), len(other))
    return one[:shared] < other[:shared]
