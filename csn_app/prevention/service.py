"""A person's prevention: what is due and why, and what they make of it (R-PV-1, R-PV-7, R-PV-8, R-PV-11)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from csn_app.access import policy
from csn_app.access.policy import Permission
from csn_app.core.errors import CsnError, NotFound
from csn_app.core.vocabulary import Section
from csn_app.core.work import Trace, Work
from csn_app.documents import service as documents
from csn_app.identity import service as identity
from csn_app.prevention import rules
from csn_app.prevention.book import Rule, Theme, VaccineRule, all_rules
from csn_app.prevention.choices import Choices, Done, hold_choices, next_check, read_choices, write_choices
from csn_app.prevention.questions import questions_for
from csn_app.profile import service as profile
from csn_app.profile.rules import day_in_france

MOST_DONE = 300
REASON = 300
SMOKED = frozenset({"DAILY", "SOMETIMES", "FORMER"})


@dataclass(eq=False)
class DayNotPossible(CsnError):
    """The day on which something was done is not a day of the person's past."""


@dataclass(eq=False)
class ReasonTooLong(CsnError):
    """A reason of more than ``most`` characters."""

    most: int = REASON


class BirthNotPossible(CsnError):
    """The expected day of a birth lies more than ten months ahead, or in the past."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something due, and the appointment planned for it, if any."""

    due: rules.Due
    appointment_id: UUID | None


@dataclass(frozen=True, slots=True)
class DoneItem:
    """Something that the person said done, and the title of the document that shows it."""

    rule: Rule
    on: date
    document: str


@dataclass(frozen=True, slots=True)
class Prevention:
    """All that the page shows. ``facts`` is None where the date of birth is not known: nothing can be computed."""

    facts: rules.Facts | None
    items: tuple[Item, ...]
    done: tuple[DoneItem, ...]
    refused: Mapping[str, str]
    themes_refused: frozenset[Theme]
    answers: Mapping[str, str]
    birth_expected: date | None
    remind: bool
    today: date


def read_prevention(work: Work) -> Prevention:
    """Return what is due to the holder today and why, what is planned, done and refused."""
    policy.require(work, Permission.PREVENTION_READ, work.actor.space_id)
    space_id = _own(work)
    choices = read_choices(work, space_id)
    facts = _facts(work, space_id, choices)
    found = rules.evaluate(facts) if facts else ()
    titles = _titles(work, space_id, choices)
    return Prevention(
        facts=facts,
        items=tuple(Item(due, _uuid(choices.planned.get(due.rule.subject, ""))) for due in found),
        done=_done(choices, titles),
        refused=dict(choices.refused),
        themes_refused=frozenset(Theme(theme) for theme in choices.themes),
        answers=dict(choices.answers),
        birth_expected=_day(choices.birth_expected),
        remind=choices.remind,
        today=day_in_france(work.now),
    )


def mark_done(work: Work, *, key: str, day: date, document_id: UUID | None = None) -> None:
    """Say that something due was done on a day, and by which document of the carnet it shows (R-PV-8).

    Raises ``NotFound`` for what is not due, or a document that is not theirs; ``DayNotPossible``.
    """
    policy.require(work, Permission.PREVENTION_CHANGE, work.actor.space_id)
    space_id = _own(work)
    due, facts = _due(work, space_id, key)
    if not facts.born <= day <= facts.today:
        raise DayNotPossible
    document = str(documents.describe_document(work, document_id).id) if document_id else ""
    row, choices = hold_choices(work, space_id)
    entry = Done(due.rule.id, day.isoformat(), document)
    if entry not in choices.done:
        choices.done = [*choices.done, entry][-MOST_DONE:]
    choices.planned.pop(due.rule.subject, None)
    write_choices(work, row, choices)
    work.commit(_trace("EXAM_STATUS_CHANGED", space_id))


def undo_done(work: Work, *, rule_id: str, day: date) -> None:
    """Take back « C’est fait » of a rule and a day; raises ``NotFound``."""
    policy.require(work, Permission.PREVENTION_CHANGE, work.actor.space_id)
    row, choices = hold_choices(work, _own(work))
    kept = [entry for entry in choices.done if (entry.rule, entry.on) != (rule_id, day.isoformat())]
    if len(kept) == len(choices.done):
        raise NotFound
    choices.done = kept
    write_choices(work, row, choices)
    work.commit(_trace("EXAM_STATUS_CHANGED", row.space_id))


def refuse(work: Work, *, key: str, reason: str = "") -> str:
    """Put one subject away, without a reason or with one (R-PV-7); returns its subject, to take it back.

    Raises ``NotFound`` for what is not due, ``ReasonTooLong``.
    """
    policy.require(work, Permission.PREVENTION_CHANGE, work.actor.space_id)
    space_id = _own(work)
    if len(reason) > REASON:
        raise ReasonTooLong
    due, _ = _due(work, space_id, key)
    row, choices = hold_choices(work, space_id)
    choices.refused[due.rule.subject] = reason.strip()
    write_choices(work, row, choices)
    work.commit(_trace("PREVENTION_CHOICE", space_id))
    return due.rule.subject


def take_back(work: Work, *, subject: str) -> None:
    """Show a subject again that was put away; taken back twice changes nothing."""
    policy.require(work, Permission.PREVENTION_CHANGE, work.actor.space_id)
    row, choices = hold_choices(work, _own(work))
    choices.refused.pop(subject, None)
    write_choices(work, row, choices)
    work.commit(_trace("PREVENTION_CHOICE", row.space_id))


def choose_theme(work: Work, *, theme: Theme, wanted: bool) -> None:
    """Refuse a whole theme without a reason, or ask for it again."""
    policy.require(work, Permission.PREVENTION_CHANGE, work.actor.space_id)
    row, choices = hold_choices(work, _own(work))
    choices.themes = sorted({*choices.themes} - {theme.value} | (set() if wanted else {theme.value}))
    write_choices(work, row, choices)
    work.commit(_trace("PREVENTION_CHOICE", row.space_id))


