"""Proving again who one is, in an open session, before an act that cannot be left to whoever finds the screen.

Password then second factor; what was proved is kept in the visit, for one purpose, one session and ten minutes.
"""

from datetime import timedelta

from csn_app.access import policy
from csn_app.access.policy import Permission
from csn_app.core.errors import CsnError
from csn_app.core.work import Untraced, Work
from csn_app.identity import second_factor, ways
from csn_app.identity.model import Account, Visit
from csn_app.identity.second_factor import Factor, Purpose
from csn_app.identity.signin import Browser, Knock, SecondStep, check_factor, code_tries, send_if_due, step_of
from csn_app.identity.throttles import count_try, forget_tries, limit
from csn_app.identity.visits import VisitOver, answers_of, begin_journey, find_visit, keep_answers, open_visit

LASTS = timedelta(minutes=10)


class NotProvedAgain(CsnError):
    """The act asks for password and code again, and they were not given in the last ten minutes."""


def knock_again(work: Work) -> Knock:
    """Count a try and return the hash of the actor's own password; raises ``MustWait``."""
    policy.require(work, Permission.ACCOUNT_READ)
    account = _account(work)
    limits = (limit(work, "again", str(account.id)),)
    tries = count_try(work, *limits)
    work.commit(untraced=Untraced.TECHNICAL)
    return Knock(account.id, account.password_hash, limits, tries)


def accept_again(work: Work, *, knocked: Knock, purpose: str, browser: Browser) -> None:
    """The password is right: send the security code, unless an authenticator makes it."""
    policy.require(work, Permission.ACCOUNT_READ)
    account = _account(work)
    forget_tries(work, *knocked.limits)
    visit = open_visit(work, browser.visit)
    begin_journey(work, visit, code_for=_purpose(account), encore=_mark(work, purpose))
    send_if_due(work, visit, account, code_for=_purpose(account))
    work.commit(untraced=Untraced.OUTBOX)


def step_again(work: Work, *, purpose: str, browser: Browser) -> SecondStep:
    """Return what the page of the code shows; raises ``VisitOver``."""
    policy.require(work, Permission.ACCOUNT_READ)
    visit, account = _pending(work, purpose=purpose, browser=browser)
    return step_of(work, visit, account, code_for=_purpose(account))


def send_again(work: Work, *, purpose: str, browser: Browser) -> None:
    """Send a new security code; raises ``TooSoon``, ``VisitOver``."""
    policy.require(work, Permission.ACCOUNT_READ)
    visit, account = _pending(work, purpose=purpose, browser=browser)
    way = ways.chosen_way(work, visit, account)
    if way.factor is not Factor.APP:
        second_factor.send_code(work, visit, code_for=_purpose(account), factor=way.factor, to=way.to)
    work.commit(untraced=Untraced.OUTBOX)


def enter_code_again(work: Work, *, typed: str, purpose: str, browser: Browser) -> None:
    """Take the security code; raises what ``second_factor`` raises, and ``VisitOver``."""
    policy.require(work, Permission.ACCOUNT_READ)
    visit, account = _pending(work, purpose=purpose, browser=browser)
    check_factor(work, visit, account, typed=typed, code_for=_purpose(account), browser=browser)
    _proved(work, visit)


def enter_recovery_again(work: Work, *, typed: str, purpose: str, browser: Browser) -> None:
    """Take a recovery code in place of the security code; raises ``CodeWrong``, ``MustWait``, ``VisitOver``."""
    policy.require(work, Permission.ACCOUNT_READ)
    visit, account = _pending(work, purpose=purpose, browser=browser)
    second_factor.check_recovery_code(work, account.id, typed, tries=code_tries(work, account, browser))
    _proved(work, visit)


def is_proved(work: Work, *, purpose: str, browser: Browser) -> bool:
    """Say whether password and code were given again, for this purpose, in this session, just now."""
    policy.require(work, Permission.ACCOUNT_READ)
    visit = find_visit(work, browser.visit)
    answers = answers_of(work, visit) if visit else {}
    at = float(answers.get("prouve") or "0")
    return answers.get("encore") == _mark(work, purpose) and work.real_now.timestamp() - at < LASTS.total_seconds()


def take_proof(work: Work, *, purpose: str, browser: Browser) -> None:
    """Use the proof up for the act that follows; raises ``NotProvedAgain``. The caller commits."""
    if not is_proved(work, purpose=purpose, browser=browser):
        raise NotProvedAgain
    visit = open_visit(work, browser.visit)
    keep_answers(work, visit, encore="", prouve="")


def _proved(work: Work, visit: Visit) -> None:
    keep_answers(work, visit, prouve=str(work.real_now.timestamp()))
    work.commit(untraced=Untraced.TECHNICAL)


def _account(work: Work) -> Account:
    return work.db.get_one(Account, work.actor.account_id)


def _pending(work: Work, *, purpose: str, browser: Browser) -> tuple[Visit, Account]:
    visit = find_visit(work, browser.visit)
    if visit is None or answers_of(work, visit).get("encore") != _mark(work, purpose):
        raise VisitOver
    return visit, _account(work)


def _purpose(account: Account) -> str:
    return Purpose.AGAIN.of(account.id)


def _mark(work: Work, purpose: str) -> str:
    return f"{purpose}:{work.actor.session_id}"
