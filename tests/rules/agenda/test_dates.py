"""Dates of appointments and moments of reminders, around both changes of the clock."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from csn_app.agenda import rules
from csn_app.agenda.rules import PARIS, Details, Flaw, FormWrong
from csn_app.agenda.vocabulary import Alert, Repeat, Status

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
FAR = datetime(2100, 1, 1, tzinfo=UTC)
TYPED = {"motif": "Kiné", "jour": "26", "mois": "11", "annee": "2026", "heure": "17:30"}


def _shown(moment: datetime) -> str:
    return f"{moment.astimezone(PARIS):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("day", "hour", "utc"),
    [
        # Spring 2027: the clock goes from 2 h to 3 h on 28 March.
        (date(2027, 3, 27), time(2, 30), "01:30"),
        (date(2027, 3, 28), time(1, 59), "00:59"),
        (date(2027, 3, 28), time(2, 0), None),
        (date(2027, 3, 28), time(2, 30), None),
        (date(2027, 3, 28), time(3, 0), "01:00"),
        (date(2027, 3, 29), time(2, 30), "00:30"),
        # Autumn 2026: the clock goes from 3 h back to 2 h on 25 October.
        (date(2026, 10, 24), time(2, 30), "00:30"),
        (date(2026, 10, 25), time(1, 59), "23:59"),
        (date(2026, 10, 25), time(2, 30), "00:30"),
        (date(2026, 10, 25), time(3, 0), "02:00"),
        (date(2026, 10, 26), time(2, 30), "01:30"),
    ],
)
def test_local_hours_around_both_changes_of_the_clock(day: date, hour: time, utc: str | None) -> None:
    moment = rules.local(day, hour)
    assert (f"{moment:%H:%M}" if moment else None) == utc


@pytest.mark.parametrize(
    ("start", "repeat", "times", "shown"),
    [
        (
            "2026-10-22 17:30",
            Repeat.WEEKLY,
            3,
            ["2026-10-22 17:30", "2026-10-29 17:30", "2026-11-05 17:30"],
        ),
        ("2027-03-21 09:00", Repeat.WEEKLY, 2, ["2027-03-21 09:00", "2027-03-28 09:00"]),
        ("2027-03-27 02:30", Repeat.DAILY, 3, ["2027-03-27 02:30", "2027-03-28 03:30", "2027-03-29 02:30"]),
        ("2026-10-24 02:30", Repeat.DAILY, 3, ["2026-10-24 02:30", "2026-10-25 02:30", "2026-10-26 02:30"]),
        ("2027-01-31 08:00", Repeat.MONTHLY, 3, ["2027-01-31 08:00", "2027-02-28 08:00", "2027-03-31 08:00"]),
        ("2026-11-30 08:00", Repeat.QUARTERLY, 3, ["2026-11-30 08:00", "2027-02-28 08:00", "2027-05-30 08:00"]),
        ("2026-11-24 08:00", Repeat.FORTNIGHTLY, 2, ["2026-11-24 08:00", "2026-12-08 08:00"]),
        ("2026-11-24 08:00", Repeat.HALF_YEARLY, 2, ["2026-11-24 08:00", "2027-05-24 08:00"]),
        ("2026-11-24 08:00", Repeat.YEARLY, 2, ["2026-11-24 08:00", "2027-11-24 08:00"]),
        ("2026-11-24 08:00", Repeat.NEVER, 1, ["2026-11-24 08:00"]),
    ],
)
def test_a_series_keeps_the_hour_of_the_clock(start: str, repeat: Repeat, times: int, shown: list[str]) -> None:
    at = datetime.fromisoformat(start).replace(tzinfo=PARIS).astimezone(UTC)
    details = Details("t", "CARE", repeat=repeat, times=times)
    assert [_shown(one) for one in rules.dates(at, details, since=at, until=FAR)] == shown
    assert _shown(rules.last_date(at, details)) == shown[-1]


def test_autumn_shows_an_hour_twice_and_the_first_is_meant() -> None:
    at = datetime(2026, 10, 24, 2, 30, tzinfo=PARIS).astimezone(UTC)
    found = rules.dates(at, Details("t", "CARE", repeat=Repeat.DAILY, times=2), since=at, until=FAR)
    assert f"{found[1]:%d %H:%M}" == "25 00:30"


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)),
    st.sampled_from([repeat for repeat in Repeat if repeat is not Repeat.NEVER]),
    st.integers(2, 40),
)
def test_the_rrule_that_leaves_says_the_same_dates(naive: datetime, repeat: Repeat, times: int) -> None:
    shown = naive.replace(second=0, microsecond=0)
    at = rules.local(shown.date(), shown.time())
    if at is None:
        return
    details = Details("t", "CARE", repeat=repeat, times=times)
    parts = rules.recurrence(at, details)
    text = ";".join(f"{name}={','.join(map(str, values))}" for name, values in parts.items())
    theirs = [moment.replace(tzinfo=PARIS).astimezone(UTC) for moment in rrulestr(text, dtstart=shown)]
    assert rules.dates(at, details, since=at - timedelta(days=1), until=FAR) == theirs
    assert len(theirs) == times


@given(st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1)), st.sampled_from(Alert))
def test_a_reminder_comes_before_and_at_the_hour_that_it_says(naive: datetime, alert: Alert) -> None:
    starts = naive.replace(tzinfo=UTC)
    moment = rules.alert_at(alert, starts)
    hour = {Alert.WEEK: 9, Alert.EVE: 18, Alert.MORNING: 7}.get(alert)
    if hour is not None:
        assert moment.astimezone(PARIS).hour == hour
    if alert is not Alert.MORNING:
        assert moment < starts


@pytest.mark.parametrize(
    ("starts", "alert", "shown"),
    [
        ("2027-03-28 09:00", Alert.EVE, "2027-03-27 18:00"),
        ("2027-03-28 09:00", Alert.HOUR, "2027-03-28 08:00"),
        ("2027-03-28 03:30", Alert.HOUR, "2027-03-28 01:30"),
        ("2027-04-01 09:00", Alert.WEEK, "2027-03-25 09:00"),
        ("2026-10-25 09:00", Alert.EVE, "2026-10-24 18:00"),
        ("2026-10-25 09:00", Alert.MORNING, "2026-10-25 07:00"),
        ("2026-10-28 09:00", Alert.WEEK, "2026-10-21 09:00"),
    ],
)
def test_reminders_around_both_changes_of_the_clock(starts: str, alert: Alert, shown: str) -> None:
    at = datetime.fromisoformat(starts).replace(tzinfo=PARIS).astimezone(UTC)
    assert _shown(rules.alert_at(alert, at)) == shown


def test_next_alert_goes_from_date_to_date_and_leaves_out_what_is_skipped() -> None:
    at = datetime(2026, 11, 26, 16, 30, tzinfo=UTC)
    details = Details("t", "CARE", repeat=Repeat.WEEKLY, times=3, alerts=(Alert.EVE, Alert.HOUR))
    moments, after = [], NOW
    skipped = {at + timedelta(days=7)}
    while found := rules.next_alert(at, details, after=after, skipped=skipped):
        moments.append(_shown(found[0]))
        after = found[0]
    assert moments == ["2026-11-25 18:00", "2026-11-26 16:30", "2026-12-09 18:00", "2026-12-10 16:30"]


def test_a_morning_reminder_of_an_earlier_hour_is_none() -> None:
    early = datetime(2026, 11, 26, 5, 0, tzinfo=UTC)
    assert rules.next_alert(early, Details("t", "CARE", alerts=(Alert.MORNING,)), after=NOW) is None


@pytest.mark.parametrize(
    ("field", "value", "flaw"),
    [
        ("motif", "", Flaw.MISSING),
        ("motif", "x" * 101, Flaw.TOO_LONG),
        ("commentaire", "x" * 1001, Flaw.TOO_LONG),
        ("genre", "PIRATE", Flaw.NOT_A_CHOICE),
        ("repete", "TOUJOURS", Flaw.NOT_A_CHOICE),
        ("duree", "31", Flaw.NOT_A_CHOICE),
        ("jour", "31", Flaw.NOT_A_DATE),
        ("annee", "2039", Flaw.FAR_AWAY),
        ("annee", "1900", Flaw.FAR_AWAY),
        ("annee", "²⁰²⁶", Flaw.NOT_A_DATE),
        ("heure", "25:00", Flaw.NOT_AN_HOUR),
        ("heure", "", Flaw.MISSING),
    ],
)
def test_read_form_says_what_to_correct(field: str, value: str, flaw: Flaw) -> None:
    with pytest.raises(FormWrong) as fact:
        rules.read_form({**TYPED, field: value}, now=NOW)
    name = "jour" if field in {"jour", "mois", "annee"} else field
    assert fact.value.flaws[name] is flaw


@pytest.mark.parametrize("times", ["1", "201", "dix", "-3", "99999"])
def test_a_series_is_bounded(times: str) -> None:
    with pytest.raises(FormWrong) as fact:
        rules.read_form({**TYPED, "repete": "WEEKLY", "fois": times}, now=NOW)
    assert fact.value.flaws == {"fois": Flaw.TIMES}


def test_the_hour_that_spring_skips_is_refused_in_words() -> None:
    with pytest.raises(FormWrong) as fact:
        rules.read_form({**TYPED, "jour": "28", "mois": "3", "annee": "2027", "heure": "02:30"}, now=NOW)
    assert fact.value.flaws == {"heure": Flaw.NO_SUCH_HOUR}


@given(st.dictionaries(st.sampled_from([*TYPED, "fois", "repete", "duree", "genre", "doc-1"]), st.text(max_size=30)))
def test_no_form_breaks_the_reader(typed: dict[str, str]) -> None:
    with suppress(FormWrong):
        rules.read_form(typed, now=NOW)


@pytest.mark.parametrize(
    ("status", "to", "allowed"),
    [
        (Status.CONFIRMED, Status.CANCELLED, True),
        (Status.CONFIRMED, Status.HONOURED, False),
        (Status.CANCELLED, Status.HONOURED, False),
        (Status.CANCELLED, Status.CONFIRMED, True),
        (Status.MISSED, Status.MISTAKE, False),
    ],
)
def test_moves_of_an_appointment_that_is_ahead(status: Status, to: Status, allowed: bool) -> None:
    try:
        rules.check_move(status, to, occurs_at=NOW + timedelta(hours=1), now=NOW)
    except rules.MoveNotPossible:
        assert not allowed
    else:
        assert allowed


@pytest.mark.parametrize(
    ("minutes", "open_now"), [(-11, False), (-10, True), (0, True), (30, True), (89, True), (90, False)]
)
def test_a_room_opens_ten_minutes_before_and_closes_an_hour_after_the_end(minutes: int, open_now: bool) -> None:
    assert rules.room_open(NOW, minutes=30, now=NOW + timedelta(minutes=minutes)) is open_now


def test_a_month_is_shown_by_whole_weeks() -> None:
    assert rules.month_grid(date(2026, 11, 24)) == (date(2026, 10, 26), date(2026, 12, 6))
    assert rules.month_grid(date(2027, 2, 3)) == (date(2027, 2, 1), date(2027, 2, 28))


def _counted(found: Iterator[datetime], reckoned: list[datetime]) -> Iterator[datetime]:
    for one in found:
        reckoned.append(one)
        yield one


def test_a_series_is_reckoned_no_further_than_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    reckoned: list[datetime] = []
    whole = rules._series
    monkeypatch.setattr(rules, "_series", lambda at, of: _counted(whole(at, of), reckoned))
    start, series = (
        datetime(2028, 2, 29, 10, tzinfo=UTC),
        Details("Bilan", kind="CONSULTATION", repeat=Repeat.YEARLY, times=200),
    )
    assert rules.dates(start, series, since=start, until=start + timedelta(days=7)) == [start]
    assert len(reckoned) == 2
    assert len(rules.dates(start, series, since=start, until=datetime(3000, 1, 1, tzinfo=UTC), most=3)) == 3
    assert len(reckoned) == 5
