"""The telephone of the second step is lost: another way, or identity proved again and a delay (R-ID-24).

Who asks gave the password in this visit. With the card too they still wait 72 hours, and the person is told meanwhile.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from csn_app.access import policy
from csn_app.core.errors import CsnError
from csn_app.core.work import Trace, Untraced, Work
from csn_app.identity import contact_changes, signin, ways
from csn_app.identity.candidate import contact_for, limits_of, recognise
from csn_app.identity.model import Account, Visit
from csn_app.identity.second_factor import Factor
from csn_app.identity.signin import Browser
from csn_app.identity.throttles import count_try, forget_tries
from csn_app.identity.visits import VisitOver, answers_of, find_visit, keep_answers
from csn_app.identity.ways import Way


class IdentityNotMatched(CsnError):
    """Number, card and birth date are not those of the account's person; which of them is not told."""


class NoOtherContact(CsnError):
    """The health insurance knows no other address or number than the one that is lost."""


@dataclass(frozen=True, slots=True)
class WaysOut:
    """The other ways of an account, and whether its person can prove their identity by their card."""

    others: tuple[Way, ...]
    by_card: bool


def ways_out(work: Work, *, browser: Browser) -> WaysOut:
    """Return what is left to whoever does not get the code; raises ``VisitOver``."""
    policy.open_to_all("the password was checked in this visit")
    visit, account = _pending(work, browser)
    used = ways.chosen_way(work, visit, account)
    others = tuple(way for way in ways.ways_of(work, account) if way.id != used.id)
    return WaysOut(others, by_card=account.space_id is not None)


def choose_way(work: Work, *, way_id: str, browser: Browser) -> None:
    """Take another way for the code of this sign-in, and send it; raises ``VisitOver``."""
    policy.open_to_all("the password was checked in this visit")
    visit, account = _pending(work, browser)
    keep_answers(work, visit, facteur=way_id)
    signin.send_if_due(work, visit, account, code_for=signin.purpose_of(account))
    work.commit(untraced=Untraced.OUTBOX)


def prove_identity(work: Work, *, who: Mapping[str, str], browser: Browser) -> None:
    """Send a code to the other contact that the health insurance knows of whoever has number, card and birth date.

    Raises ``IdentityNotMatched``, ``NoOtherContact``, ``MustWait``, ``TooSoon``, ``VisitOver``.
    """
    policy.open_to_all("the password was checked in this visit")
    visit, account = _pending(work, browser)
    tries = limits_of(work, browser, who)
    count_try(work, *tries)
    found = recognise(work, who)
    if found is None or found.row.space_id != account.space_id:
        work.commit(untraced=Untraced.TECHNICAL)
        raise IdentityNotMatched
    forget_tries(work, *tries)
    lost = ways.ways_of(work, account)[0].to
    known = ((factor, contact_for(found.person, factor)) for factor in (Factor.EMAIL, Factor.SMS))
    factor, contact = next(((f, to) for f, to in known if to and to != lost), (None, ""))
    if factor is None:
        raise NoOtherContact
    contact_changes.send_proof(work, visit, account, factor=factor, contact=contact)
    keep_answers(work, visit, perdu="oui")
    work.commit(untraced=Untraced.OUTBOX)


def pending_contact(work: Work, *, browser: Browser) -> Factor:
    """Say by which way the code of the identity proof left; raises ``VisitOver``."""
    policy.open_to_all("the password was checked in this visit")
    visit, _ = _pending(work, browser)
    return _proof(work, visit)


def confirm_contact(work: Work, *, typed: str, browser: Browser, base: str) -> datetime:
    """Take that code: the contact serves first once the delay is over, and both are told. Returns from when on.

    Raises what ``second_factor`` raises, and ``VisitOver``.
    """
    policy.open_to_all("the password was checked in this visit, and the identity by the card")
    visit, account = _pending(work, browser)
    _proof(work, visit)
    factor, contact = contact_changes.take_proof(work, visit, account, typed=typed)
    keep_answers(work, visit, perdu="")
    change = contact_changes.wait(work, account, factor=factor, contact=contact, base=base, first=True)
    work.actor = signin.actor_of(account)
    work.commit(
        Trace("CONTACT_CHANGE_ASKED", account.space_id or account.id, object_type="account", object_id=change.id)
    )
    return change.counts_at


def _pending(work: Work, browser: Browser) -> tuple[Visit, Account]:
    visit = find_visit(work, browser.visit)
    account = work.db.get(Account, visit.account_id) if visit and visit.account_id else None
    if visit is None or account is None or not account.active or not account.factor:
        raise VisitOver
    return visit, account


def _proof(work: Work, visit: Visit) -> Factor:
    """A contact to prove counts here only where the card was shown for it; raises ``VisitOver``."""
    if answers_of(work, visit).get("perdu") != "oui":
        raise VisitOver
    return contact_changes.proof_in(work, visit)[0]
