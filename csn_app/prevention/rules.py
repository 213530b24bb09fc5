"""What is due to a person on a day, and by which rule: facts in, calendar out (R-PV-1 to R-PV-6, R-PV-9).

Nothing here says more than the tables: no diagnosis, no dose. The words are made of the facts that an item carries.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from csn_app.prevention.book import (
    Book,
    ChildRule,
    ExamRule,
    Rule,
    Season,
    Series,
    Theme,
    VaccineRule,
    book_of,
)

SOON = timedelta(days=90)
"""What opens within so many days is announced."""

TERM = timedelta(weeks=41)
"""The weeks of a pregnancy are counted back from the day on which the birth is expected, at 41 weeks."""

_POST_PARTUM = "post_partum_6_8_semaines"
_AROUND_PREGNANCY = "grossesse_des_4e_mois_jusqu_a_6_mois_apres"
_PREGNANT = frozenset({"grossesse", _POST_PARTUM, _AROUND_PREGNANCY})
_FAR = date.max


class Standing(StrEnum):
    """Where an item stands: it opens soon, it is time, or the usual age is past and it is not too late."""

    SOON = "SOON"
    NOW = "NOW"
    LATE = "LATE"


@dataclass(frozen=True, slots=True)
class Dose:
    """A dose received, on a day between ``first`` and ``last``: people often know the year only."""

    vaccine: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the engine knows of a person. ``done``: days by subject; ``answers``: conditions answered with yes.

    ``birth_expected``: the day on which a pregnant person expects to give birth.
    """

    born: date
    sex: str
    today: date
    doses: tuple[Dose, ...] = ()
    done: Mapping[str, tuple[date, ...]] = field(default_factory=dict)
    answers: frozenset[str] = frozenset()
    birth_expected: date | None = None
    refused: frozenset[str] = frozenset()
    themes_refused: frozenset[Theme] = frozenset()


@dataclass(frozen=True, slots=True)
class Due:
    """One thing due: by which rule, from when to when, and the facts of its why. ``key`` names it once and for all."""

    key: str
    rule: Rule
    opens: date
    on_time: date | None
    closes: date | None
    standing: Standing
    last: date | None = None


def evaluate(facts: Facts, *, book: Book | None = None, soon: timedelta = SOON) -> tuple[Due, ...]:
    """Return what is due on the day of the facts and what opens within ``soon``: late first, then by date."""
    rules = book or book_of(facts.today)
    found = [
        due
        for due in (*_vaccines(facts, rules, soon), *_children(facts, rules, soon), *_exams(facts, rules, soon))
        if due.rule.subject not in facts.refused and due.rule.theme not in facts.themes_refused
    ]
    return tuple(sorted(found, key=_order))


