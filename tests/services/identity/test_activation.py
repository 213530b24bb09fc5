from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import func, select, text, update
from sqlmodel import col

from csn_app.access import service as access
from csn_app.access.model import Space
from csn_app.audit.model import TraceRow
from csn_app.core.actor import Quality
from csn_app.core.vocabulary import SpaceState
from csn_app.core.work import Channel, Work
from csn_app.identity import activation, opening
from csn_app.identity.candidate import ActivationStopped, Obstacle
from csn_app.identity.hashing import hash_password, verify_password
from csn_app.identity.login_id import LoginIdFlaw, LoginIdRefused
from csn_app.identity.model import ActivationCode, RecoveryCode
from csn_app.identity.roster import import_roster
from csn_app.identity.second_factor import CodeWrong, Factor, TooSoon
from csn_app.identity.sessions import resolve_session
from csn_app.identity.signin import Browser
from csn_app.identity.throttles import MustWait
from csn_app.identity.visits import VisitOver, keep_typed, read_visit
from csn_app.notifications.service import messages_to
from tests.services.identity.people import (
    a_browser,
    account_of,
    last_code,
    line,
    person_of,
    say_who,
    security_code,
    who,
)

PASSWORD = "lampe-jardin-3Canoës"


def announced(work: Work, **changed: str) -> tuple[dict[str, str], str]:
    row = line(**changed)
    import_roster(work, [row])
    return row, last_code(work, row["mobile"] or row["email"])


def with_code(work: Work, row: dict[str, str], code: str) -> Browser:
    browser = a_browser()
    say_who(work, browser, row)
    activation.check_identity(work, who=who(row), browser=browser)
    activation.check_code(work, typed=code, browser=browser)
    return browser


def ready(work: Work, row: dict[str, str], code: str, *, factor: Factor = Factor.SMS) -> Browser:
    browser = with_code(work, row, code)
    login_id = opening.propose(work, browser=browser).login_id
    opening.reserve(work, login_id=login_id, password_hash=hash_password(PASSWORD), browser=browser)
    opening.choose_factor(work, factor=factor, browser=browser)
    return browser


def put(work: Work, row: dict[str, str], state: SpaceState) -> None:
    # Whatever the way there: the database would refuse most of these moves.
    work.db.execute(text("alter table space disable trigger space_moves_as_listed"))
    work.db.execute(update(Space).where(col(Space.id) == person_of(work, row).space_id).values(state=state))
    work.db.execute(text("alter table space enable trigger space_moves_as_listed"))


def test_a_person_activates_with_a_first_code_by_sms(job: Work) -> None:
    row, code = announced(job)
    browser = ready(job, row, f" {code[:4].lower()}-{code[4:]} ")
    assert access.state_of(job, person_of(job, row).space_id) is SpaceState.INFORMED_WAITING
    with pytest.raises(CodeWrong):
        opening.activate(job, typed="abc", browser=browser)
    signed_in = opening.activate(job, typed=security_code(job, row["mobile"]), browser=browser)
    actor = resolve_session(job, signed_in.session, active=False)
    space_id = person_of(job, row).space_id
    assert actor is not None
    assert (actor.space_id, signed_in.quality) == (space_id, Quality.HOLDER)
    assert access.state_of(job, space_id) is SpaceState.ACTIVATED
    account = account_of(job, row)
    assert verify_password(account.password_hash, PASSWORD)
    traces = job.db.scalars(
        select(TraceRow).where(col(TraceRow.chain_id) == space_id).order_by(col(TraceRow.seq))
    ).all()
    assert [t.action for t in traces] == ["TERMS_ACCEPTED", "ACCOUNT_ACTIVATED", "LOGIN"]
    assert {t.quality for t in traces} == {Quality.HOLDER}
    kept = read_visit(job, token=browser.visit)
    assert len(kept["secours"].split()) == 8
    assert "condense" not in kept
    count = select(func.count()).select_from(RecoveryCode).where(col(RecoveryCode.account_id) == account.id)
    assert job.db.scalar(count) == 8
    assert any("vient d’être activé" in m.text for m in messages_to(job, row["mobile"]))


def test_a_person_activates_with_an_authenticator(job: Work) -> None:
    row, code = announced(job)
    browser = ready(job, row, code, factor=Factor.APP)
    step, secret = opening.first_code_step(job, browser=browser)
    assert step.factor is Factor.APP
    opening.activate(job, typed=pyotp.TOTP(secret).at(job.real_now), browser=browser)
    account = account_of(job, row)
    assert account.factor == Factor.APP
    assert secret.encode() not in account.authenticator


