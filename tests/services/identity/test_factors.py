"""How one signs in is changed behind a fresh proof, is never down to none, and a stolen session gains no contact."""

from dataclasses import replace
from datetime import timedelta
from secrets import token_hex
from uuid import UUID, uuid4

import pyotp
import pytest
from sqlalchemy import select
from sqlmodel import col

from csn_app.core.actor import JOB, VISITOR, Actor
from csn_app.core.errors import NotFound
from csn_app.core.work import Untraced, Work
from csn_app.identity import accounts, contact_changes, factors, fresh_factor, notices, second_factor, signin, ways
from csn_app.identity.contact_changes import ContactKnown, ContactNotUnderstood
from csn_app.identity.fresh_factor import NotProvedAgain
from csn_app.identity.hashing import hash_password, verify_password
from csn_app.identity.model import Account, SignedInSession
from csn_app.identity.model_factors import ContactChange
from csn_app.identity.own_account import SECURITY
from csn_app.identity.second_factor import CodeWrong, Factor
from csn_app.identity.signin import Browser
from csn_app.notifications.center import keep_choices
from csn_app.notifications.rules import ALERTS, Choices
from csn_app.notifications.service import messages_to
from tests.factories import OpenWork, a_holder, a_professional
from tests.services.documents.sending import actions_of
from tests.services.identity.people import a_browser, security_code

HASH = hash_password("lampe-jardin-3Canoës")
BASE = "https://carnet.test"


@pytest.fixture
def holder(open_work: OpenWork) -> Actor:
    made = a_holder(open_work)
    with open_work(made) as work:
        account = work.db.get_one(Account, made.account_id)
        account.password_hash, account.factor = HASH, Factor.EMAIL
        account.contact = accounts.seal_contact(work, account.id, f"{uuid4().hex}@example.fr")
        work.commit(untraced=Untraced.TECHNICAL)
    return made


def mine(work: Work, holder: Actor) -> Account:
    return work.db.get_one(Account, holder.account_id, populate_existing=True)


def email_of(work: Work, holder: Actor) -> str:
    return accounts.contact_of(work, mine(work, holder))


def prove(work: Work, holder: Actor) -> Browser:
    browser = a_browser()
    knocked = fresh_factor.knock_again(work)
    fresh_factor.accept_again(work, knocked=knocked, purpose=SECURITY, browser=browser)
    code = security_code(work, email_of(work, holder))
    fresh_factor.enter_code_again(work, typed=code, purpose=SECURITY, browser=browser)
    return browser


def account_id_of(holder: Actor) -> UUID:
    assert holder.account_id is not None
    return holder.account_id


def a_mobile() -> str:
    return f"06{int(token_hex(4), 16) % 10**8:08d}"


def ask_change(work: Work, browser: Browser, contact: str) -> None:
    contact_changes.begin_change(work, typed=contact, browser=browser)
    contact_changes.confirm_change(work, typed=security_code(work, contact), browser=browser, base=BASE)


def test_every_change_asks_for_password_and_code_again(open_work: OpenWork, holder: Actor) -> None:
    browser = a_browser()
    acts = (
        lambda work: contact_changes.begin_change(work, typed=a_mobile(), browser=browser),
        lambda work: contact_changes.confirm_change(work, typed="123456", browser=browser, base=BASE),
        lambda work: factors.begin_app(work, browser=browser),
        lambda work: factors.add_app(work, typed="123456", browser=browser),
        lambda work: factors.remove_factor(work, factor_id=uuid4(), browser=browser),
        lambda work: factors.make_first(work, factor_id=uuid4(), browser=browser),
        lambda work: factors.renew_recovery_codes(work, browser=browser),
        lambda work: factors.known_personal(work, browser=browser),
        lambda work: factors.change_password(work, password_hash=HASH, browser=browser),
    )
    for act in acts:
        with open_work(holder) as work, pytest.raises(NotProvedAgain):
            act(work)


def test_a_proof_of_another_session_opens_nothing(open_work: OpenWork, holder: Actor) -> None:
    with open_work(holder) as work:
        browser = prove(work, holder)
    with open_work(replace(holder, session_id=uuid4())) as work, pytest.raises(NotProvedAgain):
        factors.renew_recovery_codes(work, browser=browser)
    with open_work(a_professional(open_work)) as work, pytest.raises(NotFound):
        factors.may_change(work, browser=browser)