def add_months(day: date, months: int) -> date:
    """Return the same day so many months later, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    try:
        return date(year, month + 1, day.day)
    except ValueError:
        return date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)


def age_on(born: date, day: date) -> tuple[int, int]:
    """Return an age in whole years and whole months."""
    months = (day.year - born.year) * 12 + day.month - born.month
    if add_months(born, months) > day:
        months -= 1
    return months // 12, months


def _order(due: Due) -> tuple[int, date, str]:
    rank = {Standing.LATE: 0, Standing.NOW: 1, Standing.SOON: 2}
    return rank[due.standing], due.closes or _FAR, due.key


def _due(
    facts: Facts,
    rule: Rule,
    *,
    opens: date,
    on_time: date | None,
    closes: date | None,
    soon: timedelta,
    key: str = "",
    last: date | None = None,
) -> Due | None:
    """Make an item of a window, unless it is over or far away; ``on_time`` and ``closes`` are the last days."""
    today = facts.today
    if opens > today + soon or (closes is not None and (closes < today or closes < opens)):
        return None
    standing = Standing.NOW
    if opens > today:
        standing = Standing.SOON
    elif on_time is not None and on_time < today:
        standing = Standing.LATE
    return Due(key or rule.subject, rule, opens, on_time, closes, standing, last)


def _concerns(facts: Facts, rule: Rule) -> bool:
    """Say whether a rule is for this person at all: sex, and what they answered."""
    if rule.sex != "any" and rule.sex != facts.sex:
        return False
    return all(
        facts.birth_expected is not None if condition in _PREGNANT else condition in facts.answers
        for condition in rule.conditions
    )


def _window(facts: Facts, rule: Rule) -> tuple[date, date | None, date | None]:
    """Return the first day, the last day on time and the very last day of a rule for this person."""
    opens = add_months(facts.born, rule.since)
    on_time = _month_end(facts.born, rule.until)
    closes = _month_end(facts.born, rule.latest)
    pregnancy = _pregnancy(facts, rule)
    if pregnancy:
        return pregnancy[0], pregnancy[1], pregnancy[1]
    return opens, on_time, closes


def _pregnancy(facts: Facts, rule: Rule) -> tuple[date, date] | None:
    expected = facts.birth_expected
    named = _PREGNANT.intersection(rule.conditions)
    if expected is None or not named:
        return None
    if _POST_PARTUM in named:
        return expected + timedelta(weeks=6), expected + timedelta(weeks=8)
    begun = expected - TERM
    if _AROUND_PREGNANCY in named:
        return add_months(begun, 4), add_months(expected, 6)
    if rule.weeks is None:
        return begun, expected
    return begun + timedelta(weeks=rule.weeks[0]), begun + timedelta(weeks=rule.weeks[1], days=6)


def _month_end(born: date, month: int | None) -> date | None:
    return None if month is None else add_months(born, month + 1) - timedelta(days=1)


def _children(facts: Facts, book: Book, soon: timedelta) -> Iterator[Due]:
    if facts.born + timedelta(days=365 * 18) < facts.today:
        return
    for rule in book.child:
        if rule.subject not in facts.done:
            opens, closes = _from_birth(facts.born, rule.opens), _from_birth(facts.born, rule.closes)
            last = closes - timedelta(days=1)
            due = _due(facts, rule, opens=opens, on_time=last, closes=last, soon=soon)
            if due:
                yield due


def _from_birth(born: date, after: tuple[int, int]) -> date:
    return add_months(born, after[0]) + timedelta(days=after[1])


def _exams(facts: Facts, book: Book, soon: timedelta) -> Iterator[Due]:
    for rule in book.exams:
        if _concerns(facts, rule):
            due = _exam(facts, rule, soon)
            if due:
                yield due


def _exam(facts: Facts, rule: ExamRule, soon: timedelta) -> Due | None:
    opens, on_time, closes = _window(facts, rule)
    done = facts.done.get(rule.subject, ())
    key, last = rule.subject, max(done, default=None)
    if rule.once and done:
        return None
    if rule.after:
        before = max(facts.done.get(rule.after, ()), default=None)
        if before is None:
            return None
        opens, last = max(opens, add_months(before, rule.interval)), before
    elif last is not None:
        opens = max(opens, add_months(last, rule.interval))
        key = f"{rule.subject}:{opens.isoformat()}"
    return _due(facts, rule, opens=opens, on_time=on_time, closes=closes, soon=soon, key=key, last=last)


def _vaccines(facts: Facts, book: Book, soon: timedelta) -> list[Due]:
    """Return the doses due, one for a set of diseases: the first of the table, and none inside a larger one."""
    found: list[tuple[Series, Due]] = []
    for series in book.series:
        first = series.doses[0]
        if _far_from(facts, series) or not _concerns(facts, first) or not _born_for(facts, first):
            continue
        doses = sorted((d for d in facts.doses if d.vaccine in series.covered_by), key=lambda d: d.last)
        if _follows_another(facts, series, doses, book):
            continue
        due = _next_dose(facts, series, doses, soon)
        if due:
            found.append((series, due))
    kept: list[tuple[Series, Due]] = []
    for series, due in found:
        # A booster is a thing of its own; what only catches up is held by the larger vaccine.
        inside = series.doses[0].ever and any(series.diseases < other.diseases for other, _ in found)
        again = any(series.diseases == other.diseases for other, _ in kept)
        if not inside and not again:
            kept.append((series, due))
    return [due for _, due in kept]


def _far_from(facts: Facts, series: Series) -> bool:
    """Say at a glance whether a series is years away from this person's age: most are, and need no dates."""
    months = (facts.today.year - facts.born.year) * 12 + facts.today.month - facts.born.month
    latest = series.doses[-1].latest
    return months + 5 < series.doses[0].since or (latest is not None and months > latest + 2)


def _born_for(facts: Facts, rule: VaccineRule) -> bool:
    return (rule.born_from or date.min) <= facts.born <= (rule.born_to or date.max)


