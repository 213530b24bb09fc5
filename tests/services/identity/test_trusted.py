"""A trusted device enters without a code only where the installation says so; discretion leaves nothing behind."""

import pytest

from csn_app.config import settings
from csn_app.core.work import Work
from csn_app.identity import sessions, signin, trusted
from csn_app.identity.hashing import hash_password
from csn_app.identity.model import KnownBrowser
from csn_app.identity.signin import Browser, Knock, SignedIn
from csn_app.notifications.center import keep_choices
from csn_app.notifications.rules import Choices
from tests.services.identity.people import a_browser, account_of, security_code
from tests.services.identity.test_recovery import activated


@pytest.fixture
def trusts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings(), "code_every_login", False)


def enter(work: Work, row: dict[str, str], *, trust: bool) -> SignedIn:
    account, browser = account_of(work, row), a_browser()
    knocked = Knock(account.id, account.password_hash, (), 1)
    signin.accept_password(work, knocked=knocked, browser=browser, shared=False, wanted="")
    if trust:
        trusted.wish_trust(work, browser=browser)
    return signin.enter_code(work, typed=security_code(work, row["mobile"]), browser=browser)


def again(work: Work, row: dict[str, str], known: str, *, shared: bool = False) -> SignedIn | None:
    account = account_of(work, row)
    browser = Browser(visit=a_browser().visit, known=known)
    knocked = Knock(account.id, account.password_hash, (), 1)
    return trusted.enter_trusted(work, knocked=knocked, browser=browser, shared=shared, wanted="/documents")


def a_person(work: Work) -> dict[str, str]:
    row, _ = activated(work)
    work.db.flush()
    return row


def test_with_a_code_at_every_sign_in_no_device_is_trusted(job: Work) -> None:
    row = a_person(job)
    assert again(job, row, enter(job, row, trust=True).browser) is None


def test_a_trusted_device_enters_until_its_owner_ends_it(job: Work, trusts: None) -> None:
    row = a_person(job)
    known = enter(job, row, trust=True).browser
    entered = again(job, row, known)
    assert entered is not None
    assert entered.wanted == "/documents"
    assert again(job, row, known, shared=True) is None
    assert again(job, row, "somebody else's") is None
    job.actor = signin.actor_of(account_of(job, row))
    assert trusted.count_trusted(job) == 1
    trusted.end_trust(job)
    assert again(job, row, known) is None


def test_a_device_that_was_not_ticked_or_whose_time_is_over_needs_the_code(job: Work, trusts: None) -> None:
    row = a_person(job)
    assert again(job, row, enter(job, row, trust=False).browser) is None
    known = enter(job, row, trust=True).browser
    kept = job.db.get_one(KnownBrowser, (account_of(job, row).id, sessions.mark_of(known)))
    assert kept.trusted_until is not None
    job.real_now = kept.trusted_until
    assert again(job, row, known) is None


def test_a_changed_password_trusts_nothing(job: Work, trusts: None) -> None:
    row = a_person(job)
    known = enter(job, row, trust=True).browser
    account = account_of(job, row)
    knocked = Knock(account.id, account.password_hash, (), 1)
    account.password_hash = hash_password("cerise vélo nuage papier")
    job.db.flush()
    browser = Browser(visit=a_browser().visit, known=known)
    assert trusted.enter_trusted(job, knocked=knocked, browser=browser, shared=False, wanted="") is None


def test_who_chose_discretion_leaves_nothing_on_any_device(job: Work, trusts: None) -> None:
    row = a_person(job)
    keep_choices(job, account_of(job, row).id, Choices(discreet=True))
    entered = enter(job, row, trust=True)
    assert entered.browser == ""
    actor = sessions.resolve_session(job, entered.session, active=False)
    assert actor is not None
    assert (actor.discreet, actor.idle_minutes) == (True, settings().shared_device_idle_minutes)


def test_choosing_discretion_counts_at_once(job: Work) -> None:
    row = a_person(job)
    entered = enter(job, row, trust=False)
    actor = sessions.resolve_session(job, entered.session, active=False)
    assert actor is not None
    assert not actor.discreet
    job.actor = actor
    sessions.be_discreet(job)
    after = sessions.resolve_session(job, entered.session, active=False)
    assert after is not None
    assert after.discreet
