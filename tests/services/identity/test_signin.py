from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pyotp
import pytest
from sqlalchemy import select, update
from sqlmodel import col

from csn_app.access.model import Space
from csn_app.audit.model import TraceRow
from csn_app.core.actor import VISITOR, Quality
from csn_app.core.vocabulary import SpaceState
from csn_app.core.work import Work
from csn_app.identity import accounts, first_access, signin, wording
from csn_app.identity.hashing import hash_password, verify_password
from csn_app.identity.model import Account, SignedInSession, Visit
from csn_app.identity.second_factor import (
    CodeDead,
    CodeExpired,
    CodeWrong,
    Factor,
    TooSoon,
    give_recovery_codes,
    new_secret,
    seal_secret,
)
from csn_app.identity.sessions import mark_of, resolve_session
from csn_app.identity.signin import Browser, Knock
from csn_app.identity.throttles import ADDRESS_FREE_FAILURES, MustWait
from csn_app.identity.visits import VisitOver
from csn_app.notifications.service import messages_to
from tests.factories import OpenWork
from tests.services.identity.people import a_browser, security_code

PASSWORD = "lampe-jardin-3Canoës"
HASH = hash_password(PASSWORD)


def a_person(work: Work, *, state: SpaceState = SpaceState.ACTIVATED) -> tuple[Account, str]:
    space = Space(state=state, state_since=work.now, created_at=work.now)
    work.keys.create(space.id)
    work.db.add(space)
    work.db.flush()
    tag = uuid4().hex[:10]
    account = accounts.new_account(work, f"test.{tag}", quality=Quality.HOLDER, name="Alice Martin", space_id=space.id)
    account.password_hash, account.factor = HASH, Factor.EMAIL
    account.contact = accounts.seal_contact(work, account.id, f"{tag}@example.fr")
    return account, f"{tag}@example.fr"


def knocked(work: Work, login_id: str, browser: Browser) -> Knock:
    return signin.knock(work, login_id=login_id, browser=browser)


def accepted(work: Work, account: Account, browser: Browser) -> signin.SecondStep:
    knock = knocked(work, account.login_id, browser)
    return signin.accept_password(work, knocked=knock, browser=browser, shared=False, wanted="/documents")


def actions(work: Work, account: Account) -> list[str]:
    chain = account.space_id or account.id
    found = select(TraceRow.action).where(col(TraceRow.chain_id) == chain).order_by(col(TraceRow.seq))
    return list(work.db.scalars(found))


def test_password_then_code_opens_a_session(job: Work) -> None:
    account, email = a_person(job)
    browser = a_browser()
    knock = knocked(job, f" {account.login_id.upper()} ", browser)
    assert verify_password(knock.password_hash, PASSWORD)
    step = signin.accept_password(job, knocked=knock, browser=browser, shared=False, wanted="/documents")
    assert (step.factor, step.masked, step.resend_in) == (Factor.EMAIL, f"{email[0]}•••@example.fr", 30)
    code = security_code(job, email)
    signed_in = signin.enter_code(job, typed=f"{code[:3]} {code[3:]}", browser=browser)
    actor = resolve_session(job, signed_in.session, active=False)
    assert actor is not None
    assert (actor.account_id, signed_in.wanted) == (account.id, "/documents")
    assert actions(job, account) == ["LOGIN"]
    with pytest.raises(VisitOver):
        signin.enter_code(job, typed=code, browser=browser)


def test_a_new_device_is_told_and_a_known_one_is_not(job: Work) -> None:
    account, email = a_person(job)
    first = a_browser()
    accepted(job, account, first)
    known = signin.enter_code(job, typed=security_code(job, email), browser=first).browser
    again = replace(a_browser(), known=known)
    accepted(job, account, again)
    assert signin.enter_code(job, typed=security_code(job, email), browser=again).browser == known
    other = a_browser()
    accepted(job, account, other)
    signin.enter_code(job, typed=security_code(job, email), browser=other)
    assert actions(job, account) == ["LOGIN", "LOGIN", "LOGIN_NEW_DEVICE"]
    assert "nouvel appareil" in messages_to(job, email)[0].text


def test_a_shared_device_is_not_remembered(job: Work) -> None:
    account, email = a_person(job)
    browser = a_browser()
    knock = knocked(job, account.login_id, browser)
    signin.accept_password(job, knocked=knock, browser=browser, shared=True, wanted="")
    signed_in = signin.enter_code(job, typed=security_code(job, email), browser=browser)
    assert signed_in.browser == ""
    session = job.db.scalars(
        select(SignedInSession).where(col(SignedInSession.token_mark) == mark_of(signed_in.session))
    ).one()
    assert session.shared_device