def test_a_new_contact_counts_after_its_delay_and_both_are_told(open_work: OpenWork, holder: Actor) -> None:
    new = f"{uuid4().hex}@example.fr"
    with open_work(holder) as work:
        old = email_of(work, holder)
        ask_change(work, prove(work, holder), new)
        assert any("changera" in m.text and "/annuler-changement?jeton=" in m.text for m in messages_to(work, old))
        assert any("arriveront ici" in m.text for m in messages_to(work, new))
    with open_work(JOB) as job:
        job.now += timedelta(hours=71, minutes=59)
        contact_changes.apply_due(job)
        assert email_of(job, holder) == old
    with open_work(JOB) as job:
        job.now += timedelta(hours=72, minutes=1)
        contact_changes.apply_due(job)
        assert email_of(job, holder) == new
        assert any("a changé, comme demandé" in m.text for m in messages_to(job, old))
        assert any("a changé, comme demandé" in m.text for m in messages_to(job, new))
    assert actions_of(open_work, holder.space_id)[-2:] == ["CONTACT_CHANGE_ASKED", "EMAIL_CHANGED"]


def test_the_old_contact_calls_it_off_without_a_secret_and_only_by_our_link(open_work: OpenWork, holder: Actor) -> None:
    with open_work(holder) as work:
        old = email_of(work, holder)
        ask_change(work, prove(work, holder), f"{uuid4().hex}@example.fr")
        token = next(m.text for m in messages_to(work, old) if "jeton=" in m.text).split("jeton=")[1].split(" ")[0]
    with open_work(VISITOR) as work:
        for forged in ("", "x", token[:-1] + ("0" if token[-1] != "0" else "1"), f"{uuid4().hex}.{token[-40:]}"):
            with pytest.raises(NotFound):
                contact_changes.cancel_by_link(work, token=forged)
        assert contact_changes.check_link(work, token=token)
        contact_changes.cancel_by_link(work, token=token)
    with open_work(VISITOR) as work, pytest.raises(NotFound):
        contact_changes.cancel_by_link(work, token=token)
    with open_work(JOB) as job:
        job.now += timedelta(hours=100)
        contact_changes.apply_due(job)
        assert email_of(job, holder) == old


def test_nobody_calls_off_the_change_of_another_account(open_work: OpenWork, holder: Actor) -> None:
    with open_work(holder) as work:
        ask_change(work, prove(work, holder), a_mobile())
        change = contact_changes.list_changes(work)[0]
    with open_work(a_holder(open_work)) as work:
        assert contact_changes.list_changes(work) == []
        with pytest.raises(NotFound):
            contact_changes.cancel_change(work, change_id=change.id)
    with open_work(holder) as work:
        contact_changes.cancel_change(work, change_id=change.id)
        assert contact_changes.list_changes(work) == []


def test_a_thief_cannot_silence_it_by_discreet_mode(open_work: OpenWork, holder: Actor) -> None:
    with open_work(holder) as work:
        keep_choices(work, account_id_of(holder), Choices(discreet=True))
        old = email_of(work, holder)
        ask_change(work, prove(work, holder), a_mobile())
        assert any("changera" in m.text for m in messages_to(work, old))


def test_a_thief_cannot_silence_a_new_application_nor_the_end_of_the_old_way(
    open_work: OpenWork, holder: Actor
) -> None:
    with open_work(holder) as work:
        keep_choices(work, account_id_of(holder), Choices(discreet=True))
        browser, old = prove(work, holder), email_of(work, holder)
        app, _ = an_app(work, browser)
        factors.make_first(work, factor_id=app, browser=browser)
        way = next(view for view in factors.list_factors(work) if view.factor is Factor.EMAIL)
        factors.remove_factor(work, factor_id=UUID(way.id), browser=browser)
        said = [m.text for m in messages_to(work, old) if "vérification" in m.subject]
    for words in ("vient d’être ajoutée", "sert d’abord", "vient d’être retiré"):
        assert sum(words in text for text in said) == 1


def test_a_thief_cannot_silence_a_new_password_or_key_either(open_work: OpenWork, holder: Actor) -> None:
    with open_work(holder) as work:
        mobile = a_mobile()
        ways.new_factor(work, account_id_of(holder), factor=Factor.SMS, value=mobile)
        keep_choices(work, account_id_of(holder), Choices(discreet=True, with_sms=frozenset({ALERTS})))
        browser, old = prove(work, holder), email_of(work, holder)
        notices.tell_passkey(work, mine(work, holder), added=True)
        factors.change_password(work, password_hash=HASH, browser=browser)
        for contact in (old, mobile):
            subjects = [m.subject for m in messages_to(work, contact)]
            assert {"Clé d’accès", "Mot de passe modifié"} <= set(subjects)


