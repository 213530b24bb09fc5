"""Managing one's own ways in: several second factors and never none, recovery codes, the password (R-ID-20, R-ID-23).

Each act asks that password and code were given again within ten minutes, in this very session, for this purpose.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlmodel import col

from csn_app.access import policy
from csn_app.access.policy import Permission
from csn_app.core.errors import CsnError, NotFound
from csn_app.core.work import Trace, Untraced, Work
from csn_app.identity import notices, second_factor, ways
from csn_app.identity.fresh_factor import NotProvedAgain, is_proved
from csn_app.identity.model import Account, InsuredPerson, KnownBrowser, Visit
from csn_app.identity.model_factors import OtherFactor
from csn_app.identity.opening import personal_of
from csn_app.identity.own_account import SECURITY
from csn_app.identity.password import Personal
from csn_app.identity.person import open_person
from csn_app.identity.second_factor import Factor
from csn_app.identity.sessions import chain_of, end_others_of
from csn_app.identity.signin import Browser
from csn_app.identity.throttles import limit
from csn_app.identity.visits import VisitOver, answers_of, find_visit, keep_answers, open_visit

MOST_APPS = 5


class TooManyFactors(CsnError):
    """An account holds five applications at most beside its first factor."""


@dataclass(frozen=True, slots=True)
class FactorView:
    """A second factor as its owner sees it; the first one has no name and cannot be taken away."""

    id: str
    factor: Factor
    masked: str
    device: str
    added_at: datetime | None


def list_factors(work: Work) -> list[FactorView]:
    """Return the actor's own second factors, the one that serves first first."""
    policy.require(work, Permission.ACCOUNT_READ)
    account = work.db.get_one(Account, work.actor.account_id)
    rows = {str(row.id): row for row in ways.others_of(work, account.id)}
    found = []
    for way in ways.ways_of(work, account):
        row = rows.get(way.id)
        device, at = (row.device, row.added_at) if row else ("", None)
        found.append(FactorView(way.id, way.factor, way.masked, device, at))
    return found


def may_change(work: Work, *, browser: Browser) -> bool:
    """Say whether the actor proved again who they are, just now, to change how they sign in."""
    policy.require(work, Permission.ACCOUNT_CHANGE)
    return is_proved(work, purpose=SECURITY, browser=browser)


def begin_app(work: Work, *, browser: Browser) -> tuple[str, str]:
    """Return the secret of a new application and the identifiant, to be shown; the same until it is proved.

    Raises ``NotProvedAgain``, ``TooManyFactors``.
    """
    policy.require(work, Permission.ACCOUNT_CHANGE)
    account = _mine(work, browser)
    _room_for_app(work, account)
    visit = open_visit(work, browser.visit)
    secret = answers_of(work, visit).get("appli_neuve") or second_factor.new_secret()
    keep_answers(work, visit, appli_neuve=secret)
    work.commit(untraced=Untraced.DRAFT)
    return secret, account.login_id


def add_app(work: Work, *, typed: str, browser: Browser) -> None:
    """Keep an application that made a right code; its owner is told.

    Raises ``NotProvedAgain``, ``TooManyFactors``, ``VisitOver``, ``CodeWrong``, ``MustWait``.
    """
    policy.require(work, Permission.ACCOUNT_CHANGE)
    account = _mine(work, browser)
    _room_for_app(work, account)
    visit = find_visit(work, browser.visit)
    secret = answers_of(work, visit).get("appli_neuve", "") if visit else ""
    if visit is None or not secret:
        raise VisitOver
    tries = limit(work, "new-app", str(account.id))
    step = second_factor.check_authenticator(work, secret=secret, typed=typed, after_step=0, tries=tries)
    row = ways.new_factor(work, account.id, factor=Factor.APP, value=secret, device=browser.device)
    row.step = step
    keep_answers(work, visit, appli_neuve="")
    _tell(work, account, "Une application de codes vient d’être ajoutée à votre compte.")
    work.commit(_trace(work, "FACTOR_ADDED", row.id))


def remove_factor(work: Work, *, factor_id: UUID, browser: Browser) -> None:
    """Take a further factor away: the first one stays, so that there is never none. Raises ``NotFound``."""
    policy.require(work, Permission.ACCOUNT_CHANGE)
    account = _mine(work, browser)
    row = _other(work, account, factor_id)
    gone = (way for way in ways.ways_of(work, account) if way.id == str(row.id))
    words = f"{_NAMES[Factor(row.kind)]} vient d’être retiré de votre compte."
    notices.tell_factors_changed(work, account, text=words, also=gone)
    work.db.delete(row)
    work.commit(_trace(work, "FACTOR_REMOVED", factor_id))


