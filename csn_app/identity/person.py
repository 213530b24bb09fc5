"""The identité nationale de santé of one insured person, and how it is kept and found (R-ID-1)."""

import json
from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from csn_app.core.vocabulary import INSTALLATION
from csn_app.core.work import Work
from csn_app.identity.model import InsuredPerson
from csn_app.identity.names import fold, squeeze


@dataclass(frozen=True, slots=True)
class Contacts:
    """What the health insurance knows to reach somebody; each may be empty."""

    email: str = ""
    mobile: str = ""
    landline: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Who a person is: matricule (15 characters), its OID, the five traits, the names in use, card and contacts."""

    ins: str
    ins_oid: str
    birth_family_name: str
    birth_given_names: str
    used_family_name: str
    used_given_name: str
    display_name: str
    sex: str
    birth_date: str
    birth_date_precision: str
    birth_place_code: str
    birth_place_label: str
    residence_commune_code: str
    card_type: str
    card_serial: str
    card_holder: str
    contacts: Contacts


def seal_person(work: Work, row_id: UUID, person: Person) -> bytes:
    """Seal an identity for its row, under the installation's key: it must be found before anyone is signed in."""
    return work.seal(INSTALLATION, f"insured_person.identity:{row_id}", json.dumps(asdict(person)))


def open_person(work: Work, row: InsuredPerson) -> Person:
    """Open the identity of a row; raises ``Unreadable``."""
    kept = json.loads(work.open(INSTALLATION, f"insured_person.identity:{row.id}", row.identity))
    return Person(**{**kept, "contacts": Contacts(**kept["contacts"])})


def person_of_space(work: Work, space_id: UUID) -> tuple[InsuredPerson, Person] | None:
    """Return the insured person of a space with their identity, or None; the caller asked whether it may be known."""
    row = work.db.scalar(select(InsuredPerson).where(col(InsuredPerson.space_id) == space_id))
    return (row, open_person(work, row)) if row else None


def ins_mark(work: Work, ins: str) -> bytes:
    """Return the fingerprint under which a matricule is found; its key is left out, some documents do not print it."""
    return work.keys.mac("insured_person.ins", ins[:13])


def traits_mark(
    work: Work, *, family_name: str, given_names: str, birth_date: date, sex: str, birth_place_code: str
) -> bytes:
    """Return the fingerprint of the five traits; of the given names only the first, people rarely give them all."""
    first = fold(given_names).split(" ")[0]
    traits = (squeeze(family_name), first, birth_date.isoformat(), sex.upper(), birth_place_code.upper())
    return work.keys.mac("insured_person.traits", "|".join(traits))
