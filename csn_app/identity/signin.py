"""Signing in: identifiant and password, then the second step (R-ID-21, R-ID-22).

Nothing differs between an identifiant that nobody has and a wrong password: words, counts, statements, hashing.
"""

from dataclasses import dataclass
from datetime import timedelta
from secrets import token_urlsafe
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from csn_app.access import lifecycle, policy
from csn_app.access import service as access
from csn_app.config import settings
from csn_app.core.actor import Actor, Quality
from csn_app.core.errors import CsnError
from csn_app.core.vocabulary import SpaceState
from csn_app.core.work import Trace, Untraced, Work
from csn_app.identity import notices, second_factor, ways
from csn_app.identity.login_id import normal_login_id
from csn_app.identity.model import Account, KnownBrowser, Practice, Professional, Visit
from csn_app.identity.rules import FREE_FAILURES, tries_left
from csn_app.identity.second_factor import Factor, Purpose
from csn_app.identity.sessions import begin_session, mark_of
from csn_app.identity.throttles import Limit, address_limit, count_try, forget_tries, limit
from csn_app.identity.visits import VisitOver, answers_of, begin_journey, find_visit, keep_answers, open_visit
from csn_app.notifications.center import choices_of


@dataclass(eq=False)
class CarnetClosed(CsnError):
    """The password is right, and the space may not be entered in this state (R-LC-16)."""

    state: SpaceState


@dataclass(frozen=True, slots=True)
class Browser:
    """What knocks: the secrets of its cookies, its network address, and its device in words."""

    visit: str
    known: str = ""
    address: str = ""
    device: str = ""


@dataclass(frozen=True, slots=True)
class Knock:
    """A try that was counted and is not judged yet. ``password_hash`` is empty where nobody has the identifiant."""

    account_id: UUID | None
    password_hash: str
    limits: tuple[Limit, ...]
    tries: int


