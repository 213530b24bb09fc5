"""The outbox: codes before all else, nothing lost, and no message that holds up the others."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlmodel import col

from csn_app import wiring
from csn_app.config import settings
from csn_app.core.actor import JOB
from csn_app.core.work import Channel, Notice, Untraced
from csn_app.jobs import runner
from csn_app.notifications.model import OutboxLine
from csn_app.notifications.service import TRIES, URGENT_FOR, Sender, deliver_next, retry_outbox
from tests.factories import OpenWork

ALL = tuple(Channel)


@pytest.fixture(autouse=True)
def _empty(open_work: OpenWork) -> None:
    """Each test has the outbox to itself."""
    with open_work(JOB) as work:
        work.db.execute(delete(OutboxLine))
        work.commit(untraced=Untraced.OUTBOX)


def _tell(open_work: OpenWork, to: str, *, channel: Channel = Channel.EMAIL, urgent: bool = False) -> None:
    with open_work(JOB) as work:
        work.tell(Notice(channel, to, "Bonjour", "Bonjour", urgent=urgent))
        work.commit(untraced=Untraced.OUTBOX)


def _deliver(open_work: OpenWork, send: Sender, *, channels: tuple[Channel, ...] = ALL) -> None:
    tried = True
    while tried:
        with open_work(JOB) as work:
            tried = deliver_next(work, send, channels=channels)


def _lines(open_work: OpenWork) -> list[OutboxLine]:
    with open_work(JOB) as work:
        return list(work.db.scalars(select(OutboxLine).order_by(col(OutboxLine.created_at))))


def _change(open_work: OpenWork, **values: object) -> None:
    with open_work(JOB) as work:
        work.db.execute(update(OutboxLine).values(**values))
        work.commit(untraced=Untraced.OUTBOX)


def test_a_code_leaves_before_the_announcements_that_were_there(open_work: OpenWork) -> None:
    sent: list[str] = []

    def send(notice: Notice) -> bool:
        if not sent:
            # Asked for while the announcements are leaving.
            _tell(open_work, "code", channel=Channel.SMS, urgent=True)
        sent.append(notice.to)
        return True

    for number in range(60):
        _tell(open_work, f"n{number}")
    _deliver(open_work, send)
    assert sent[:3] == ["n0", "code", "n1"]
    assert len(sent) == 61


def test_one_message_that_cannot_be_read_or_sent_stops_no_other(open_work: OpenWork) -> None:
    for to in ("unreadable", "falls", "good"):
        _tell(open_work, to)
    with open_work(JOB) as work:
        first = work.db.scalars(select(OutboxLine).order_by(col(OutboxLine.created_at))).first()
        assert first
        first.sealed = b"altered"
        work.commit(untraced=Untraced.OUTBOX)
    sent: list[str] = []

    def send(notice: Notice) -> bool:
        if notice.to == "falls":
            raise ConnectionError
        sent.append(notice.to)
        return True

    _deliver(open_work, send)
    assert sent == ["good"]
    assert [line.tries for line in _lines(open_work)] == [1, 1, 1]


def test_a_code_that_is_too_old_is_dropped_and_never_put_back(open_work: OpenWork) -> None:
    _tell(open_work, "code", urgent=True)
    with open_work(JOB) as work:
        _change(open_work, created_at=work.real_now - URGENT_FOR - timedelta(seconds=1))
    sent: list[Notice] = []
    _deliver(open_work, lambda notice: not sent.append(notice))
    with open_work(JOB) as work:
        assert retry_outbox(work) == 0
    (line,) = _lines(open_work)
    assert not sent
    assert line.given_up_at
    assert line.sealed == b""


def test_a_message_given_up_is_put_back_by_the_operator(open_work: OpenWork) -> None:
    _tell(open_work, "later")
    for _ in range(TRIES):
        _deliver(open_work, lambda _notice: False)
        with open_work(JOB) as work:
            _change(open_work, due_at=work.real_now)
    assert _lines(open_work)[0].given_up_at
    with open_work(JOB) as work:
        assert retry_outbox(work) == 1
    sent: list[Notice] = []
    _deliver(open_work, lambda notice: not sent.append(notice))
    assert [notice.to for notice in sent] == ["later"]


def test_a_message_waits_for_its_channel(open_work: OpenWork, monkeypatch: pytest.MonkeyPatch) -> None:
    _tell(open_work, "letter", channel=Channel.LETTER)
    real = settings().model_copy(update={"demo": False, "mail_url": "mailto://example.org"})
    monkeypatch.setattr(wiring, "settings", lambda: real)
    assert wiring.open_channels() == [Channel.EMAIL]
    _deliver(open_work, lambda _notice: False, channels=tuple(wiring.open_channels()))
    (line,) = _lines(open_work)
    assert (line.tries, line.given_up_at) == (0, None)


def test_every_job_runs_whatever_happens_to_the_others() -> None:
    done: list[str] = []

    def fall() -> None:
        raise RuntimeError

    jobs = [runner.Job(fall, every=1, lock=1), runner.Job(lambda: done.append("second"), every=1, lock=2)]
    assert [runner.run_alone(job) for job in jobs] == [False, True]
    assert done == ["second"]
    # No lock is left behind by one that fell; two jobs never share one; a second runner leaves it.
    assert runner.run_alone(runner.Job(lambda: None, every=1, lock=1))
    assert len({job.lock for job in runner.JOBS}) == len(runner.JOBS)
    with wiring.alone(1) as mine:
        assert mine
        assert not runner.run_alone(jobs[0])
