"""The clock's part of prevention: say that something new is due, once a month at most, without naming it (R-PV-11)."""

import logging
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from csn_app.access import living, policy
from csn_app.access.policy import Permission
from csn_app.core.actor import Actor, Quality
from csn_app.core.work import Untraced, Work
from csn_app.identity import notices
from csn_app.prevention import service
from csn_app.prevention.choices import FIRST_CHECK, hold_choices, write_choices
from csn_app.prevention.model import PreventionChoice
from csn_app.prevention.rules import Standing
from csn_app.profile.rules import day_in_france

BATCH = 1000
"""How many spaces one run looks at: the next one goes on."""

APART = timedelta(days=30)
_LOOK_AGAIN = timedelta(days=7)
_MOST_TOLD = 200
_log = logging.getLogger("csn.jobs")


def remind_prevention(work: Work) -> int:
    """Tell those for whom something is newly due; returns how many. What was told once is not told again.

    Each space is one transaction over a locked row: killed half-way, the next run goes on, and no message leaves twice.
    """
    policy.require(work, Permission.REMINDER_SEND)
    _enrol(work)
    told, failed, job = 0, set[UUID](), work.actor
    for _ in range(BATCH):
        space_id = _due(work, failed)
        if space_id is None:
            break
        try:
            # Read as the person would: a carnet closed meanwhile is left alone.
            work.actor = Actor(Quality.HOLDER, space_id=space_id)
            told += _look(work, space_id)
        except Exception as fault:
            work.db.rollback()
            _log.warning("job failed", extra={"handler": f"prevention: {type(fault).__name__}"})
            failed.add(space_id)
        finally:
            work.actor = job
        work.db.expunge_all()
    work.db.rollback()
    return told


def _enrol(work: Work) -> None:
    """Open a page for active spaces that have none: the first message leaves a week later at the earliest."""
    found = work.db.scalars(living.active_spaces_without(col(PreventionChoice.space_id), limit=BATCH)).all()
    if not found:
        return
    first = day_in_france(work.now) + FIRST_CHECK
    pages = [{"space_id": s, "body": b"", "changed_at": work.now, "check_on": first} for s in found]
    work.db.execute(insert(PreventionChoice).values(pages).on_conflict_do_nothing())
    work.commit(untraced=Untraced.TECHNICAL)


def _due(work: Work, failed: set[UUID]) -> UUID | None:
    return work.db.scalar(
        select(col(PreventionChoice.space_id))
        .where(
            col(PreventionChoice.check_on) <= day_in_france(work.now),
            living.active_space(col(PreventionChoice.space_id)),
            col(PreventionChoice.space_id).not_in(failed),
        )
        .order_by(col(PreventionChoice.check_on))
        .limit(1)
        .with_for_update(skip_locked=True, of=PreventionChoice)
    )


def _look(work: Work, space_id: UUID) -> int:
    today = day_in_france(work.now)
    prevention = service.read_prevention(work)
    row, choices = hold_choices(work, space_id)
    due = [i.due.key for i in prevention.items if i.due.standing is not Standing.SOON and i.appointment_id is None]
    new = [key for key in due if key not in choices.told]
    since = date.fromisoformat(choices.told_on) if choices.told_on else None
    tells = bool(new) and choices.remind and (since is None or today - since >= APART)
    if tells:
        choices.told, choices.told_on = [*choices.told, *new][-_MOST_TOLD:], today.isoformat()
        write_choices(work, row, choices)
        _tell(work, space_id)
    row.check_on = today + _LOOK_AGAIN if choices.remind else None
    work.commit(untraced=Untraced.OUTBOX)
    return int(tells)


def _tell(work: Work, space_id: UUID) -> None:
    notices.tell_person(
        work,
        space_id,
        subject="À prévoir dans votre carnet",
        text="Une date approche dans votre carnet de santé numérique. Pour savoir laquelle et pourquoi, ouvrez-le, "
        "à la page «\u00a0Prévention\u00a0». Vous pouvez aussi y choisir de ne plus recevoir ce message.",
    )
