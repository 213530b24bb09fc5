"""Reminders of appointments: at the chosen moment, once, without a word of health."""

from datetime import date, datetime, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import text

from csn_app.agenda import reminders, service
from csn_app.agenda.rules import PARIS
from csn_app.agenda.vocabulary import Status
from csn_app.core.actor import JOB, Actor
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import SpaceState
from csn_app.core.work import Untraced
from csn_app.notifications.service import messages_to
from tests.factories import OpenWork, a_holder, an_identity
from tests.services.agenda.people import typed

BORN = date(1984, 5, 14)
_ROW = text("select id from insured_person where space_id = :space")
_CLOSE = text("update space set state = :state where id = :space")


@pytest.fixture
def holder(open_work: OpenWork) -> Actor:
    """A person who can be reached."""
    return an_identity(open_work, a_holder(open_work), born=BORN)


def _mail(open_work: OpenWork, holder: Actor) -> list[str]:
    with open_work(JOB) as work:
        row = work.db.execute(_ROW, {"space": holder.space_id}).scalar_one()
        return [message.text for message in messages_to(work, f"{row}@example.fr", limit=100)]


def _run(open_work: OpenWork, at: datetime) -> int:
    with open_work(JOB) as work:
        work.now = at
        return reminders.send_reminders(work)


def _noted(open_work: OpenWork, holder: Actor, **more: str) -> tuple[object, datetime]:
    """Note an appointment in ten days at 17 h 30 in Paris."""
    with open_work(holder) as work:
        day = (work.now + timedelta(days=10)).astimezone(PARIS)
        when = day.replace(hour=17, minute=30, second=0, microsecond=0)
        told = typed(when, motif="MARQUEUR dialyse", avec="Dr Secret", **more)
        return service.note_appointment(work, typed=told), when


def test_a_reminder_leaves_on_the_eve_at_six_once(open_work: OpenWork, holder: Actor) -> None:
    _, when = _noted(open_work, holder, **{"rappel-EVE": "on"})
    eve = (when - timedelta(days=1)).replace(hour=18, minute=0)
    _run(open_work, eve - timedelta(minutes=1))
    assert _mail(open_work, holder) == []
    _run(open_work, eve)
    _run(open_work, eve)
    _run(open_work, eve + timedelta(minutes=5))
    (said,) = _mail(open_work, holder)
    assert "17\u00a0h\u00a030" in said
    assert "MARQUEUR" not in said
    assert "Secret" not in said


def test_two_runners_send_one_message(open_work: OpenWork, holder: Actor) -> None:
    _, when = _noted(open_work, holder, **{"rappel-HOUR": "on"})
    barrier = Barrier(2)

    def run() -> None:
        barrier.wait()
        _run(open_work, when - timedelta(minutes=59))

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(_mail(open_work, holder)) == 1


def test_each_chosen_moment_of_each_date_sends_one(open_work: OpenWork, holder: Actor) -> None:
    _, when = _noted(open_work, holder, repete="WEEKLY", fois="3", **{"rappel-EVE": "on", "rappel-HOUR": "on"})
    at = when - timedelta(days=2)
    while at < when + timedelta(days=20):
        _run(open_work, at)
        at += timedelta(hours=1)
    assert len(_mail(open_work, holder)) == 6


def test_what_is_cancelled_deleted_over_or_closed_sends_nothing(open_work: OpenWork, holder: Actor) -> None:
    cancelled, when = _noted(open_work, holder, **{"rappel-EVE": "on"})
    deleted, _ = _noted(open_work, holder, **{"rappel-EVE": "on"})
    with open_work(holder) as work:
        service.set_status(work, appointment_id=cancelled, occurs_at=when, status=Status.CANCELLED)
        service.delete_appointment(work, appointment_id=deleted)
    _run(open_work, when - timedelta(hours=2))
    _noted(open_work, holder, **{"rappel-EVE": "on"})
    _run(open_work, when + timedelta(hours=1))
    assert _mail(open_work, holder) == []
    closed = an_identity(open_work, a_holder(open_work), born=BORN)
    _, when = _noted(open_work, closed, **{"rappel-EVE": "on"})
    with open_work(JOB) as work:
        work.db.execute(_CLOSE, {"space": closed.space_id, "state": SpaceState.SUSPENDED})
        work.commit(untraced=Untraced.TECHNICAL)
    _run(open_work, when - timedelta(hours=2))
    assert _mail(open_work, closed) == []


def test_a_long_sleep_sends_one_message_not_three(open_work: OpenWork, holder: Actor) -> None:
    _, when = _noted(open_work, holder, **{f"rappel-{code}": "on" for code in ("WEEK", "EVE", "MORNING")})
    _run(open_work, when - timedelta(hours=3))
    assert len(_mail(open_work, holder)) == 1


def test_send_reminders_is_the_clocks_alone(open_work: OpenWork, holder: Actor) -> None:
    with open_work(holder) as work, pytest.raises(NotFound):
        reminders.send_reminders(work)