def test_a_code_activates_once(job: Work) -> None:
    row, code = announced(job)
    first, second = ready(job, row, code), with_code(job, row, code)
    opening.activate(job, typed=security_code(job, row["mobile"]), browser=first)
    with pytest.raises(ActivationStopped) as stopped:
        opening.propose(job, browser=second)
    assert stopped.value.obstacle is Obstacle.CODE_USED


def test_every_wrong_answer_is_the_same_for_whoever_guesses(job: Work) -> None:
    row, code = announced(job)
    for changed in ({"serie_lue": "74999999999"}, {"nir_lu": "189127512501282"}, {"ne_le": "1980-05-15"}):
        browser = a_browser()
        say_who(job, browser, row, **changed)
        activation.check_identity(job, who=who(row, **changed), browser=browser)
        assert activation.ways_to_send(job, browser=browser) == activation.Ways("", "", recognised=False)
        activation.request_code(job, channel=Channel.SMS, browser=browser)
        with pytest.raises(activation.CodeUnknown):
            activation.check_code(job, typed=code, browser=browser)
    assert last_code(job, row["mobile"]) == code


def test_contacts_are_shown_only_after_a_counted_try_that_matched(job: Work) -> None:
    row, _ = announced(job)
    browser = a_browser()
    say_who(job, browser, row)
    assert not activation.ways_to_send(job, browser=browser).recognised
    activation.check_identity(job, who=who(row), browser=browser)
    assert activation.ways_to_send(job, browser=browser).recognised
    activation.check_identity(job, who=who(row, ne_le="1980-05-15"), browser=browser)
    assert not activation.ways_to_send(job, browser=browser).recognised


def test_whoever_must_wait_is_told_nothing_even_with_the_right_answers(job: Work) -> None:
    row, _ = announced(job)
    browser = a_browser()
    keep_typed(job, token=browser.visit, answers={"carte": row["card_type"]}, address=browser.address)
    for day in range(1, 6):
        activation.check_identity(job, who=who(row, ne_le=f"1980-06-{day:02d}"), browser=browser)
    with pytest.raises(MustWait):
        activation.check_identity(job, who=who(row), browser=browser)
    assert not activation.ways_to_send(job, browser=browser).recognised
    assert read_visit(job, token=browser.visit)["ne_le"] == "1980-06-05"


def test_a_year_alone_is_enough_where_nobody_knows_the_month(job: Work) -> None:
    row, code = announced(job, birth_date="1962-12-31", birth_date_precision="year")
    browser = a_browser()
    say_who(job, browser, row, ne_le="1962")
    activation.check_code(job, typed=code, browser=browser)


@pytest.mark.parametrize(
    ("state", "obstacle"),
    [
        (SpaceState.DECEASED, Obstacle.DECEASED),
        (SpaceState.OPPOSED, Obstacle.OPPOSED),
        (SpaceState.NOT_ACTIVATABLE, Obstacle.NOT_ACTIVATABLE),
        (SpaceState.SUSPENDED, Obstacle.SUSPENDED),
        (SpaceState.CLOSED_ARCHIVED, Obstacle.CLOSED),
        (SpaceState.ERASED, Obstacle.CLOSED),
    ],
)
def test_a_space_that_cannot_be_activated_says_why_to_the_holder_of_the_card(
    job: Work, state: SpaceState, obstacle: Obstacle
) -> None:
    row, _ = announced(job)
    put(job, row, state)
    browser = a_browser()
    say_who(job, browser, row)
    with pytest.raises(ActivationStopped) as stopped:
        activation.check_identity(job, who=who(row), browser=browser)
    assert stopped.value.obstacle is obstacle
    with pytest.raises(ActivationStopped):
        activation.request_code(job, channel=Channel.SMS, browser=browser)


def test_an_active_space_is_told_at_the_code(job: Work) -> None:
    row, _ = announced(job)
    put(job, row, SpaceState.ACTIVATED)
    browser = a_browser()
    say_who(job, browser, row)
    activation.check_identity(job, who=who(row), browser=browser)
    with pytest.raises(ActivationStopped) as stopped:
        activation.check_code(job, typed="AAAABBBBCCCC", browser=browser)
    assert stopped.value.obstacle is Obstacle.ALREADY_ACTIVE


