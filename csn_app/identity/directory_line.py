"""One line of the directory of professionals: what it must hold, and why it is refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from csn_app.core.errors import CsnError
from csn_app.core.reference import rows

NEEDED = (
    "rpps",
    "civility",
    "family_name",
    "given_name",
    "profession_code",
    "specialty_id",
    "structure_name",
    "structure_finess",
    "commune_code",
)
EMERGENCY = ("emergency_samu", "emergency_glass")
"""Columns that a file may have: the emergency qualities of a professional, SAMU (ETREAT) and break-glass (BTG).

A file without them leaves the qualities as they are.
"""
_YES_OR_NO = {"1": True, "oui": True, "0": False, "non": False, "": False}
_MOST = {
    "civility": 8,
    "family_name": 80,
    "given_name": 80,
    "specialty_id": 16,
    "structure_finess": 9,
    "commune_code": 5,
}

Line = Mapping[str, str]


class EntryFlaw(StrEnum):
    """Why a line of the directory is left out."""

    CUT_SHORT = "CUT_SHORT"
    RPPS = "RPPS"
    NAME = "NAME"
    PROFESSION = "PROFESSION"
    PLACE = "PLACE"
    TOO_LONG = "TOO_LONG"
    EMERGENCY = "EMERGENCY"


@dataclass(eq=False)
class EntryRefused(CsnError):
    """A line of the directory does not hold."""

    flaw: EntryFlaw


def read_entry(row: Mapping[str, str | None]) -> Line:
    """Return the cells of a line without the spaces around them; raises ``EntryRefused`` with the first flaw.

    A wrong check digit of the RPPS refuses nothing: an official sample has one (R-ID-10).
    """
    if any(row.get(column) is None for column in NEEDED):
        raise EntryRefused(EntryFlaw.CUT_SHORT)
    # What stands beyond the last column has no name, and its cells are a list.
    cells = {key: (value or "").strip().replace("\x00", "") for key, value in row.items() if isinstance(key, str)}
    if not (len(cells["rpps"]) == 11 and cells["rpps"].isascii() and cells["rpps"].isdigit()):
        raise EntryRefused(EntryFlaw.RPPS)
    if not cells["family_name"]:
        raise EntryRefused(EntryFlaw.NAME)
    if not cells["structure_finess"]:
        raise EntryRefused(EntryFlaw.PLACE)
    if any(len(cells[column]) > most for column, most in _MOST.items()):
        raise EntryRefused(EntryFlaw.TOO_LONG)
    if cells["profession_code"] not in {known["code"] for known in rows("professions")}:
        raise EntryRefused(EntryFlaw.PROFESSION)
    if any(cells.get(column, "").lower() not in _YES_OR_NO for column in EMERGENCY):
        raise EntryRefused(EntryFlaw.EMERGENCY)
    return cells


def quality_of(line: Line, column: str) -> bool | None:
    """Say whether a line gives an emergency quality; None where its file does not speak of it."""
    return _YES_OR_NO[line[column].lower()] if column in line else None
