"""The sealed page of a person's choices: read, held while it changes, written."""

from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from csn_app.access import policy
from csn_app.access.policy import Permission
from csn_app.core.work import Work
from csn_app.prevention.model import PreventionChoice
from csn_app.profile import body as sealed_body

FIRST_CHECK = timedelta(days=7)
"""From the first look at a person's prevention to the first reminder that may leave."""


@dataclass(slots=True)
class Done:
    """Something done: by which rule, on which day (ISO), shown by which document of the carnet, if any."""

    rule: str
    on: str
    document: str = ""


@dataclass(slots=True)
class Choices:
    """All that a person said: answers by condition, refusals by subject with their reason, appointments by subject."""

    answers: dict[str, str] = field(default_factory=dict)
    birth_expected: str = ""
    refused: dict[str, str] = field(default_factory=dict)
    themes: list[str] = field(default_factory=list)
    planned: dict[str, str] = field(default_factory=dict)
    done: list[Done] = field(default_factory=list)
    remind: bool = True
    told: list[str] = field(default_factory=list)
    told_on: str = ""


def read_choices(work: Work, space_id: UUID) -> Choices:
    """Return what the person of a space chose; nothing chosen yet is an empty page."""
    policy.require(work, Permission.PREVENTION_READ, space_id)
    seen = policy.visible(work, Permission.PREVENTION_READ, PreventionChoice)
    row = work.db.scalar(select(PreventionChoice).where(col(PreventionChoice.space_id) == space_id, seen))
    return _open(work, row) if row else Choices()


def hold_choices(work: Work, space_id: UUID) -> tuple[PreventionChoice, Choices]:
    """Return the page of a space, kept until the act is committed: two acts at once both count."""
    policy.require(work, Permission.PREVENTION_CHANGE, space_id)
    policy.hold_grant(work, Permission.PREVENTION_CHANGE, space_id)
    made = insert(PreventionChoice).values(
        space_id=space_id, body=b"", changed_at=work.now, check_on=work.now.date() + FIRST_CHECK
    )
    work.db.execute(made.on_conflict_do_nothing())
    held = select(PreventionChoice).where(col(PreventionChoice.space_id) == space_id).with_for_update()
    row = work.db.scalars(held.execution_options(populate_existing=True)).one()
    return row, _open(work, row)


def write_choices(work: Work, row: PreventionChoice, choices: Choices) -> None:
    """Seal the page again; the caller commits."""
    policy.require(work, Permission.PREVENTION_CHANGE, row.space_id)
    row.body = work.seal(row.space_id, _context(row.space_id), sealed_body.write(asdict(choices)))
    row.changed_at = work.now


def next_check(today: date, *, remind: bool) -> date | None:
    """Return when the clock looks again after a change of the wish to be reminded."""
    return today + timedelta(days=1) if remind else None


def _open(work: Work, row: PreventionChoice) -> Choices:
    if not row.body:
        return Choices()
    kept: dict[str, Any] = sealed_body.read(work.open(row.space_id, _context(row.space_id), row.body))
    return Choices(**{**kept, "done": [Done(**one) for one in kept["done"]]})


def _context(space_id: UUID) -> str:
    return f"prevention_choice.body:{space_id}"
