"""A new e-mail address or mobile number: proved by a code, told to both, and counting only after a delay (R-ID-24).

Until then the old one receives everything, and can call it off: signed in, or by a link that asks for no secret.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, delete, select, update
from sqlmodel import col

from csn_app import routes
from csn_app.access import policy
from csn_app.access.policy import Permission
from csn_app.config import settings
from csn_app.core.errors import CsnError, NotFound
from csn_app.core.vocabulary import INSTALLATION
from csn_app.core.work import Channel, Notice, Trace, Untraced, Work
from csn_app.identity import notices, second_factor, ways
from csn_app.identity.contacts import is_mobile, mask, normal_email, normal_phone
from csn_app.identity.fresh_factor import NotProvedAgain, is_proved
from csn_app.identity.model import Account, KnownBrowser, Visit
from csn_app.identity.model_factors import ContactChange, OtherFactor
from csn_app.identity.own_account import SECURITY
from csn_app.identity.second_factor import Factor, Purpose
from csn_app.identity.sessions import end_sessions_of
from csn_app.identity.signin import Browser
from csn_app.identity.throttles import limit
from csn_app.identity.visits import VisitOver, answers_of, find_visit, keep_answers, open_visit
from csn_app.ui.words import PARIS, french_date, french_time

_LABEL = "contact_change.cancel"
_CHANGED = {Factor.EMAIL: "EMAIL_CHANGED", Factor.SMS: "PHONE_CHANGED"}


class ContactNotUnderstood(CsnError):
    """What was typed is neither an e-mail address nor a French mobile number."""


class ContactKnown(CsnError):
    """This address or number receives the codes of this account already."""


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A change that waits, as its owner sees it: where to, masked, and from when on it counts."""

    id: UUID
    masked: str
    counts_at: datetime


def read_contact(typed: str) -> tuple[Factor, str]:
    """Return an address or a mobile number as it is kept; raises ``ContactNotUnderstood``."""
    if "@" in typed and (email := normal_email(typed)):
        return Factor.EMAIL, email
    phone = normal_phone(typed)
    if not is_mobile(phone):
        raise ContactNotUnderstood
    return Factor.SMS, phone


def begin_change(work: Work, *, typed: str, browser: Browser) -> None:
    """Send a code to a new address or number; who asks proved who they are a moment ago.

    Raises ``NotProvedAgain``, ``ContactNotUnderstood``, ``ContactKnown``, ``TooSoon``.
    """
    policy.require(work, Permission.ACCOUNT_CHANGE)
    if not is_proved(work, purpose=SECURITY, browser=browser):
        raise NotProvedAgain
    factor, contact = read_contact(typed)
    account = work.db.get_one(Account, work.actor.account_id)
    if any(way.to == contact for way in ways.ways_of(work, account)):
        raise ContactKnown
    send_proof(work, open_visit(work, browser.visit), account, factor=factor, contact=contact)
    work.commit(untraced=Untraced.OUTBOX)


def pending_proof(work: Work, *, browser: Browser) -> second_factor.Factor:
    """Say by which way the code to the new address or number left; raises ``VisitOver``."""
    policy.require(work, Permission.ACCOUNT_CHANGE)
    return proof_in(work, find_visit(work, browser.visit))[0]


def confirm_change(work: Work, *, typed: str, browser: Browser, base: str) -> datetime:
    """Take the code: the change waits, both are told. Returns from when on it counts.

    Raises what ``second_factor`` raises, ``NotProvedAgain``, ``VisitOver``. ``base`` is our own address, for the link.
    """
    policy.require(work, Permission.ACCOUNT_CHANGE)
    if not is_proved(work, purpose=SECURITY, browser=browser):
        raise NotProvedAgain
    visit = open_visit(work, browser.visit)
    account = work.db.get_one(Account, work.actor.account_id, with_for_update=True)
    factor, contact = take_proof(work, visit, account, typed=typed)
    change = wait(work, account, factor=factor, contact=contact, base=base)
    work.commit(_trace("CONTACT_CHANGE_ASKED", account, change.id))
    return change.counts_at


def send_proof(work: Work, visit: Visit, account: Account, *, factor: Factor, contact: str) -> None:
    """Send a code to a contact that is not the account's yet, and remember it; the caller commits."""
    keep_answers(work, visit, contact_neuf=contact)
    code_for = Purpose.CONTACT.of(account.id)
    second_factor.send_code(work, visit, code_for=code_for, factor=factor, to=contact)


