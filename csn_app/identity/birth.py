"""A date of birth typed in three boxes; the year alone is enough where nobody knows the rest."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from csn_app.core.errors import CsnError


class BirthFlaw(StrEnum):
    """What to correct in a date of birth."""

    EMPTY = "EMPTY"
    DAY = "DAY"
    MONTH = "MONTH"
    YEAR = "YEAR"
    NO_SUCH_DAY = "NO_SUCH_DAY"
    FUTURE = "FUTURE"


@dataclass(eq=False)
class BirthNotUnderstood(CsnError):
    """The three boxes hold no date of birth."""

    flaw: BirthFlaw


def parse_birth(day: str, month: str, year: str, *, today: date) -> str:
    """Return ``1984-03-27``, or ``1984`` where only the year was typed; raises ``BirthNotUnderstood``."""
    boxes = [box.strip() for box in (day, month, year)]
    if not any(boxes):
        raise BirthNotUnderstood(BirthFlaw.EMPTY)
    numbers = [int(box) if box.isascii() and box.isdigit() else 0 for box in boxes]
    if not 1880 <= numbers[2] <= 9999:
        raise BirthNotUnderstood(BirthFlaw.YEAR)
    if not boxes[0] and not boxes[1] and numbers[2] <= today.year:
        return f"{numbers[2]}"
    if not 1 <= numbers[1] <= 12:
        raise BirthNotUnderstood(BirthFlaw.MONTH)
    if not 1 <= numbers[0] <= 31:
        raise BirthNotUnderstood(BirthFlaw.DAY)
    try:
        born = date(numbers[2], numbers[1], numbers[0])
    except ValueError as fault:
        raise BirthNotUnderstood(BirthFlaw.NO_SUCH_DAY) from fault
    if born > today:
        raise BirthNotUnderstood(BirthFlaw.FUTURE)
    return born.isoformat()
