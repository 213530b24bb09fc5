"""Insured persons with an identity, so that a professional can find them."""

from dataclasses import dataclass
from datetime import date
from itertools import count

from csn_app.core.actor import JOB, Actor
from csn_app.core.work import Untraced
from csn_app.identity.model import InsuredPerson
from csn_app.identity.nir import key_of
from csn_app.identity.person import Contacts, Person, ins_mark, seal_person, traits_mark
from csn_app.identity.service import Traits
from tests.factories import OpenWork, a_holder

_numbers = count(1)
BORN = date(1984, 5, 14)


@dataclass(frozen=True)
class Known:
    """A holder and what somebody must type to find them."""

    holder: Actor
    ins: str
    traits: Traits


def a_known_holder(open_work: OpenWork, *, family_name: str = "", given_names: str = "ALICE MARIE") -> Known:
    """Make a holder whose identity the installation knows; the family name is new unless given."""
    number = next(_numbers)
    holder = a_holder(open_work)
    nir = f"28405441{number // 1000 + 20:02d}{number % 1000:03d}"
    name = family_name or f"LEFEVRE{''.join(chr(65 + int(digit)) for digit in str(number))}"
    person = Person(
        ins=nir + key_of(nir),
        ins_oid="1.2.250.1.213.1.4.10",
        birth_family_name=name,
        birth_given_names=given_names,
        used_family_name="MARTIN",
        used_given_name="ALICE",
        display_name="Alice Martin",
        sex="F",
        birth_date=BORN.isoformat(),
        birth_date_precision="day",
        birth_place_code="44109",
        birth_place_label="Nantes",
        residence_commune_code="44109",
        card_type="",
        card_serial="",
        card_holder="",
        contacts=Contacts(email=f"alice{number}@example.fr"),
    )
    traits = Traits(name, given_names.split(" ")[0], BORN, "F", "44109")
    with open_work(JOB) as work:
        row = InsuredPerson(
            space_id=holder.space_id,
            ins_mark=ins_mark(work, person.ins),
            traits_mark=traits_mark(
                work, family_name=name, given_names=given_names, birth_date=BORN, sex="F", birth_place_code="44109"
            ),
            identity=b"",
            birth_date=BORN,
            imported_at=work.now,
        )
        row.identity = seal_person(work, row.id, person)
        work.db.add(row)
        work.commit(untraced=Untraced.IMPORT)
    return Known(holder, person.ins, traits)
