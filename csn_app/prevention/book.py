"""The rules of prevention as they stand on a day: read from the reference tables, nothing of anybody in them.

R-PV-1: the rule in force that day. Ages are months from birth, both bounds included; days of validity too.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from csn_app.core.reference import rows

_DOSE = re.compile(r"-\d$")


class Theme(StrEnum):
    """What one may refuse as a whole, without a reason."""

    VACCINES = "VACCINES"
    CHILD = "CHILD"
    SCREENING = "SCREENING"
    DENTAL = "DENTAL"
    CHECKUP = "CHECKUP"
    PREGNANCY = "PREGNANCY"
    FOLLOW_UP = "FOLLOW_UP"


_THEMES = {
    "depistage": Theme.SCREENING,
    "bilan": Theme.CHECKUP,
    "dentaire": Theme.DENTAL,
    "grossesse": Theme.PREGNANCY,
    "suivi": Theme.FOLLOW_UP,
}


@dataclass(frozen=True, slots=True)
class Season:
    """A part of the year, as (month, day); it may cross the new year."""

    start: tuple[int, int]
    end: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Rule:
    """What every rule says: for whom, from which age to which, why, from when it is in force and by which source.

    Ages in months: ``until`` is the last month on time, ``latest`` the last one at all; None where there is no limit.
    ``weeks`` are those of a pregnancy. ``basis`` says what of it is sourced, assumed or ours.
    """

    id: str
    subject: str
    theme: Theme
    label: str
    reason: str
    sex: str
    since: int
    until: int | None
    latest: int | None
    conditions: tuple[str, ...]
    weeks: tuple[int, int] | None
    valid_from: date
    valid_to: date | None
    basis: str
    source: str


@dataclass(frozen=True, slots=True)
class VaccineRule(Rule):
    """One dose of a series; ``ever`` counts doses of any age, otherwise those of the rule's own window."""

    vaccine: str
    status: str
    dose: int
    total: int
    born_from: date | None
    born_to: date | None
    interval_days: int
    repeat_months: int
    season: Season | None
    ever: bool


@dataclass(frozen=True, slots=True)
class ExamRule(Rule):
    """A screening, a check-up, a visit; ``once`` in its window, or again ``interval`` months after the last one."""

    interval: int
    once: bool
    after: str