def proof_in(work: Work, visit: Visit | None) -> tuple[Factor, str]:
    """Return the contact that a visit must prove; raises ``VisitOver``."""
    contact = answers_of(work, visit).get("contact_neuf", "") if visit else ""
    if not contact:
        raise VisitOver
    return (Factor.EMAIL if "@" in contact else Factor.SMS), contact


def take_proof(work: Work, visit: Visit, account: Account, *, typed: str) -> tuple[Factor, str]:
    """Take the code that was sent to a new contact, and return it; raises what ``second_factor`` raises."""
    factor, contact = proof_in(work, visit)
    tries = limit(work, "contact", str(account.id))
    second_factor.check_code(work, visit, typed, code_for=Purpose.CONTACT.of(account.id), tries=tries)
    keep_answers(work, visit, contact_neuf="")
    return factor, contact


def wait(
    work: Work, account: Account, *, factor: Factor, contact: str, base: str, first: bool = False
) -> ContactChange:
    """Let a proved contact wait for its day, in place of one that waited; both are told. The caller commits."""
    _end(work, account.id, kind=factor, outcome="REPLACED")
    delay = timedelta(hours=settings().contact_change_hours)
    change = ContactChange(
        account_id=account.id, kind=factor, contact=b"", first=first, asked_at=work.now, counts_at=work.now + delay
    )
    change.contact = work.seal(INSTALLATION, f"contact_change.contact:{change.id}", contact)
    work.db.add(change)
    work.db.flush()
    _tell_asked(work, account, change, contact=contact, base=base)
    return change


def list_changes(work: Work) -> list[ChangeView]:
    """Return the changes of the actor's account that wait, the next one first."""
    policy.require(work, Permission.ACCOUNT_READ)
    mine = col(ContactChange.account_id) == work.actor.account_id, col(ContactChange.ended_at).is_(None)
    found = work.db.scalars(select(ContactChange).where(*mine).order_by(col(ContactChange.counts_at)))
    return [ChangeView(row.id, mask(_contact(work, row)), row.counts_at) for row in found]


def cancel_change(work: Work, *, change_id: UUID) -> None:
    """Call off one's own change before it counts; raises ``NotFound``."""
    policy.require(work, Permission.ACCOUNT_CHANGE)
    _cancel(work, change_id, account_id=work.actor.account_id)


def check_link(work: Work, *, token: str) -> bool:
    """Say whether the change that a link calls off still waits; raises ``NotFound`` for what we did not sign."""
    policy.open_to_all("the signed link of a message to the old contact, which calls off and gives nothing")
    change = work.db.get(ContactChange, _signed(work, token))
    return change is not None and change.ended_at is None


def cancel_by_link(work: Work, *, token: str) -> None:
    """Call off the change of a link, from the old contact and without signing in; raises ``NotFound``."""
    policy.open_to_all("the signed link of a message to the old contact, which calls off and gives nothing")
    _cancel(work, _signed(work, token))


def apply_due(work: Work) -> int:
    """Let the changes whose day has come count; returns how many."""
    policy.require(work, Permission.ACCOUNT_CHANGE)
    done = 0
    while (change := work.db.scalar(_due(work))) is not None:
        account = work.db.get_one(Account, change.account_id, with_for_update=True)
        contact = _contact(work, change)
        words = _applied_words(Factor(change.kind))
        _tell_old(work, account, Factor(change.kind), subject="Coordonnées modifiées", text=words)
        _apply(work, account, change, contact=contact)
        change.ended_at, change.outcome = work.now, "DONE"
        work.tell(Notice(Channel(change.kind), contact, "Coordonnées modifiées", words))
        work.commit(_trace(_CHANGED[Factor(change.kind)], account, change.id))
        work.db.expunge_all()
        done += 1
    work.db.rollback()
    return done


def token_of(work: Work, change_id: UUID) -> str:
    """Sign the link that calls one change off."""
    return f"{change_id.hex}.{work.keys.mac(_LABEL, change_id.hex).hex()[:40]}"


