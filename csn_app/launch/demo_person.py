"""Fresh fictional people for testers: each test has its own, so tests run side by side."""

import secrets
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlmodel import col

from csn_app.access.emergency_rules import EmergencyKind
from csn_app.core.actor import Quality
from csn_app.core.errors import CsnError
from csn_app.core.vocabulary import SpaceState
from csn_app.core.work import Untraced, Work
from csn_app.identity import codes, nir, roster
from csn_app.identity.model import Account, InsuredPerson, Place, Practice, Professional
from csn_app.identity.names import fold
from csn_app.identity.person import ins_mark
from csn_app.launch import demo

_DEMO_OID = "1.2.250.1.213.1.4.11"


_DRAWS = 20
_NANTES = 109


class NumberTaken(CsnError):
    """Every number drawn for a fictional person is somebody's already."""


def make_holder(work: Work, *, name: str, activated: bool, born: date | None = None) -> dict[str, str]:
    """Make an insured person with a card; not activated, their code waits for them and they have no account yet."""
    line = _announced(work, name=name, activated=activated, born=born or _any_birth())
    account = work.db.scalar(select(Account).where(col(Account.login_id) == line["login_id"])) if activated else None
    space_id = work.db.scalar(select(col(InsuredPerson.space_id)).where(col(InsuredPerson.reference) == line["id"]))
    made = {
        "name": name,
        "email": line["email"],
        "mobile": line["mobile"],
        "nir": line["nir13"] + line["nir_key"],
        "birth_date": line["birth_date"],
        "card_serial": line["card_serial"],
        "space": str(space_id),
    }
    return made | (_account(account) if account else {"id": line["id"], "code": line["provisional_code"]})


def make_staff(work: Work, *, quality: Quality, name: str, profession: str, emergency: str = "") -> dict[str, str]:
    """Make an agent, an operator, or a professional with an entry in the directory and a place to work from.

    ``emergency``: ``SAMU`` or ``GLASS`` gives a professional that quality.
    """
    tag = uuid4().hex[:10]
    email = f"test.{tag}@example.fr"
    account = demo.staff_account(work, f"test.{tag}", quality=quality, name=name, email=email)
    if quality is Quality.PROFESSIONAL:
        account.professional_id = _directory_entry(work, tag=tag, name=name, profession=profession, emergency=emergency)
    work.db.add(account)
    work.commit(untraced=Untraced.IMPORT)
    professional = str(account.professional_id or "")
    return {"name": name, "email": email, "professional": professional, "space": "", **_account(account)}


def _announced(work: Work, *, name: str, activated: bool, born: date) -> dict[str, str]:
    """Announce somebody under a number that is free; a month has 999 of a town, then other towns lend theirs."""
    for draw in range(_DRAWS):
        commune = _NANTES if not draw else 1 + secrets.randbelow(989)
        line = _line(uuid4().hex[:10], name=name, activated=activated, born=born, commune=commune)
        mark = ins_mark(work, line["nir13"] + line["nir_key"])
        # Read in under a number that somebody has, the line would change their contacts and their card.
        free = work.db.scalar(select(col(InsuredPerson.id)).where(col(InsuredPerson.ins_mark) == mark)) is None
        if free and roster.import_roster(work, [line], demo=True, then=demo.settle).created == 1:
            return line
    raise NumberTaken


def _account(account: Account) -> dict[str, str]:
    return {"id": str(account.id), "login_id": account.login_id, "password": demo.PASSWORD}


def _any_birth() -> date:
    return date(1930 + secrets.randbelow(70), 1 + secrets.randbelow(12), 14)


def _line(tag: str, *, name: str, activated: bool, born: date, commune: int = _NANTES) -> dict[str, str]:
    """Write a line of the roster, as a file would hold it: someone born in Nantes, with a number and a card."""
    given, _, family = name.partition(" ")
    number = f"2{born.year % 100:02d}{born.month:02d}44{commune:03d}{1 + secrets.randbelow(999):03d}"
    return {
        "id": f"TEST-{tag}",
        "nir13": number,
        "nir_key": nir.key_of(number),
        "ins_oid": _DEMO_OID,
        "birth_family_name": (family or tag).upper(),
        "birth_given_names": given.upper(),
        "display_name": name,
        "sex": "F",
        "birth_date": born.isoformat(),
        "birth_date_precision": "day",
        "birth_place_code": "44109",
        "birth_place_label": "Nantes",
        "card_type": "avec_photo",
        "card_serial": f"7{secrets.randbelow(10**10):010d}",
        "email": f"test.{tag}@example.fr",
        "mobile": f"06399{secrets.randbelow(10**5):05d}",
        "activation_state": SpaceState.ACTIVATED if activated else SpaceState.CODE_SENT,
        "state_since_days": "6",
        "login_id": f"test.{tag}" if activated else "",
        "provisional_code": "" if activated else codes.new_activation_code(),
        "provisional_code_age_days": "6",
    }


def _directory_entry(work: Work, *, tag: str, name: str, profession: str, emergency: str) -> UUID:
    given, _, family = name.partition(" ")
    place = Place(finess=f"99{tag[:7]}", name=f"Cabinet de test {tag}", town="Nantes")
    entry = Professional(
        rpps=f"999{int(tag, 16) % 10**8:08d}",
        civility="Dr" if profession == "10" else "",
        given_name=given,
        family_name=family or tag,
        profession_code=profession,
        regulates=emergency == EmergencyKind.SAMU,
        breaks_glass=emergency == EmergencyKind.GLASS,
        search=f" {fold(f'{family} {given} {tag}')}",
    )
    for row in (place, entry):
        work.db.add(row)
    work.db.flush()
    work.db.add(Practice(professional_id=entry.id, place_id=place.id))
    return entry.id
