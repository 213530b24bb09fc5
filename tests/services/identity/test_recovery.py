from secrets import token_hex

import pytest
from sqlalchemy import select
from sqlmodel import col

from csn_app.access import lifecycle
from csn_app.audit.model import TraceRow
from csn_app.core.actor import Quality
from csn_app.core.errors import CsnError
from csn_app.core.vocabulary import SpaceState
from csn_app.core.work import Channel, Work
from csn_app.identity import accounts, recovery, signin
from csn_app.identity.hashing import hash_password, verify_password
from csn_app.identity.model import Account, KnownBrowser, Passkey
from csn_app.identity.roster import import_roster
from csn_app.identity.second_factor import CodeDead, CodeWrong, Factor
from csn_app.identity.sessions import begin_session, resolve_session
from csn_app.identity.throttles import MustWait
from csn_app.identity.visits import VisitOver, keep_typed
from csn_app.notifications.service import messages_to
from tests.services.identity.people import a_browser, account_of, line, person_of, say_who, security_code, who

OLD, NEW = hash_password("lampe-jardin-3Canoës"), hash_password("cerise vélo nuage papier")


def activated(work: Work) -> tuple[dict[str, str], Account]:
    row = line()
    import_roster(work, [row])
    space_id = person_of(work, row).space_id
    lifecycle.move_space(work, space_id, to=SpaceState.ACTIVATED)
    login_id = f"alice.{token_hex(4)}"
    account = accounts.new_account(work, login_id, quality=Quality.HOLDER, name="Alice Martin", space_id=space_id)
    account.password_hash, account.factor = OLD, Factor.SMS
    account.contact = accounts.seal_contact(work, account.id, row["mobile"])
    return row, account


def test_the_identifiant_is_sent_to_a_known_contact(job: Work) -> None:
    row, account = activated(job)
    browser = a_browser()
    say_who(job, browser, row, serie_lue="")
    recovery.remind_login_id(job, who=who(row, serie_lue=""), channel=Channel.EMAIL, browser=browser)
    assert account.login_id in messages_to(job, row["email"])[0].text


def test_nothing_is_sent_for_another_birth_date_and_the_answer_is_the_same(job: Work) -> None:
    row, _ = activated(job)
    browser = a_browser()
    say_who(job, browser, row, ne_le="1980-05-15")
    recovery.remind_login_id(job, who=who(row, ne_le="1980-05-15"), channel=Channel.EMAIL, browser=browser)
    recovery.begin_reset(job, who=who(row, ne_le="1980-05-15"), channel=Channel.EMAIL, browser=browser)
    assert messages_to(job, row["email"]) == []


def test_a_new_password_needs_the_code_and_ends_every_session(job: Work) -> None:
    row, account = activated(job)
    session = begin_session(job, account, device="Test")
    job.db.flush()
    browser = a_browser()
    say_who(job, browser, row)
    recovery.begin_reset(job, who=who(row), channel=Channel.SMS, browser=browser)
    with pytest.raises(VisitOver):
        recovery.known_of(job, browser=browser)
    recovery.check_reset_code(job, typed=security_code(job, row["mobile"]), browser=browser)
    assert "Martin" in " ".join(recovery.known_of(job, browser=browser).words).title()
    recovery.reset_password(job, password_hash=NEW, browser=browser)
    assert verify_password(account.password_hash, "cerise vélo nuage papier")
    assert resolve_session(job, session, active=False) is None
    found = select(TraceRow.action).where(col(TraceRow.chain_id) == account.space_id)
    assert list(job.db.scalars(found)) == ["PASSWORD_CHANGED"]
    assert any("vient d’être changé" in m.text for m in messages_to(job, row["mobile"]))
    with pytest.raises(VisitOver):
        recovery.reset_password(job, password_hash=NEW, browser=browser)


def test_a_new_password_takes_away_the_keys_that_the_former_one_could_add(job: Work) -> None:
    row, account = activated(job)
    known = {"account_id": account.id, "public_key": b"key", "host": "carnet.test", "added_at": job.real_now}
    job.db.add(Passkey(credential_id=token_hex(8).encode(), sign_count=0, device="Test", **known))
    job.db.flush()
    browser = a_browser()
    say_who(job, browser, row)
    recovery.begin_reset(job, who=who(row), channel=Channel.SMS, browser=browser)
    recovery.check_reset_code(job, typed=security_code(job, row["mobile"]), browser=browser)
    recovery.reset_password(job, password_hash=NEW, browser=browser)
    assert job.db.scalar(select(Passkey).where(col(Passkey.account_id) == account.id)) is None
    found = select(TraceRow.action).where(col(TraceRow.chain_id) == account.space_id)
    assert sorted(job.db.scalars(found)) == ["PASSKEY_REMOVED", "PASSWORD_CHANGED"]
    assert any("retirée de votre compte" in m.text for m in messages_to(job, row["mobile"]))


