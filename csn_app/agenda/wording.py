"""How an appointment is said on the screen."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from csn_app.agenda import rules
from csn_app.agenda.views import DayBrief, Shown
from csn_app.agenda.vocabulary import Alert, Kind, Repeat, Status
from csn_app.routes import AGENDA
from csn_app.ui.words import NBSP, PARIS, french_date, french_time, plural

KINDS = {
    Kind.CONSULTATION: "Consultation",
    Kind.REMOTE: "Téléconsultation",
    Kind.EXAM: "Examen ou analyse",
    Kind.CARE: "Soin ou rééducation",
    Kind.VACCINE: "Vaccination",
    Kind.STAY: "Hospitalisation",
    Kind.REMINDER: "Rappel pour moi",
    Kind.OTHER: "Autre",
}
REPEATS = {
    Repeat.NEVER: "Une seule fois",
    Repeat.DAILY: "Chaque jour",
    Repeat.WEEKLY: "Chaque semaine",
    Repeat.FORTNIGHTLY: "Toutes les deux semaines",
    Repeat.MONTHLY: "Chaque mois",
    Repeat.QUARTERLY: "Tous les trois mois",
    Repeat.HALF_YEARLY: "Tous les six mois",
    Repeat.YEARLY: "Chaque année",
}
ALERTS = {
    Alert.WEEK: f"Une semaine avant, à 9{NBSP}h",
    Alert.EVE: f"La veille, à 18{NBSP}h",
    Alert.MORNING: f"Le jour même, à 7{NBSP}h",
    Alert.TWO_HOURS: "Deux heures avant",
    Alert.HOUR: "Une heure avant",
}
STATUSES = {
    Status.CONFIRMED: ("Confirmé", "info"),
    Status.HONOURED: ("J’y suis allé", "ok"),
    Status.CANCELLED: ("Annulé", "warn"),
    Status.MISSED: ("Je n’y suis pas allé", "warn"),
    Status.MISTAKE: ("Noté par erreur", ""),
}
_MINUTES = {15: "15 minutes", 30: "30 minutes", 45: "45 minutes", 60: "1 heure", 90: "1 heure 30"}
_MINUTES |= {120: "2 heures", 240: "Une demi-journée", 480: "La journée"}
_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_SHORT = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juill.", "août", "sept.", "oct.", "nov.", "déc.")


@dataclass(frozen=True)
class Fact:
    """One line of the details."""

    name: str
    value: str


@dataclass(frozen=True)
class Paper:
    """A document to bring."""

    href: str
    title: str


@dataclass(frozen=True)
class Row:
    """One date of an appointment, in words. ``key`` is its own on the page, ``at`` names the date of a series."""

    id: str
    key: str
    at: str
    number: str
    month: str
    today: bool
    when: str
    title: str
    about: str
    status: str
    status_kind: str
    facts: list[Fact]
    papers: list[Paper]
    joins: str
    may_honour: bool
    may_cancel: bool
    may_restore: bool
    repeats: bool


@dataclass(frozen=True)
class Group:
    """Appointments under one heading; none where the list has no parts."""

    heading: str
    rows: list[Row]


@dataclass(frozen=True)
class Cell:
    """One day of a calendar. ``label`` is read instead of the number where there are appointments."""

    number: str
    href: str
    label: str
    off: bool
    today: bool
    lines: list[str]
    more: str


@dataclass(frozen=True)
class Week:
    """Seven days of a calendar."""

    cells: list[Cell]


def row_of(shown: Shown, *, now: datetime) -> Row:
    """Say one date of an appointment."""
    here, details = shown.occurs_at.astimezone(PARIS), shown.details
    begun, confirmed = shown.occurs_at <= now, shown.status is Status.CONFIRMED
    with_whom = shown.professional or details.with_whom
    about = ". ".join(filter(None, (KINDS[Kind(details.kind)], with_whom, details.address)))
    words, kind = STATUSES[shown.status]
    suffix = f"-{here:%Y%m%d%H%M}" if shown.repeats else ""
    return Row(
        id=str(shown.id),
        key=f"{shown.id}{suffix}",
        at=shown.occurs_at.isoformat(),
        number=str(here.day),
        month=_SHORT[here.month - 1],
        today=here.date() == now.astimezone(PARIS).date(),
        when=_when(here, now=now),
        title=details.title,
        about=about,
        status="" if confirmed else words,
        status_kind=kind,
        facts=_facts(shown),
        papers=[Paper(f"/documents/{document}", title) for document, title in shown.documents],
        joins=f"/agenda/rejoindre/{shown.id}" if shown.joins else "",
        may_honour=begun and confirmed,
        may_cancel=confirmed,
        may_restore=not confirmed,
        repeats=shown.repeats,
    )


def groups_of(shown: Iterable[Shown], *, now: datetime, by_day: bool) -> list[Group]:
    """Put appointments in one list, or day by day."""
    if not by_day:
        rows = [row_of(one, now=now) for one in shown]
        return [Group("", rows)] if rows else []
    return [
        Group(french_date(day, weekday=True).capitalize(), [row_of(one, now=now) for one in found])
        for day, found in groupby(shown, key=lambda one: one.occurs_at.astimezone(PARIS).date())
    ]


def weeks_of(days: Iterable[DayBrief], *, month: date, today: date) -> list[Week]:
    """Draw the weeks that show a month."""
    known = {day.day: day for day in days}
    first, last = rules.month_grid(month)
    count = (last - first).days + 1
    cells = [
        _cell(first + timedelta(days=n), known.get(first + timedelta(days=n)), month=month, today=today)
        for n in range(count)
    ]
    return [Week(cells[n : n + 7]) for n in range(0, count, 7)]


def month_title(month: date) -> str:
    """Say a month: « Novembre 2026 »."""
    return french_date(month.replace(day=2)).split(" ", 1)[1].capitalize()


def week_title(first: date) -> str:
    """Say a week by its days."""
    return f"Du {french_date(first)} au {french_date(first + timedelta(days=6))}"


def address(*, view: str, day: date) -> str:
    """Return the address of a view: it tells a day, and nothing of what is in it."""
    return f"{AGENDA}?vue={view}&jour={day.isoformat()}"


def _when(here: datetime, *, now: datetime) -> str:
    today, hour = now.astimezone(PARIS).date(), french_time(here)
    day = here.date()
    near = {today: "Aujourd’hui", today + timedelta(days=1): "Demain", today - timedelta(days=1): "Hier"}
    if day in near:
        return f"{near[day]}, {hour}"
    if today < day < today + timedelta(days=7):
        return f"{_DAYS[day.weekday()].capitalize()}, {hour}"
    said = french_date(day, weekday=True).capitalize()
    return f"{said if day.year != today.year else said.rsplit(' ', 1)[0]}, {hour}"


def _facts(shown: Shown) -> list[Fact]:
    details = shown.details
    opens = french_time(shown.occurs_at - rules.OPENS_BEFORE)
    told = [
        ("Durée prévue", minutes_words(shown.minutes)),
        ("Spécialité", details.speciality),
        ("Adresse", details.address),
        ("Avant de venir", details.preparation),
        ("Qui m’accompagne", details.companion),
        ("Remarque", details.comment),
        ("Se répète", f"{REPEATS[Repeat(details.repeat)]}, {details.times} fois" if shown.repeats else ""),
        ("Me le rappeler", ", ".join(ALERTS[Alert(a)].lower() for a in details.alerts)),
        ("Téléconsultation", f"La salle ouvre à {opens}" if shown.has_room else ""),
    ]
    return [Fact(name, value) for name, value in told if value]


def minutes_words(minutes: int) -> str:
    """Say a duration."""
    return _MINUTES.get(minutes, f"{minutes} minutes")


def _cell(day: date, brief: DayBrief | None, *, month: date, today: date) -> Cell:
    lines = [f"{french_time(one.occurs_at)} {one.title}" for one in brief.first] if brief else []
    count = brief.count if brief else 0
    said = f"{french_date(day)}\u00a0: {plural(count, 'rendez-vous', many='rendez-vous')}" if count else ""
    return Cell(
        number=str(day.day),
        href=address(view="liste", day=day) if count else "",
        label=f"{said}, aujourd’hui" if said and day == today else said,
        off=day.month != month.month,
        today=day == today,
        lines=lines,
        more=f"et {count - len(lines)} autres"
        if count > len(lines) + 1
        else "et 1 autre"
        if count > len(lines)
        else "",
    )
