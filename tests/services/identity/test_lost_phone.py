"""Whoever lost their telephone gets in by another way at once, or by their card after a delay that the person sees."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlmodel import col

from csn_app.core.errors import CsnError
from csn_app.core.work import Work
from csn_app.identity import accounts, contact_changes, lost_phone, sessions, signin, ways
from csn_app.identity.lost_phone import IdentityNotMatched
from csn_app.identity.model import KnownBrowser
from csn_app.identity.second_factor import CodeExpired, Factor
from csn_app.identity.signin import Browser, Knock
from csn_app.identity.visits import VisitOver, answers_of, find_visit
from csn_app.notifications.service import messages_to
from tests.services.identity.people import a_browser, account_of, security_code, who
from tests.services.identity.test_recovery import activated

BASE = "https://carnet.test"


def at_the_code(work: Work) -> tuple[dict[str, str], Browser]:
    """Somebody who gave their password: the code leaves for the telephone that they lost."""
    row, account = activated(work)
    work.db.flush()
    browser = a_browser()
    knocked = Knock(account.id, account.password_hash, (), 1)
    signin.accept_password(work, knocked=knocked, browser=browser, shared=False, wanted="")
    return row, browser


def test_before_the_password_nothing_is_told(job: Work) -> None:
    browser = a_browser()
    for act in (
        lambda: lost_phone.ways_out(job, browser=browser),
        lambda: lost_phone.choose_way(job, way_id="", browser=browser),
        lambda: lost_phone.prove_identity(job, who={}, browser=browser),
        lambda: lost_phone.confirm_contact(job, typed="123456", browser=browser, base=BASE),
    ):
        with pytest.raises(VisitOver):
            act()


def test_the_code_comes_by_another_way_of_the_same_account(job: Work) -> None:
    row, browser = at_the_code(job)
    other = f"{uuid4().hex}@example.fr"
    added = ways.new_factor(job, account_of(job, row).id, factor=Factor.EMAIL, value=other)
    assert [way.to for way in lost_phone.ways_out(job, browser=browser).others] == [other]
    lost_phone.choose_way(job, way_id=str(added.id), browser=browser)
    assert signin.second_step(job, browser=browser).factor is Factor.EMAIL
    assert signin.enter_code(job, typed=security_code(job, other), browser=browser).session


def test_a_way_of_somebody_else_sends_nothing_to_them(job: Work) -> None:
    stranger, _ = activated(job)
    theirs = ways.new_factor(job, account_of(job, stranger).id, factor=Factor.EMAIL, value="x@example.fr")
    _, browser = at_the_code(job)
    lost_phone.choose_way(job, way_id=str(theirs.id), browser=browser)
    assert signin.second_step(job, browser=browser).factor is Factor.SMS


def test_the_card_gives_the_other_contact_after_the_delay_and_the_person_may_say_no(job: Work) -> None:
    row, browser = at_the_code(job)
    lost_phone.prove_identity(job, who=who(row), browser=browser)
    code = security_code(job, row["email"])
    # The code that proves a contact is no code of sign-in.
    with pytest.raises(CodeExpired):
        signin.enter_code(job, typed=code, browser=browser)
    counts_at = lost_phone.confirm_contact(job, typed=code, browser=browser, base=BASE)
    assert counts_at - job.now == timedelta(hours=72)
    assert any("jeton=" in message.text for message in messages_to(job, row["mobile"]))
    assert account_of(job, row).factor == Factor.SMS
    job.now += timedelta(hours=73)
    contact_changes.apply_due(job)
    account = account_of(job, row)
    assert (account.factor, accounts.contact_of(job, account)) == (Factor.EMAIL, row["email"])
    assert [way.factor for way in ways.ways_of(job, account)] == [Factor.EMAIL]


def test_another_card_or_birth_date_changes_nothing(job: Work) -> None:
    row, browser = at_the_code(job)
    stranger, _ = activated(job)
    for said in (who(row, ne_le="1980-05-15"), who(row, serie_lue="74199999999"), who(stranger)):
        with pytest.raises(IdentityNotMatched):
            lost_phone.prove_identity(job, who=said, browser=browser)
    with pytest.raises(VisitOver):
        lost_phone.confirm_contact(job, typed="123456", browser=browser, base=BASE)


def test_guessing_a_card_ends_in_waiting(job: Work) -> None:
    row, browser = at_the_code(job)
    facts: list[CsnError] = []
    for _ in range(8):
        try:
            lost_phone.prove_identity(job, who=who(row, serie_lue="74199999999"), browser=browser)
        except CsnError as fact:
            facts.append(fact)
    assert type(facts[-1]).__name__ == "MustWait"


def test_the_contact_that_is_lost_is_never_the_one_that_is_asked(job: Work) -> None:
    row, browser = at_the_code(job)
    account = account_of(job, row)
    account.contact = accounts.seal_contact(job, account.id, row["email"])
    account.factor = Factor.EMAIL
    visit = find_visit(job, browser.visit)
    assert visit is not None
    assert "contact_neuf" not in answers_of(job, visit)
    lost_phone.prove_identity(job, who=who(row), browser=browser)
    assert lost_phone.pending_contact(job, browser=browser) is Factor.SMS


def test_another_number_in_place_of_the_lost_one_ends_what_the_lost_one_opened(job: Work) -> None:
    row, browser = at_the_code(job)
    account = account_of(job, row)
    account.contact = accounts.seal_contact(job, account.id, "0639980099")
    changed = contact_changes.wait(job, account, factor=Factor.SMS, contact=row["mobile"], base=BASE, first=True)
    begun = signin.begin(job, account, browser=a_browser(), shared=False)
    job.db.flush()
    job.now = changed.counts_at
    contact_changes.apply_due(job)
    assert accounts.contact_of(job, account_of(job, row)) == row["mobile"]
    assert sessions.resolve_session(job, begun.session, active=False) is None
    known = select(KnownBrowser).where(col(KnownBrowser.account_id) == account_of(job, row).id)
    assert job.db.scalar(known) is None
    assert browser
