"""The serial number of the carte Vitale, which proves that a person has it in hand (R-ID-8, R-ID-9)."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from csn_app.core.errors import CsnError

FIXED_PREFIX = "80250000025"
WITH_PHOTO = "avec_photo"
WITHOUT_PHOTO = "sans_photo"
LENGTHS = {WITH_PHOTO: (11, 11), WITHOUT_PHOTO: (8, 13)}
_BLANKS = re.compile(r"[\s.\-]")


class SerialFlaw(StrEnum):
    """Why what was typed is not the serial number."""

    EMPTY = "EMPTY"
    NOT_DIGITS = "NOT_DIGITS"
    LENGTH = "LENGTH"
    LOOKS_LIKE_DATE = "LOOKS_LIKE_DATE"
    PART_OF_NIR = "PART_OF_NIR"
    FIXED_PREFIX = "FIXED_PREFIX"


@dataclass(eq=False)
class SerialNotUnderstood(CsnError):
    """The typed number is not a serial number; ``typed`` counts its digits."""

    flaw: SerialFlaw
    typed: int = 0


def parse_serial(typed: str, *, card: str, nir: str = "") -> str:
    """Return the digits of a serial number for one kind of card; raises ``SerialNotUnderstood``.

    With a photo it has 11 digits, without 8 to 13. ``nir`` is compared where it is known already.
    """
    serial = _BLANKS.sub("", typed)
    least, most = LENGTHS[card]
    if not serial:
        raise SerialNotUnderstood(SerialFlaw.EMPTY)
    if not (serial.isascii() and serial.isdigit()):
        raise SerialNotUnderstood(SerialFlaw.NOT_DIGITS)
    if serial.startswith(FIXED_PREFIX):
        raise SerialNotUnderstood(SerialFlaw.FIXED_PREFIX, typed=len(serial))
    if nir and (serial in nir or serial.startswith(nir[:13])):
        raise SerialNotUnderstood(SerialFlaw.PART_OF_NIR, typed=len(serial))
    if _is_date(serial):
        raise SerialNotUnderstood(SerialFlaw.LOOKS_LIKE_DATE, typed=len(serial))
    if not least <= len(serial) <= most:
        raise SerialNotUnderstood(SerialFlaw.LENGTH, typed=len(serial))
    return serial


def _is_date(serial: str) -> bool:
    """A day of the last or of this century, written as on a card: 14031951 or 19510314."""
    if len(serial) != 8:
        return False
    for day, month, year in (
        (serial[:2], serial[2:4], serial[4:]),
        (serial[6:], serial[4:6], serial[:4]),
    ):
        if 1900 <= int(year) <= 2099:
            try:
                date(int(year), int(month), int(day))
            except ValueError:
                continue
            return True
    return False