def _follows_another(facts: Facts, series: Series, doses: list[Dose], book: Book) -> bool:
    """Say whether somebody began, or begins, another series against the same diseases: one is followed to its end."""
    rivals = [
        other
        for other in book.series
        if other is not series
        and other.diseases == series.diseases
        and other.doses[0].total > 1
        and _born_for(facts, other.doses[0])
        and _concerns(facts, other.doses[0])
    ]
    if series.doses[0].total == 1 or not rivals:
        return False
    if doses:
        if any(_begins(facts, rival, doses[0]) for rival in rivals) and not _begins(facts, series, doses[0]):
            return True
        # Two schemes with products of their own: the product that was given tells which.
        own = doses[0].vaccine == series.doses[0].vaccine
        return not own and any(doses[0].vaccine == rival.doses[0].vaccine for rival in rivals)
    if _closed(facts, series):
        # Too late to begin this one: another that can still begin speaks in its place.
        return any(not _closed(facts, rival) for rival in rivals if _window(facts, rival.doses[0])[0] <= facts.today)
    same_age = [rival for rival in rivals if rival.doses[0].since == series.doses[0].since]
    return any(book.series.index(rival) < book.series.index(series) for rival in same_age)


def _closed(facts: Facts, series: Series) -> bool:
    closes = _window(facts, series.doses[0])[2]
    return closes is not None and closes < facts.today


def _begins(facts: Facts, series: Series, dose: Dose) -> bool:
    opens, _, closes = _window(facts, series.doses[0])
    return dose.last >= opens and (closes is None or dose.first <= closes)


def _next_dose(facts: Facts, series: Series, doses: list[Dose], soon: timedelta) -> Due | None:
    first = series.doses[0]
    if first.season:
        return _seasonal(facts, first, first.season, doses, soon)
    if first.repeat_months or not first.ever or _PREGNANT.intersection(first.conditions):
        return _in_window(facts, first, doses, soon)
    for rule in series.doses:
        opens, on_time, closes = _window(facts, rule)
        if rule.dose <= len(doses) or (closes is not None and closes < facts.today):
            continue
        last = doses[-1].last if doses else None
        if last is not None:
            opens = max(opens, last + timedelta(days=rule.interval_days))
        key = f"{rule.subject}:{rule.id}"
        return _due(facts, rule, opens=opens, on_time=on_time, closes=closes, soon=soon, key=key, last=last)
    return None


def _in_window(facts: Facts, rule: VaccineRule, doses: list[Dose], soon: timedelta) -> Due | None:
    """A booster at a fixed age, again every ten years, or what an answer calls for: earlier doses do not close it."""
    opens, on_time, closes = _window(facts, rule)
    last = doses[-1].last if doses else None
    key = f"{rule.subject}:{rule.id}"
    if rule.repeat_months:
        if last is not None and last >= opens:
            opens = add_months(last, rule.repeat_months)
            key = f"{key}:{opens.isoformat()}"
    elif _counts(rule, doses, opens):
        return None
    return _due(facts, rule, opens=opens, on_time=on_time, closes=closes, soon=soon, key=key, last=last)


def _counts(rule: VaccineRule, doses: list[Dose], opens: date) -> bool:
    return sum(1 for dose in doses if dose.last >= opens) >= rule.dose


def _seasonal(facts: Facts, rule: VaccineRule, season: Season, doses: list[Dose], soon: timedelta) -> Due | None:
    opens, _, closes = _window(facts, rule)
    for start, end in _seasons(season, facts.today):
        first, last = max(opens, start), end if closes is None else min(end, closes)
        if last < facts.today or first > last:
            continue
        if any(dose.last >= start and dose.first <= end for dose in doses):
            continue
        before = doses[-1].last if doses else None
        if before is not None and rule.interval_days:
            first = max(first, before + timedelta(days=rule.interval_days))
        key = f"{rule.subject}:{start.year}-{start.month:02d}"
        return _due(facts, rule, opens=first, on_time=last, closes=last, soon=soon, key=key, last=before)
    return None


def _seasons(season: Season, today: date) -> Iterable[tuple[date, date]]:
    """Yield last year's season, this year's and the next one's, whichever may still be open or come."""
    for year in (today.year - 1, today.year, today.year + 1):
        start, end = date(year, *season.start), date(year, *season.end)
        yield start, end if season.end > season.start else date(year + 1, *season.end)


__all__ = ["SOON", "ChildRule", "Dose", "Due", "Facts", "Standing", "Theme", "add_months", "age_on", "evaluate"]
