"""The calendar file and the private address, read back by a calendar library."""

from contextlib import suppress
from datetime import timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from icalendar import Calendar
from sqlalchemy import select, text
from sqlmodel import col

from csn_app.agenda import feed, service
from csn_app.agenda.model import CalendarFeed
from csn_app.agenda.vocabulary import Status
from csn_app.audit import service as audit
from csn_app.core.actor import JOB, Actor
from csn_app.core.errors import NotFound
from csn_app.core.work import Untraced
from csn_app.identity.throttles import MustWait
from tests.factories import OpenWork, a_grant, a_holder, a_professional
from tests.services.agenda.people import typed, whole

TITLE = "Séance; dialyse, « MARQUEUR » " + "é" * 60


def _serve(open_work: OpenWork, secret: str, *, address: str = "") -> bytes:
    with open_work(JOB) as work:
        return feed.serve_feed(work, secret=secret, address=address or uuid4().hex)


def _events(raw: bytes) -> list[object]:
    return list(Calendar.from_ical(raw).walk("VEVENT"))


def _noted(open_work: OpenWork) -> Actor:
    holder = a_holder(open_work)
    with open_work(holder) as work:
        words = {"motif": TITLE, "avec": "Dr Secret", "adresse": "3 rue Fictive; bât. B, Nantes"}
        repeated = {**words, "repete": "WEEKLY", "fois": "4"}
        service.note_appointment(work, typed=typed(whole(work.now, days=2), **repeated))
        service.note_appointment(work, typed=typed(whole(work.now, days=1), motif="Contrôle"))
    return holder


def test_export_agenda_is_read_back_by_a_calendar_library(open_work: OpenWork) -> None:
    holder = _noted(open_work)
    with open_work(holder) as work:
        raw = feed.export_agenda(work)
        first = service.read_following(work, since=work.now).rows
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    calendar = Calendar.from_ical(raw)
    assert calendar["VERSION"] == "2.0"
    assert any(zone["TZID"] == "Europe/Paris" for zone in calendar.walk("VTIMEZONE"))
    by_title = {str(event["SUMMARY"]): event for event in calendar.walk("VEVENT")}
    series = by_title[TITLE]
    assert series.decoded("DTSTART") == next(r for r in first if r.details.title == TITLE).occurs_at
    assert series["RRULE"]["COUNT"] == [4]
    assert str(series["LOCATION"]) == "3 rue Fictive; bât. B, Nantes"
    assert len({str(event["UID"]) for event in calendar.walk("VEVENT")}) == 2


def test_the_feed_holds_no_word_of_health_unless_chosen(open_work: OpenWork) -> None:
    holder = _noted(open_work)
    with open_work(holder) as work:
        plain = feed.create_feed(work, details=False)
    raw = _serve(open_work, plain)
    assert {str(event["SUMMARY"]) for event in _events(raw)} == {"Rendez-vous"}
    for word in (b"MARQUEUR", b"Secret", b"Fictive", b"Contr"):
        assert word not in raw
    with open_work(holder) as work:
        chosen = feed.create_feed(work, details=True)
    assert TITLE in {str(event["SUMMARY"]) for event in _events(_serve(open_work, chosen))}
    with pytest.raises(NotFound):
        _serve(open_work, plain)


def test_a_cancelled_date_is_left_out(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    with open_work(holder) as work:
        when = whole(work.now, days=1)
        one = service.note_appointment(work, typed=typed(when, repete="DAILY", fois="3"))
        gone = service.read_following(work, since=work.now).rows[1].occurs_at
        service.set_status(work, appointment_id=one, occurs_at=gone, status=Status.CANCELLED)
        secret = feed.create_feed(work, details=False)
    (event,) = _events(_serve(open_work, secret))
    assert [one.dt for one in event["EXDATE"].dts] == [gone]  # type: ignore[index]


def test_the_secret_has_128_bits_and_only_its_fingerprint_is_kept(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    with open_work(holder) as work:
        secrets = {feed.create_feed(work, details=False) for _ in range(5)}
        assert len(secrets) == 5
        assert all(len(secret) >= 22 for secret in secrets)
        rows = work.db.scalars(select(CalendarFeed).where(col(CalendarFeed.space_id) == holder.space_id)).all()
    assert len(rows) == 1
    assert not any(secret.encode() in row.token_mark for row in rows for secret in secrets)


def test_two_tabs_that_make_an_address_leave_one(open_work: OpenWork) -> None:
    holder, barrier, secrets = a_holder(open_work), Barrier(2), []

    def make() -> None:
        barrier.wait()
        with open_work(holder) as work:
            secrets.append(feed.create_feed(work, details=False))

    threads = [Thread(target=make) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    served = 0
    for secret in secrets:
        with suppress(NotFound):
            served += bool(_serve(open_work, secret))
    assert (len(secrets), served) == (2, 1)


def test_unknown_revoked_and_closed_look_the_same(open_work: OpenWork) -> None:
    revoked, closed = a_holder(open_work), a_holder(open_work)
    secrets = []
    for holder in (revoked, closed):
        with open_work(holder) as work:
            secrets.append(feed.create_feed(work, details=False))
    with open_work(revoked) as work:
        feed.revoke_feed(work)
    with open_work(JOB) as work:
        # Closed and opened again since: what a closing shut stays shut.
        later = {"space": closed.space_id, "at": work.now + timedelta(hours=1)}
        work.db.execute(text("update space set state_since = :at where id = :space"), later)
        work.commit(untraced=Untraced.TECHNICAL)
    for secret in (*secrets, "x" * 22, "", "é" * 300):
        with pytest.raises(NotFound):
            _serve(open_work, secret)
    with open_work(closed) as work:
        assert feed.read_feed(work) is None


def _until_refused(open_work: OpenWork, secret: str, *, address: str = "") -> None:
    for _ in range(400):
        with suppress(NotFound):
            _serve(open_work, secret, address=address)


def test_the_feed_is_rate_limited_for_guesses_and_for_one_address(open_work: OpenWork) -> None:
    holder, network = a_holder(open_work), uuid4().hex
    with open_work(holder) as work:
        secret = feed.create_feed(work, details=False)
    with pytest.raises(MustWait):
        _until_refused(open_work, "guess", address=network)
    _serve(open_work, secret)
    with pytest.raises(MustWait):
        _until_refused(open_work, secret)


def test_the_first_reading_of_a_day_leaves_a_trace(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    with open_work(holder) as work:
        secret = feed.create_feed(work, details=False)
    for _ in range(3):
        _serve(open_work, secret)
    with open_work(holder) as work:
        actions = [row.action for row in audit.traces_of(work, holder.space_id)]
        view = feed.read_feed(work)
    assert actions.count("FEED_READ") == 1
    assert view is not None
    assert view.read_on == work.now.date()


@pytest.mark.parametrize("act", ["read_feed", "create_feed", "revoke_feed", "export_agenda"])
def test_the_feed_is_the_holders_affair(open_work: OpenWork, act: str) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    a_grant(open_work, holder, doctor)
    more = {"details": True} if act == "create_feed" else {}
    with open_work(doctor) as work, pytest.raises(NotFound):
        getattr(feed, act)(work, **more)