def test_wrong_codes_are_answered_the_same_for_somebody_unknown(job: Work) -> None:
    row, _ = activated(job)
    said = []
    for born in (row["birth_date"], "1980-05-15"):
        browser = a_browser()
        say_who(job, browser, row, ne_le=born, nir_lu=row["nir13"] + row["nir_key"])
        recovery.begin_reset(
            job, who=who(row, ne_le=born, nir_lu=row["nir13"] + row["nir_key"]), channel=Channel.SMS, browser=browser
        )
        answers: list[str] = []
        for _ in range(2):
            try:
                recovery.check_reset_code(job, typed="abcdef", browser=browser)
            except CsnError as fact:
                answers.append(type(fact).__name__)
        said.append(answers)
    assert said[0] == said[1] == [CodeWrong.__name__] * 2


def test_a_person_s_codes_are_not_guessed_from_many_browsers(job: Work) -> None:
    row, _ = activated(job)
    for _ in range(5):
        browser = a_browser()
        say_who(job, browser, row)
        recovery.begin_reset(job, who=who(row), channel=Channel.SMS, browser=browser)
        with pytest.raises((CodeWrong, CodeDead)):
            recovery.check_reset_code(job, typed="abcdef", browser=browser)
    browser = a_browser()
    say_who(job, browser, row)
    recovery.begin_reset(job, who=who(row), channel=Channel.SMS, browser=browser)
    with pytest.raises(MustWait):
        recovery.check_reset_code(job, typed="abcdef", browser=browser)


def test_a_code_of_one_s_own_does_not_change_another_s_password(job: Work) -> None:
    (mine, _), (theirs, _) = activated(job), activated(job)
    browser = a_browser()
    say_who(job, browser, mine)
    recovery.begin_reset(job, who=who(mine), channel=Channel.SMS, browser=browser)
    recovery.check_reset_code(job, typed=security_code(job, mine["mobile"]), browser=browser)
    other = {"nir_lu": theirs["nir13"] + theirs["nir_key"], "serie_lue": theirs["card_serial"]}
    keep_typed(job, token=browser.visit, answers=other)
    recovery.reset_password(job, password_hash=NEW, browser=browser)
    assert account_of(job, theirs).password_hash == OLD
    assert account_of(job, mine).password_hash == NEW


def test_a_new_password_stops_whoever_is_past_the_former_one(job: Work) -> None:
    row, account = activated(job)
    thief = a_browser()
    knocked = signin.knock(job, login_id=account.login_id, browser=thief)
    signin.accept_password(job, knocked=knocked, browser=thief, shared=False, wanted="")
    job.db.add(KnownBrowser(account_id=account.id, browser_mark=b"thief", seen_at=job.real_now))
    browser = a_browser()
    say_who(job, browser, row)
    recovery.begin_reset(job, who=who(row), channel=Channel.EMAIL, browser=browser)
    recovery.check_reset_code(job, typed=security_code(job, row["email"]), browser=browser)
    recovery.reset_password(job, password_hash=NEW, browser=browser)
    with pytest.raises(VisitOver):
        signin.send_again(job, browser=thief)
    with pytest.raises(VisitOver):
        signin.accept_password(job, knocked=knocked, browser=thief, shared=False, wanted="")
    known = select(KnownBrowser).where(col(KnownBrowser.account_id) == account.id)
    assert job.db.scalars(known).all() == []


def test_many_browsers_do_not_send_more_than_one_reset_code_in_30_seconds(job: Work) -> None:
    row, _ = activated(job)
    for _ in range(3):
        browser = a_browser()
        say_who(job, browser, row)
        recovery.begin_reset(job, who=who(row), channel=Channel.EMAIL, browser=browser)
    assert len(messages_to(job, row["email"])) == 1


def test_asking_twice_in_one_browser_keeps_the_code_that_left(job: Work) -> None:
    row, _ = activated(job)
    browser = a_browser()
    for _ in range(2):
        say_who(job, browser, row)
        recovery.begin_reset(job, who=who(row), channel=Channel.EMAIL, browser=browser)
    recovery.check_reset_code(job, typed=security_code(job, row["email"]), browser=browser)


def test_a_forgotten_password_does_not_keep_a_closed_carnet_closed(job: Work) -> None:
    row, account = activated(job)
    assert account.space_id
    lifecycle.move_space(job, account.space_id, to=SpaceState.CLOSED_ARCHIVED)
    browser = a_browser()
    say_who(job, browser, row, serie_lue="")
    recovery.remind_login_id(job, who=who(row), channel=Channel.EMAIL, browser=browser)
    assert account.login_id in messages_to(job, row["email"])[0].text
