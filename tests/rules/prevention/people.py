"""People of any age for the tests of prevention."""

from datetime import date, timedelta

from csn_app.prevention.book import VaccineRule
from csn_app.prevention.rules import Dose, Due, Facts, add_months, evaluate

TODAY = date(2026, 11, 24)


def born(*, months: int, today: date = TODAY, days: int = 0) -> date:
    """Return the birth date of somebody who has this age, to the day."""
    return add_months(today, -months) - timedelta(days=days)


def somebody(when: date, *, sex: str = "F", today: date = TODAY, **more: object) -> Facts:
    """Make a person born on a day."""
    return Facts(when, sex, today, **more)  # type: ignore[arg-type]


def due_rules(facts: Facts) -> set[str]:
    """Return the rules of what is due today; what opens later is left out."""
    return {due.rule.id for due in evaluate(facts, soon=timedelta(0))}


def due_of(facts: Facts, rule_id: str) -> Due:
    """Return one thing due by its rule."""
    return next(due for due in evaluate(facts) if due.rule.id == rule_id)


def doses(rule: VaccineRule, number: int, when: date) -> tuple[Dose, ...]:
    """Return doses of a rule's vaccine, the last one on a day and the others a year apart before."""
    days = [add_months(when, -12 * n) for n in range(number)]
    return tuple(Dose(rule.vaccine, day, day) for day in days)
