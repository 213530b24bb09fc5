"""The agenda for other calendars: one file, and a private address that can be cut (R-AG-5, RFC 5545)."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from icalendar import Calendar, Event
from sqlalchemy import Select, delete, func, select, update
from sqlmodel import col

from csn_app.access import living, policy
from csn_app.access.policy import Permission
from csn_app.agenda import queries, rules
from csn_app.agenda.model import Appointment, AppointmentDate, CalendarFeed
from csn_app.agenda.vocabulary import Repeat, Status
from csn_app.core.errors import NotFound
from csn_app.core.work import Trace, Untraced, Work
from csn_app.identity import throttles

SECRET_BYTES = 16
"""128 bits: nobody guesses an address."""

GONE_BY = timedelta(days=90)
"""How far back a calendar that reads the address sees."""

MOST_EVENTS = 2000
_UNKNOWN_FREE, _READ_FREE = throttles.ADDRESS_FREE_FAILURES, 60
"""Addresses that name nothing from one network, and readings of one address, free in a quarter of an hour."""

_MARK = "calendar_feed.token"
PLAIN_TITLE = "Rendez-vous"


@dataclass(frozen=True, slots=True)
class FeedView:
    """The private address in force: since when, whether titles are in it, when it was last read."""

    created_at: datetime
    details: bool
    read_on: date | None


def read_feed(work: Work) -> FeedView | None:
    """Return the private address in force, without its secret, which nobody keeps."""
    policy.require(work, Permission.AGENDA_READ, work.actor.space_id)
    row = work.db.scalar(_in_force(work))
    return FeedView(row.created_at, row.details, row.read_on) if row else None


def create_feed(work: Work, *, details: bool) -> str:
    """Make a private address and return its secret, this once; one that was in force is cut in the same act.

    Whoever has the address reads on without a session: giving it is sharing, which no caregiver does (R-AC-31).
    """
    policy.require(work, Permission.FEED_CHANGE, work.actor.space_id)
    space_id, secret = _own(work), secrets.token_urlsafe(SECRET_BYTES)
    _cut(work)
    work.db.add(
        CalendarFeed(space_id=space_id, token_mark=work.keys.mac(_MARK, secret), details=details, created_at=work.now)
    )
    work.commit(Trace("FEED_CREATED", space_id, object_type="agenda", detail={"details": "1" if details else "0"}))
    return secret


def revoke_feed(work: Work) -> None:
    """Cut the private address at once; raises ``NotFound`` where there is none."""
    policy.require(work, Permission.FEED_CHANGE, work.actor.space_id)
    if not _cut(work):
        raise NotFound
    work.commit(Trace("FEED_REVOKED", _own(work), object_type="agenda"))


def cut_feeds_of(work: Work, space_id: UUID) -> tuple[Trace, ...]:
    """Cut the private address of a space whose representative leaves: they may know it. The caller commits."""
    policy.open_to_all("a part of ending a representation, which its own use case let through")
    gone = work.db.scalars(
        delete(CalendarFeed).where(col(CalendarFeed.space_id) == space_id).returning(col(CalendarFeed.id))
    ).all()
    return (Trace("FEED_REVOKED", space_id, object_type="agenda"),) if gone else ()


def export_agenda(work: Work) -> bytes:
    """Return one's whole agenda as a calendar file, titles and names in it."""
    policy.require(work, Permission.AGENDA_READ, work.actor.space_id)
    made = whole_agenda(work)
    work.commit(Trace("AGENDA_EXPORTED", _own(work), object_type="agenda"))
    return made


def whole_agenda(work: Work) -> bytes:
    """Return one's whole agenda as a calendar file, for a copy of everything that leaves its own trace."""
    policy.require(work, Permission.AGENDA_READ, work.actor.space_id)
    rows = select(Appointment).where(queries.seen(work, _own(work))).order_by(col(Appointment.starts_at))
    return _calendar(work, list(work.db.scalars(rows)), details=True)


def serve_feed(work: Work, *, secret: str, address: str) -> bytes:
    """Return the calendar behind a private address; unknown, cut and closed look the same.

    Raises ``NotFound``, ``MustWait`` after too many wrong addresses from a network, or too many readings of one.
    The first reading of a day leaves a trace.
    """
    policy.open_to_all("the secret in the address is the key; it opens the appointments of one active space")
    network = throttles.address_limit(work, "feed", address, free=_UNKNOWN_FREE)
    throttles.count_try(work, network)
    work.commit(untraced=Untraced.TECHNICAL)
    row = work.db.scalar(
        select(CalendarFeed).where(
            col(CalendarFeed.token_mark) == work.keys.mac(_MARK, secret[:64]),
            living.active_since_before(col(CalendarFeed.space_id), col(CalendarFeed.created_at)),
        )
    )
    if row is None:
        raise NotFound
    throttles.forget_tries(work, network)
    throttles.count_try(work, throttles.address_limit(work, "feed.read", str(row.id), free=_READ_FREE))
    work.commit(untraced=Untraced.TECHNICAL)
    made = _calendar(work, _recent(work, row.space_id), details=row.details)
    _note_reading(work, row)
    return made