def test_five_failures_wait_the_same_for_somebody_unknown(job: Work) -> None:
    account, email = a_person(job)
    left: dict[str, list[int]] = {}
    for login_id in (account.login_id, f"personne.{uuid4().hex[:8]}"):
        browser = a_browser()
        left[login_id] = [signin.refuse_password(job, knocked=knocked(job, login_id, browser)) for _ in range(5)]
        with pytest.raises(MustWait) as waits:
            knocked(job, login_id, browser)
        assert waits.value.minutes == 1
        with pytest.raises(MustWait):
            knocked(job, login_id, replace(a_browser(), address=browser.address))
    assert set(map(tuple, left.values())) == {(4, 3, 2, 1, 0)}
    assert actions(job, account) == ["LOGIN_FAILED"]
    (told,) = messages_to(job, email)
    assert "un mot de passe qui ne va pas" in told.text


def test_the_wait_that_is_said_is_the_one_that_holds(job: Work) -> None:
    account, _ = a_person(job)
    browser = a_browser()
    accepted(job, account, browser)
    for wait in (0, 0, 0, 0, 1, 2, 4, 8, 15):
        with pytest.raises(CodeWrong) as refused:
            signin.enter_recovery_code(job, typed="AAAABBBB", browser=browser)
        assert refused.value.minutes == wait
        if wait:
            assert f"{wait}\u00a0minute" in wording.say(refused.value)
            with pytest.raises(MustWait) as waits:
                signin.enter_recovery_code(job, typed="AAAABBBB", browser=browser)
            assert waits.value.minutes == wait
        job.real_now += timedelta(minutes=wait)


def test_a_known_browser_is_not_blocked_by_the_failures_of_others(job: Work) -> None:
    account, email = a_person(job)
    mine = a_browser()
    accepted(job, account, mine)
    mine = replace(mine, known=signin.enter_code(job, typed=security_code(job, email), browser=mine).browser)
    stranger = replace(a_browser(), address=mine.address)
    for _ in range(5):
        knocked(job, account.login_id, stranger)
    with pytest.raises(MustWait):
        knocked(job, account.login_id, stranger)
    assert knocked(job, account.login_id, mine).tries == 1
    for _ in range(4):
        knocked(job, account.login_id, mine)
    with pytest.raises(MustWait):
        knocked(job, account.login_id, mine)


def test_somebody_unknown_or_switched_off_has_no_hash(job: Work) -> None:
    account, _ = a_person(job)
    account.active = False
    assert knocked(job, account.login_id, a_browser()).password_hash == ""
    assert knocked(job, "x" * 5000 + "\x00".replace("\x00", ""), a_browser()).account_id is None
    assert not verify_password("", PASSWORD)
    assert not verify_password(HASH, "autre chose de long")


@pytest.mark.parametrize("state", [SpaceState.DECEASED, SpaceState.CLOSED_ARCHIVED, SpaceState.SUSPENDED])
def test_a_space_that_is_closed_is_not_entered(job: Work, state: SpaceState) -> None:
    account, email = a_person(job, state=state)
    with pytest.raises(signin.CarnetClosed) as closed:
        accepted(job, account, a_browser())
    assert closed.value.state is state
    assert messages_to(job, email) == []


def test_a_code_dies_after_five_wrong_tries(job: Work) -> None:
    account, email = a_person(job)
    browser = a_browser()
    accepted(job, account, browser)
    code = security_code(job, email)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    for left in (4, 3, 2, 1):
        with pytest.raises(CodeWrong) as refused:
            signin.enter_code(job, typed=wrong, browser=browser)
        assert refused.value.left == left
    with pytest.raises(CodeDead):
        signin.enter_code(job, typed=wrong, browser=browser)
    with pytest.raises(CodeDead):
        signin.enter_code(job, typed=code, browser=browser)


def test_a_code_dies_after_ten_minutes_of_real_time(job: Work) -> None:
    account, email = a_person(job)
    browser = a_browser()
    accepted(job, account, browser)
    code = security_code(job, email)
    with pytest.raises(CodeExpired):
        signin.enter_code(
            replace(job, real_now=job.real_now + timedelta(minutes=10, seconds=1)), typed=code, browser=browser
        )
    moved = replace(job, now=job.now + timedelta(days=40))
    assert signin.enter_code(moved, typed=code, browser=browser).session


def test_a_new_code_takes_30_seconds_and_replaces_the_older(job: Work) -> None:
    account, email = a_person(job)
    browser = a_browser()
    accepted(job, account, browser)
    first = security_code(job, email)
    with pytest.raises(TooSoon):
        signin.send_again(job, browser=browser)
    later = replace(job, real_now=job.real_now + timedelta(seconds=31))
    signin.send_again(later, browser=browser)
    second = security_code(job, email)
    if first != second:
        with pytest.raises(CodeWrong):
            signin.enter_code(later, typed=first, browser=browser)
    assert signin.enter_code(later, typed=second, browser=browser).session


def test_a_code_of_another_visit_opens_nothing(job: Work) -> None:
    first, second = a_person(job), a_person(job)
    browsers = a_browser(), a_browser()
    accepted(job, first[0], browsers[0])
    accepted(job, second[0], browsers[1])
    with pytest.raises(CodeWrong):
        signin.enter_code(job, typed=security_code(job, first[1]), browser=browsers[1])


