"""Each rule of the three tables, around each bound of age and each day of validity: read from the tables themselves."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest

from csn_app.prevention.book import ChildRule, ExamRule, Rule, VaccineRule, all_rules, diseases_of
from csn_app.prevention.rules import Dose, Facts, Standing, add_months, evaluate
from tests.rules.prevention.people import TODAY

DAY = timedelta(days=1)
PREGNANT = ("grossesse", "post_partum_6_8_semaines", "grossesse_des_4e_mois_jusqu_a_6_mois_apres")
VACCINES = [rule for rule in all_rules() if isinstance(rule, VaccineRule)]
CHILD = [rule for rule in all_rules() if isinstance(rule, ChildRule)]
EXAMS = [rule for rule in all_rules() if isinstance(rule, ExamRule)]
BY_AGE = [r for r in EXAMS if not set(PREGNANT) & set(r.conditions) and not r.after]


def _name(rule: Rule) -> str:
    return rule.id


def _in_force_day(rule: Rule) -> date:
    """Return a day on which the rule is in force: today, or its last day."""
    return min(rule.valid_to or TODAY, TODAY)


def _facts(rule: Rule, *, born: date, today: date, **more: object) -> Facts:
    """Make the person that a rule is for: of its sex, having answered what it asks, with the doses before its own."""
    given: dict[str, object] = {"answers": frozenset(rule.conditions)}
    if isinstance(rule, VaccineRule) and rule.total > 1 and rule.dose > 1:
        # The doses before were given long ago: the interval is over, and they began this very series.
        first = next(r for r in VACCINES if r.id.rsplit("-", 1)[0] == rule.id.rsplit("-", 1)[0] or r.id == rule.id)
        began = add_months(born, first.since)
        given["doses"] = tuple(Dose(rule.vaccine, began, began) for _ in range(rule.dose - 1))
    if set(PREGNANT) & set(rule.conditions):
        given["birth_expected"] = today + timedelta(weeks=41 - rule.weeks[1] if rule.weeks else 0)
    return Facts(born, "F" if rule.sex in ("any", "F") else "M", today, **{**given, **more})  # type: ignore[arg-type]


def _due(rule: Rule, facts: Facts) -> bool:
    """Say whether this very rule is due that day; one against the same diseases, or more, may speak in its place."""
    found = evaluate(facts, soon=timedelta(0))
    if not isinstance(rule, VaccineRule):
        return any(due.rule.id == rule.id for due in found)
    diseases = diseases_of(rule.vaccine)
    return any(isinstance(due.rule, VaccineRule) and diseases_of(due.rule.vaccine) >= diseases for due in found)


def _speaks(rule: Rule, facts: Facts) -> bool:
    return any(due.rule.id == rule.id for due in evaluate(facts, soon=timedelta(0)))


@pytest.mark.parametrize("rule", CHILD, ids=_name)
def test_each_examination_of_the_child_opens_and_closes_on_its_days(rule: ChildRule) -> None:
    today = _in_force_day(rule)
    opens = today if rule.opens == (0, 0) else add_months(today, -rule.opens[0]) - timedelta(days=rule.opens[1])
    closes = add_months(today, -rule.closes[0]) - timedelta(days=rule.closes[1])
    assert _speaks(rule, _facts(rule, born=opens, today=today))
    assert _speaks(rule, _facts(rule, born=closes + DAY * 2, today=today))
    assert not _speaks(rule, _facts(rule, born=closes - DAY * 2, today=today))
    if rule.opens != (0, 0):
        assert not _speaks(rule, _facts(rule, born=opens + DAY * 4, today=today))


@pytest.mark.parametrize("rule", BY_AGE, ids=_name)
def test_each_screening_and_visit_around_its_ages(rule: ExamRule) -> None:
    today = _in_force_day(rule)
    first = add_months(today, -rule.since)
    assert _speaks(rule, _facts(rule, born=first, today=today))
    if rule.since:
        assert not _speaks(rule, _facts(rule, born=first + DAY * 4, today=today))
    if rule.until is not None:
        over = add_months(today, -(rule.until + 1))
        assert _speaks(rule, _facts(rule, born=over + DAY * 4, today=today))
        assert not _speaks(rule, _facts(rule, born=over - DAY, today=today))
    if rule.sex != "any":
        other = Facts(first, "M" if rule.sex == "F" else "F", today, answers=frozenset(rule.conditions))
        assert not _speaks(rule, other)
    if rule.conditions:
        assert not _speaks(rule, Facts(first, "F" if rule.sex != "M" else "M", today))


@pytest.mark.parametrize("rule", [r for r in BY_AGE if r.interval and not r.once], ids=_name)
def test_each_interval_begins_with_the_last_time(rule: ExamRule) -> None:
    today = _in_force_day(rule)
    born = add_months(today, -rule.since - 2 * rule.interval)
    for ago, due in ((0, False), (rule.interval - 1, False), (rule.interval, True)):
        done = {rule.subject: (add_months(today, -ago),)}
        assert _speaks(rule, _facts(rule, born=born, today=today, done=done)) is due


@pytest.mark.parametrize("rule", [r for r in EXAMS if r.once and not r.after], ids=_name)
def test_what_is_done_once_is_done(rule: ExamRule) -> None:
    today = _in_force_day(rule)
    born = add_months(today, -rule.since - 1)
    assert not _speaks(rule, _facts(rule, born=born, today=today, done={rule.subject: (today,)}))


@pytest.mark.parametrize("rule", [r for r in VACCINES if r.since and not r.season and not r.weeks], ids=_name)
def test_each_dose_around_its_ages(rule: VaccineRule) -> None:
    if set(PREGNANT) & set(rule.conditions):
        return
    today = _in_force_day(rule)
    first = add_months(today, -rule.since)
    if rule.born_from and first < rule.born_from:
        assert not _speaks(rule, _facts(rule, born=first, today=today))
        return
    ready = rule.interval_days + 31 if rule.dose > 1 else 0
    assert _due(rule, _facts(rule, born=first - timedelta(days=ready), today=today))
    assert not _speaks(rule, _facts(rule, born=first + DAY * 4, today=today))
    if rule.latest is not None:
        over = add_months(today, -(rule.latest + 1))
        assert not _speaks(rule, _facts(rule, born=over - DAY, today=today))
    if rule.until is not None and (rule.latest is None or rule.latest > rule.until):
        late = add_months(today, -(rule.until + 1)) - DAY
        if not rule.born_from or late >= rule.born_from:
            found = [d for d in evaluate(_facts(rule, born=late, today=today)) if d.rule.id == rule.id]
            assert all(due.standing is Standing.LATE for due in found)


@pytest.mark.parametrize("rule", [r for r in VACCINES if r.season], ids=_name)
def test_each_season_opens_and_closes_on_its_days(rule: VaccineRule) -> None:
    assert rule.season
    year = 2026
    start, end = date(year, *rule.season.start), date(year, *rule.season.end)
    end = end if end > start else date(year + 1, *rule.season.end)
    for day, due in ((start - DAY, False), (start, True), (end, True), (end + DAY, False)):
        born = day if rule.latest is not None else add_months(day, -max(rule.since, 300) - 12)
        born = born if not rule.latest else add_months(day, -3)
        assert _due(rule, _facts(rule, born=born, today=day)) is due, day
    if rule.repeat_months and not rule.conditions:
        born = add_months(end, -rule.since - 24)
        given = (Dose(rule.vaccine, start, start),)
        assert not _due(rule, _facts(rule, born=born, today=end, doses=given))
        assert _due(rule, _facts(rule, born=born, today=date(year + 1, start.month, start.day), doses=given))


@pytest.mark.parametrize("rule", [r for r in all_rules() if r.weeks], ids=_name)
def test_each_week_of_a_pregnancy_opens_and_closes(rule: Rule) -> None:
    assert rule.weeks
    born = date(1994, 5, 2)
    if isinstance(rule, VaccineRule) and rule.season:
        return
    for week, due in (
        (rule.weeks[0] - 1, False),
        (rule.weeks[0], True),
        (rule.weeks[1], True),
        (rule.weeks[1] + 1, False),
    ):
        expected = TODAY + timedelta(weeks=41 - week)
        assert _speaks(rule, _facts(rule, born=born, today=TODAY, birth_expected=expected)) is due, week
    assert not _speaks(rule, Facts(born, "F", TODAY))


@pytest.mark.parametrize("rule", [r for r in all_rules() if r.valid_to], ids=_name)
def test_each_ended_rule_speaks_until_its_last_day_and_no_longer(rule: Rule) -> None:
    last = rule.valid_to
    assert last
    for day, due in ((last, True), (last + DAY, False)):
        born = add_months(day, -rule.since - (8 if isinstance(rule, VaccineRule) and rule.dose > 1 else 0))
        if isinstance(rule, ChildRule):
            born = day - timedelta(days=20)
        assert _speaks(rule, _facts(rule, born=born, today=day)) is due, day


@pytest.mark.parametrize("rule", [r for r in all_rules() if not r.weeks and not r.conditions], ids=_name)
def test_no_rule_speaks_before_its_first_day(rule: Rule) -> None:
    day = rule.valid_from - DAY
    born = add_months(day, -rule.since)
    assert not _speaks(rule, _facts(rule, born=born, today=day))


@pytest.mark.parametrize(
    ("name", "added"),
    [("vaccination_schedule", "doses_counted"), ("prevention_rules", "subject"), ("child_exams", "")],
)
def test_the_tables_are_read_whole(name: str, added: str) -> None:
    path = Path(__file__).parents[3] / "csn_app" / "data" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert not added or added in rows[0]
    ids = {row.get("rule_id") or row.get("exam_id") or row["id"] for row in rows}
    assert ids <= {rule.id for rule in all_rules()}
    assert len(ids) == len(rows)