def answer(work: Work, *, code: str, yes: bool | None) -> None:
    """Answer a question, or take the answer back; raises ``NotFound`` for a question that is not asked."""
    policy.require(work, Permission.PREVENTION_CHANGE, work.actor.space_id)
    row, choices = hold_choices(work, _own(work))
    facts = _facts(work, row.space_id, choices)
    if facts is None or all(question.code != code for question in questions_for(facts)):
        raise NotFound
    choices.answers.pop(code, None)
    if yes is not None:
        choices.answers[code] = "YES" if yes else "NO"
    write_choices(work, row, choices)
    work.commit(_trace("PREVENTION_CHOICE", row.space_id))


def expect_birth(work: Work, *, day: date | None) -> None:
    """Note the day on which a birth is expected, or forget it; raises ``BirthNotPossible``."""
    policy.require(work, Permission.PREVENTION_CHANGE, work.actor.space_id)
    today = day_in_france(work.now)
    if day is not None and not today - timedelta(days=14) <= day <= today + timedelta(days=300):
        raise BirthNotPossible
    row, choices = hold_choices(work, _own(work))
    choices.birth_expected = day.isoformat() if day else ""
    write_choices(work, row, choices)
    work.commit(_trace("PREVENTION_CHOICE", row.space_id))


def choose_reminders(work: Work, *, wanted: bool) -> None:
    """Ask to be reminded of what becomes due, once a month at most, or not at all."""
    policy.require(work, Permission.PREVENTION_CHANGE, work.actor.space_id)
    row, choices = hold_choices(work, _own(work))
    choices.remind = wanted
    row.check_on = next_check(day_in_france(work.now), remind=wanted)
    write_choices(work, row, choices)
    work.commit(_trace("PREVENTION_CHOICE", row.space_id))


def _due(work: Work, space_id: UUID, key: str) -> tuple[rules.Due, rules.Facts]:
    facts = _facts(work, space_id, read_choices(work, space_id))
    found = rules.evaluate(facts) if facts else ()
    due = next((due for due in found if due.key == key), None)
    if due is None or facts is None:
        raise NotFound
    return due, facts


def _facts(work: Work, space_id: UUID, choices: Choices) -> rules.Facts | None:
    """Put together what the carnet knows: identity, vaccination booklet, habits, answers, what was said done."""
    if not policy.allowed(work, Permission.PROFILE_READ, space_id):
        # Who helps with the agenda alone is not told by what is due what the profile says.
        return None
    try:
        holder = identity.describe_holder(work, space_id)
    except NotFound:
        return None
    held = profile.read_profile(work)
    answers = {code for code, said in choices.answers.items() if said == "YES"}
    habits = held.sections[Section.LIFESTYLE].entries
    if habits and habits[0].held.get("TOBACCO_STATUS") in SMOKED:
        answers.add("tabac_present_ou_passe")
    doses = [_dose(e.held) for e in held.sections[Section.VACCINATIONS].entries if e.held.get("vaccin")]
    done: dict[str, tuple[date, ...]] = {}
    known = {rule.id: rule for rule in all_rules()}
    for entry in choices.done:
        rule, day = known.get(entry.rule), date.fromisoformat(entry.on)
        if isinstance(rule, VaccineRule):
            doses.append(rules.Dose(rule.vaccine, day, day))
        elif rule:
            done[rule.subject] = (*done.get(rule.subject, ()), day)
    return rules.Facts(
        born=holder.birth_date,
        sex=holder.sex,
        today=held.today,
        doses=tuple(doses),
        done=done,
        answers=frozenset(answers),
        birth_expected=_day(choices.birth_expected),
        refused=frozenset(choices.refused),
        themes_refused=frozenset(Theme(theme) for theme in choices.themes),
    )


def _dose(held: Mapping[str, str]) -> rules.Dose:
    """Read a dose of the booklet; a year or a month alone may be any of its days."""
    parts = [int(part) for part in held.get("debut", "").split("-") if part]
    first = date(*(*parts, 1, 1)[:3]) if parts else date.min
    if len(parts) == 3:
        return rules.Dose(held["vaccin"], first, first)
    last = rules.add_months(first, 1 if len(parts) == 2 else 12) - timedelta(days=1) if parts else date.min
    return rules.Dose(held["vaccin"], first, last)


def _done(choices: Choices, titles: Mapping[UUID, str]) -> tuple[DoneItem, ...]:
    known = {rule.id: rule for rule in all_rules()}
    found = [
        DoneItem(known[entry.rule], date.fromisoformat(entry.on), _title(entry.document, titles))
        for entry in choices.done
        if entry.rule in known
    ]
    return tuple(sorted(found, key=lambda item: item.on, reverse=True))


def _title(document: str, titles: Mapping[UUID, str]) -> str:
    asked = _uuid(document)
    return titles.get(asked, "") if asked else ""


def _titles(work: Work, space_id: UUID, choices: Choices) -> Mapping[UUID, str]:
    asked = {found for entry in choices.done if (found := _uuid(entry.document))}
    sees = asked and policy.allowed(work, Permission.DOCUMENT_LIST, space_id)
    return documents.titles_of(work, space_id=space_id, document_ids=asked) if sees else {}


def _uuid(text: str) -> UUID | None:
    return UUID(text) if text else None


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _trace(action: str, space_id: UUID) -> Trace:
    return Trace(action, space_id, object_type="prevention", object_id=space_id)


def _own(work: Work) -> UUID:
    if work.actor.space_id is None:
        raise NotFound
    return work.actor.space_id