def test_an_authenticator_code_serves_once(job: Work) -> None:
    account, _ = a_person(job)
    secret = new_secret()
    account.factor, account.authenticator = Factor.APP, seal_secret(job, account.id, secret)
    browser = a_browser()
    assert accepted(job, account, browser).masked == ""
    code = pyotp.TOTP(secret).at(job.real_now)
    assert signin.enter_code(job, typed=code, browser=browser).session
    again = a_browser()
    accepted(job, account, again)
    with pytest.raises(CodeWrong):
        signin.enter_code(job, typed=code, browser=again)


def test_a_recovery_code_serves_once(job: Work) -> None:
    account, _ = a_person(job)
    code = give_recovery_codes(job, account.id)[0]
    browser, again = a_browser(), a_browser()
    accepted(job, account, browser)
    assert signin.enter_recovery_code(job, typed=f"{code[:4]}-{code[4:].lower()}", browser=browser).session
    accepted(job, account, again)
    with pytest.raises(CodeWrong):
        signin.enter_recovery_code(job, typed=code, browser=again)


def test_an_old_visit_is_over(job: Work) -> None:
    account, email = a_person(job)
    browser = a_browser()
    accepted(job, account, browser)
    old = job.real_now - timedelta(hours=24, minutes=1)
    job.db.execute(update(Visit).where(col(Visit.token_mark) == mark_of(browser.visit)).values(seen_at=old))
    with pytest.raises(VisitOver):
        signin.enter_code(job, typed=security_code(job, email), browser=browser)


def test_first_access_takes_code_password_and_authenticator(job: Work) -> None:
    login_id = f"operateur-{uuid4().hex[:8]}"
    made = accounts.create_operator(job, login_id, name="Nadège Colin")
    browser = a_browser()
    with pytest.raises(first_access.AccessCodeUnknown):
        first_access.begin_access(job, typed="AAAABBBBCCCC", browser=browser)
    with pytest.raises(VisitOver):
        first_access.keep_password(job, password_hash=HASH, browser=browser)
    first_access.begin_access(job, typed=made.code.lower(), browser=browser)
    with pytest.raises(VisitOver):
        first_access.finish_access(job, typed="123456", browser=browser)
    first_access.keep_password(job, password_hash=HASH, browser=browser)
    page = first_access.access_page(job, browser=browser)
    assert (page.login_id, len(page.secret)) == (login_id, 32)
    signed_in = first_access.finish_access(job, typed=pyotp.TOTP(page.secret).at(job.real_now), browser=browser)
    actor = resolve_session(job, signed_in.session, active=False)
    assert actor is not None
    assert actor.quality is Quality.OPERATOR
    with pytest.raises(first_access.AccessCodeUnknown):
        first_access.begin_access(job, typed=made.code, browser=a_browser())


def test_an_address_waits_as_a_whole_only_after_many_failures(job: Work) -> None:
    address = uuid4().hex
    for _ in range(ADDRESS_FREE_FAILURES):
        knocked(job, f"personne.{uuid4().hex[:8]}", replace(a_browser(), address=address))
    with pytest.raises(MustWait):
        knocked(job, f"personne.{uuid4().hex[:8]}", replace(a_browser(), address=address))


def test_of_many_tries_at_once_no_more_than_five_are_judged(job: Work, open_work: OpenWork) -> None:
    login_id, browser = f"personne.{uuid4().hex[:8]}", a_browser()

    def one_try(_: int) -> bool:
        with open_work(VISITOR) as work:
            try:
                return knocked(work, login_id, browser).tries <= 5
            except MustWait:
                return False

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(one_try, range(24))) == 5


def test_many_browsers_do_not_send_more_than_one_code_in_30_seconds(job: Work) -> None:
    account, email = a_person(job)
    first, second = a_browser(), a_browser()
    assert accepted(job, account, first).resend_in == 30
    assert accepted(job, account, second).resend_in == 30
    assert len(messages_to(job, email)) == 1
    with pytest.raises(TooSoon):
        signin.send_again(job, browser=second)
    signin.enter_code(job, typed=security_code(job, email), browser=first)
    accepted(job, account, a_browser())
    assert len(messages_to(job, email)) == 2


def test_a_known_browser_is_not_blocked_by_the_wrong_codes_of_others(job: Work) -> None:
    account, email = a_person(job)
    mine, stranger = a_browser(), a_browser()
    accepted(job, account, mine)
    mine = replace(a_browser(), known=signin.enter_code(job, typed=security_code(job, email), browser=mine).browser)
    accepted(job, account, stranger)
    for _ in range(5):
        with pytest.raises((CodeWrong, CodeDead)):
            signin.enter_code(job, typed="abcdef", browser=stranger)
    later = replace(job, real_now=job.real_now + timedelta(seconds=31))
    accepted(later, account, mine)
    assert signin.enter_code(later, typed=security_code(later, email), browser=mine).session