@dataclass(frozen=True, slots=True)
class SecondStep:
    """What the second page shows: where the code went, masked, and in how many seconds it may be sent again."""

    factor: Factor
    masked: str
    resend_in: int
    login_id: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session begins: the secrets for its cookies (no ``browser`` on a shared device), and where its owner goes."""

    session: str
    browser: str
    quality: Quality
    wanted: str
    chooses_place: bool


def knock(work: Work, *, login_id: str, browser: Browser) -> Knock:
    """Count a try and return the hash to check; raises ``MustWait``.

    A browser that signed this account in before counts alone: others' failures never block it.
    """
    policy.open_to_all("nobody is signed in yet")
    login_id = normal_login_id(login_id)[:100]
    found = work.db.execute(
        select(col(Account.id), col(Account.password_hash))
        .outerjoin(Professional, col(Professional.id) == col(Account.professional_id))
        .where(
            col(Account.login_id) == login_id,
            col(Account.active).is_(True),
            or_(col(Account.professional_id).is_(None), col(Professional.active).is_(True)),
        )
    ).first()
    account_id, password_hash = (found[0], found[1]) if found else (None, "")
    limits = _limits(work, login_id, known=_knows(work, account_id, browser.known), browser=browser)
    tries = count_try(work, *limits)
    work.commit(untraced=Untraced.TECHNICAL)
    return Knock(account_id, password_hash, limits, tries)


def refuse_password(work: Work, *, knocked: Knock) -> int:
    """Return how many tries are left after a wrong password; at the last one the account's owner is told.

    Called once the answer has left: a message is written for somebody who exists only, and its time would tell so.
    One trace for each block, not for each try: a stranger cannot fill a trail.
    """
    policy.open_to_all("nobody is signed in yet")
    if knocked.tries == FREE_FAILURES and knocked.account_id is not None:
        account = work.db.get_one(Account, knocked.account_id)
        notices.tell_blocked(work, account)
        work.commit(_trace("LOGIN_FAILED", account))
    return tries_left(knocked.tries)


def accept_password(work: Work, *, knocked: Knock, browser: Browser, shared: bool, wanted: str) -> SecondStep:
    """The password is right: send the security code, unless an authenticator makes it.

    Raises ``CarnetClosed``, and ``VisitOver`` where the password changed while it was being checked.
    """
    policy.open_to_all("the password was checked; the session begins after the second step")
    account = work.db.get_one(Account, knocked.account_id, with_for_update=True)
    if account.password_hash != knocked.password_hash:
        raise VisitOver
    forget_tries(work, *knocked.limits)
    visit = open_visit(work, browser.visit)
    begin_journey(work, visit, code_for=purpose_of(account), partage="oui" if shared else "", suite=wanted)
    _first_step(work, visit, account)
    return _ask_code(work, visit, account)


def accept_key(work: Work, *, visit: Visit, account: Account, browser: Browser, enough: bool) -> SignedIn | SecondStep:
    """A passkey is right: begin the session where it is ``enough``, else send the security code.

    Raises ``CarnetClosed``. What the visit kept of the wish (shared device, page wanted) serves now.
    """
    policy.open_to_all("the key was checked; the session begins now or after the second step")
    answers = answers_of(work, visit)
    begin_journey(
        work, visit, code_for=purpose_of(account), partage=answers.get("partage", ""), suite=answers.get("suite", "")
    )
    _first_step(work, visit, account)
    return _sign_in(work, visit, account, browser=browser) if enough else _ask_code(work, visit, account)


def second_step(work: Work, *, browser: Browser) -> SecondStep:
    """Return what the second page shows; raises ``VisitOver``."""
    policy.open_to_all("the password was checked in this visit")
    visit, account = _pending(work, browser)
    return step_of(work, visit, account, code_for=purpose_of(account))


def send_again(work: Work, *, browser: Browser) -> None:
    """Send a new security code; raises ``TooSoon``, ``VisitOver``."""
    policy.open_to_all("the password was checked in this visit")
    visit, account = _pending(work, browser)
    if ways.chosen_way(work, visit, account).factor is not Factor.APP:
        _send(work, visit, account)
    work.commit(untraced=Untraced.OUTBOX)


def enter_code(work: Work, *, typed: str, browser: Browser) -> SignedIn:
    """Take the security code and begin the session; raises what ``second_factor`` raises, and ``VisitOver``."""
    policy.open_to_all("the password was checked in this visit")
    visit, account = _pending(work, browser)
    check_factor(work, visit, account, typed=typed, code_for=purpose_of(account), browser=browser)
    return _sign_in(work, visit, account, browser=browser)


def enter_recovery_code(work: Work, *, typed: str, browser: Browser) -> SignedIn:
    """Take a recovery code in place of the security code; raises ``CodeWrong``, ``MustWait``, ``VisitOver``."""
    policy.open_to_all("the password was checked in this visit")
    visit, account = _pending(work, browser)
    second_factor.check_recovery_code(work, account.id, typed, tries=code_tries(work, account, browser))
    return _sign_in(work, visit, account, browser=browser)


def closed_carnet(work: Work, *, browser: Browser) -> lifecycle.Standing:
    """Return since when the carnet of who proved their password is closed, and until when it may be reopened.

    Raises ``VisitOver`` where there is none to reopen, or its day of erasure has come.
    """
    policy.open_to_all("the password was checked in this visit")
    _, account = _pending(work, browser)
    standing = lifecycle.standing_of(work, account.space_id) if account.space_id else None
    if standing is None or standing.state not in lifecycle.CLOSED:
        raise VisitOver
    if standing.erase_at is None or standing.erase_at <= work.now:
        raise VisitOver
    return standing


def ask_reopening(work: Work, *, browser: Browser) -> None:
    """Send the security code after which the carnet opens again and the session begins; raises ``VisitOver``."""
    policy.open_to_all("the password was checked in this visit")
    closed_carnet(work, browser=browser)
    visit, account = _pending(work, browser)
    keep_answers(work, visit, rouvrir="oui")
    send_if_due(work, visit, account, code_for=purpose_of(account))
    work.commit(untraced=Untraced.OUTBOX)


def check_factor(work: Work, visit: Visit, account: Account, *, typed: str, code_for: str, browser: Browser) -> None:
    """Take the code of an account's second factor; raises what ``second_factor`` raises. The caller commits."""
    tries, way = code_tries(work, account, browser), ways.chosen_way(work, visit, account)
    if way.factor is Factor.APP:
        ways.check_app(work, account, way, typed=typed, tries=tries)
    else:
        second_factor.check_code(work, visit, typed, code_for=code_for, tries=tries)


def step_of(work: Work, visit: Visit, account: Account, *, code_for: str) -> SecondStep:
    """Say where an account's code comes from, and when a new one may be asked for."""
    way = ways.chosen_way(work, visit, account)
    wait = second_factor.resend_wait(work, code_for, way.factor)
    return SecondStep(way.factor, way.masked, wait, account.login_id)


def send_if_due(work: Work, visit: Visit, account: Account, *, code_for: str) -> None:
    """Send the security code by the chosen way, unless an application makes it or one left just now."""
    way = ways.chosen_way(work, visit, account)
    if way.factor is not Factor.APP and not second_factor.resend_wait(work, code_for, way.factor):
        second_factor.send_code(work, visit, code_for=code_for, factor=way.factor, to=way.to)


def code_tries(work: Work, account: Account, browser: Browser) -> Limit:
    """A browser that signed this account in before counts alone here too (R-ID-22)."""
    known = _knows(work, account.id, browser.known)
    return second_factor.tries_of(work, account.id, known=browser.known if known else "")


