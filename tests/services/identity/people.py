"""People as a roster announces them, and the browsers in front of them."""

from collections.abc import Mapping
from datetime import timedelta
from itertools import count
from secrets import token_hex

from sqlalchemy import select
from sqlmodel import col

from csn_app.core.work import Work
from csn_app.identity.codes import normalise
from csn_app.identity.model import Account, InsuredPerson
from csn_app.identity.nir import key_of
from csn_app.identity.signin import Browser
from csn_app.identity.visits import keep_typed
from csn_app.notifications.service import messages_to

_numbers = count(1)


def line(**changed: str) -> dict[str, str]:
    """Return a line of the roster about somebody new."""
    number = next(_numbers)
    nir = f"28005141{number // 1000:02d}{number % 1000:03d}"
    return {
        "id": f"R-{number}",
        "nir13": nir,
        "nir_key": key_of(nir),
        "ins_oid": "1.2.250.1.213.1.4.10",
        "birth_family_name": "MARTIN",
        "birth_given_names": "ALICE JEANNE",
        "display_name": "Alice Martin",
        "sex": "F",
        "birth_date": "1980-05-14",
        "birth_place_code": "14118",
        "card_type": "avec_photo",
        "card_serial": f"{74100000000 + number}",
        "email": f"alice{number}@example.fr",
        "mobile": f"06399{number:05d}",
        **changed,
    }


def person_of(work: Work, row: Mapping[str, str]) -> InsuredPerson:
    """Return the insured person of a line."""
    return work.db.scalars(select(InsuredPerson).where(col(InsuredPerson.reference) == row["id"])).one()


def account_of(work: Work, row: Mapping[str, str]) -> Account:
    """Return the account of a line, as it stands in the database now."""
    mine = select(Account).where(col(Account.space_id) == person_of(work, row).space_id)
    return work.db.scalars(mine.execution_options(populate_existing=True)).one()


def a_browser() -> Browser:
    """Return a browser that nobody has seen, behind an address of its own."""
    return Browser(visit=token_hex(16), address=token_hex(8), device="Firefox sur Linux")


def who(row: Mapping[str, str], **changed: str) -> dict[str, str]:
    """Return number, card and birth date as the pages understand them."""
    read = {"serie_lue": row["card_serial"], "nir_lu": row["nir13"] + row["nir_key"], "ne_le": row["birth_date"]}
    return {**read, **changed}


def say_who(work: Work, browser: Browser, row: Mapping[str, str], **changed: str) -> None:
    """Keep what the first two pages of activation keep once the try was counted."""
    answers = {"carte": row["card_type"], **who(row, **changed)}
    keep_typed(work, token=browser.visit, answers=answers, address=browser.address)


def code_in(text: str) -> str:
    """Return the activation code of a message."""
    return normalise(text.split("\u00a0: ")[1].split(". ")[0])


def last_code(work: Work, to: str) -> str:
    """Return the newest activation code sent to somebody."""
    return code_in(next(m.text for m in messages_to(work, to) if not m.text[:6].isdigit()))


def security_code(work: Work, to: str) -> str:
    """Return the newest security code sent to somebody; what happens next happens a second later."""
    code = next(m.text[:6] for m in messages_to(work, to) if m.text[:6].isdigit())
    work.real_now += timedelta(seconds=1)
    return code