def test_a_second_wish_of_a_kind_replaces_the_first(open_work: OpenWork, holder: Actor) -> None:
    with open_work(holder) as work:
        browser = prove(work, holder)
        ask_change(work, browser, a_mobile())
        work.real_now += timedelta(minutes=1)
        second = a_mobile()
        ask_change(work, browser, second)
        assert len(contact_changes.list_changes(work)) == 1
        kept = select(ContactChange.outcome).where(col(ContactChange.account_id) == holder.account_id)
        assert sorted(work.db.scalars(kept)) == ["", "REPLACED"]
    with open_work(JOB) as job:
        job.now += timedelta(hours=73)
        contact_changes.apply_due(job)
        assert [way.to for way in ways.ways_of(job, mine(job, holder))][1:] == [second]


def test_what_is_no_contact_and_what_is_known_are_refused(open_work: OpenWork, holder: Actor) -> None:
    with open_work(holder) as work:
        browser = prove(work, holder)
        for typed in ("alice", "0240000000", "alice@", "06 12"):
            with pytest.raises(ContactNotUnderstood):
                contact_changes.begin_change(work, typed=typed, browser=browser)
        with pytest.raises(ContactKnown):
            contact_changes.begin_change(work, typed=email_of(work, holder).upper(), browser=browser)


def an_app(work: Work, browser: Browser) -> tuple[UUID, pyotp.TOTP]:
    secret, _ = factors.begin_app(work, browser=browser)
    totp = pyotp.TOTP(secret)
    with pytest.raises(CodeWrong):
        factors.add_app(work, typed="000000" if totp.at(work.real_now) != "000000" else "111111", browser=browser)
    factors.add_app(work, typed=totp.at(work.real_now), browser=browser)
    return UUID(factors.list_factors(work)[-1].id), totp


def test_an_application_is_added_serves_first_and_the_first_is_never_taken_away(
    open_work: OpenWork, holder: Actor
) -> None:
    with open_work(holder) as work:
        browser = prove(work, holder)
        old = email_of(work, holder)
        app, totp = an_app(work, browser)
        factors.make_first(work, factor_id=app, browser=browser)
        listed = factors.list_factors(work)
        assert [(view.factor, bool(view.id)) for view in listed] == [(Factor.APP, False), (Factor.EMAIL, True)]
        assert second_factor.secret_of(work, mine(work, holder)) == totp.secret
        factors.remove_factor(work, factor_id=UUID(listed[1].id), browser=browser)
        assert len(factors.list_factors(work)) == 1
        with pytest.raises(NotFound):
            factors.remove_factor(work, factor_id=app, browser=browser)
        # Added, first, taken away: the contact that serves no more hears of all three.
        assert sum("vérification" in m.subject for m in messages_to(work, old)) == 3
    assert actions_of(open_work, holder.space_id)[-3:] == ["FACTOR_ADDED", "FACTOR_FIRST", "FACTOR_REMOVED"]


def test_nobody_touches_the_factors_of_another_account(open_work: OpenWork, holder: Actor) -> None:
    with open_work(holder) as work:
        app, _ = an_app(work, prove(work, holder))
    other = a_holder(open_work)
    with open_work(other) as work:
        account = mine(work, other)
        account.factor, account.password_hash = Factor.EMAIL, HASH
        account.contact = accounts.seal_contact(work, account.id, f"{uuid4().hex}@example.fr")
        work.commit(untraced=Untraced.TECHNICAL)
        browser = prove(work, other)
        for act in (factors.remove_factor, factors.make_first):
            with pytest.raises(NotFound):
                act(work, factor_id=app, browser=browser)


def test_new_recovery_codes_replace_the_former_ones(open_work: OpenWork, holder: Actor) -> None:
    with open_work(holder) as work:
        browser = prove(work, holder)
        old = factors.renew_recovery_codes(work, browser=browser)
        new = factors.renew_recovery_codes(work, browser=browser)
        tries = second_factor.tries_of(work, account_id_of(holder))
        with pytest.raises(CodeWrong):
            second_factor.check_recovery_code(work, account_id_of(holder), old[0], tries=tries)
        assert second_factor.check_recovery_code(work, account_id_of(holder), new[0], tries=tries) == 7


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(open_work: OpenWork, holder: Actor) -> None:
    with open_work(holder) as work:
        signin.begin(work, mine(work, holder), browser=a_browser(), shared=False)
        work.commit(untraced=Untraced.TECHNICAL)
        browser = prove(work, holder)
        factors.change_password(work, password_hash=hash_password("cerise vélo nuage"), browser=browser)
        live = select(SignedInSession.id).where(
            col(SignedInSession.account_id) == holder.account_id, col(SignedInSession.ended_at).is_(None)
        )
        assert list(work.db.scalars(live)) == [holder.session_id]
        assert verify_password(mine(work, holder).password_hash, "cerise vélo nuage")
        assert any("mot de passe" in m.text for m in messages_to(work, email_of(work, holder)))