def make_first(work: Work, *, factor_id: UUID, browser: Browser) -> None:
    """Let a further factor serve first; the one that did stays beside it. Raises ``NotFound``."""
    policy.require(work, Permission.ACCOUNT_CHANGE)
    account = _mine(work, browser)
    row = _other(work, account, factor_id)
    # Before it changes: afterwards messages no longer go where its owner reads them.
    _tell(work, account, f"Ce qui sert d’abord à la connexion a changé\u00a0: {_NAMES[Factor(row.kind)]}.")
    before, value, step = Factor(account.factor), ways.first_value(work, account), account.authenticator_step
    ways.put_first(work, account, Factor(row.kind), ways.value_of(work, row), step=row.step)
    work.db.delete(row)
    work.db.flush()
    kept = ways.new_factor(work, account.id, factor=before, value=value)
    kept.step = step if before is Factor.APP else 0
    work.commit(_trace(work, "FACTOR_FIRST", account.id))


def renew_recovery_codes(work: Work, *, browser: Browser) -> tuple[str, ...]:
    """Draw eight recovery codes in place of the former ones, shown this once; their owner is told."""
    policy.require(work, Permission.ACCOUNT_CHANGE)
    account = _mine(work, browser)
    drawn = second_factor.give_recovery_codes(work, account.id)
    _tell(work, account, "De nouveaux codes de secours viennent d’être donnés. Les anciens ne marchent plus.")
    work.commit(_trace(work, "RECOVERY_CODES_RENEWED", account.id))
    return drawn


def known_personal(work: Work, *, browser: Browser) -> Personal:
    """Return what a new password must not hold; raises ``NotProvedAgain``."""
    policy.require(work, Permission.ACCOUNT_CHANGE)
    account = _mine(work, browser)
    row = work.db.scalar(select(InsuredPerson).where(col(InsuredPerson.space_id) == account.space_id))
    personal = personal_of(open_person(work, row)) if row else Personal((account.shown_name,))
    return Personal((*personal.words, account.login_id), personal.birth_date)


def change_password(work: Work, *, password_hash: str, browser: Browser) -> None:
    """Change one's password: every other session and known browser ends, its owner is told.

    Raises ``NotProvedAgain``.
    """
    policy.require(work, Permission.ACCOUNT_CHANGE)
    account = _mine(work, browser)
    account.password_hash = password_hash
    work.db.execute(delete(KnownBrowser).where(col(KnownBrowser.account_id) == account.id))
    mine = col(Visit.account_id) == account.id
    work.db.execute(delete(Visit).where(mine))
    end_others_of(work)
    notices.tell_password_changed(work, account)
    work.commit(_trace(work, "PASSWORD_CHANGED", account.id))


_NAMES = {
    Factor.SMS: "Le code par SMS",
    Factor.EMAIL: "Le code par e-mail",
    Factor.APP: "Le code d’une application",
}


def _mine(work: Work, browser: Browser) -> Account:
    """Return the actor's account, locked, once it was proved again; raises ``NotProvedAgain``."""
    if not is_proved(work, purpose=SECURITY, browser=browser):
        raise NotProvedAgain
    return work.db.get_one(Account, work.actor.account_id, with_for_update=True)


def _other(work: Work, account: Account, factor_id: UUID) -> OtherFactor:
    row = work.db.get(OtherFactor, factor_id, with_for_update=True)
    if row is None or row.account_id != account.id:
        raise NotFound
    return row


def _room_for_app(work: Work, account: Account) -> None:
    apps = col(OtherFactor.account_id) == account.id, col(OtherFactor.kind) == Factor.APP
    if (work.db.scalar(select(func.count()).select_from(OtherFactor).where(*apps)) or 0) >= MOST_APPS:
        raise TooManyFactors


def _tell(work: Work, account: Account, text: str) -> None:
    notices.tell_factors_changed(work, account, text=text)


def _trace(work: Work, action: str, named: UUID) -> Trace:
    return Trace(action, chain_of(work.actor), object_type="account", object_id=named)
