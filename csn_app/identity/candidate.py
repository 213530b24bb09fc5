"""Whom a visitor says they are: found only when number, card and birth date match together."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hmac import compare_digest
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from csn_app.access import service as access
from csn_app.access.majority import was_represented
from csn_app.core.errors import CsnError
from csn_app.core.vocabulary import SpaceState
from csn_app.core.work import Work
from csn_app.identity import codes
from csn_app.identity.activation_codes import code_mark
from csn_app.identity.model import Account, ActivationCode, InsuredPerson, Visit
from csn_app.identity.person import Person, ins_mark, open_person
from csn_app.identity.rules import is_minor
from csn_app.identity.second_factor import Factor
from csn_app.identity.signin import Browser
from csn_app.identity.throttles import Limit, address_limit, limit
from csn_app.identity.visits import VisitOver, find_visit
from csn_app.ui.words import PARIS


class Obstacle(StrEnum):
    """Why an activation stops: each has its page and its sentence (R-ID-17)."""

    CODE_EXPIRED = "CODE_EXPIRED"
    CODE_USED = "CODE_USED"
    CODE_REPLACED = "CODE_REPLACED"
    ALREADY_ACTIVE = "ALREADY_ACTIVE"
    NOT_ACTIVATABLE = "NOT_ACTIVATABLE"
    OPPOSED = "OPPOSED"
    CLOSED = "CLOSED"
    SUSPENDED = "SUSPENDED"
    NO_CONTACT = "NO_CONTACT"
    DECEASED = "DECEASED"


STOPS = {
    SpaceState.NOT_INFORMED: Obstacle.NOT_ACTIVATABLE,
    SpaceState.NOT_ACTIVATABLE: Obstacle.NOT_ACTIVATABLE,
    SpaceState.OPPOSED: Obstacle.OPPOSED,
    SpaceState.SUSPENDED: Obstacle.SUSPENDED,
    SpaceState.CLOSED_ARCHIVED: Obstacle.CLOSED,
    SpaceState.CLOSED_DELETION_REQUESTED: Obstacle.CLOSED,
    SpaceState.ERASED: Obstacle.CLOSED,
    SpaceState.DECEASED: Obstacle.DECEASED,
}
"""The states in which no code is asked for: the page that says why comes first."""


WHO = ("nir_lu", "ne_le", "serie_lue")
"""Number, birth date and card as they were understood; kept in a visit only once the try was counted."""


@dataclass(eq=False)
class ActivationStopped(CsnError):
    """The person is known by their card, and cannot activate."""

    obstacle: Obstacle


@dataclass(frozen=True, slots=True)
class Candidate:
    """The insured person that a visitor is, and where their space stands."""

    row: InsuredPerson
    person: Person
    state: SpaceState


def recognise(work: Work, answers: Mapping[str, str]) -> Candidate | None:
    """Return who matches number, card and birth date together, or None."""
    holder, serial = number_holder(work, answers), answers.get("serie_lue", "")
    if holder is None or not compare_digest(serial.encode(), holder.person.card_serial.encode()):
        return None
    return holder if serial else None


def number_holder(work: Work, answers: Mapping[str, str]) -> Candidate | None:
    """Return whose number and birth date go together, without a card: enough to be reminded of an identifiant."""
    mark = ins_mark(work, answers.get("nir_lu", ""))
    row = work.db.scalar(select(InsuredPerson).where(col(InsuredPerson.ins_mark) == mark))
    person = open_person(work, row) if row else None
    if row is None or person is None or not _born(person, answers.get("ne_le", "")):
        return None
    return Candidate(row, person, access.state_of(work, row.space_id))


def code_of(work: Work, candidate: Candidate, typed: str) -> ActivationCode | None:
    """Return the code that was sent to this person, whatever became of it, or None."""
    code = codes.normalise(typed)
    if not codes.is_activation_code(code):
        return None
    return work.db.scalar(
        select(ActivationCode)
        .where(
            col(ActivationCode.space_id) == candidate.row.space_id,
            col(ActivationCode.code_mark) == code_mark(work, code),
        )
        .order_by(col(ActivationCode.sent_at).desc())
        .limit(1)
    )


def stop_at(work: Work, candidate: Candidate, code: ActivationCode) -> None:
    """Go on with a code that works for a space that may be activated; raises ``ActivationStopped``."""
    if code.used_at is not None:
        raise ActivationStopped(Obstacle.CODE_USED)
    if candidate.state is SpaceState.ACTIVATED and not awaits_owner(work, candidate):
        raise ActivationStopped(Obstacle.ALREADY_ACTIVE)
    if candidate.state in STOPS:
        raise ActivationStopped(STOPS[candidate.state])
    if code.replaced_at is not None:
        raise ActivationStopped(Obstacle.CODE_REPLACED)
    if work.now >= code.expires_at or candidate.state is SpaceState.CODE_EXPIRED:
        raise ActivationStopped(Obstacle.CODE_EXPIRED)


def awaits_owner(work: Work, candidate: Candidate) -> bool:
    """Say whether a carnet that parents opened waits for its person, who is 18 and has no account yet (R-ID-29)."""
    if candidate.state is not SpaceState.ACTIVATED:
        return False
    if is_minor(candidate.row.birth_date, today=work.now.astimezone(PARIS).date()):
        return False
    signs_in = select(col(Account.id)).where(col(Account.space_id) == candidate.row.space_id)
    return work.db.scalar(signs_in) is None and was_represented(work, candidate.row.space_id)


def proved(work: Work, answers: Mapping[str, str]) -> tuple[Candidate, ActivationCode]:
    """Return the person and their working code, checked in this visit; raises ``VisitOver``, ``ActivationStopped``.

    The code is locked: of two browsers that use the same one, the second finds it used.
    """
    candidate = recognise(work, answers)
    code_id = answers.get("code_tenu", "")
    if candidate is None or not code_id:
        raise VisitOver
    code = work.db.get(ActivationCode, UUID(code_id), with_for_update=True)
    if code is None or code.space_id != candidate.row.space_id:
        raise VisitOver
    stop_at(work, candidate, code)
    return candidate, code


def visit_of(work: Work, browser: Browser) -> Visit:
    """Return the visit of a browser; raises ``VisitOver``."""
    visit = find_visit(work, browser.visit)
    if visit is None:
        raise VisitOver
    return visit


def contact_for(person: Person, factor: Factor) -> str:
    """Return the known contact by which a factor reaches the person; nothing for an application."""
    return {Factor.SMS: person.contacts.mobile, Factor.EMAIL: person.contacts.email}.get(factor, "")


def limits_of(work: Work, browser: Browser, answers: Mapping[str, str]) -> tuple[Limit, ...]:
    """Name what waits when somebody guesses: the browser, the address for this number, the address as a whole."""
    return (
        limit(work, "activation-browser", browser.visit),
        limit(work, "activation-address-nir", browser.address, answers.get("nir_lu", "")),
        address_limit(work, "activation-address", browser.address),
    )


def _born(person: Person, typed: str) -> bool:
    """A person whose month of birth nobody knows may give the year alone."""
    if person.birth_date_precision == "year" and typed == person.birth_date[:4]:
        return True
    return typed == person.birth_date


def born_on(person: Person) -> date:
    """Return the day of birth, a convention where only the year is known."""
    return date.fromisoformat(person.birth_date)
