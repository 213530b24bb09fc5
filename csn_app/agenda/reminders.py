"""The clock's part of the agenda: reminders at the moments that people chose, each once (R-AG-4, R-NO-3)."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from csn_app.access import living, policy
from csn_app.access.policy import Permission
from csn_app.agenda import queries, rules
from csn_app.agenda.model import Appointment
from csn_app.agenda.vocabulary import Alert, Status
from csn_app.core.work import Untraced, Work
from csn_app.identity import notices
from csn_app.ui.words import french_date, french_time

_log = logging.getLogger("csn.jobs")


def send_reminders(work: Work) -> int:
    """Send every reminder whose moment has come; returns how many. One that fails waits for the next run.

    The message and the next moment are written in one transaction over a locked row: killed half-way it is sent once.
    A reminder whose appointment has begun meanwhile is not sent. Where several moments have passed, one message leaves.
    """
    policy.require(work, Permission.REMINDER_SEND)
    sent, failed = 0, set[UUID]()
    while (row := _due(work, failed)) is not None:
        try:
            sent += _send(work, row)
        except Exception as fault:
            work.db.rollback()
            _log.warning("job failed", extra={"handler": f"reminder: {type(fault).__name__}"})
            failed.add(row.id)
        work.db.expunge_all()
    work.db.rollback()
    return sent


def _due(work: Work, failed: set[UUID]) -> Appointment | None:
    return work.db.scalar(
        select(Appointment)
        .where(
            col(Appointment.next_alert_at) <= work.now,
            living.active_space(col(Appointment.space_id)),
            col(Appointment.id).not_in(failed),
        )
        .order_by(col(Appointment.next_alert_at))
        .limit(1)
        .with_for_update(skip_locked=True, of=Appointment)
    )


def _send(work: Work, row: Appointment) -> int:
    details, skipped = queries.details_of(work, row), queries.skipped_dates(work, row.id)
    moment = row.next_alert_at
    due = None
    while moment is not None and moment <= work.now:
        # The last moment that has passed is the one that matters; its appointment must still be ahead.
        found = [at for at in _about(row, details, moment) if at not in skipped]
        due = next((at for at in found if at > work.now), due)
        following = rules.next_alert(row.starts_at, details, after=moment, skipped=skipped)
        moment = following[0] if following else None
    row.next_alert_at = moment
    told = due is not None and row.status == Status.CONFIRMED
    if told and due is not None:
        here = due.astimezone(rules.PARIS)
        notices.tell_person(
            work,
            row.space_id,
            subject="Un rappel de votre carnet",
            text=f"Vous avez noté un rappel pour le {french_date(here.date(), weekday=True)} à {french_time(due)}. "
            "Pour lire le détail, ouvrez votre carnet, à la page «\u00a0Agenda\u00a0».",
        )
    work.commit(untraced=Untraced.OUTBOX)
    return int(told)


def _about(row: Appointment, details: rules.Details, moment: datetime) -> list[datetime]:
    """Return the dates that a moment reminds of."""
    ahead = rules.dates(row.starts_at, details, since=moment, until=moment + timedelta(days=9))
    return [at for at in ahead if any(rules.alert_at(Alert(a), at) == moment for a in details.alerts)]
