"""The demonstration's fictional people, in their states, with their one password. Never outside demo mode."""

import csv
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import select, text
from sqlmodel import col

from csn_app import tables, wiring
from csn_app.access import lifecycle, matrix
from csn_app.access import service as access
from csn_app.config import settings
from csn_app.core.actor import JOB, Actor, Quality
from csn_app.core.vocabulary import SpaceState
from csn_app.core.work import Channel, Trace, Untraced, Work
from csn_app.identity import accounts, activation_codes, codes, professionals, roster
from csn_app.identity.hashing import hash_password
from csn_app.identity.model import Account, InsuredPerson, Professional
from csn_app.launch import demo_dossier, demo_relatives
from csn_app.storage import installation

PASSWORD = "garance tilleul 2026"  # noqa: S105 - printed at the start of every demonstration
STAFF = (
    ("agent-1", Quality.AGENT, "Agente Sophie Lenoir"),
    ("agent-2", Quality.AGENT, "Agent Karim Haddad"),
    ("operateur-1", Quality.OPERATOR, "Opératrice Nadège Colin"),
    ("operateur-2", Quality.OPERATOR, "Opérateur Yves Prigent"),
)
_WITH_ACCOUNT = {SpaceState.ACTIVATED, *lifecycle.CLOSED}
_DATA = Path(__file__).parent.parent / "data"
_SEEDED_BY_HAND = {"installation", "access_matrix", "alembic_version"}


def seed() -> None:
    """Load the fictional people where they are missing; loading them twice changes nothing."""
    with wiring.open_work(JOB) as work:
        if work.db.scalar(select(col(Account.id)).where(col(Account.login_id) == "alice.martin")) is None:
            _load(work)


def reset() -> None:
    """Forget everything and load the demonstration anew (under two seconds); for testers, in demo mode only."""
    with wiring.open_work(JOB) as work:
        if not settings().demo:
            return
        emptied = [f'"{t.name}"' for t in tables.metadata.sorted_tables if t.name not in _SEEDED_BY_HAND]
        work.db.execute(text("alter table trace disable trigger trace_is_never_changed"))
        work.db.execute(text(f"truncate {', '.join(emptied)}"))
        work.db.execute(text("alter table trace enable trigger trace_is_never_changed"))
        work.commit(untraced=Untraced.TECHNICAL)
        installation.move_clock(work.db, timedelta())
    seed()


def welcome() -> list[str]:
    """Say who lives in the demonstration and how to sign in as them."""
    if not settings().demo:
        return []
    return [
        "Personnes fictives : alice.martin (patiente), camille.bernard (médecin), chloe.roux (kinésithérapeute),",
        "  nadia.ferrand (secrétaire du Dr Bernard), operateur-1 (exploitation), agent-1 (assistance),",
        "  et celles de csn_app/data/test_identities.csv.",
        "Familles : alice.martin (Noé, Jeanne), leila.amari (jumeaux à ajouter), monique.vasseur (tutrice).",
        f"Mot de passe de toutes : {PASSWORD}",
        "Le code de sécurité arrive dans /_demo/outbox.",
    ]


def account_of(work: Work, who: str) -> Account | None:
    """Find an account by what a tester calls it: its id, its identifiant, ``alice`` or ``TI-001``, ``TP-001``."""
    found = work.db.scalar(select(Account).where(col(Account.login_id) == who.lower()))
    if found is None and _is_uuid(who):
        found = work.db.get(Account, UUID(who))
    if found is None:
        of_person = select(col(InsuredPerson.space_id)).where(col(InsuredPerson.reference) == who)
        found = work.db.scalar(select(Account).where(col(Account.space_id).in_(of_person)))
    if found is None and (rpps := _rpps_of().get(who)):
        of_professional = select(col(Professional.id)).where(col(Professional.rpps) == rpps)
        theirs = col(Account.professional_id).in_(of_professional), col(Account.assistant).is_(False)
        found = work.db.scalar(select(Account).where(*theirs))
    return found


@cache
def password_hash() -> str:
    """Hash the demonstration's password, once a process."""
    return hash_password(PASSWORD)


