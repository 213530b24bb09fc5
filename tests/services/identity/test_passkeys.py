"""A clé d’accès opens its own account, on its own host, once for each challenge, and nothing else does (R-ID-23)."""

from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from csn_app.access.model import Space
from csn_app.config import settings
from csn_app.core.actor import VISITOR, Actor
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import SpaceState
from csn_app.core.work import Untraced, Work
from csn_app.identity import accounts, fresh_factor, passkeys
from csn_app.identity.fresh_factor import NotProvedAgain
from csn_app.identity.hashing import hash_password
from csn_app.identity.model import Account, Passkey, SignedInSession
from csn_app.identity.passkeys import Here, KeyKnown, KeyRefused, TooManyKeys
from csn_app.identity.sessions import mark_of
from csn_app.identity.signin import Browser, CarnetClosed, SecondStep, SignedIn
from csn_app.identity.visits import VisitOver
from csn_app.notifications.service import messages_to
from tests.factories import OpenWork, a_holder
from tests.services.documents.sending import actions_of
from tests.services.identity.authenticator import Device
from tests.services.identity.people import a_browser, security_code

HERE = Here("https://carnet.test", "carnet.test")
HASH = hash_password("lampe-jardin-3Canoës")


@pytest.fixture
def holder(open_work: OpenWork) -> Actor:
    made = a_holder(open_work)
    with open_work(made) as work:
        account = work.db.get_one(Account, made.account_id)
        account.password_hash, account.factor = HASH, "EMAIL"
        account.contact = accounts.seal_contact(work, account.id, f"{uuid4().hex}@example.fr")
        work.commit(untraced=Untraced.TECHNICAL)
    return made


def email_of(work: Work, holder: Actor) -> str:
    return accounts.contact_of(work, work.db.get_one(Account, holder.account_id))


def prove(work: Work, holder: Actor, browser: Browser) -> None:
    knocked = fresh_factor.knock_again(work)
    fresh_factor.accept_again(work, knocked=knocked, purpose=passkeys.PURPOSE, browser=browser)
    code = security_code(work, email_of(work, holder))
    fresh_factor.enter_code_again(work, typed=code, purpose=passkeys.PURPOSE, browser=browser)


def add(open_work: OpenWork, holder: Actor, device: Device, *, here: Here = HERE) -> None:
    with open_work(holder) as work:
        browser = a_browser()
        prove(work, holder, browser)
        options = passkeys.begin_adding(work, browser=browser, here=here)
        passkeys.add_passkey(work, answer=device.make(options), browser=browser, here=here)


def ask(work: Work, browser: Browser, *, here: Here = HERE) -> str:
    passkeys.begin_signing(work, browser=browser, here=here, shared=False, wanted="/documents")
    return passkeys.signing_options(work, browser=browser, here=here)


def enter(open_work: OpenWork, device: Device, *, here: Here = HERE) -> SignedIn | SecondStep:
    with open_work(VISITOR) as work:
        browser = a_browser()
        answer = device.sign(ask(work, browser, here=here))
        return passkeys.sign_in(work, answer=answer, browser=browser, here=here)


def test_a_key_that_was_added_signs_its_owner_in_and_they_were_told(open_work: OpenWork, holder: Actor) -> None:
    device = Device()
    add(open_work, holder, device)
    signed_in = enter(open_work, device)
    assert isinstance(signed_in, SignedIn)
    assert signed_in.wanted == "/documents"
    with open_work(holder) as work:
        session = select(SignedInSession).where(col(SignedInSession.token_mark) == mark_of(signed_in.session))
        assert work.db.scalars(session).one().account_id == holder.account_id
        assert passkeys.list_passkeys(work)[0].used_at is not None
        assert any("clé d’accès" in m.text for m in messages_to(work, email_of(work, holder)))
    actions = actions_of(open_work, holder.space_id)
    assert actions[0] == "PASSKEY_ADDED"
    assert actions[-1].startswith("LOGIN")


def test_adding_asks_for_password_and_code_again(open_work: OpenWork, holder: Actor) -> None:
    browser = a_browser()
    with open_work(holder) as work:
        with pytest.raises(NotProvedAgain):
            passkeys.begin_adding(work, browser=browser, here=HERE)
        prove(work, holder, browser)
        options = passkeys.begin_adding(work, browser=browser, here=HERE)
        passkeys.add_passkey(work, answer=Device().make(options), browser=browser, here=HERE)
        # The proof is spent.
        with pytest.raises(NotProvedAgain):
            passkeys.begin_adding(work, browser=browser, here=HERE)


def test_a_proof_of_another_session_or_purpose_adds_nothing(open_work: OpenWork, holder: Actor) -> None:
    browser = a_browser()
    with open_work(holder) as work:
        prove(work, holder, browser)
    with open_work(replace(holder, session_id=uuid4())) as work, pytest.raises(NotProvedAgain):
        passkeys.begin_adding(work, browser=browser, here=HERE)


FOREIGN = {
    "another origin": (Device(origin="https://carnet-test.example"), ""),
    "another host": (Device(), "example.test"),
    "nobody verified": (Device(verifies=False), ""),
}