def _due(work: Work) -> Select[ContactChange]:
    due = col(ContactChange.ended_at).is_(None), col(ContactChange.counts_at) <= work.now
    return (
        select(ContactChange)
        .where(*due)
        .order_by(col(ContactChange.counts_at))
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def _apply(work: Work, account: Account, change: ContactChange, *, contact: str) -> None:
    factor = Factor(change.kind)
    same = col(OtherFactor.account_id) == account.id, col(OtherFactor.kind) == factor
    if change.first:
        # What was first is lost: it must not open the account from now on, nor what was opened or trusted with it.
        work.db.execute(delete(OtherFactor).where(*same))
        work.db.execute(delete(KnownBrowser).where(col(KnownBrowser.account_id) == account.id))
        ways.put_first(work, account, factor, contact)
        end_sessions_of(work, [account.id])
        return
    if account.factor == factor:
        ways.put_first(work, account, factor, contact)
        return
    row = work.db.scalar(select(OtherFactor).where(*same))
    if row is None:
        ways.new_factor(work, account.id, factor=factor, value=contact)
    else:
        ways.replace_value(work, row, contact)


def _cancel(work: Work, change_id: UUID, *, account_id: UUID | None = None) -> None:
    change = work.db.get(ContactChange, change_id, with_for_update=True)
    if change is None or change.ended_at is not None or account_id not in {None, change.account_id}:
        raise NotFound
    account = work.db.get_one(Account, change.account_id)
    change.ended_at, change.outcome = work.now, "CANCELLED"
    text = "Le changement de vos coordonnées est annulé. Rien n’a changé."
    _tell_old(work, account, Factor(change.kind), subject="Changement annulé", text=text)
    work.commit(_trace("CONTACT_CHANGE_CANCELLED", account, change.id))


def _end(work: Work, account_id: UUID, *, kind: Factor, outcome: str) -> None:
    waiting = col(ContactChange.account_id) == account_id, col(ContactChange.ended_at).is_(None)
    work.db.execute(
        update(ContactChange)
        .where(*waiting, col(ContactChange.kind) == kind)
        .values(ended_at=work.now, outcome=outcome)
    )


def _tell_asked(work: Work, account: Account, change: ContactChange, *, contact: str, base: str) -> None:
    at = change.counts_at.astimezone(PARIS)
    day = f"le {french_date(at.date())} à {french_time(at)}"
    what = "L’adresse e-mail" if change.kind == Factor.EMAIL else "Le numéro de mobile"
    link = f"{base}{routes.CONTACT_CANCEL}?jeton={token_of(work, change.id)}"
    text = (
        f"{what} de votre carnet de santé numérique changera {day}. Rien ne change avant. "
        f"Pour l’annuler, sans mot de passe ni code\u00a0: {link} ."
    )
    _tell_old(work, account, Factor(change.kind), subject="Changement de coordonnées demandé", text=text)
    words = (
        f"Votre code est bon. À partir de ce moment, {day}, vos codes et vos messages du carnet de santé numérique "
        "arriveront ici. Ce n’est pas vous\u00a0? Vous n’avez rien à faire\u00a0: quelqu’un s’est trompé d’adresse."
    )
    work.tell(Notice(Channel(change.kind), contact, "Changement de coordonnées demandé", words))


def _applied_words(factor: Factor) -> str:
    what = "L’adresse e-mail" if factor is Factor.EMAIL else "Le numéro de mobile"
    return f"{what} de votre carnet de santé numérique a changé, comme demandé."


def _tell_old(work: Work, account: Account, factor: Factor, *, subject: str, text: str) -> None:
    """Tell by the usual way of the account, and at the contact that is about to be replaced where that is another."""
    notices.tell_whatever_was_chosen(work, account, kind="CONTACT_CHANGED", subject=subject, text=text)
    replaced = (way for way in ways.ways_of(work, account) if way.id and way.factor is factor)
    for way in replaced:
        work.tell(Notice(Channel(factor), way.to, subject, text))


def _contact(work: Work, change: ContactChange) -> str:
    return work.open(INSTALLATION, f"contact_change.contact:{change.id}", change.contact)


def _signed(work: Work, token: str) -> UUID:
    said, _, mark = token.partition(".")
    if not hmac.compare_digest(mark.encode(), work.keys.mac(_LABEL, said).hex()[:40].encode()):
        raise NotFound
    return UUID(said)


def _trace(action: str, account: Account, named: UUID) -> Trace:
    return Trace(action, account.space_id or account.id, object_type="account", object_id=named)
