"""The questions that narrow down what is due: each may be left without an answer."""

from dataclasses import dataclass
from functools import cache

from csn_app.core.reference import rows
from csn_app.prevention.rules import Facts, age_on

WHO_MAY_BE_PREGNANT = (12, 55)
"""Ages in years between which the day of an expected birth is asked."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question, and what an answer with yes lets one say: « vous avez répondu … »."""

    code: str
    words: str
    fact: str
    sex: str
    ages: tuple[int, int]


@cache
def all_questions() -> tuple[Question, ...]:
    """Return the questions of ``prevention_questions.csv``."""
    return tuple(
        Question(
            row["code"],
            row["question_fr"].replace(" ?", "\u00a0?"),
            row["fact_fr"],
            row["sex"],
            (int(row["age_min_years"] or 0), int(row["age_max_years"] or 200)),
        )
        for row in rows("prevention_questions")
    )


def questions_for(facts: Facts) -> tuple[Question, ...]:
    """Return the questions that concern a person of this age and sex."""
    years, _ = age_on(facts.born, facts.today)
    return tuple(q for q in all_questions() if q.sex in ("any", facts.sex) and q.ages[0] <= years <= q.ages[1])


def asks_birth(facts: Facts) -> bool:
    """Say whether the day of an expected birth is asked."""
    low, high = WHO_MAY_BE_PREGNANT
    return facts.sex == "F" and low <= age_on(facts.born, facts.today)[0] <= high


def fact_of(code: str) -> str:
    """Return what an answer with yes lets one say; nothing for a condition without a question."""
    return next((question.fact for question in all_questions() if question.code == code), "")
