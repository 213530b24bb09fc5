"""Who a relative is: the name behind a delegation, and the fingerprints by which an invitation finds its person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlmodel import col

from csn_app.access import delegation, policy
from csn_app.access.mandates import Invited
from csn_app.access.policy import Permission
from csn_app.core.errors import CsnError, NotFound
from csn_app.core.work import Work
from csn_app.identity import notices
from csn_app.identity.model import Account, InsuredPerson
from csn_app.identity.names import fold, squeeze
from csn_app.identity.person import Person, ins_mark, open_person, person_of_space
from csn_app.identity.rules import age_words, is_minor, years_of
from csn_app.ui.words import PARIS


class InvitedOneself(CsnError):
    """Nobody acts for themselves."""


@dataclass(frozen=True, slots=True)
class Relative:
    """A person for whom one acts, or who is invited to: the name in use, the age in words."""

    space_id: UUID
    name: str
    given_name: str
    age: str
    minor: bool


@dataclass(frozen=True, slots=True)
class Typed:
    """Whom an inviter describes: number, birth name, given name, birth date as they were understood."""

    nir: str
    family_name: str
    given_name: str
    born: str


def invited_as(work: Work, typed: Typed) -> Invited:
    """Return the fingerprints of whom an inviter describes; nobody is looked for. Raises ``InvitedOneself``."""
    policy.require(work, Permission.DELEGATION_ANSWER)
    mark = _mark(work, ins=typed.nir, family=typed.family_name, given=typed.given_name, born=typed.born)
    if mark in own_marks(work):
        raise InvitedOneself
    return Invited(ins_mark(work, typed.nir), mark, f"{typed.given_name} {typed.family_name}")


def own_marks(work: Work) -> list[bytes]:
    """Return every fingerprint under which the actor themselves may have been invited."""
    policy.require(work, Permission.DELEGATION_ANSWER)
    own = work.actor.own_space_id
    found = person_of_space(work, own) if own else None
    return _marks_of(work, found[1]) if found else []


def is_invited(work: Work, *, ins: bytes, mark: bytes) -> UUID | None:
    """Return the space of the person whom an invitation describes, for the job that tells them; None for nobody."""
    policy.require(work, Permission.LIFECYCLE_RUN)
    row = work.db.scalar(select(InsuredPerson).where(col(InsuredPerson.ins_mark) == ins))
    return row.space_id if row and mark in _marks_of(work, open_person(work, row)) else None


def describe_represented(work: Work) -> dict[UUID, Relative]:
    """Return the people for whom the actor acts now, by space: the statement itself asks the delegations."""
    policy.require(work, Permission.DELEGATION_ANSWER)
    spaces = delegation.represented_spaces(work)
    return _relatives(work, work.db.scalars(select(InsuredPerson).where(col(InsuredPerson.space_id).in_(spaces))))


def describe_closed(work: Work) -> dict[UUID, Relative]:
    """Return the people whom the actor represents and whose carnet is closed, by space."""
    policy.require(work, Permission.DELEGATION_ANSWER)
    spaces = [space_id for _, space_id in delegation.closed_mandates(work)]
    return _relatives(work, work.db.scalars(select(InsuredPerson).where(col(InsuredPerson.space_id).in_(spaces))))


def age_of(work: Work, space_id: UUID) -> int:
    """Return the age of the person of a space in whole years, 0 where nobody knows it: whether they are told."""
    policy.open_to_all("decides only whether the person is told of an act that was asked for")
    born = work.db.scalar(select(col(InsuredPerson.birth_date)).where(col(InsuredPerson.space_id) == space_id))
    return years_of(born, today=_today(work)) if born else 0


def describe_inviting(work: Work, space_ids: Iterable[UUID]) -> dict[UUID, Relative]:
    """Return who the people are whose invitations wait for the actor; the caller read them by the actor's marks."""
    policy.require(work, Permission.DELEGATION_ANSWER)
    wanted = col(InsuredPerson.space_id).in_(set(space_ids))
    return _relatives(work, work.db.scalars(select(InsuredPerson).where(wanted).limit(50)))


def names_of_accounts(work: Work, account_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return the names of those who acted in a space, for who may read what they did there (R-AC-33)."""
    policy.open_to_all("asked for the acts and deposits that the policy let through: each is signed")
    wanted = col(Account.id).in_(set(account_ids))
    found = work.db.execute(select(col(Account.id), col(Account.shown_name)).where(wanted))
    return {row[0]: row[1] for row in found}


def delegates_among(work: Work, account_ids: Iterable[UUID], *, space_id: UUID) -> dict[UUID, str]:
    """Return the names of those among some accounts who are not the holder of a space."""
    policy.open_to_all("asked for the acts and deposits that the policy let through: each is signed")
    others = or_(col(Account.space_id).is_(None), col(Account.space_id) != space_id)
    wanted = col(Account.id).in_(set(account_ids))
    found = work.db.execute(select(col(Account.id), col(Account.shown_name)).where(wanted, others))
    return {row[0]: row[1] for row in found}


def minor_of(work: Work, space_id: UUID) -> bool:
    """Say whether the person of a space is under 18 today; raises ``NotFound`` for who may not read the space."""
    policy.require(work, Permission.SPACE_READ, space_id)
    born = work.db.scalar(select(col(InsuredPerson.birth_date)).where(col(InsuredPerson.space_id) == space_id))
    return born is not None and is_minor(born, today=_today(work))


def has_account(work: Work, space_id: UUID) -> bool:
    """Say whether the person of a space signs in themselves."""
    policy.open_to_all("asked by activation and by jobs; shown to the person themselves only")
    counted = select(func.count()).select_from(Account).where(col(Account.space_id) == space_id)
    return bool(work.db.scalar(counted))


def tell_account(work: Work, account_id: UUID, *, subject: str, text: str) -> None:
    """Write to whoever acts for somebody; no name, no health word. The caller commits."""
    policy.open_to_all("a message about a delegation; the one who acts never sees where it goes")
    space_id = work.db.scalar(select(col(Account.space_id)).where(col(Account.id) == account_id))
    if space_id is None:
        raise NotFound
    notices.tell_person(work, space_id, subject=subject, text=text)


def _relatives(work: Work, rows: Iterable[InsuredPerson]) -> dict[UUID, Relative]:
    today = _today(work)
    found: Mapping[UUID, tuple[InsuredPerson, Person]] = {row.space_id: (row, open_person(work, row)) for row in rows}
    return {
        space_id: Relative(
            space_id,
            name=person.display_name,
            given_name=person.display_name.split(" ")[0],
            age=age_words(row.birth_date, today=today),
            minor=is_minor(row.birth_date, today=today),
        )
        for space_id, (row, person) in found.items()
    }


def _marks_of(work: Work, person: Person) -> list[bytes]:
    """People give the name of birth or the one in use, and any one of their given names."""
    families = {squeeze(person.birth_family_name), squeeze(person.used_family_name)}
    givens = {*fold(person.birth_given_names).split(), squeeze(person.used_given_name)}
    return [
        _mark(work, ins=person.ins, family=family, given=given, born=person.birth_date)
        for family in sorted(families)
        for given in sorted(givens)
    ]


def _mark(work: Work, *, ins: str, family: str, given: str, born: str) -> bytes:
    described = "|".join((ins[:13], squeeze(family), squeeze(given), born))
    return work.keys.mac("delegation.invited", described)


def _today(work: Work) -> date:
    return work.now.astimezone(PARIS).date()