def activate(work: Work, space_id: UUID, *, login_id: str, name: str, email: str) -> Account:
    """Give a fictional person an account that receives its codes by e-mail; the caller commits."""
    account = staff_account(work, login_id, quality=Quality.HOLDER, name=name, email=email)
    account.space_id = space_id
    work.db.add(account)
    work.db.flush()
    return account


def _load(work: Work) -> None:
    matrix.load(work.db)
    for file in ("demo_people", "test_identities"):
        roster.import_roster(work, _lines(file), demo=True, then=settle)
    for file in ("demo_professionals", "test_professionals"):
        professionals.import_professionals(work, list(_lines(file)))
    for entry in work.db.scalars(select(Account).where(col(Account.quality) == Quality.PROFESSIONAL)).all():
        _open_account(work, entry, email=f"{entry.login_id}@mssante.example.fr")
    for login_id, quality, name in STAFF:
        work.db.add(staff_account(work, login_id, quality=quality, name=name, email=f"{login_id}@example.fr"))
    work.commit(untraced=Untraced.IMPORT)
    people = {account.login_id: account for account in work.db.scalars(select(Account))}
    entries = {entry.id: entry for entry in work.db.scalars(select(Professional))}
    doctors = {login: entries[a.professional_id] for login, a in people.items() if a.professional_id in entries}
    demo_dossier.furnish(work, people, doctors=doctors)
    demo_relatives.furnish(work, people, doctors=doctors)
    work.actor = JOB


def settle(work: Work, announced: list[roster.Announced]) -> None:
    """Put each fictional person into the state that their line asks for, with their account or their code."""
    spaces = [
        access.NewSpace(
            a.space_id,
            SpaceState(a.line["activation_state"]),
            work.now - timedelta(days=int(a.line["state_since_days"] or 0)),
        )
        for a in announced
    ]
    access.announce_spaces(work, spaces)
    for a in announced:
        if a.line["activation_state"] in _WITH_ACCOUNT and a.line["login_id"]:
            account = activate(
                work,
                a.space_id,
                login_id=a.line["login_id"],
                name=a.person.display_name,
                email=a.line["email"] or f"{a.line['login_id']}@example.fr",
            )
            _trace_activation(work, account, days_ago=int(a.line["state_since_days"] or 0))
    activation_codes.keep_codes(work, [_code(work, a) for a in announced if a.line["provisional_code"]])


def _trace_activation(work: Work, account: Account, *, days_ago: int) -> None:
    """Let the trail say that the person did it, on the day that they did."""
    if account.space_id is None:
        return
    now, work.now = work.now, work.now - timedelta(days=days_ago)
    work.actor = Actor(Quality.HOLDER, account_id=account.id, space_id=account.space_id, shown_name=account.shown_name)
    work.trail.append(work, (Trace("ACCOUNT_ACTIVATED", account.space_id, object_type="account"),))
    work.actor, work.now = JOB, now


def _code(work: Work, announced: roster.Announced) -> activation_codes.CodeToKeep:
    sent = work.now - timedelta(days=int(announced.line["provisional_code_age_days"] or 0))
    used = sent + timedelta(days=1) if announced.line["activation_state"] == SpaceState.ACTIVATED else None
    code = codes.normalise(announced.line["provisional_code"])
    return activation_codes.CodeToKeep(code, Channel.EMAIL, sent, space_id=announced.space_id, used_at=used)


def staff_account(work: Work, login_id: str, *, quality: Quality, name: str, email: str) -> Account:
    """Make an account with the one password, not yet added to the session: the caller completes it."""
    account = Account(id=uuid4(), quality=quality, login_id=login_id, shown_name=name, created_at=work.now)
    _open_account(work, account, email=email)
    return account


def _open_account(work: Work, account: Account, *, email: str) -> None:
    # A demonstration must be open to whoever reads its screen: codes go to the outbox, not to an authenticator.
    account.password_hash = password_hash()
    account.factor = Channel.EMAIL
    account.contact = accounts.seal_contact(work, account.id, email)


def _lines(name: str) -> Iterator[dict[str, str]]:
    with (_DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@cache
def _rpps_of() -> dict[str, str]:
    return {line["id"]: line["rpps"] for file in ("demo_professionals", "test_professionals") for line in _lines(file)}


def _is_uuid(text_: str) -> bool:
    try:
        UUID(text_)
    except ValueError:
        return False
    return True
