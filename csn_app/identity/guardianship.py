"""Becoming the representative of a child, or the tutor of an adult (R-ID-7, R-ID-15, R-ID-16, R-ID-27, R-ID-31).

The right comes from the roster: a child stands on the parent's card, a judge's decision is registered by the health
insurance. Number (the account's own), card, birth date, the child's own code and a certification go together.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from hmac import compare_digest
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from csn_app.access import lifecycle, mandates, policy
from csn_app.access.policy import Permission
from csn_app.core.actor import DelegationKind
from csn_app.core.errors import CsnError, NotFound
from csn_app.core.vocabulary import SpaceState
from csn_app.core.work import Channel, Trace, Untraced, Work
from csn_app.identity import activation_codes, codes, notices
from csn_app.identity.accounts import contact_of
from csn_app.identity.activation import CodeUnknown
from csn_app.identity.candidate import STOPS, ActivationStopped, Candidate, Obstacle, code_of, stop_at
from csn_app.identity.contacts import mask, normal_email
from csn_app.identity.model import Account, ActivationCode, Guardian, InsuredPerson
from csn_app.identity.person import open_person, person_of_space
from csn_app.identity.rules import age_words, is_minor, majority, minutes_after, tries_left
from csn_app.identity.second_factor import TooSoon
from csn_app.identity.throttles import Limit, count_try, forget_tries, limit
from csn_app.ui.words import PARIS


class Tie(StrEnum):
    """What the roster says of a guardian."""

    PARENT = "PARENT"
    TUTOR = "TUTOR"


class NotCertified(CsnError):
    """Nobody becomes a representative without saying that they are."""


class NobodyTied(CsnError):
    """Card and birth date lead to nobody whom the actor represents; which of both is wrong is not told."""


@dataclass(frozen=True, slots=True)
class Ward:
    """A child, or an adult under tutelle, whom the actor may represent; ``active``: their carnet is open already."""

    space_id: UUID
    name: str
    age: str
    active: bool


def find_wards(work: Work, *, tie: Tie, serial: str, born: date) -> list[Ward]:
    """Return who is tied to the actor and born on that day: twins are several (R-ID-16).

    ``serial`` is the number of the actor's own card. Raises ``NobodyTied``, ``MustWait``.
    """
    policy.require(work, Permission.DELEGATION_ANSWER)
    count_try(work, _tries(work))
    found = _tied(work, tie=tie, serial=serial, born=born)
    if found:
        forget_tries(work, _tries(work))
    work.commit(untraced=Untraced.TECHNICAL)
    if not found:
        raise NobodyTied
    today = work.now.astimezone(PARIS).date()
    return [
        Ward(c.row.space_id, c.person.display_name, age_words(c.row.birth_date, today=today), _active(c)) for c in found
    ]


def send_ward_code(work: Work, *, tie: Tie, serial: str, born: date, space_id: UUID) -> str:
    """Send a new code for a ward to the actor's own contact; the older one stops working. Returns it, masked.

    Raises ``NobodyTied``, ``TooSoon``, ``ActivationStopped``.
    """
    policy.require(work, Permission.DELEGATION_ANSWER)
    found = _chosen(work, tie=tie, serial=serial, born=born, space_id=space_id)
    account = work.db.get_one(Account, work.actor.account_id)
    to = contact_of(work, account)
    if _active(found):
        raise ActivationStopped(Obstacle.ALREADY_ACTIVE)
    if found.state in STOPS:
        raise ActivationStopped(STOPS[found.state])
    if not to:
        raise ActivationStopped(Obstacle.NO_CONTACT)
    _pace(work, space_id)
    channel = Channel.EMAIL if normal_email(to) else Channel.SMS
    code = codes.new_activation_code()
    activation_codes.replace_codes(work, space_id=space_id)
    activation_codes.keep_codes(work, [activation_codes.CodeToKeep(code, channel, work.now, space_id=space_id)])
    work.tell(activation_codes.new_code(channel, to=to, code=code))
    if found.state in {SpaceState.CREATED_NOT_ACTIVATED, SpaceState.CODE_EXPIRED}:
        lifecycle.move_space(work, space_id, to=SpaceState.CODE_SENT)
    work.commit(untraced=Untraced.OUTBOX)
    return mask(to)


def become_guardian(
    work: Work, *, tie: Tie, serial: str, born: date, space_id: UUID, typed: str, certified: bool
) -> UUID:
    """Represent a ward from now on; their carnet opens if it waited for that. Returns the delegation.

    The code is the ward's own; an adult whose carnet is open already needs none, the judge's decision is enough and
    they are told. Raises ``NotCertified``, ``NobodyTied``, ``CodeUnknown``, ``MustWait``, ``ActivationStopped`` (a
    child's carnet that another parent opened: they invite), ``AlreadyActs``, ``TooManyRepresentatives``.
    """
    policy.require(work, Permission.DELEGATION_ANSWER)
    if not certified:
        raise NotCertified
    found = _chosen(work, tie=tie, serial=serial, born=born, space_id=space_id)
    if not _active(found) or tie is Tie.PARENT:
        _use_code(work, found, typed)
    kind = DelegationKind.REPRESENTATIVE if tie is Tie.PARENT else DelegationKind.TUTOR
    ends_at = majority_moment(found.row.birth_date) if tie is Tie.PARENT else None
    made = mandates.certify(work, space_id, kind=kind, ends_at=ends_at)
    if tie is Tie.TUTOR:
        notices.tell_person(
            work,
            space_id,
            subject="Votre tuteur ou votre tutrice utilise votre carnet",
            text="Une personne chargée de votre tutelle agit maintenant dans votre carnet. "
            "Chacun de ses actes est écrit à son nom, à la page «\u00a0Qui a consulté\u00a0».",
        )
    actions = ("GUARDIAN_CERTIFIED", *(() if _active(found) else ("ACCOUNT_ACTIVATED",)))
    work.commit(*(Trace(a, space_id, object_type="delegation", object_id=made) for a in actions))
    return made


def majority_moment(born: date) -> datetime:
    """Return midnight in Paris of the 18th birthday, when representation ends (R-ID-29)."""
    return datetime.combine(majority(born), time(), tzinfo=PARIS)


def _tied(work: Work, *, tie: Tie, serial: str, born: date) -> list[Candidate]:
    """Return the wards of the actor born on that day, if the card is the actor's."""
    own = work.actor.own_space_id
    known = person_of_space(work, own) if own else None
    if known is None:
        return []
    row, person = known
    if not person.card_serial or not compare_digest(serial.encode(), person.card_serial.encode()):
        return []
    rows = work.db.scalars(
        select(InsuredPerson)
        .join(Guardian, col(Guardian.space_id) == col(InsuredPerson.space_id))
        .where(
            col(Guardian.reference) == row.reference,
            col(Guardian.kind) == tie,
            col(InsuredPerson.birth_date) == born,
            col(InsuredPerson.space_id) != own,
        )
        .order_by(col(InsuredPerson.id))
    )
    today = work.now.astimezone(PARIS).date()
    return [
        Candidate(ward, open_person(work, ward), lifecycle.standing_of(work, ward.space_id).state)
        for ward in rows
        if tie is Tie.TUTOR or is_minor(ward.birth_date, today=today)
    ]


def _chosen(work: Work, *, tie: Tie, serial: str, born: date, space_id: UUID) -> Candidate:
    found = [c for c in _tied(work, tie=tie, serial=serial, born=born) if c.row.space_id == space_id]
    if not found:
        raise NobodyTied
    return found[0]


def _use_code(work: Work, found: Candidate, typed: str) -> None:
    """Use the ward's code up; of two parents who type it at once, the second finds it used."""
    tries = _tries(work)
    counted = count_try(work, tries)
    code = code_of(work, found, typed)
    if code is None:
        work.commit(untraced=Untraced.TECHNICAL)
        if _active(found):
            raise ActivationStopped(Obstacle.ALREADY_ACTIVE)
        raise CodeUnknown(tries_left(counted), minutes_after(counted))
    forget_tries(work, tries)
    held = work.db.get_one(ActivationCode, code.id, with_for_update=True, populate_existing=True)
    stop_at(work, found, held)
    held.used_at = work.now
    work.db.flush()


def _pace(work: Work, space_id: UUID) -> None:
    last = work.db.scalar(
        select(col(ActivationCode.sent_at))
        .where(col(ActivationCode.space_id) == space_id)
        .order_by(col(ActivationCode.sent_at).desc())
        .limit(1)
    )
    left = codes.ACTIVATION_EVERY - (work.now - last) if last is not None and last <= work.now else None
    if left is not None and left.total_seconds() > 0:
        raise TooSoon(max(1, round(left.total_seconds())))


def _active(found: Candidate) -> bool:
    return found.state is SpaceState.ACTIVATED


def _tries(work: Work) -> Limit:
    if work.actor.account_id is None:
        raise NotFound
    return limit(work, "guardian", str(work.actor.account_id))
