"""The social security number and the waiting number: shape and key (R-ID-2 to R-ID-5)."""

import re
from dataclasses import dataclass
from enum import StrEnum

from csn_app.core.errors import CsnError

LENGTH = 15
_BLANKS = re.compile(r"[\s.\-_/]")
_SHAPE = re.compile(
    r"(?P<sex>[1278])(?P<year>\d{2})(?P<month>0[1-9]|1[0-2]|[2-9]\d)"
    r"(?P<department>0[1-9]|[1-9]\d|2[AB])(?P<commune>\d{3})(?P<rank>\d{3})(?P<key>\d{2})"
)


class NirFlaw(StrEnum):
    """What does not hold in a typed number."""

    EMPTY = "EMPTY"
    LENGTH = "LENGTH"
    SHAPE = "SHAPE"
    KEY = "KEY"


@dataclass(eq=False)
class NirNotUnderstood(CsnError):
    """The typed number is not one; ``missing`` characters, negative where there are too many."""

    flaw: NirFlaw
    missing: int = 0


def parse_nir(typed: str) -> str:
    """Return the 15 characters of a number typed with spaces, dots or small letters; raises ``NirNotUnderstood``.

    A waiting number (NIA) is built the same way; its nature is read from its OID, never from here (R-ID-5).
    """
    number = _BLANKS.sub("", typed).upper()
    if not number:
        raise NirNotUnderstood(NirFlaw.EMPTY)
    if len(number) != LENGTH:
        raise NirNotUnderstood(NirFlaw.LENGTH, missing=LENGTH - len(number))
    # ASCII only: "²" and digits of other scripts are digits for Python, and no key can be computed from them.
    if not number.isascii() or not _SHAPE.fullmatch(number):
        raise NirNotUnderstood(NirFlaw.SHAPE)
    if key_of(number[:13]) != number[13:]:
        raise NirNotUnderstood(NirFlaw.KEY)
    return number


def key_of(number: str) -> str:
    """Return the two digits of the key of 13 characters: 97 less the rest of the division by 97 (R-ID-3)."""
    digits = number.replace("2A", "19").replace("2B", "18") if number[5:7] in {"2A", "2B"} else number
    return f"{97 - int(digits) % 97:02d}"


def grouped(nir: str) -> str:
    """Return the number as it is printed: « 2 84 05 44 109 961 48 »."""
    return " ".join((nir[0], nir[1:3], nir[3:5], nir[5:7], nir[7:10], nir[10:13], nir[13:15]))
