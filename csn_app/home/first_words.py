"""How the first filling is said: each step in one sentence, why, and where it is done."""

from collections.abc import Mapping
from dataclasses import dataclass

from csn_app.home.first import Step
from csn_app.home.guide import proposal
from csn_app.profile.guide import Topic
from csn_app.routes import CAREGIVERS, DOCUMENTS
from csn_app.ui.words import plural


@dataclass(frozen=True)
class StepLine:
    """One step: ``other`` leads to another way of doing it, where there is one."""

    code: str
    said: str
    why: str
    href: str
    other: str
    other_href: str
    done: bool
    next: bool


def lines_of(steps: Mapping[Step, bool]) -> list[StepLine]:
    """Say the steps; the first one that remains is the next."""
    following = next((step for step, done in steps.items() if not done), None)
    return [_line(step, done=done, following=step is following) for step, done in steps.items()]


def left_words(steps: Mapping[Step, bool]) -> str:
    """Say what remains, without a percentage."""
    left = sum(not done for done in steps.values())
    return f"Il reste {plural(left, 'étape')}, toutes facultatives." if left else "L’essentiel est noté."


def _line(step: Step, *, done: bool, following: bool) -> StepLine:
    if step is Step.DOCTOR:
        said, why, href = "Choisissez votre médecin.", "Il ne lit que ce que vous lui montrez.", CAREGIVERS
    else:
        found = proposal(Topic(step.value))
        said, why, href = found.said, found.why, found.href
    photo = step is Step.BLOOD_GROUP
    return StepLine(
        code=step.value.lower().replace("_", "-"),
        said=said,
        why=why,
        href=href,
        other="Photographier la carte" if photo else "",
        other_href=DOCUMENTS if photo else "",
        done=done,
        next=following,
    )
