"""Who refuses a carnet that nobody has opened yet: known by card, number and code together, for oneself or a child."""

from dataclasses import dataclass
from datetime import date
from hmac import compare_digest
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from csn_app.access import lifecycle, policy
from csn_app.core.vocabulary import SpaceState
from csn_app.core.work import Untraced, Work
from csn_app.identity import activation_codes, codes
from csn_app.identity.activation import CodeUnknown
from csn_app.identity.candidate import STOPS, ActivationStopped, Obstacle
from csn_app.identity.model import ActivationCode, InsuredPerson
from csn_app.identity.person import open_person
from csn_app.identity.rules import is_minor, minutes_after, tries_left
from csn_app.identity.signin import Browser
from csn_app.identity.throttles import Limit, address_limit, count_try, forget_tries, limit
from csn_app.ui.words import PARIS


@dataclass(frozen=True, slots=True)
class Refuser:
    """A person whose carnet is refused, and where it stands; ``again`` where this very code refused it already."""

    space_id: UUID
    name: str
    born: date
    state: SpaceState
    code_id: UUID
    again: bool


def recognise_by_code(work: Work, *, serial: str, nir: str, typed: str, browser: Browser) -> Refuser:
    """Return who is meant by card, number and code together; the caller acts and commits.

    For a child under 18 without a card, card and number are those of the parent to whom the child is attached, or the
    number is the child's own. Raises ``CodeUnknown`` (which of the three is wrong is not told), ``MustWait``,
    ``ActivationStopped`` for a code that is dead or a carnet that is active, closed or gone.
    """
    policy.open_to_all("refusing comes before any account: the code, card and number are the proof (R-LC-3)")
    tries = refusal_limits(work, browser, nir=nir)
    counted = count_try(work, *tries)
    code = _code(work, codes.normalise(typed))
    row = _person(work, code.space_id) if code else None
    if code is None or row is None or not _holds(work, row, serial=serial, nir=nir):
        work.commit(untraced=Untraced.TECHNICAL)
        raise CodeUnknown(tries_left(counted), minutes_after(counted))
    forget_tries(work, *tries)
    state = lifecycle.standing_of(work, row.space_id).state
    again = state is SpaceState.OPPOSED and code.used_at is not None
    if not again:
        _stop(work, code, state=state)
    name = open_person(work, row).display_name
    return Refuser(row.space_id, name, row.birth_date, state, code.id, again=again)


def use_code(work: Work, refuser: Refuser) -> None:
    """Use the code up; it keeps proving who refused, and activates nothing any more. The caller commits."""
    code = work.db.get_one(ActivationCode, refuser.code_id)
    code.used_at = work.now
    work.db.flush()
    activation_codes.replace_codes(work, space_id=refuser.space_id)


def holds_card(work: Work, space_id: UUID, *, serial: str, nir: str) -> bool:
    """Say whether card and number are those of a space's person, or of the parent a minor is attached to."""
    policy.open_to_all("withdrawing a refusal comes before any account: reference, card and number are the proof")
    row = _person(work, space_id)
    return row is not None and _holds(work, row, serial=serial, nir=nir)


def name_of(work: Work, space_id: UUID) -> tuple[str, date]:
    """Return a person's name and birth date, for the attestation of their own refusal."""
    policy.open_to_all("written on the attestation of who refused, and shown in initials to who holds its reference")
    row = _person(work, space_id)
    return (open_person(work, row).display_name, row.birth_date) if row else ("", date.min)


def refusal_limits(work: Work, browser: Browser, *, nir: str = "") -> tuple[Limit, ...]:
    """Name what waits when somebody guesses: the browser, the address for this number, the address as a whole."""
    return (
        limit(work, "refusal-browser", browser.visit),
        limit(work, "refusal-address-nir", browser.address, nir),
        address_limit(work, "refusal-address", browser.address),
    )


def _stop(work: Work, code: ActivationCode, *, state: SpaceState) -> None:
    if state is SpaceState.ACTIVATED:
        raise ActivationStopped(Obstacle.ALREADY_ACTIVE)
    if state in STOPS:
        raise ActivationStopped(STOPS[state])
    if code.used_at is not None:
        raise ActivationStopped(Obstacle.CODE_USED)
    if code.replaced_at is not None:
        raise ActivationStopped(Obstacle.CODE_REPLACED)
    if work.now >= code.expires_at:
        raise ActivationStopped(Obstacle.CODE_EXPIRED)


def _code(work: Work, typed: str) -> ActivationCode | None:
    """Return the code, locked: of two browsers that use the same one, the second finds it used."""
    if not codes.is_activation_code(typed):
        return None
    return work.db.scalar(
        select(ActivationCode)
        .where(
            col(ActivationCode.code_mark) == activation_codes.code_mark(work, typed),
            col(ActivationCode.space_id).is_not(None),
        )
        .order_by(col(ActivationCode.sent_at).desc())
        .limit(1)
        .with_for_update()
    )


def _person(work: Work, space_id: UUID | None) -> InsuredPerson | None:
    return work.db.scalar(select(InsuredPerson).where(col(InsuredPerson.space_id) == space_id))


def _holds(work: Work, row: InsuredPerson, *, serial: str, nir: str) -> bool:
    person = open_person(work, row)
    numbers, card = {person.ins}, person.card_serial
    if not card and person.card_holder and is_minor(row.birth_date, today=work.now.astimezone(PARIS).date()):
        parent = work.db.scalar(select(InsuredPerson).where(col(InsuredPerson.reference) == person.card_holder))
        if parent is not None:
            holder = open_person(work, parent)
            numbers, card = {person.ins, holder.ins}, holder.card_serial
    return bool(card) and compare_digest(serial.encode(), card.encode()) and nir in numbers
