"""A device of trust needs no security code for some weeks, only where an installation switched that on (R-ID-22).

``CODE_EVERY_LOGIN`` is on by default: then nothing here ever lets anybody in.
"""

from sqlalchemy import func, select, update
from sqlmodel import col

from csn_app.access import policy
from csn_app.access.policy import Permission
from csn_app.config import settings
from csn_app.core.work import Trace, Untraced, Work
from csn_app.identity import signin
from csn_app.identity.model import Account, KnownBrowser
from csn_app.identity.sessions import chain_of, mark_of
from csn_app.identity.signin import Browser, Knock, SignedIn
from csn_app.identity.throttles import forget_tries
from csn_app.identity.visits import find_visit, keep_answers, open_visit


def is_offered() -> bool:
    """Say whether this installation lets a device be trusted."""
    return not settings().code_every_login


def wish_trust(work: Work, *, browser: Browser) -> None:
    """Remember that this device is to be trusted once its code is right."""
    policy.open_to_all("a visitor's own wish, which counts after the right code only")
    visit = find_visit(work, browser.visit)
    if visit is not None and is_offered():
        keep_answers(work, visit, confiance="oui")
        work.commit(untraced=Untraced.DRAFT)


def enter_trusted(work: Work, *, knocked: Knock, browser: Browser, shared: bool, wanted: str) -> SignedIn | None:
    """The password is right and this browser is trusted: begin the session. None where the code is needed.

    Raises ``CarnetClosed``.
    """
    policy.open_to_all("the password was checked; a device that its owner trusts is the second step")
    if not is_offered() or shared or not browser.known or knocked.account_id is None:
        return None
    account = work.db.get_one(Account, knocked.account_id, with_for_update=True)
    trusts = select(KnownBrowser).where(
        col(KnownBrowser.account_id) == account.id,
        col(KnownBrowser.browser_mark) == mark_of(browser.known),
        col(KnownBrowser.trusted_until) > work.real_now,
    )
    if account.password_hash != knocked.password_hash or work.db.scalar(trusts) is None:
        return None
    forget_tries(work, *knocked.limits)
    visit = open_visit(work, browser.visit)
    keep_answers(work, visit, partage="", suite=wanted)
    entered = signin.accept_key(work, visit=visit, account=account, browser=browser, enough=True)
    return entered if isinstance(entered, SignedIn) else None


def count_trusted(work: Work) -> int:
    """Return how many devices enter the actor's account without a code."""
    policy.require(work, Permission.ACCOUNT_READ)
    if not is_offered():
        return 0
    mine = col(KnownBrowser.account_id) == work.actor.account_id, col(KnownBrowser.trusted_until) > work.real_now
    return work.db.scalar(select(func.count()).select_from(KnownBrowser).where(*mine)) or 0


def end_trust(work: Work) -> None:
    """Ask the code of every device again, from the next sign-in on."""
    policy.require(work, Permission.ACCOUNT_CHANGE)
    mine = col(KnownBrowser.account_id) == work.actor.account_id
    work.db.execute(update(KnownBrowser).where(mine).values(trusted_until=None))
    work.commit(Trace("DEVICE_TRUST_ENDED", chain_of(work.actor), object_type="account"))
