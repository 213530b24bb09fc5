"""Who calls the assistance, and how an agent reaches them: states and masked contacts, never a word of health."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from csn_app.access import lifecycle, policy
from csn_app.access.policy import Permission
from csn_app.core.errors import CsnError, NotFound
from csn_app.core.vocabulary import SpaceState
from csn_app.core.work import Untraced, Work
from csn_app.identity import activation_codes, codes, notices
from csn_app.identity.accounts import contact_of, seal_contact
from csn_app.identity.candidate import number_holder
from csn_app.identity.contacts import is_mobile, mask, normal_email, normal_phone
from csn_app.identity.model import Account, ActivationCode, InsuredPerson
from csn_app.identity.names import squeeze
from csn_app.identity.person import Person, person_of_space, seal_person
from csn_app.identity.rules import is_minor, minutes_after, tries_left
from csn_app.identity.sessions import end_sessions_of
from csn_app.identity.throttles import Limit, count_try, forget_tries, limit
from csn_app.ui.words import PARIS

RENEWED = frozenset(
    {
        SpaceState.INFORMED_WAITING,
        SpaceState.CREATED_NOT_ACTIVATED,
        SpaceState.CODE_SENT,
        SpaceState.CODE_EXPIRED,
    }
)
"""The states in which a new activation code may be sent."""


@dataclass(eq=False)
class CallerUnknown(CsnError):
    """The answers do not go together; which of them is wrong, or whether anybody is meant, is not told."""

    left: int
    minutes: int = 0


class NoWayToSend(CsnError):
    """No e-mail address and no mobile is known for the person."""


class SentJustNow(CsnError):
    """A code left less than 30 seconds ago (R-ID-14)."""


class ContactNotUnderstood(CsnError):
    """What was typed is neither an e-mail address nor a French mobile number."""


@dataclass(frozen=True, slots=True)
class PersonAtDesk:
    """What an agent reads of the person whom they help: who, where their carnet stands, how they are reached."""

    name: str
    born: date
    minor: bool
    state: SpaceState
    since: datetime
    email: str
    mobile: str
    landline: str
    has_account: bool
    code_sent_at: datetime | None
    code_until: datetime | None


def recognise_caller(work: Work, *, nir: str, born: str, family_name: str, given_name: str) -> UUID:
    """Return the space of who answers to number, birth date, name and first name together (R-AS-3).

    The try counts before it is judged, for the agent and for the number. Raises ``CallerUnknown``, ``MustWait``.
    """
    policy.require(work, Permission.CALL_BEGIN)
    tries = _tries(work, nir)
    counted = count_try(work, *tries)
    found = number_holder(work, {"nir_lu": nir, "ne_le": born})
    if found is None or not _named(found.person, family_name=family_name, given_name=given_name):
        work.commit(untraced=Untraced.TECHNICAL)
        raise CallerUnknown(tries_left(counted), minutes_after(counted))
    forget_tries(work, *tries)
    return found.row.space_id


def describe_caller(work: Work, space_id: UUID) -> PersonAtDesk:
    """Return what the agent in a call reads of the person; contacts are masked. Raises ``NotFound``."""
    policy.require(work, Permission.PERSON_HELP, space_id)
    row, person = _person(work, space_id)
    standing = lifecycle.standing_of(work, space_id)
    account = _account(work, space_id)
    sent, until = _last_code(work, space_id)
    codes_to = contact_of(work, account) if account else ""
    email = codes_to if normal_email(codes_to) else person.contacts.email
    mobile = codes_to if codes_to and not normal_email(codes_to) else person.contacts.mobile
    return PersonAtDesk(
        name=person.display_name,
        born=row.birth_date,
        minor=is_minor(row.birth_date, today=work.now.astimezone(PARIS).date()),
        state=standing.state,
        since=standing.since,
        email=mask(email),
        mobile=mask(mobile),
        landline=mask(person.contacts.landline),
        has_account=account is not None,
        code_sent_at=sent,
        code_until=until,
    )


def number_to_call_back(work: Work, space_id: UUID) -> str:
    """Return the known number by which the person is called back, or nothing: only that one proves anything."""
    policy.require(work, Permission.PERSON_HELP, space_id)
    _, person = _person(work, space_id)
    account = _account(work, space_id)
    known = notices.mobile_of(work, account) if account else ""
    return known or person.contacts.mobile or person.contacts.landline


def send_code_for_caller(work: Work, space_id: UUID) -> str:
    """Send the person a new activation code by the known way, never told to the agent; returns the masked contact.

    The older one stops working. Raises ``NoWayToSend``, ``SentJustNow``, ``MoveRefused``. The caller commits.
    """
    policy.require(work, Permission.PERSON_HELP, space_id)
    _, person = _person(work, space_id)
    state = lifecycle.standing_of(work, space_id).state
    if state not in RENEWED:
        raise lifecycle.MoveRefused(state, SpaceState.CODE_SENT)
    channel, to = activation_codes.channel_to(person.contacts)
    if not to:
        raise NoWayToSend
    sent, _ = _last_code(work, space_id)
    if sent is not None and sent <= work.now < sent + codes.ACTIVATION_EVERY:
        raise SentJustNow
    code = codes.new_activation_code()
    activation_codes.replace_codes(work, space_id=space_id)
    activation_codes.keep_codes(work, [activation_codes.CodeToKeep(code, channel, work.now, space_id=space_id)])
    work.tell(activation_codes.new_code(channel, to=to, code=code))
    if state in {SpaceState.CREATED_NOT_ACTIVATED, SpaceState.CODE_EXPIRED}:
        lifecycle.move_space(work, space_id, to=SpaceState.CODE_SENT)
    return mask(to)


def end_caller_sessions(work: Work, space_id: UUID) -> None:
    """End every session of the person, whose carnet has just been closed at their request. The caller commits."""
    policy.require(work, Permission.PERSON_HELP, space_id)
    account = _account(work, space_id)
    if account is not None:
        end_sessions_of(work, [account.id])


def read_contact(typed: str) -> str:
    """Return an e-mail address or a mobile as it is kept; raises ``ContactNotUnderstood``."""
    phone = normal_phone(typed)
    contact = phone if is_mobile(phone) else normal_email(typed)
    if not contact:
        raise ContactNotUnderstood
    return contact


def apply_contact(work: Work, space_id: UUID, contact: str) -> None:
    """Let a new contact count: the insurance's, and that of the account where codes go the same way (R-AS-9).

    The caller traces and commits.
    """
    policy.require(work, Permission.LIFECYCLE_RUN)
    row, person = _person(work, space_id)
    changed = {"email": contact} if normal_email(contact) else {"mobile": contact}
    row.identity = seal_person(work, row.id, replace(person, contacts=replace(person.contacts, **changed)))
    account = _account(work, space_id)
    old = contact_of(work, account) if account else ""
    if account is not None and old and bool(normal_email(old)) == bool(normal_email(contact)):
        account.contact = seal_contact(work, account.id, contact)
    work.db.flush()


def _named(person: Person, *, family_name: str, given_name: str) -> bool:
    """Either name of a person will do, and any of their first names: people give the ones they use."""
    families = {squeeze(person.birth_family_name), squeeze(person.used_family_name)}
    words = f"{person.birth_given_names} {person.used_given_name}".split()
    givens = {squeeze(word) for word in words} | {squeeze(person.birth_given_names), squeeze(person.used_given_name)}
    asked = squeeze(family_name), squeeze(given_name)
    return bool(asked[0] and asked[1]) and asked[0] in families and asked[1] in givens


def _tries(work: Work, nir: str) -> tuple[Limit, ...]:
    return (limit(work, "desk-agent", str(work.actor.account_id)), limit(work, "desk-number", nir[:13]))


def _person(work: Work, space_id: UUID) -> tuple[InsuredPerson, Person]:
    found = person_of_space(work, space_id)
    if found is None:
        raise NotFound
    return found


def _account(work: Work, space_id: UUID) -> Account | None:
    return work.db.scalar(select(Account).where(col(Account.space_id) == space_id))


def _last_code(work: Work, space_id: UUID) -> tuple[datetime | None, datetime | None]:
    last = work.db.scalar(
        select(ActivationCode)
        .where(col(ActivationCode.space_id) == space_id)
        .order_by(col(ActivationCode.sent_at).desc())
        .limit(1)
    )
    if last is None:
        return None, None
    alive = last.used_at is None and last.replaced_at is None and last.expires_at > work.now
    return last.sent_at, last.expires_at if alive else None
