"""Silence for six weeks opens a space, not a day sooner; codes die; a killed run goes on (R-LC-2, R-LC-20)."""

from threading import Thread

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from csn_app.access import lifecycle
from csn_app.audit.model import TraceRow
from csn_app.audit.service import _prove
from csn_app.core.actor import VISITOR
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import SpaceState
from csn_app.core.work import Channel, Untraced
from csn_app.identity import activation
from csn_app.identity.model import InsuredPerson
from csn_app.notifications.service import messages_to
from csn_app.rights import clock
from tests.factories import OpenWork, a_holder
from tests.services.identity.people import a_browser, last_code, say_who
from tests.services.rights.people import announced, later, state_of


def test_silence_opens_at_42_days_and_not_at_41(open_work: OpenWork) -> None:
    row, space_id = announced(open_work)
    with later(open_work, days=41, hours=23) as work:
        clock.open_by_silence(work)
    assert state_of(open_work, space_id) is SpaceState.INFORMED_WAITING
    with later(open_work, days=42, minutes=1) as work:
        first = last_code(work, row["mobile"])
        assert clock.open_by_silence(work) >= 1
        assert state_of(open_work, space_id) is SpaceState.CREATED_NOT_ACTIVATED
        assert last_code(work, row["mobile"]) != first
        assert _prove(work, space_id).whole
        assert work.db.query(TraceRow.action).filter_by(chain_id=space_id).all() == [("SPACE_CREATED",)]


def test_the_fresh_code_works_and_the_first_one_is_dead(open_work: OpenWork) -> None:
    row, _ = announced(open_work)
    browser = a_browser()
    with later(open_work, days=42, minutes=1) as work:
        first = last_code(work, row["mobile"])
        clock.open_by_silence(work)
    with later(open_work, VISITOR, days=43) as work:
        say_who(work, browser, row)
        with pytest.raises(activation.ActivationStopped):
            activation.check_code(work, typed=first, browser=browser)
        activation.check_code(work, typed=last_code(work, row["mobile"]), browser=browser)


def test_opening_twice_sends_one_code(open_work: OpenWork) -> None:
    row, _ = announced(open_work)
    for _ in range(2):
        with later(open_work, days=42, minutes=1) as work:
            clock.open_by_silence(work)
    with later(open_work) as work:
        assert len(messages_to(work, row["mobile"])) == 2


def test_two_runners_share_the_work(open_work: OpenWork, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "BATCH", 2)
    people = [announced(open_work) for _ in range(9)]

    def run() -> None:
        with later(open_work, days=42, minutes=1) as work:
            clock.open_by_silence(work)

    runners = [Thread(target=run) for _ in range(3)]
    for runner in runners:
        runner.start()
    for runner in runners:
        runner.join()
    run()
    assert {state_of(open_work, space_id) for _, space_id in people} == {SpaceState.CREATED_NOT_ACTIVATED}
    with later(open_work) as work:
        assert {len(messages_to(work, row["mobile"])) for row, _ in people} == {2}


def test_a_run_that_breaks_off_keeps_its_batches_and_goes_on(
    open_work: OpenWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "BATCH", 1)
    with later(open_work, days=42, minutes=1) as work:
        clock.open_by_silence(work)
    people = [announced(open_work) for _ in range(3)]
    with later(open_work, days=42, minutes=1) as work:
        clock._open(work, clock._silent(work, 1, ()))
        monkeypatch.setattr(work, "trail", None)
        assert clock.open_by_silence(work) == 0
    states = [state_of(open_work, space_id) for _, space_id in people]
    assert states.count(SpaceState.CREATED_NOT_ACTIVATED) == 1
    with later(open_work, days=42, minutes=2) as work:
        assert clock.open_by_silence(work) == 2


def test_one_unreadable_person_does_not_keep_the_others(open_work: OpenWork) -> None:
    people = [announced(open_work) for _ in range(5)]
    broken = people[2][1]
    with later(open_work) as work:
        row = work.db.scalars(select(InsuredPerson).where(col(InsuredPerson.space_id) == broken)).one()
        identity, row.identity = row.identity, b"altered"
        work.commit(untraced=Untraced.TECHNICAL)
    with later(open_work, days=42, minutes=1) as work:
        assert clock.open_by_silence(work) >= 4
    states = [state_of(open_work, space_id) for _, space_id in people]
    assert states.count(SpaceState.CREATED_NOT_ACTIVATED) == 4
    assert state_of(open_work, broken) is SpaceState.INFORMED_WAITING
    with later(open_work, days=42, minutes=1) as work:
        row = work.db.scalars(select(InsuredPerson).where(col(InsuredPerson.space_id) == broken)).one()
        row.identity = identity
        work.commit(untraced=Untraced.TECHNICAL)
        assert clock.open_by_silence(work) == 1


def test_a_code_that_nobody_used_expires_with_its_space(open_work: OpenWork) -> None:
    row, space_id = announced(open_work)
    with later(open_work, days=42, minutes=1) as work:
        clock.open_by_silence(work)
    browser = a_browser()
    with later(open_work, VISITOR, days=50) as work:
        say_who(work, browser, row)
        activation.request_code(work, channel=Channel.SMS, browser=browser)
    assert state_of(open_work, space_id) is SpaceState.CODE_SENT
    with later(open_work, days=91, hours=23) as work:
        clock.expire_codes(work)
    assert state_of(open_work, space_id) is SpaceState.CODE_SENT
    with later(open_work, days=92, minutes=1) as work:
        clock.expire_codes(work)
    assert state_of(open_work, space_id) is SpaceState.CODE_EXPIRED


def test_only_the_clock_may_run_it(open_work: OpenWork) -> None:
    with open_work(a_holder(open_work)) as work, pytest.raises(NotFound):
        clock.open_by_silence(work)
    with open_work(VISITOR) as work, pytest.raises(NotFound):
        clock.expire_codes(work)


def test_a_forbidden_move_is_refused_by_the_code_and_by_the_database(open_work: OpenWork) -> None:
    space_id = a_holder(open_work).space_id
    assert space_id
    with later(open_work) as work:
        with pytest.raises(lifecycle.MoveRefused):
            lifecycle.move_space(work, space_id, to=SpaceState.OPPOSED)
        work.db.rollback()
        with pytest.raises(IntegrityError, match="does not go from ACTIVATED to OPPOSED"):
            work.db.execute(text("update space set state = 'OPPOSED' where id = :id"), {"id": space_id})
        work.db.rollback()
        work.db.execute(text("update space set state = 'SUSPENDED' where id = :id"), {"id": space_id})
        work.db.rollback()
