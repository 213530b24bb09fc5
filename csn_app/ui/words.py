"""Dates, hours, sizes and counts as they are said in French. Hours are those of Paris."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
NBSP = "\u00a0"
COUNTED_UP_TO = 1000
HUES = ("sapin", "bleuet", "ardoise", "prune", "tilleul", "argile")

_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
_SHORT_MONTHS = (
    "janv.", "févr.", "mars", "avr.", "mai", "juin",
    "juill.", "août", "sept.", "oct.", "nov.", "déc.",
)  # fmt: skip
_UNITS = ("Ko", "Mo", "Go", "To")


@lru_cache(maxsize=10_000)
def french_date(day: date, *, weekday: bool = False) -> str:
    """Say a day in a sentence: « 24 novembre 2026 », or « mardi 24 novembre 2026 »."""
    said = f"{_day_number(day)} {_MONTHS[day.month - 1]} {day.year}"
    return f"{_DAYS[day.weekday()]} {said}" if weekday else said


def short_date(day: date) -> str:
    """Say a day in a tight list: « 24 nov. 2026 »."""
    return f"{_day_number(day)} {_SHORT_MONTHS[day.month - 1]} {day.year}".replace(" ", NBSP)


def desk_date(day: date) -> str:
    """Write a day for professionals and printed cards: « 24/11/2026 »."""
    return day.strftime("%d/%m/%Y")


def french_time(moment: datetime) -> str:
    """Say an hour: « 14 h 30 »."""
    here = moment.astimezone(PARIS)
    return f"{here.hour}{NBSP}h{NBSP}{here.minute:02d}"


def french_datetime(moment: datetime) -> str:
    """Say a day and an hour: « 24 novembre 2026 à 14 h 30 »."""
    return f"{french_date(moment.astimezone(PARIS).date())} à {french_time(moment)}"


def relative(moment: datetime, *, now: datetime) -> str:
    """Say « aujourd’hui à 14 h 30 », « hier à 9 h 05 », then the date and the hour."""
    day, today = moment.astimezone(PARIS).date(), now.astimezone(PARIS).date()
    near = {today: "aujourd’hui", today - timedelta(days=1): "hier"}
    said = near.get(day) or f"le {french_date(day)}"
    return f"{said} à {french_time(moment)}"


def number(value: float, *, decimals: int = 0) -> str:
    """Write a number: a no-break space between thousands, a comma before decimals."""
    return f"{value:,.{decimals}f}".replace(",", NBSP).replace(".", ",")


def plural(count: int, singular: str, *, many: str = "") -> str:
    """Say « 1 document », « 2 documents »; ``many`` where the plural is not the word and an s. Zero is singular."""
    word = singular if abs(count) < 2 else many or f"{singular}s"
    return f"{number(count)}{NBSP}{word}"


def counted(count: int, singular: str, *, many: str = "") -> str:
    """Say a count that was made up to a thousand: « 12 documents », « plus de 1 000 documents »."""
    said = plural(min(count, COUNTED_UP_TO), singular, many=many)
    return f"plus de {said}" if count > COUNTED_UP_TO else said


@lru_cache(maxsize=10_000)
def size(octets: int) -> str:
    """Say how heavy a file is, in thousands of bytes: « 340 Ko », « 2,4 Mo »."""
    thousands = max(octets / 1000, 1)
    power = 0
    while thousands >= 999.5 and power < len(_UNITS) - 1:
        thousands, power = thousands / 1000, power + 1
    decimals = 1 if power and thousands < 10 else 0
    return f"{number(thousands, decimals=decimals).removesuffix(',0')}{NBSP}{_UNITS[power]}"


def _day_number(day: date) -> str:
    return "1er" if day.day == 1 else str(day.day)


_TITLES = {"Dr", "Pr", "M", "Mme", "Agent", "Agente", "Opérateur", "Opératrice"}


def initials(name: str) -> str:
    """Return two letters for the round drawing beside a name."""
    words = [word for word in name.split() if not word.endswith(".") and word not in _TITLES]
    return "".join(word[0] for word in words[:2]).upper()


def hue(one: UUID) -> str:
    """Give a person the same colour on every page."""
    return HUES[one.int % len(HUES)]