def _recent(work: Work, space_id: UUID) -> list[Appointment]:
    """Return the appointments of the last 90 days and all those to come; the address itself is the permission."""
    found = select(Appointment).where(
        col(Appointment.space_id) == space_id, col(Appointment.last_at) >= work.now - GONE_BY
    )
    return list(work.db.scalars(found.order_by(col(Appointment.starts_at)).limit(MOST_EVENTS)))


def _note_reading(work: Work, row: CalendarFeed) -> None:
    today = work.now.date()
    noted = (
        update(CalendarFeed)
        .where(col(CalendarFeed.id) == row.id, col(CalendarFeed.read_on).is_distinct_from(today))
        .values(read_on=today)
        .returning(col(CalendarFeed.id))
    )
    if work.db.scalar(noted) is None:
        work.db.rollback()
        return
    work.commit(Trace("FEED_READ", row.space_id, object_type="agenda", object_id=row.id))


def _calendar(work: Work, rows: list[Appointment], *, details: bool) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//CSN//Agenda//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", PLAIN_TITLE)
    calendar.add("x-wr-timezone", "Europe/Paris")
    apart = _apart(work, [row.id for row in rows if row.repeats])
    for row in rows:
        for event in _events(work, row, apart.get(row.id, {}), details=details):
            calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _apart(work: Work, series: list[UUID]) -> dict[UUID, dict[datetime, Status]]:
    found: dict[UUID, dict[datetime, Status]] = {}
    kept = select(AppointmentDate).where(col(AppointmentDate.appointment_id).in_(series))
    for one in work.db.scalars(kept) if series else ():
        found.setdefault(one.appointment_id, {})[one.occurs_at] = Status(one.status)
    return found


def _events(work: Work, row: Appointment, apart: dict[datetime, Status], *, details: bool) -> Iterable[Event]:
    held = queries.details_of(work, row)
    event, here = Event(), row.starts_at.astimezone(rules.PARIS)
    event.add("uid", f"{row.id}@carnet")
    event.add("dtstamp", row.changed_at.astimezone(UTC))
    event.add("last-modified", row.changed_at.astimezone(UTC))
    event.add("dtstart", here)
    event.add("dtend", (row.starts_at + timedelta(minutes=row.minutes)).astimezone(rules.PARIS))
    event.add("summary", held.title if details else PLAIN_TITLE)
    event.add("class", "PRIVATE")
    gone = Status(row.status) in (Status.CANCELLED, Status.MISTAKE)
    event.add("status", "CANCELLED" if gone else "CONFIRMED")
    if details:
        _describe(event, held)
    if held.repeat != Repeat.NEVER:
        event.add("rrule", rules.recurrence(row.starts_at, held))
        skipped = sorted(at for at, status in apart.items() if status in (Status.CANCELLED, Status.MISTAKE))
        if skipped:
            event.add("exdate", [at.astimezone(rules.PARIS) for at in skipped])
    yield event


def _describe(event: Event, held: rules.Details) -> None:
    if held.address:
        event.add("location", held.address)
    words = [held.with_whom, held.speciality, held.preparation]
    said = "\n".join(word for word in words if word)
    if said:
        event.add("description", said)


def _in_force(work: Work) -> Select[CalendarFeed]:
    return select(CalendarFeed).where(
        policy.visible(work, Permission.AGENDA_READ, CalendarFeed),
        living.active_since_before(col(CalendarFeed.space_id), col(CalendarFeed.created_at)),
    )


def _cut(work: Work) -> bool:
    held = func.hashtextextended(f"feed:{work.actor.space_id}", 0)
    work.db.execute(select(func.pg_advisory_xact_lock(held)))
    # The row goes: the ledger of deletions then keeps a restore from bringing the address back.
    mine = policy.visible(work, Permission.FEED_CHANGE, CalendarFeed)
    return bool(work.db.scalars(delete(CalendarFeed).where(mine).returning(col(CalendarFeed.id))).all())


def _own(work: Work) -> UUID:
    if work.actor.space_id is None:
        raise NotFound
    return work.actor.space_id