def begin(
    work: Work, account: Account, *, browser: Browser, shared: bool, wanted: str = "", trusted: bool = False
) -> SignedIn:
    """Begin a session for someone who passed both steps, and remember the browser. The caller commits.

    Whoever chose the discreet mode is on a shared device everywhere: nothing is kept, and it ends soon (R-AC-34).
    """
    shared = shared or choices_of(work, account.id).discreet
    session = begin_session(work, account, device=browser.device, shared_device=shared)
    known = "" if shared else browser.known or token_urlsafe(32)
    if known:
        _remember(work, account, known, trusted=trusted and not settings().code_every_login)
    places = work.db.scalar(
        select(func.count()).select_from(Practice).where(col(Practice.professional_id) == account.professional_id)
    )
    return SignedIn(session, known, Quality(account.quality), wanted, chooses_place=(places or 0) > 1)


def _remember(work: Work, account: Account, known: str, *, trusted: bool) -> None:
    kept = {"seen_at": work.real_now}
    if trusted:
        kept["trusted_until"] = work.real_now + timedelta(days=settings().trusted_device_days)
    remembered = insert(KnownBrowser).values(account_id=account.id, browser_mark=mark_of(known), **kept)
    work.db.execute(remembered.on_conflict_do_update(index_elements=["account_id", "browser_mark"], set_=kept))


def actor_of(account: Account) -> Actor:
    """Return who acts once an account proved itself: the visitor of this request has become its owner."""
    return Actor(
        quality=Quality(account.quality),
        account_id=account.id,
        space_id=account.space_id,
        professional_id=account.professional_id,
        shown_name=account.shown_name,
    )


def _first_step(work: Work, visit: Visit, account: Account) -> None:
    """Remember who proved their password or key; raises ``CarnetClosed``."""
    visit.account_id = account.id
    state = access.state_of(work, account.space_id) if account.space_id else SpaceState.ACTIVATED
    if state is not SpaceState.ACTIVATED:
        # They may ask to reopen.
        work.commit(untraced=Untraced.TECHNICAL)
        raise CarnetClosed(state)


def _ask_code(work: Work, visit: Visit, account: Account) -> SecondStep:
    send_if_due(work, visit, account, code_for=purpose_of(account))
    step = step_of(work, visit, account, code_for=purpose_of(account))
    work.commit(untraced=Untraced.TECHNICAL)
    return step


def _sign_in(work: Work, visit: Visit, account: Account, *, browser: Browser) -> SignedIn:
    answers = answers_of(work, visit)
    reopened = _reopened(work, account, asked=answers.get("rouvrir") == "oui")
    action = "LOGIN"
    if not _knows(work, account.id, browser.known) and _knows_others(work, account.id):
        action = "LOGIN_NEW_DEVICE"
        notices.tell_new_device(work, account, device=browser.device)
    shared = answers.get("partage") == "oui"
    trusted, wanted = answers.get("confiance") == "oui", answers.get("suite", "")
    signed_in = begin(work, account, browser=browser, shared=shared, wanted=wanted, trusted=trusted)
    work.db.delete(visit)
    work.actor = actor_of(account)
    work.commit(*reopened, _trace(action, account))
    return signed_in


def _reopened(work: Work, account: Account, *, asked: bool) -> tuple[Trace, ...]:
    """Open the carnet again where its person asked for it; raises ``VisitOver`` where it is not to be entered."""
    if not account.active:
        raise VisitOver
    if account.space_id is None or access.state_of(work, account.space_id) is SpaceState.ACTIVATED:
        return ()
    if not asked:
        raise VisitOver
    traces = lifecycle.reopen_space(work, account.space_id)
    notices.tell_reopened(work, account)
    return traces


def _pending(work: Work, browser: Browser) -> tuple[Visit, Account]:
    visit = find_visit(work, browser.visit)
    account = work.db.get(Account, visit.account_id) if visit and visit.account_id else None
    if visit is None or account is None or not account.active:
        raise VisitOver
    return visit, account


def purpose_of(account: Account) -> str:
    """Name what a code of sign-in opens, and for whom."""
    return Purpose.LOGIN.of(account.id)


def _send(work: Work, visit: Visit, account: Account) -> None:
    way = ways.chosen_way(work, visit, account)
    second_factor.send_code(work, visit, code_for=purpose_of(account), factor=way.factor, to=way.to)


def _limits(work: Work, login_id: str, *, known: bool, browser: Browser) -> tuple[Limit, ...]:
    if known:
        return (limit(work, "known", login_id, browser.known),)
    return (
        limit(work, "browser", browser.visit),
        limit(work, "address-login", browser.address, login_id),
        address_limit(work, "address", browser.address),
    )


def _knows(work: Work, account_id: UUID | None, known: str) -> bool:
    """The same statement is run for an account that does not exist, so that it costs the same time."""
    asked = select(KnownBrowser).where(
        col(KnownBrowser.account_id) == (account_id or UUID(int=0)), col(KnownBrowser.browser_mark) == mark_of(known)
    )
    return work.db.scalar(asked) is not None


def _knows_others(work: Work, account_id: UUID) -> bool:
    return work.db.scalar(select(KnownBrowser).where(col(KnownBrowser.account_id) == account_id).limit(1)) is not None


def _trace(action: str, account: Account) -> Trace:
    return Trace(action, account.space_id or account.id, object_type="account", object_id=account.id)
