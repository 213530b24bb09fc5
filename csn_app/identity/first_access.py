"""The first access of professionals, agents and operators: one-time code, password, authenticator."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from csn_app.access import policy
from csn_app.core.errors import CsnError
from csn_app.core.work import Trace, Untraced, Work
from csn_app.identity import codes, second_factor, signin
from csn_app.identity.activation_codes import code_mark
from csn_app.identity.model import Account, ActivationCode, Visit
from csn_app.identity.password import Personal
from csn_app.identity.rules import minutes_after, tries_left
from csn_app.identity.second_factor import Factor
from csn_app.identity.signin import Browser, SignedIn
from csn_app.identity.throttles import Limit, address_limit, count_try, forget_tries, limit
from csn_app.identity.visits import VisitOver, answers_of, begin_journey, find_visit, keep_answers, open_visit


@dataclass(eq=False)
class AccessCodeUnknown(CsnError):
    """No account waits for this code: unknown, used or too old. ``left`` tries remain, else ``minutes`` to wait."""

    left: int
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class AccessPage:
    """What the pages of a first access show; ``secret`` is set once the password was chosen."""

    login_id: str
    name: str
    personal: Personal
    secret: str


def begin_access(work: Work, *, typed: str, browser: Browser) -> None:
    """Take the one-time code for this visit; raises ``AccessCodeUnknown``, ``MustWait``."""
    policy.open_to_all("a first access comes before any sign-in")
    tries = _limits(work, browser)
    counted = count_try(work, *tries)
    code = _working(work, codes.normalise(typed))
    if code is None:
        work.commit(untraced=Untraced.TECHNICAL)
        raise AccessCodeUnknown(tries_left(counted), minutes_after(counted))
    forget_tries(work, *tries)
    begin_journey(work, open_visit(work, browser.visit), acces=str(code.id))
    work.commit(untraced=Untraced.DRAFT)


def access_page(work: Work, *, browser: Browser) -> AccessPage:
    """Return what to show; raises ``VisitOver`` without a right code."""
    policy.open_to_all("the one-time code was checked in this visit")
    visit, _, account = _pending(work, browser)
    words = (account.login_id, *account.shown_name.split())
    return AccessPage(
        account.login_id, account.shown_name, Personal(words), answers_of(work, visit).get("acces_secret", "")
    )


def keep_password(work: Work, *, password_hash: str, browser: Browser) -> None:
    """Keep the hashed password until the authenticator answers, and draw its secret; raises ``VisitOver``."""
    policy.open_to_all("the one-time code was checked in this visit")
    visit, _, _ = _pending(work, browser)
    secret = answers_of(work, visit).get("acces_secret") or second_factor.new_secret()
    keep_answers(work, visit, acces_condense=password_hash, acces_secret=secret)
    work.commit(untraced=Untraced.DRAFT)


def finish_access(work: Work, *, typed: str, browser: Browser) -> SignedIn:
    """The authenticator answered: the account is its owner's; raises ``CodeWrong``, ``MustWait``, ``VisitOver``."""
    policy.open_to_all("the one-time code was checked in this visit")
    visit, code, account = _pending(work, browser)
    answers = answers_of(work, visit)
    if "acces_condense" not in answers:
        raise VisitOver
    tries = second_factor.tries_of(work, account.id)
    secret = answers["acces_secret"]
    account.authenticator_step = second_factor.check_authenticator(
        work, secret=secret, typed=typed, after_step=0, tries=tries
    )
    account.authenticator = second_factor.seal_secret(work, account.id, secret)
    account.password_hash = answers["acces_condense"]
    account.factor = Factor.APP
    code.used_at = work.now
    signed_in = signin.begin(work, account, browser=browser, shared=False)
    work.db.delete(visit)
    work.actor = signin.actor_of(account)
    work.commit(*(Trace(a, account.id, object_type="account", object_id=account.id) for a in _ACTIONS))
    return signed_in


_ACTIONS = ("ACCOUNT_ACTIVATED", "LOGIN")


def _pending(work: Work, browser: Browser) -> tuple[Visit, ActivationCode, Account]:
    visit = find_visit(work, browser.visit)
    code_id = answers_of(work, visit).get("acces", "") if visit else ""
    code = work.db.get(ActivationCode, UUID(code_id), with_for_update=True) if code_id else None
    if visit is None or code is None or not _works(work, code):
        raise VisitOver
    account = work.db.get(Account, code.account_id)
    if account is None or not account.active:
        raise VisitOver
    return visit, code, account


def _working(work: Work, typed: str) -> ActivationCode | None:
    if not codes.is_activation_code(typed):
        return None
    code = work.db.scalar(
        select(ActivationCode)
        .join(Account, col(Account.id) == col(ActivationCode.account_id))
        .where(col(ActivationCode.code_mark) == code_mark(work, typed), col(Account.active).is_(True))
        .limit(1)
    )
    return code if code is not None and _works(work, code) else None


def _works(work: Work, code: ActivationCode) -> bool:
    return code.used_at is None and code.replaced_at is None and work.now < code.expires_at


def _limits(work: Work, browser: Browser) -> tuple[Limit, ...]:
    return (
        limit(work, "access-browser", browser.visit),
        address_limit(work, "access-address", browser.address),
    )
