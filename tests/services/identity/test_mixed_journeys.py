"""Sign-in, activation and new password share one visit: what one of them proved never serves another."""

import pytest

from csn_app.core.errors import CsnError
from csn_app.core.work import Channel, Work
from csn_app.identity import activation, opening, recovery, signin
from csn_app.identity.hashing import hash_password
from csn_app.identity.model import Account
from csn_app.identity.second_factor import CodeExpired, CodeWrong, Factor, Purpose, check_code, tries_of
from csn_app.identity.signin import Browser
from csn_app.identity.visits import VisitOver, open_visit
from tests.services.identity.people import a_browser, account_of, last_code, say_who, security_code, who
from tests.services.identity.test_activation import announced, ready
from tests.services.identity.test_recovery import activated

HASH = hash_password("girafe bleue nuage trottoir")


def signing_in(work: Work, account: Account, browser: Browser) -> None:
    knocked = signin.knock(work, login_id=account.login_id, browser=browser)
    signin.accept_password(work, knocked=knocked, browser=browser, shared=False, wanted="")


def test_a_code_of_one_s_own_activation_does_not_sign_in_somebody_else(job: Work) -> None:
    (mine, code), (_, theirs) = announced(job), activated(job)
    browser = ready(job, mine, code)
    received = security_code(job, mine["mobile"])
    signing_in(job, theirs, browser)
    with pytest.raises(VisitOver):
        opening.choose_factor(job, factor=Factor.EMAIL, browser=browser)
    with pytest.raises(CodeWrong):
        signin.enter_code(job, typed=received, browser=browser)


def test_an_activation_begun_after_a_password_forgets_whose_it_was(job: Work) -> None:
    (mine, code), (_, theirs) = announced(job), activated(job)
    browser = a_browser()
    signing_in(job, theirs, browser)
    say_who(job, browser, mine)
    activation.check_code(job, typed=code, browser=browser)
    opening.reserve(job, login_id=f"mal.{browser.visit[:8]}", password_hash=HASH, browser=browser)
    opening.choose_factor(job, factor=Factor.EMAIL, browser=browser)
    with pytest.raises(VisitOver):
        signin.enter_code(job, typed=security_code(job, mine["email"]), browser=browser)


def test_a_code_of_one_s_own_sign_in_does_not_change_somebody_else_s_password(job: Work) -> None:
    (mine, account), (theirs, _) = activated(job), activated(job)
    browser, before = a_browser(), account_of(job, theirs).password_hash
    say_who(job, browser, theirs)
    recovery.begin_reset(job, who=who(theirs), channel=Channel.EMAIL, browser=browser)
    signing_in(job, account, browser)
    with pytest.raises(VisitOver):
        recovery.check_reset_code(job, typed=security_code(job, mine["mobile"]), browser=browser)
    with pytest.raises(VisitOver):
        recovery.reset_password(job, password_hash=HASH, browser=browser)
    assert account_of(job, theirs).password_hash == before


def test_a_code_of_one_s_own_activation_does_not_change_somebody_else_s_password(job: Work) -> None:
    (mine, code), (theirs, _) = announced(job), activated(job)
    browser = ready(job, mine, code)
    received = security_code(job, mine["mobile"])
    say_who(job, browser, theirs)
    recovery.begin_reset(job, who=who(theirs), channel=Channel.EMAIL, browser=browser)
    with pytest.raises(CsnError):
        recovery.check_reset_code(job, typed=received, browser=browser)
    say_who(job, browser, mine)
    with pytest.raises(VisitOver):
        opening.choose_factor(job, factor=Factor.EMAIL, browser=browser)
    assert last_code(job, mine["mobile"]) == code


@pytest.mark.parametrize("forged", [True, False])
def test_a_code_is_bound_to_what_it_opens_and_for_whom(job: Work, *, forged: bool) -> None:
    row, account = activated(job)
    browser = a_browser()
    signing_in(job, account, browser)
    visit, reset = open_visit(job, browser.visit), Purpose.RESET.of(account.id)
    if forged:
        visit.code_for = reset
    typed = security_code(job, row["mobile"])
    with pytest.raises(CodeWrong if forged else CodeExpired):
        check_code(job, visit, typed, code_for=reset, tries=tries_of(job, account.id))
