"""What the engine promises whatever the facts, and the cases that people meet."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csn_app.prevention.book import ExamRule, Theme, VaccineRule, all_rules, number_of, rule_at, vaccine_rules
from csn_app.prevention.questions import all_questions
from csn_app.prevention.rules import Dose, Facts, Standing, add_months, age_on, evaluate
from tests.rules.prevention.people import TODAY, born, due_of, due_rules, somebody

DAYS = st.dates(date(1925, 1, 1), date(2026, 11, 1))
DOSES = st.builds(
    lambda vaccine, day: Dose(vaccine, day, day),
    st.sampled_from(sorted({rule.vaccine for rule in vaccine_rules()})),
    st.dates(date(1990, 1, 1), TODAY),
)
SUBJECTS = sorted({rule.subject for rule in all_rules() if isinstance(rule, ExamRule)})
FACTS = st.builds(
    lambda day, sex, doses, done, answers: Facts(
        day, sex, TODAY, doses=tuple(doses), done={s: (d,) for s, d in done.items()}, answers=frozenset(answers)
    ),
    DAYS,
    st.sampled_from(["F", "M"]),
    st.lists(DOSES, max_size=6),
    st.dictionaries(st.sampled_from(SUBJECTS), st.dates(date(2015, 1, 1), TODAY), max_size=4),
    st.sets(st.sampled_from([question.code for question in all_questions()]), max_size=4),
)
RANK = {Standing.SOON: 0, Standing.NOW: 1, Standing.LATE: 2}


def _on(facts: Facts, day: date) -> Facts:
    return Facts(facts.born, facts.sex, day, doses=facts.doses, done=facts.done, answers=facts.answers)


@given(FACTS)
def test_nothing_is_due_twice(facts: Facts) -> None:
    found = evaluate(facts)
    assert len({due.key for due in found}) == len(found)
    vaccines = [due.rule.subject for due in found if isinstance(due.rule, VaccineRule)]
    assert len(set(vaccines)) == len(vaccines)


@given(FACTS)
def test_what_is_due_is_open_and_in_force(facts: Facts) -> None:
    for due in evaluate(facts):
        assert due.rule.valid_from <= facts.today <= (due.rule.valid_to or facts.today)
        assert due.closes is None or due.opens <= due.closes
        assert due.closes is None or due.closes >= facts.today
        assert (due.opens > facts.today) is (due.standing is Standing.SOON)


@settings(max_examples=60)
@given(FACTS, st.lists(st.integers(0, 900), min_size=3, max_size=8))
def test_time_goes_one_way(facts: Facts, ahead: list[int]) -> None:
    """An item is announced, then due, then late, then over: it never goes back, whatever the days between."""
    seen: dict[str, int] = {}
    for days in sorted(set(ahead)):
        now = {due.key: RANK[due.standing] for due in evaluate(_on(facts, TODAY + timedelta(days=days)))}
        for key, rank in now.items():
            assert rank >= seen.get(key, 0), key
        seen |= now


@settings(max_examples=100)
@given(FACTS)
def test_what_is_refused_is_never_shown_and_takes_nothing_else_away(facts: Facts) -> None:
    found = evaluate(facts)
    if not found:
        return
    subject = found[0].rule.subject
    kept = Facts(
        facts.born, facts.sex, facts.today, doses=facts.doses, done=facts.done, answers=facts.answers,
        refused=frozenset({subject}),
    )  # fmt: skip
    assert {due.key for due in evaluate(kept)} == {due.key for due in found if due.rule.subject != subject}


@given(FACTS, st.sampled_from(Theme))
def test_a_refused_theme_is_never_shown(facts: Facts, theme: Theme) -> None:
    without = Facts(facts.born, facts.sex, facts.today, answers=facts.answers, themes_refused=frozenset({theme}))
    assert all(due.rule.theme is not theme for due in evaluate(without))


@given(DAYS, st.integers(0, 1200))
def test_months_and_ages_agree(day: date, months: int) -> None:
    later = add_months(day, months)
    assert age_on(day, later)[1] == months
    assert age_on(day, later - timedelta(days=1))[1] < months or months == 0


def test_a_woman_of_52_hears_why_and_since_when() -> None:
    facts = somebody(date(1974, 5, 1), done={"DEP-SEIN": (date(2022, 10, 3),)})
    due = due_of(facts, "DEP-SEIN")
    assert (due.opens, due.last, due.standing) == (date(2024, 10, 3), date(2022, 10, 3), Standing.NOW)
    assert {"DEP-SEIN", "DEP-COLON", "DEP-COL-30", "VISITE-AN", "DTP-45A"} <= due_rules(facts)


def test_a_child_of_eleven_months_with_its_first_doses_noted() -> None:
    when = born(months=11)
    given = tuple(
        Dose(vaccine, add_months(when, months), add_months(when, months))
        for vaccine, ages in (("HEXA", (2, 4)), ("PNC_INF", (2, 4)), ("MENB", (3, 5)), ("MENACWY", (6,)))
        for months in ages
    )
    assert due_rules(somebody(when, doses=given)) == {"HEXA-3", "PNC-3", "ENF-M11"}


def test_a_person_of_68_hears_of_the_season() -> None:
    facts = somebody(born(months=68 * 12), sex="M")
    assert {"GRIPPE-65", "COVID-65", "PNC-65", "ZONA-65-1", "DTP-65A", "DEP-COLON"} <= due_rules(facts)
    assert "VRS-65R" not in due_rules(facts)


def test_two_doses_before_fifteen_are_the_whole_series() -> None:
    when = born(months=16 * 12)
    given = tuple(Dose("HPV9", add_months(when, m), add_months(when, m)) for m in (140, 147))
    assert not any(rule.startswith("HPV") for rule in due_rules(somebody(when, doses=given)))
    assert "HPV-RAT26-1" in due_rules(somebody(when))


@pytest.mark.parametrize(("today", "rule"), [(date(2025, 12, 18), None), (date(2025, 12, 19), "HPV-RAT26-1")])
def test_hpv_until_26_since_19_december_2025(today: date, rule: str | None) -> None:
    facts = somebody(add_months(today, -25 * 12), today=today)
    assert {r for r in due_rules(facts) if r.startswith("HPV")} == ({rule} if rule else set())


@pytest.mark.parametrize(("today", "rule"), [(date(2025, 3, 31), "MTD-TRI"), (date(2025, 4, 1), "MTD-3-24")])
def test_teeth_every_year_since_april_2025_with_the_same_last_visit(today: date, rule: str) -> None:
    facts = somebody(add_months(today, -120), today=today)
    assert {r for r in due_rules(facts) if r.startswith("MTD")} == {rule}
    last = {"MTD-3-24": (add_months(today, -18),)}
    again = due_rules(somebody(add_months(today, -120), today=today, done=last))
    assert ("MTD-3-24" in again, "MTD-TRI" in again) == (rule == "MTD-3-24", False)


@pytest.mark.parametrize(("today", "count"), [(date(2024, 12, 31), 20), (date(2025, 1, 1), 20), (TODAY, 20)])
def test_there_are_twenty_examinations_on_any_day(today: date, count: int) -> None:
    child = [r for r in all_rules() if r.theme is Theme.CHILD]
    assert sum(r.valid_from <= today <= (r.valid_to or today) for r in child) == count


def test_a_dose_of_which_the_year_alone_is_known_counts_where_it_may() -> None:
    facts = somebody(date(1958, 6, 1), doses=(Dose("DTP", date(2023, 1, 1), date(2023, 12, 31)),))
    assert "DTP-65A" not in due_rules(facts)


def test_one_rotavirus_scheme_is_followed() -> None:
    when = born(months=3, days=2)
    assert {r for r in due_rules(somebody(when)) if r.startswith("ROTA")} == {"ROTA2-1"}
    second = add_months(when, 2)
    given = (Dose("ROTA_3D", second, second),)
    later = add_months(when, 3) + timedelta(days=2)
    assert {r for r in due_rules(somebody(when, doses=given, today=later)) if r.startswith("ROTA")} == {"ROTA3-2"}


def test_a_screening_follows_the_one_before() -> None:
    when = born(months=27 * 12)
    assert "DEP-COL-25A" in due_rules(somebody(when))
    done = {"DEP-COL-25A": (add_months(TODAY, -12),)}
    assert "DEP-COL-25B" in due_rules(somebody(when, done=done))
    assert "DEP-COL-25B" not in due_rules(somebody(when, done={"DEP-COL-25A": (add_months(TODAY, -11),)}))


def test_an_address_names_a_rule_by_a_number_only() -> None:
    for rule in all_rules():
        assert rule_at(str(number_of(rule.id))) is rule
    for wrong in ("0", "-1", "99999", "x", "", None, "²", ["1"]):
        assert rule_at(wrong) is None