def test_a_code_lives_42_days_and_not_43(job: Work) -> None:
    row, code = announced(job)
    later = replace(job, now=job.now + timedelta(days=42) - timedelta(minutes=1))
    with_code(later, row, code)
    browser = a_browser()
    say_who(job, browser, row)
    with pytest.raises(ActivationStopped) as stopped:
        activation.check_code(replace(job, now=job.now + timedelta(days=42)), typed=code, browser=browser)
    assert stopped.value.obstacle is Obstacle.CODE_EXPIRED


def test_a_new_code_makes_the_older_one_useless(job: Work) -> None:
    row, code = announced(job)
    put(job, row, SpaceState.CREATED_NOT_ACTIVATED)
    browser = a_browser()
    say_who(job, browser, row)
    activation.check_identity(job, who=who(row), browser=browser)
    assert activation.ways_to_send(job, browser=browser).sms.startswith("06 •• ")
    later = replace(job, now=job.now + timedelta(seconds=31))
    activation.request_code(later, channel=Channel.EMAIL, browser=browser)
    assert access.state_of(job, person_of(job, row).space_id) is SpaceState.CODE_SENT
    with pytest.raises(TooSoon):
        activation.request_code(later, channel=Channel.EMAIL, browser=browser)
    with pytest.raises(ActivationStopped) as stopped:
        activation.check_code(later, typed=code, browser=browser)
    assert stopped.value.obstacle is Obstacle.CODE_REPLACED
    activation.check_code(later, typed=last_code(job, row["email"]), browser=browser)


def test_a_second_browser_sends_nothing_within_30_seconds(job: Work) -> None:
    row, code = announced(job)
    browser = a_browser()
    say_who(job, browser, row)
    activation.request_code(job, channel=Channel.SMS, browser=browser)
    assert last_code(job, row["mobile"]) == code
    sent = select(func.count()).where(col(ActivationCode.space_id) == person_of(job, row).space_id)
    assert job.db.scalar(sent) == 1


def test_nobody_without_contact_waits_for_a_code(job: Work) -> None:
    row = line(email="", mobile="")
    import_roster(job, [row])
    browser = a_browser()
    say_who(job, browser, row)
    with pytest.raises(ActivationStopped) as stopped:
        activation.request_code(job, channel=Channel.SMS, browser=browser)
    assert stopped.value.obstacle is Obstacle.NO_CONTACT


def test_guessing_codes_waits_after_five(job: Work) -> None:
    row, _ = announced(job)
    browser = a_browser()
    say_who(job, browser, row)
    for left in (4, 3, 2, 1, 0):
        with pytest.raises(activation.CodeUnknown) as refused:
            activation.check_code(job, typed="AAAABBBBCCCC", browser=browser)
        assert refused.value.left == left
    with pytest.raises(MustWait) as waits:
        activation.check_code(job, typed="AAAABBBBCCCC", browser=browser)
    assert waits.value.minutes == 1


def test_a_taken_identifiant_is_refused_with_three_free_ones(job: Work) -> None:
    (row, code), (other, other_code) = announced(job), announced(job)
    browser = ready(job, row, code)
    opening.activate(job, typed=security_code(job, row["mobile"]), browser=browser)
    taken = account_of(job, row).login_id
    browser = with_code(job, other, other_code)
    with pytest.raises(LoginIdRefused) as refused:
        opening.reserve(job, login_id=taken, password_hash="x", browser=browser)
    assert refused.value.flaw is LoginIdFlaw.TAKEN
    assert len(refused.value.free) == 3


def test_no_step_can_be_jumped(job: Work) -> None:
    row, code = announced(job)
    stranger = a_browser()
    with pytest.raises(VisitOver):
        activation.check_code(job, typed=code, browser=stranger)
    say_who(job, stranger, row)
    with pytest.raises(VisitOver):
        opening.propose(job, browser=stranger)
    with pytest.raises(VisitOver):
        opening.reserve(job, login_id="alice.martin99", password_hash="x", browser=stranger)
    with pytest.raises(VisitOver):
        opening.activate(job, typed="123456", browser=stranger)
    halfway = with_code(job, row, code)
    with pytest.raises(VisitOver):
        opening.choose_factor(job, factor=Factor.SMS, browser=halfway)
    with pytest.raises(VisitOver):
        opening.activate(job, typed="123456", browser=halfway)


def test_a_first_code_received_by_one_person_activates_nobody_else(job: Work) -> None:
    (mine, my_code), (theirs, their_code) = announced(job), announced(job)
    browser = ready(job, mine, my_code)
    received = security_code(job, mine["mobile"])
    say_who(job, browser, theirs)
    activation.check_code(job, typed=their_code, browser=browser)
    with pytest.raises(VisitOver):
        opening.activate(job, typed=received, browser=browser)
