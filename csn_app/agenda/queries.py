"""How appointments are found: a range in SQL, series spread out inside it only, words opened for what is shown."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select
from sqlmodel import col

from csn_app.access import policy
from csn_app.access.policy import Permission
from csn_app.agenda import rules
from csn_app.agenda.model import Appointment, AppointmentDate
from csn_app.agenda.rules import Details
from csn_app.agenda.vocabulary import Status
from csn_app.core.work import Work
from csn_app.profile import body as sealed_body

MOST_IN_RANGE = 2000
"""How many rows a range reads at most: a month of seventy appointments a day."""

Occurrence = tuple[datetime, Appointment]


def seen(work: Work, space_id: UUID) -> ColumnElement[bool]:
    """Return the condition under which an appointment is in the actor's agenda."""
    return and_(col(Appointment.space_id) == space_id, policy.visible(work, Permission.AGENDA_READ, Appointment))


def in_range(work: Work, space_id: UUID, *, since: datetime, until: datetime) -> list[Occurrence]:
    """Return every date in [since, until), in order: rows by index, series spread out in the range."""
    found = work.db.scalars(
        select(Appointment)
        .where(seen(work, space_id), col(Appointment.last_at) >= since, col(Appointment.starts_at) < until)
        .order_by(col(Appointment.starts_at), col(Appointment.id))
        .limit(MOST_IN_RANGE)
    )
    return _spread(work, found, since=since, until=until)


def following(work: Work, space_id: UUID, *, since: datetime, limit: int) -> list[Occurrence]:
    """Return the next dates from a moment on, in order."""
    here = seen(work, space_id)
    single = select(Appointment).where(here, ~col(Appointment.repeats), col(Appointment.starts_at) >= since)
    series = select(Appointment).where(here, col(Appointment.repeats), col(Appointment.last_at) >= since)
    order = col(Appointment.starts_at), col(Appointment.id)
    rows = [
        *work.db.scalars(single.order_by(*order).limit(limit)),
        *work.db.scalars(series.order_by(*order).limit(MOST_IN_RANGE)),
    ]
    far = since + timedelta(days=366 * (rules.YEARS_AHEAD + rules.MOST_TIMES))
    return _spread(work, rows, since=since, until=far, most=limit)[:limit]


def statuses(work: Work, found: Iterable[Occurrence]) -> dict[tuple[UUID, datetime], Status]:
    """Return what became of the dates of series that differ from their series."""
    asked = {row.id for _, row in found if row.repeats}
    kept = work.db.scalars(
        select(AppointmentDate).where(
            col(AppointmentDate.appointment_id).in_(asked),
            policy.visible(work, Permission.AGENDA_READ, AppointmentDate),
        )
    )
    return {(one.appointment_id, one.occurs_at): Status(one.status) for one in kept} if asked else {}


def skipped_dates(work: Work, appointment_id: UUID) -> frozenset[datetime]:
    """Return the dates of a series that do not take place; asked by the clock, which no session stands behind."""
    found = work.db.scalars(
        select(col(AppointmentDate.occurs_at)).where(
            col(AppointmentDate.appointment_id) == appointment_id,
            col(AppointmentDate.status).in_([Status.CANCELLED, Status.MISTAKE]),
        )
    )
    return frozenset(found)


def details_of(work: Work, row: Appointment) -> Details:
    """Open what an appointment is about; raises ``Unreadable``."""
    kept: dict[str, Any] = sealed_body.read(work.open(row.space_id, _context(row.id), row.body))
    return Details(**{**kept, "documents": tuple(kept["documents"]), "alerts": tuple(kept["alerts"])})


def sealed(work: Work, row: Appointment, details: Details) -> bytes:
    """Seal what an appointment is about."""
    return work.seal(row.space_id, _context(row.id), sealed_body.write(asdict(details)))


def _context(appointment_id: UUID) -> str:
    return f"appointment.body:{appointment_id}"


def _spread(
    work: Work, rows: Iterable[Appointment], *, since: datetime, until: datetime, most: int | None = None
) -> list[Occurrence]:
    found: list[Occurrence] = []
    for row in rows:
        if not row.repeats:
            # One that began before the range and still goes on is shown where it began.
            found += [(row.starts_at, row)] if since <= row.starts_at < until else []
            continue
        details = details_of(work, row)
        ahead = rules.dates(row.starts_at, details, since=since, until=until, most=most)
        found += [(moment, row) for moment in ahead]
    return sorted(found, key=lambda one: (one[0], str(one[1].id)))
