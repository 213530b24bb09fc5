"""What is true of appointments: what a form may hold, the dates of a series, the moments of reminders.

Hours are typed and repeated as the clock in Paris shows them: « 17 h 30 » stays 17 h 30 when the clock changes.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

from dateutil.rrule import DAILY, MONTHLY, WEEKLY, YEARLY, rrule

from csn_app.agenda.vocabulary import AFTERWARDS, MOVES, Alert, Kind, Repeat, Status
from csn_app.core.errors import CsnError

PARIS = ZoneInfo("Europe/Paris")
TITLE, NOTE, LINE = 100, 1000, 200
MOST_TIMES = 200
"""How many dates a series has at most."""

MOST_SERIES = 200
"""How many series an agenda holds: each is spread out again whenever a page is read."""

MOST_DOCUMENTS = 20
REMINDERS_A_DAY = 10
"""How many reminders one may note for a day (R-AG-4)."""

FIRST_YEAR, YEARS_AHEAD = 1950, 10
OPENS_BEFORE = timedelta(minutes=10)
STAYS_OPEN = timedelta(minutes=60)
"""A room can be joined from ten minutes before until an hour after the planned end."""

DURATIONS = (15, 30, 45, 60, 90, 120, 240, 480)
_EVERY: dict[Repeat, tuple[int, int]] = {
    Repeat.DAILY: (DAILY, 1),
    Repeat.WEEKLY: (WEEKLY, 1),
    Repeat.FORTNIGHTLY: (WEEKLY, 2),
    Repeat.MONTHLY: (MONTHLY, 1),
    Repeat.QUARTERLY: (MONTHLY, 3),
    Repeat.HALF_YEARLY: (MONTHLY, 6),
    Repeat.YEARLY: (YEARLY, 1),
}
_FREQUENCIES = {DAILY: "DAILY", WEEKLY: "WEEKLY", MONTHLY: "MONTHLY", YEARLY: "YEARLY"}


class Flaw(StrEnum):
    """What to correct in a field."""

    MISSING = "MISSING"
    TOO_LONG = "TOO_LONG"
    NOT_A_DATE = "NOT_A_DATE"
    NOT_AN_HOUR = "NOT_AN_HOUR"
    NO_SUCH_HOUR = "NO_SUCH_HOUR"
    FAR_AWAY = "FAR_AWAY"
    NOT_A_CHOICE = "NOT_A_CHOICE"
    TIMES = "TIMES"
    TOO_MANY = "TOO_MANY"


@dataclass(eq=False)
class FormWrong(CsnError):
    """Fields to correct, each with its flaw."""

    flaws: Mapping[str, Flaw]


class MoveNotPossible(CsnError):
    """The status cannot become that one: not from where it stands, or not before the appointment has begun."""


class RemindersOfTheDayFull(CsnError):
    """A day holds ten reminders already (R-AG-4)."""


@dataclass(frozen=True, slots=True)
class Details:
    """What an appointment is about: all of it is sealed. ``rule`` names what it answers in prevention."""

    title: str
    kind: str
    with_whom: str = ""
    professional: str = ""
    speciality: str = ""
    address: str = ""
    preparation: str = ""
    companion: str = ""
    comment: str = ""
    documents: tuple[str, ...] = ()
    repeat: str = Repeat.NEVER
    times: int = 1
    alerts: tuple[str, ...] = ()
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Planned:
    """An appointment as its form asks for it."""

    starts_at: datetime
    minutes: int
    details: Details


@dataclass(slots=True)
class _Reader:
    """Reads the fields of a form one by one and gathers what is wrong."""

    typed: Mapping[str, str]
    flaws: dict[str, Flaw] = field(default_factory=dict)

    def words(self, name: str, *, most: int, required: bool = False) -> str:
        """Read words; control characters and blanks at the ends go."""
        said = "".join(c for c in self.typed.get(name, "") if c.isprintable() or c == "\n").strip()
        if required and not said:
            self.flaws[name] = Flaw.MISSING
        elif len(said) > most:
            self.flaws[name] = Flaw.TOO_LONG
        return said

    def choice(self, name: str, known: Collection[str], *, default: str) -> str:
        """Read one of a list."""
        said = self.typed.get(name, "") or default
        if said not in known:
            self.flaws[name] = Flaw.NOT_A_CHOICE
            return default
        return said

    def number(self, name: str, *, low: int, high: int, default: int) -> int:
        """Read a whole number."""
        said = self.typed.get(name, "").strip() or str(default)
        if not (said.isascii() and said.isdigit() and len(said) <= 4 and low <= int(said) <= high):
            self.flaws[name] = Flaw.TIMES
            return default
        return int(said)

    def day(self, *, today: date) -> date | None:
        """Read the three boxes of the date."""
        boxes = [self.typed.get(name, "").strip() for name in ("annee", "mois", "jour")]
        if not any(boxes):
            self.flaws["jour"] = Flaw.MISSING
            return None
        try:
            found = date(*(int(box) if box.isascii() and box.isdigit() and len(box) <= 4 else 0 for box in boxes))
        except ValueError:
            self.flaws["jour"] = Flaw.NOT_A_DATE
            return None
        if not FIRST_YEAR <= found.year <= today.year + YEARS_AHEAD:
            self.flaws["jour"] = Flaw.FAR_AWAY
            return None
        return found

    def hour(self) -> time | None:
        """Read the hour as the browser writes it."""
        said = self.typed.get("heure", "").strip()
        if not said:
            self.flaws["heure"] = Flaw.MISSING
            return None
        try:
            return time.fromisoformat(said).replace(second=0, microsecond=0, tzinfo=None)
        except ValueError:
            self.flaws["heure"] = Flaw.NOT_AN_HOUR
            return None


def read_form(typed: Mapping[str, str], *, now: datetime) -> Planned:
    """Read the form of an appointment; raises ``FormWrong`` with every field to correct."""
    reader = _Reader(typed)
    title = reader.words("motif", most=TITLE, required=True)
    kind = reader.choice("genre", set(Kind), default=Kind.CONSULTATION)
    repeat = reader.choice("repete", set(Repeat), default=Repeat.NEVER)
    times = reader.number("fois", low=2, high=MOST_TIMES, default=10) if repeat != Repeat.NEVER else 1
    minutes = int(reader.choice("duree", {str(minutes) for minutes in DURATIONS}, default="30"))
    documents = tuple(sorted(name.removeprefix("doc-") for name, on in typed.items() if name.startswith("doc-") and on))
    if len(documents) > MOST_DOCUMENTS:
        reader.flaws["documents"] = Flaw.TOO_MANY
    details = Details(
        title=title,
        kind=kind,
        with_whom=reader.words("avec", most=LINE),
        professional=typed.get("soignant", ""),
        speciality=reader.words("specialite", most=LINE),
        address=reader.words("adresse", most=LINE),
        preparation=reader.words("preparation", most=NOTE),
        companion=reader.words("accompagne", most=LINE),
        comment=reader.words("commentaire", most=NOTE),
        documents=documents,
        repeat=repeat,
        times=times,
        alerts=tuple(alert for alert in Alert if typed.get(f"rappel-{alert}")),
        rule=typed.get("prevention", ""),
    )
    day, hour = reader.day(today=now.astimezone(PARIS).date()), reader.hour()
    starts_at = local(day, hour) if day and hour else None
    if day and hour and starts_at is None:
        reader.flaws["heure"] = Flaw.NO_SUCH_HOUR
    if reader.flaws or starts_at is None:
        raise FormWrong(reader.flaws)
    return Planned(starts_at, minutes, details)


def local(day: date, hour: time) -> datetime | None:
    """Return the moment at which the clock in Paris shows an hour; None for the hour that spring skips.

    The hour that autumn shows twice is the first of both (RFC 5545).
    """
    shown = datetime.combine(day, hour)
    moment = shown.replace(tzinfo=PARIS).astimezone(UTC)
    return moment if moment.astimezone(PARIS).replace(tzinfo=None) == shown else None


def dates(
    starts_at: datetime, details: Details, *, since: datetime, until: datetime, most: int | None = None
) -> list[datetime]:
    """Return the dates of an appointment that begin in [since, until), in their order, ``most`` of them.

    A series is reckoned no further than is asked: two hundred 29 February lie eight centuries ahead.

    A date in the hour that spring skips takes place an hour later on the clock (RFC 5545).
    """
    if details.repeat == Repeat.NEVER:
        return [starts_at] if since <= starts_at < until else []
    reached = takewhile(lambda moment: moment < until, _series(starts_at, details))
    return list(islice((moment for moment in reached if moment >= since), most))


def last_date(starts_at: datetime, details: Details) -> datetime:
    """Return the last date of a series."""
    return max(_series(starts_at, details)) if details.repeat != Repeat.NEVER else starts_at


def recurrence(starts_at: datetime, details: Details) -> dict[str, list[object]]:
    """Return the parts of the RRULE of a series (RFC 5545); a month without the day takes its last one."""
    frequency, interval = _EVERY[Repeat(details.repeat)]
    parts: dict[str, list[object]] = {
        "FREQ": [_FREQUENCIES[frequency]],
        "INTERVAL": [interval],
        "COUNT": [details.times],
    }
    day = starts_at.astimezone(PARIS).day
    if frequency == MONTHLY and day > 28:
        parts |= {"BYMONTHDAY": list(range(28, day + 1)), "BYSETPOS": [-1]}
    return parts


def _series(starts_at: datetime, details: Details) -> Iterator[datetime]:
    frequency, interval = _EVERY[Repeat(details.repeat)]
    shown = starts_at.astimezone(PARIS).replace(tzinfo=None)
    short = {"bymonthday": range(28, shown.day + 1), "bysetpos": -1} if frequency == MONTHLY and shown.day > 28 else {}
    found = rrule(frequency, dtstart=shown, interval=interval, count=min(details.times, MOST_TIMES), **short)
    return (moment.replace(tzinfo=PARIS).astimezone(UTC) for moment in found)


def alert_at(alert: Alert, starts_at: datetime) -> datetime:
    """Return the moment of a reminder: a week before at 9 h, the eve at 18 h, that day at 7 h, or hours before."""
    if alert is Alert.HOUR:
        return starts_at - timedelta(hours=1)
    if alert is Alert.TWO_HOURS:
        return starts_at - timedelta(hours=2)
    day = starts_at.astimezone(PARIS).date()
    before, hour = {Alert.WEEK: (7, 9), Alert.EVE: (1, 18), Alert.MORNING: (0, 7)}[alert]
    return datetime.combine(day - timedelta(days=before), time(hour), PARIS).astimezone(UTC)


def next_alert(
    starts_at: datetime, details: Details, *, after: datetime, skipped: Collection[datetime] = ()
) -> tuple[datetime, datetime] | None:
    """Return the next moment of a reminder after one, and the date that it is about; None where there is none left.

    Dates that do not take place are ``skipped``; a reminder that would come after its appointment is none.
    """
    if not details.alerts:
        return None
    horizon = max(last_date(starts_at, details), starts_at) + timedelta(seconds=1)
    found = [
        (moment, occurs_at)
        for occurs_at in dates(starts_at, details, since=after, until=horizon)
        if occurs_at not in skipped
        for alert in details.alerts
        if after < (moment := alert_at(Alert(alert), occurs_at)) < occurs_at
    ]
    return min(found, default=None)


def check_move(status: Status, to: Status, *, occurs_at: datetime, now: datetime) -> None:
    """Raise ``MoveNotPossible`` where a status cannot become another one."""
    if to not in MOVES[status] or (to in AFTERWARDS and occurs_at > now):
        raise MoveNotPossible


def room_open(occurs_at: datetime, *, minutes: int, now: datetime) -> bool:
    """Say whether the room of a téléconsultation can be joined."""
    return occurs_at - OPENS_BEFORE <= now < occurs_at + timedelta(minutes=minutes) + STAYS_OPEN


def month_grid(day: date) -> tuple[date, date]:
    """Return the first and last day of the weeks that show a month: Monday to Sunday."""
    first = day.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first - timedelta(days=first.weekday()), last + timedelta(days=6 - last.weekday())


def midnight(day: date) -> datetime:
    """Return the moment at which a day begins in Paris."""
    return datetime.combine(day, time(0), PARIS).astimezone(UTC)
