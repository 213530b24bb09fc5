"""One line of the roster: what it must hold, and why it is refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from csn_app.core.errors import CsnError
from csn_app.identity.card import LENGTHS
from csn_app.identity.contacts import is_mobile, normal_email, normal_phone
from csn_app.identity.nir import NirNotUnderstood, parse_nir
from csn_app.identity.person import Contacts, Person

NEEDED = (
    "id",
    "nir13",
    "nir_key",
    "ins_oid",
    "birth_family_name",
    "birth_given_names",
    "sex",
    "birth_date",
    "birth_place_code",
    "card_type",
    "card_serial",
    "email",
    "mobile",
)
REAL_OID = "1.2.250.1.213.1.4.8"
"""The OID of real people's numbers: refused in demonstrations (R-ID-6)."""


class LineFlaw(StrEnum):
    """Why a line of the roster is left out."""

    NIR = "NIR"
    NAME = "NAME"
    SEX = "SEX"
    BIRTH_DATE = "BIRTH_DATE"
    CARD = "CARD"
    EMAIL = "EMAIL"
    MOBILE = "MOBILE"
    LANDLINE = "LANDLINE"
    TWICE = "TWICE"
    REAL_PERSON = "REAL_PERSON"
    TOO_LONG = "TOO_LONG"


@dataclass(eq=False)
class LineRefused(CsnError):
    """A line of the roster does not hold."""

    flaw: LineFlaw


def read_line(row: Mapping[str, str], *, demo: bool) -> Person:
    """Return the person of a line; raises ``LineRefused`` with the first thing that does not hold."""
    cells = {key: (value or "").strip() for key, value in row.items() if isinstance(key, str)}
    if any(len(value) > 200 for value in cells.values()):
        raise LineRefused(LineFlaw.TOO_LONG)
    if demo and cells["ins_oid"] == REAL_OID:
        raise LineRefused(LineFlaw.REAL_PERSON)
    if not cells["birth_family_name"] or not cells["birth_given_names"] or "\x00" in "".join(cells.values()):
        raise LineRefused(LineFlaw.NAME)
    if cells["sex"] not in {"M", "F"}:
        raise LineRefused(LineFlaw.SEX)
    given_name = cells.get("used_given_name") or cells["birth_given_names"].split()[0]
    family_name = cells.get("used_family_name") or cells["birth_family_name"]
    return Person(
        ins=_ins(cells),
        ins_oid=cells["ins_oid"],
        birth_family_name=cells["birth_family_name"],
        birth_given_names=cells["birth_given_names"],
        used_family_name=family_name,
        used_given_name=given_name,
        display_name=cells.get("display_name") or f"{given_name} {family_name}".title(),
        sex=cells["sex"],
        birth_date=_birth_date(cells),
        birth_date_precision=cells.get("birth_date_precision") or "day",
        birth_place_code=cells["birth_place_code"],
        birth_place_label=cells.get("birth_place_label", ""),
        residence_commune_code=cells.get("residence_commune_code", ""),
        card_type=cells["card_type"],
        card_serial=_serial(cells),
        card_holder=cells.get("card_holder_id", ""),
        contacts=_contacts(cells),
    )


def guardians_of(row: Mapping[str, str]) -> dict[str, str]:
    """Return whom a line names as representatives: PARENT of a minor (or its tutor), TUTOR of an adult (R-ID-31).

    An adult under curatelle acts alone, and a child on a parent's card has that parent at least.
    """
    cells = {
        key: (row.get(key) or "").strip() for key in ("id", "legal_status", "representative_ids", "card_holder_id")
    }
    status = cells["legal_status"]
    named = [reference.strip()[:40] for reference in cells["representative_ids"].split(";")]
    if status == "tutelle":
        return {reference: "TUTOR" for reference in named if reference}
    if not status.startswith("mineur"):
        return {}
    holder = cells["card_holder_id"][:40]
    return {reference: "PARENT" for reference in (*named, holder) if reference and reference != cells["id"]}


def _ins(cells: Mapping[str, str]) -> str:
    try:
        return parse_nir(cells["nir13"] + cells["nir_key"])
    except NirNotUnderstood as fault:
        raise LineRefused(LineFlaw.NIR) from fault


def _birth_date(cells: Mapping[str, str]) -> str:
    try:
        born = date.fromisoformat(cells["birth_date"])
    except ValueError as fault:
        raise LineRefused(LineFlaw.BIRTH_DATE) from fault
    if born.year < 1880:
        raise LineRefused(LineFlaw.BIRTH_DATE)
    return born.isoformat()


def _serial(cells: Mapping[str, str]) -> str:
    serial = cells["card_serial"]
    if cells["card_type"] in {"", "aucune"}:
        return ""
    least, most = LENGTHS.get(cells["card_type"], (1, 0))
    if not (serial.isascii() and serial.isdigit() and least <= len(serial) <= most):
        raise LineRefused(LineFlaw.CARD)
    return serial


def _contacts(cells: Mapping[str, str]) -> Contacts:
    email, mobile, landline = cells["email"], cells["mobile"], cells.get("landline", "")
    if email and not normal_email(email):
        raise LineRefused(LineFlaw.EMAIL)
    if mobile and not is_mobile(normal_phone(mobile)):
        raise LineRefused(LineFlaw.MOBILE)
    if landline and not normal_phone(landline):
        raise LineRefused(LineFlaw.LANDLINE)
    return Contacts(normal_email(email), normal_phone(mobile), normal_phone(landline))
