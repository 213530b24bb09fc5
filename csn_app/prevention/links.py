"""What an appointment says about prevention: planned, given up, done. The agenda calls these in its own act."""

from datetime import date
from uuid import UUID

from csn_app.access import policy
from csn_app.access.policy import Permission
from csn_app.core.work import Work
from csn_app.prevention.book import all_rules
from csn_app.prevention.choices import Done, hold_choices, write_choices


def note_planned(work: Work, space_id: UUID, *, rule_id: str, appointment_id: UUID) -> None:
    """Say that an appointment is planned for what a rule calls for; the caller commits."""
    policy.require(work, Permission.PREVENTION_CHANGE, space_id)
    rule = next((rule for rule in all_rules() if rule.id == rule_id), None)
    if rule is None:
        return
    row, choices = hold_choices(work, space_id)
    choices.planned[rule.subject] = str(appointment_id)
    write_choices(work, row, choices)


def note_given_up(work: Work, space_id: UUID, *, appointment_id: UUID) -> None:
    """Put back to plan what an appointment was for: it is cancelled or gone; the caller commits."""
    policy.require(work, Permission.PREVENTION_CHANGE, space_id)
    row, choices = hold_choices(work, space_id)
    choices.planned = {s: kept for s, kept in choices.planned.items() if kept != str(appointment_id)}
    write_choices(work, row, choices)


def note_kept(work: Work, space_id: UUID, *, rule_id: str, appointment_id: UUID, day: date) -> None:
    """Say that the appointment took place: what it was for is done, on that day; the caller commits."""
    policy.require(work, Permission.PREVENTION_CHANGE, space_id)
    note_given_up(work, space_id, appointment_id=appointment_id)
    row, choices = hold_choices(work, space_id)
    entry = Done(rule_id, day.isoformat())
    if any(rule.id == rule_id for rule in all_rules()) and entry not in choices.done:
        choices.done = [*choices.done, entry]
    write_choices(work, row, choices)


def note_not_kept(work: Work, space_id: UUID, *, rule_id: str, day: date) -> None:
    """Take back that it is done: the appointment did not take place after all; the caller commits."""
    policy.require(work, Permission.PREVENTION_CHANGE, space_id)
    row, choices = hold_choices(work, space_id)
    choices.done = [entry for entry in choices.done if entry != Done(rule_id, day.isoformat())]
    write_choices(work, row, choices)