@pytest.mark.parametrize("case", FOREIGN)
def test_an_answer_that_proves_nothing_here_is_refused(open_work: OpenWork, holder: Actor, case: str) -> None:
    device, host = FOREIGN[case]
    known = Device(credential_id=device.credential_id, private=device.private)
    add(open_work, holder, known)
    device.user, device.counts = known.user, known.counts
    with open_work(VISITOR) as work:
        browser = a_browser()
        answer = device.sign(ask(work, browser), host=host)
        with pytest.raises(KeyRefused):
            passkeys.sign_in(work, answer=answer, browser=browser, here=HERE)


def test_another_key_under_the_same_name_is_refused(open_work: OpenWork, holder: Actor) -> None:
    device = Device()
    add(open_work, holder, device)
    thief = Device(credential_id=device.credential_id, user=device.user, counts=50)
    with pytest.raises(KeyRefused):
        enter(open_work, thief)


def test_a_key_says_whose_it_is_and_no_one_elses(open_work: OpenWork, holder: Actor) -> None:
    device = Device()
    add(open_work, holder, device)
    device.user = a_holder(open_work).account_id.bytes  # type: ignore[union-attr]
    with pytest.raises(KeyRefused):
        enter(open_work, device)


def test_a_challenge_serves_once_and_in_its_own_visit(open_work: OpenWork, holder: Actor) -> None:
    device = Device()
    add(open_work, holder, device)
    with open_work(VISITOR) as work:
        browser, other = a_browser(), a_browser()
        answer = device.sign(ask(work, browser))
        ask(work, other)
        with pytest.raises(KeyRefused):
            passkeys.sign_in(work, answer=answer, browser=other, here=HERE)
        assert isinstance(passkeys.sign_in(work, answer=answer, browser=browser, here=HERE), SignedIn)
        with pytest.raises((KeyRefused, VisitOver)):
            passkeys.sign_in(work, answer=answer, browser=browser, here=HERE)


def test_an_answer_given_after_a_wrong_one_needs_a_new_challenge(open_work: OpenWork, holder: Actor) -> None:
    device = Device()
    add(open_work, holder, device)
    with open_work(VISITOR) as work:
        browser = a_browser()
        answer = device.sign(ask(work, browser))
        with pytest.raises(KeyRefused):
            passkeys.sign_in(work, answer="{}", browser=browser, here=HERE)
        with pytest.raises(KeyRefused):
            passkeys.sign_in(work, answer=answer, browser=browser, here=HERE)


def test_a_key_made_for_another_host_is_unknown_here(open_work: OpenWork, holder: Actor) -> None:
    device, elsewhere = Device(origin="https://autre.test"), Here("https://autre.test", "autre.test")
    add(open_work, holder, device, here=elsewhere)
    device.origin = HERE.origin
    with pytest.raises(KeyRefused):
        enter(open_work, device)


def test_a_removed_key_opens_nothing_and_only_its_owner_removes_it(open_work: OpenWork, holder: Actor) -> None:
    device = Device()
    add(open_work, holder, device)
    with open_work(holder) as work:
        key = passkeys.list_passkeys(work)[0].id
    with open_work(a_holder(open_work)) as work, pytest.raises(NotFound):
        passkeys.remove_passkey(work, passkey_id=key)
    with open_work(holder) as work:
        passkeys.remove_passkey(work, passkey_id=key)
    assert actions_of(open_work, holder.space_id)[-1] == "PASSKEY_REMOVED"
    with pytest.raises(KeyRefused):
        enter(open_work, device)


def test_a_closed_carnet_is_not_entered_by_a_key(open_work: OpenWork, holder: Actor) -> None:
    device = Device()
    add(open_work, holder, device)
    with open_work(holder) as work:
        work.db.get_one(Space, holder.space_id).state = SpaceState.SUSPENDED
        work.commit(untraced=Untraced.TECHNICAL)
    with pytest.raises(CarnetClosed):
        enter(open_work, device)


def test_where_a_key_is_not_enough_the_code_follows(
    open_work: OpenWork, holder: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = Device()
    add(open_work, holder, device)
    monkeypatch.setattr(settings(), "passkey_replaces_code", False)
    assert isinstance(enter(open_work, device), SecondStep)


def test_an_account_holds_each_key_once_and_ten_at_most(
    open_work: OpenWork, holder: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = Device()
    add(open_work, holder, device)
    with pytest.raises(KeyKnown):
        add(open_work, holder, device)
    monkeypatch.setattr(passkeys, "AT_MOST", 1)
    with pytest.raises(TooManyKeys):
        add(open_work, holder, Device())
    with open_work(holder) as work:
        held = select(func.count()).select_from(Passkey).where(col(Passkey.account_id) == holder.account_id)
        assert work.db.scalar(held) == 1


@pytest.mark.parametrize("answer", ["", "{}", "[]", "null", '{"id": 1}', "x" * 20_000, '{"id":"AA","rawId":"AA"}'])
def test_what_is_no_answer_is_refused_in_words(open_work: OpenWork, holder: Actor, answer: str) -> None:
    with open_work(VISITOR) as work:
        browser = a_browser()
        ask(work, browser)
        with pytest.raises(KeyRefused):
            passkeys.sign_in(work, answer=answer, browser=browser, here=HERE)
    with open_work(holder) as work:
        browser = a_browser()
        prove(work, holder, browser)
        passkeys.begin_adding(work, browser=browser, here=HERE)
        with pytest.raises(KeyRefused):
            passkeys.add_passkey(work, answer=answer, browser=browser, here=HERE)
