"""What emergencies ask of identities: finding anyone, naming whoever is found, suspending a quality (R-AC-26)."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlmodel import col

from csn_app.access import policy
from csn_app.access.policy import Permission
from csn_app.core.errors import NotFound
from csn_app.core.work import Trace, Work
from csn_app.identity import notices
from csn_app.identity.model import Account, InsuredPerson, Professional
from csn_app.identity.names import fold
from csn_app.identity.person import Person, open_person, traits_mark
from csn_app.identity.service import Traits

_MOST = 3
"""Namesakes that are looked at: two are already too many to choose between."""


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """Whom a search in an emergency found: enough to be sure of the person, and nothing else. ``sex`` is M or F."""

    space_id: UUID
    family_name: str
    given_name: str
    birth_date: date
    sex: str


@dataclass(frozen=True, slots=True)
class CardHolder:
    """The person of an emergency card."""

    family_name: str
    given_name: str
    birth_date: date
    sex: str


@dataclass(frozen=True, slots=True)
class Suspended:
    """A professional whose emergency quality is suspended, and since when."""

    professional_id: UUID
    since: datetime


def find_anyone_by_traits(work: Work, traits: Traits) -> list[UUID]:
    """Return the spaces of those with these five traits, three at most; namesakes stay apart (R-ID-11)."""
    policy.require(work, Permission.EMERGENCY_OPEN)
    mark = traits_mark(
        work,
        family_name=traits.family_name,
        given_names=traits.given_names,
        birth_date=traits.birth_date,
        sex=traits.sex,
        birth_place_code=traits.birth_place_code,
    )
    found = work.db.scalars(select(InsuredPerson).where(col(InsuredPerson.traits_mark) == mark).limit(_MOST))
    typed = fold(traits.given_names)
    return [
        row.space_id for row in found if f"{fold(open_person(work, row).birth_given_names)} ".startswith(f"{typed} ")
    ]


def describe_found(work: Work, space_id: UUID | None) -> FoundPerson:
    """Return whom an emergency search found; raises ``NotFound`` where nobody is known by this space."""
    policy.require(work, Permission.EMERGENCY_OPEN)
    # The same question is put whether somebody was found or not.
    row = work.db.scalar(select(InsuredPerson).where(col(InsuredPerson.space_id) == (space_id or uuid4())))
    if row is None:
        raise NotFound
    family_name, given_name, sex = _named(open_person(work, row))
    return FoundPerson(row.space_id, family_name, given_name, row.birth_date, sex)


def describe_card_holder(work: Work, space_id: UUID) -> CardHolder | None:
    """Return the person of a card, for whoever may read it; None where the insurance's roster does not know them."""
    policy.require(work, Permission.PROFILE_READ, space_id)
    row = work.db.scalar(select(InsuredPerson).where(col(InsuredPerson.space_id) == space_id))
    if row is None:
        return None
    family_name, given_name, sex = _named(open_person(work, row))
    return CardHolder(family_name, given_name, row.birth_date, sex)


def suspend_quality(work: Work, professional_id: UUID) -> tuple[Trace, ...]:
    """Suspend a professional's emergency qualities from now on, and tell them. The caller commits with the traces."""
    policy.require(work, Permission.EMERGENCY_REVIEW)
    changed = work.db.execute(
        update(Professional)
        .where(col(Professional.id) == professional_id, col(Professional.emergency_suspended_at).is_(None))
        .values(emergency_suspended_at=work.now)
        .returning(col(Professional.id))
    ).first()
    account = _account(work, professional_id)
    if changed is None or account is None:
        return ()
    notices.tell_quality_suspended(work, account)
    return (Trace("EMERGENCY_QUALITY_SUSPENDED", account.id, object_type="account", object_id=account.id),)


def restore_quality(work: Work, professional_id: UUID) -> None:
    """Give a professional their emergency qualities back; raises ``NotFound`` where they are not suspended."""
    policy.require(work, Permission.EMERGENCY_REVIEW)
    changed = work.db.execute(
        update(Professional)
        .where(col(Professional.id) == professional_id, col(Professional.emergency_suspended_at).is_not(None))
        .values(emergency_suspended_at=None)
        .returning(col(Professional.id))
    ).first()
    account = _account(work, professional_id)
    if changed is None or account is None:
        raise NotFound
    work.commit(Trace("EMERGENCY_QUALITY_RESTORED", account.id, object_type="account", object_id=account.id))


def list_suspended(work: Work) -> list[Suspended]:
    """Return the professionals whose emergency quality is suspended, the last first; at most 100."""
    policy.require(work, Permission.EMERGENCY_REVIEW)
    since = col(Professional.emergency_suspended_at)
    found = work.db.execute(
        select(col(Professional.id), since).where(since.is_not(None)).order_by(since.desc(), col(Professional.id))
    ).fetchmany(100)
    return [Suspended(professional_id, at) for professional_id, at in found if at is not None]


def _account(work: Work, professional_id: UUID) -> Account | None:
    return work.db.scalar(select(Account).where(col(Account.professional_id) == professional_id))


def _named(person: Person) -> tuple[str, str, str]:
    family = person.used_family_name or person.birth_family_name
    given = person.used_given_name or person.birth_given_names.split(" ")[0]
    return family.upper(), given.title(), person.sex