@dataclass(frozen=True, slots=True)
class ChildRule(Rule):
    """One of the twenty examinations of the child; ``opens`` included, ``closes`` excluded: (months, days)."""

    opens: tuple[int, int]
    closes: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Series:
    """The doses of one vaccination, in their order; ``covered_by``: the vaccines that hold all of its diseases."""

    name: str
    subject: str
    diseases: frozenset[str]
    covered_by: frozenset[str]
    doses: tuple[VaccineRule, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """Every rule in force on a day."""

    series: tuple[Series, ...]
    exams: tuple[ExamRule, ...]
    child: tuple[ChildRule, ...]


@cache
def book_of(day: date) -> Book:
    """Return the rules in force on a day."""
    return Book(
        series=_series(tuple(rule for rule in vaccine_rules() if in_force(rule, day))),
        exams=tuple(rule for rule in exam_rules() if in_force(rule, day)),
        child=tuple(rule for rule in child_rules() if in_force(rule, day)),
    )


def in_force(rule: Rule, day: date) -> bool:
    """Say whether a rule is in force on a day, its first and last day included."""
    return rule.valid_from <= day and (rule.valid_to is None or day <= rule.valid_to)


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return every rule there ever was, in the order of the tables."""
    return (*vaccine_rules(), *child_rules(), *exam_rules())


def number_of(rule_id: str) -> int:
    """Return the number under which an address names a rule: an address must not tell what it is about."""
    return next(n for n, rule in enumerate(all_rules(), 1) if rule.id == rule_id)


def rule_at(number: object) -> Rule | None:
    """Return the rule that an address names; None for anything else."""
    known = isinstance(number, str) and number.isascii() and number.isdigit() and len(number) <= 4
    place = int(str(number)) if known else 0
    return all_rules()[place - 1] if 1 <= place <= len(all_rules()) else None


@cache
def vaccine_rules() -> tuple[VaccineRule, ...]:
    """Return the doses of ``vaccination_schedule.csv``."""
    return tuple(_vaccine(row) for row in rows("vaccination_schedule"))


@cache
def exam_rules() -> tuple[ExamRule, ...]:
    """Return the rules of ``prevention_rules.csv``."""
    return tuple(_exam(row) for row in rows("prevention_rules"))


@cache
def child_rules() -> tuple[ChildRule, ...]:
    """Return the examinations of ``child_exams.csv`` (R-PV-2)."""
    return tuple(_child(row) for row in rows("child_exams"))


@cache
def diseases_of(vaccine: str) -> frozenset[str]:
    """Return the diseases that a vaccine protects from, by ``vaccines.csv``."""
    return frozenset(next(row["diseases"] for row in rows("vaccines") if row["id"] == vaccine).split(";"))


@cache
def _subject(vaccine: str) -> str:
    """Name a vaccination by the first vaccine of the table with the same diseases: products change, it does not."""
    same = (row["id"] for row in rows("vaccines") if diseases_of(row["id"]) == diseases_of(vaccine))
    return f"VAC-{next(same)}"


def _series(rules: tuple[VaccineRule, ...]) -> tuple[Series, ...]:
    grouped: dict[str, list[VaccineRule]] = {}
    for rule in rules:
        name = _DOSE.sub("", rule.id) if rule.total > 1 else rule.id
        grouped.setdefault(name, []).append(rule)
    found = []
    for name, doses in grouped.items():
        diseases = diseases_of(doses[0].vaccine)
        covering = frozenset(row["id"] for row in rows("vaccines") if diseases_of(row["id"]) >= diseases)
        ordered = tuple(sorted(doses, key=lambda rule: rule.dose))
        found.append(Series(name, ordered[0].subject, diseases, covering, ordered))
    return tuple(found)


def _vaccine(row: dict[str, str]) -> VaccineRule:
    season = Season(_month_day(row["season_start"]), _month_day(row["season_end"])) if row["season_start"] else None
    until, catch_up = _number(row["age_max_months"]), _number(row["catch_up_max_months"])
    # A season has its own end: the rule stops at its age. Elsewhere no published limit is no limit.
    latest = until if season else catch_up
    return VaccineRule(
        id=row["rule_id"],
        subject=_subject(row["vaccine_id"]),
        theme=Theme.VACCINES,
        label=row["label_fr"],
        reason=row["reason_fr"],
        sex=row["sex"],
        since=_number(row["age_min_months"]) or 0,
        until=until,
        latest=latest,
        conditions=_conditions(row["condition"]),
        weeks=_weeks(row),
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=_day(row["valid_to"]),
        basis=row["basis"],
        source=row["source"],
        vaccine=row["vaccine_id"],
        status=row["status"],
        dose=int(row["dose_no"]),
        total=int(row["doses_total"]),
        born_from=_day(row["birth_date_min"]),
        born_to=_day(row["birth_date_max"]),
        interval_days=_number(row["min_interval_days"]) or 0,
        repeat_months=_number(row["repeat_months"]) or 0,
        season=season,
        ever=row["doses_counted"] == "ever",
    )


def _exam(row: dict[str, str]) -> ExamRule:
    first, last = _number(row["age_min_years"]), _number(row["age_max_years"])
    until = None if last is None else 12 * last + 11
    after = next((c.removeprefix("apres:") for c in _conditions(row["condition"]) if c.startswith("apres:")), "")
    wishes = tuple(f"souhait:{row['id']}" if c == "souhait" else c for c in _conditions(row["condition"]))
    return ExamRule(
        id=row["id"],
        subject=row["subject"],
        theme=_THEMES[row["kind"]] if not row["id"].endswith("-GRO") else Theme.PREGNANCY,
        label=row["label_fr"],
        reason=row["reason_fr"],
        sex=row["sex"],
        since=12 * (first or 0),
        until=until,
        latest=until,
        conditions=tuple(c for c in wishes if not c.startswith("apres:")),
        weeks=_weeks(row),
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=_day(row["valid_to"]),
        basis=row["basis"],
        source=row["source"],
        interval=_number(row["interval_months"]) or 0,
        once=row["once"] == "1",
        after=after,
    )


def _child(row: dict[str, str]) -> ChildRule:
    opens, closes = _duration(row["window_start"]), _duration(row["window_end"])
    return ChildRule(
        id=row["exam_id"],
        subject=row["exam_id"],
        theme=Theme.CHILD,
        label=f"Examen de l’enfant\u00a0: {row['label_fr'][0].lower()}{row['label_fr'][1:]}",
        reason=row["reason_fr"],
        sex="any",
        since=opens[0],
        until=closes[0],
        latest=closes[0],
        conditions=(),
        weeks=None,
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=_day(row["valid_to"]),
        basis=row["basis"],
        source=row["source"],
        opens=opens,
        closes=closes,
    )


def _duration(iso: str) -> tuple[int, int]:
    number = int(iso[1:-1])
    return (number, 0) if iso.endswith("M") else (0, number)


def _weeks(row: dict[str, str]) -> tuple[int, int] | None:
    return (int(row["ga_min_weeks"]), int(row["ga_max_weeks"])) if row["ga_min_weeks"] else None


def _conditions(cell: str) -> tuple[str, ...]:
    return tuple(filter(None, cell.split(";")))


def _month_day(cell: str) -> tuple[int, int]:
    month, day = cell.split("-")
    return int(month), int(day)


def _number(cell: str) -> int | None:
    return int(cell) if cell else None


def _day(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None
