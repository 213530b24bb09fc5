"""A person's agenda: note, correct, follow what became of an appointment, and see it by list, week, month (R-AG-1)."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import UUID, uuid4

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from csn_app.access import policy
from csn_app.access import service as access
from csn_app.access.policy import Permission
from csn_app.agenda import queries, rules
from csn_app.agenda.model import Appointment, AppointmentDate
from csn_app.agenda.rules import Details
from csn_app.agenda.views import Brief, Carer, Choices, DayBrief, Shown, Upcoming
from csn_app.agenda.vocabulary import Kind, Status
from csn_app.config import settings
from csn_app.core.actor import Quality
from csn_app.core.errors import CsnError, NotFound
from csn_app.core.work import Trace, Work
from csn_app.documents import service as documents
from csn_app.identity import service as identity
from csn_app.prevention import links
from csn_app.prevention.book import all_rules

PAGE = 10
WEEK_SHOWS = 200
DAY_SHOWS = 3
MOST_APPOINTMENTS = 10_000


class AgendaFull(CsnError):
    """The agenda holds as many appointments as it can."""


class AppointmentChanged(CsnError):
    """The appointment changed elsewhere since its form was opened."""


def note_appointment(work: Work, *, typed: Mapping[str, str]) -> UUID:
    """Note an appointment or a series in one's own agenda.

    Raises ``FormWrong``, ``RemindersOfTheDayFull`` (R-AG-4), ``AgendaFull``.
    """
    policy.require(work, Permission.AGENDA_CHANGE, work.actor.space_id)
    space_id, planned = _own(work), rules.read_form(typed, now=work.now)
    policy.hold_grant(work, Permission.AGENDA_CHANGE, space_id)
    _hold_agenda(work, space_id)
    counted = select(func.count()).where(queries.seen(work, space_id))
    if (work.db.scalar(counted) or 0) >= MOST_APPOINTMENTS:
        raise AgendaFull
    row = Appointment(
        space_id=space_id,
        author_account_id=_account(work),
        starts_at=planned.starts_at,
        minutes=planned.minutes,
        last_at=planned.starts_at,
        status=Status.CONFIRMED,
        body=b"",
        added_at=work.now,
        changed_at=work.now,
    )
    _write(work, row, planned)
    work.db.add(row)
    _plan(work, row, planned.details)
    work.commit(_trace("APPOINTMENT_SAVED", row))
    return row.id


def change_appointment(work: Work, *, appointment_id: UUID, typed: Mapping[str, str], seen: datetime) -> None:
    """Correct an appointment; ``seen`` is when what stands in the form was last changed. A series changes as a whole.

    Raises ``NotFound``, ``FormWrong``, ``AppointmentChanged``, ``RemindersOfTheDayFull``.
    """
    row = policy.fetch(work, Permission.AGENDA_CHANGE, Appointment, appointment_id)
    planned = rules.read_form(typed, now=work.now)
    policy.hold_grant(work, Permission.AGENDA_CHANGE, row.space_id)
    _hold_agenda(work, row.space_id)
    work.db.refresh(row, with_for_update=True)
    if row.changed_at != seen:
        raise AppointmentChanged
    moved = row.starts_at != planned.starts_at or queries.details_of(work, row).repeat != planned.details.repeat
    if moved:
        # What became of dates that are no longer those of the series says nothing any more.
        work.db.execute(delete(AppointmentDate).where(col(AppointmentDate.appointment_id) == row.id))
        row.status = Status.CONFIRMED
    _write(work, row, planned)
    _plan(work, row, planned.details)
    work.commit(_trace("APPOINTMENT_SAVED", row))


def set_status(work: Work, *, appointment_id: UUID, occurs_at: datetime, status: Status) -> None:
    """Say what became of an appointment, or of one date of a series (R-AG-1).

    Raises ``NotFound``, ``MoveNotPossible``. What it answers in prevention follows: done, or to plan again.
    """
    row = policy.fetch(work, Permission.AGENDA_CHANGE, Appointment, appointment_id)
    policy.hold_grant(work, Permission.AGENDA_CHANGE, row.space_id)
    work.db.refresh(row, with_for_update=True)
    details = queries.details_of(work, row)
    if not rules.dates(row.starts_at, details, since=occurs_at, until=occurs_at + timedelta(seconds=1)):
        raise NotFound
    stands = queries.statuses(work, [(occurs_at, row)]).get((row.id, occurs_at), Status(row.status))
    if stands is not status:
        rules.check_move(stands, status, occurs_at=occurs_at, now=work.now)
    _keep_status(work, row, occurs_at, status)
    row.changed_at = work.now
    _remind(work, row, details)
    _follow(work, row, details, occurs_at=occurs_at, before=stands, status=status)
    work.commit(_trace("APPOINTMENT_SAVED", row))


def delete_appointment(work: Work, *, appointment_id: UUID) -> None:
    """Take an appointment, or a whole series, out of the agenda."""
    row = policy.fetch(work, Permission.AGENDA_CHANGE, Appointment, appointment_id)
    policy.hold_grant(work, Permission.AGENDA_CHANGE, row.space_id)
    work.db.execute(delete(AppointmentDate).where(col(AppointmentDate.appointment_id) == row.id))
    links.note_given_up(work, row.space_id, appointment_id=row.id)
    work.db.delete(row)
    work.commit(_trace("APPOINTMENT_DELETED", row))


def read_following(work: Work, *, since: datetime, limit: int = PAGE) -> Upcoming:
    """Return the appointments from a moment on, ``limit`` at a time."""
    policy.require(work, Permission.AGENDA_READ, work.actor.space_id)
    found = queries.following(work, _own(work), since=since, limit=limit + 1)
    # Several at the very same moment stay on one page, or the next page would begin with them again.
    more = found[limit][0] if len(found) > limit and found[limit][0] != since else None
    shown = [one for one in found if more is None or one[0] < more] if more else found[:limit]
    return Upcoming(_shown(work, shown or found[:limit]), next=more)


def read_range(work: Work, *, first: date, last: date) -> tuple[Shown, ...]:
    """Return the appointments of some days in Paris, both included, 200 at most."""
    policy.require(work, Permission.AGENDA_READ, work.actor.space_id)
    since, until = rules.midnight(first), rules.midnight(last + timedelta(days=1))
    return _shown(work, queries.in_range(work, _own(work), since=since, until=until)[:WEEK_SHOWS])


def read_month(work: Work, *, day: date, shows: int = DAY_SHOWS) -> tuple[DayBrief, ...]:
    """Return the days of the weeks that show a month, those with appointments: how many, and the first of them."""
    policy.require(work, Permission.AGENDA_READ, work.actor.space_id)
    first, last = rules.month_grid(day)
    since, until = rules.midnight(first), rules.midnight(last + timedelta(days=1))
    found = queries.in_range(work, _own(work), since=since, until=until)
    kept = queries.statuses(work, found)
    days = []
    for here, group in groupby(found, key=lambda one: one[0].astimezone(rules.PARIS).date()):
        ones = list(group)
        brief = tuple(
            Brief(at, queries.details_of(work, row).title, kept.get((row.id, at), Status(row.status)))
            for at, row in ones[:shows]
        )
        days.append(DayBrief(here, len(ones), brief))
    return tuple(days)


def read_appointment(work: Work, *, appointment_id: UUID) -> Shown:
    """Return one appointment, to correct it; raises ``NotFound``."""
    row = policy.fetch(work, Permission.AGENDA_READ, Appointment, appointment_id)
    return _shown(work, [(row.starts_at, row)])[0]


def read_choices(work: Work) -> Choices:
    """Return what the form proposes: the carers of the list, and the newest documents to bring.

    Whoever acts for a person is proposed what they may see of both.
    """
    policy.require(work, Permission.AGENDA_CHANGE, work.actor.space_id)
    space_id = _own(work)
    cards = identity.describe_professionals(work, _listed(work, space_id))
    carers = tuple(Carer(card.id, card.name, card.specialty or card.profession) for card in cards.values())
    read = policy.allowed(work, Permission.DOCUMENT_LIST, space_id)
    newest = documents.list_documents(work, space_id=space_id).rows if read else ()
    return Choices(carers, tuple((row.id, row.title) for row in newest))


def _write(work: Work, row: Appointment, planned: rules.Planned) -> None:
    details = _known_only(work, row, planned.details)
    if details.kind == Kind.REMINDER:
        _check_reminders(work, row, planned.starts_at)
    if details.times > 1 and not row.repeats:
        _check_series(work, row.space_id)
    row.starts_at, row.minutes = planned.starts_at, planned.minutes
    row.repeats = details.times > 1
    row.last_at = rules.last_date(row.starts_at, details) + timedelta(minutes=row.minutes)
    # A room once given stays the same: somebody may have its address already.
    row.room_id = (row.room_id or uuid4()) if details.kind == Kind.REMOTE and settings().video_url else None
    row.body = queries.sealed(work, row, details)
    row.changed_at = work.now
    _remind(work, row, details)


def _known_only(work: Work, row: Appointment, details: Details) -> Details:
    """Keep of a form only what names something of the person's own: carers of the list, documents of the carnet.

    What stood there and is not shown to whoever acts for the person stays as it was.
    """
    before = queries.details_of(work, row) if row.body and not work.actor.for_oneself else None
    listed = {str(one) for one in _listed(work, row.space_id)}
    asked = {UUID(text) for text in details.documents if _is_uuid(text)}
    stood = {UUID(text) for text in before.documents} if before else set()
    mine = _titles(work, row.space_id, asked | stood)
    unseen = stood - set(mine)
    professional = details.professional if details.professional in listed else ""
    if before and before.professional not in listed:
        professional = professional or before.professional
    return replace(
        details,
        professional=professional,
        documents=tuple(str(known) for known in (*(one for one in mine if one in asked), *sorted(unseen))),
        rule=details.rule if any(rule.id == details.rule for rule in all_rules()) else "",
    )


def _listed(work: Work, space_id: UUID) -> list[UUID]:
    """Return the professionals of the person's list; none for whoever acts for them and may not see it."""
    if not policy.allowed(work, Permission.GRANT_LIST, space_id):
        return []
    return [grant.professional_id for grant in access.list_grants(work, space_id)]


def _titles(work: Work, space_id: UUID, asked: set[UUID]) -> dict[UUID, str]:
    """Return the titles of the documents to bring; none for whoever acts for the person and may not read them."""
    if not asked or not policy.allowed(work, Permission.DOCUMENT_LIST, space_id):
        return {}
    return documents.titles_of(work, space_id=space_id, document_ids=asked)


def _check_reminders(work: Work, row: Appointment, starts_at: datetime) -> None:
    day = starts_at.astimezone(rules.PARIS).date()
    since, until = rules.midnight(day), rules.midnight(day + timedelta(days=1))
    found = queries.in_range(work, row.space_id, since=since, until=until)
    others = [other for _, other in found if other.id != row.id]
    noted = sum(1 for other in others if queries.details_of(work, other).kind == Kind.REMINDER)
    if noted >= rules.REMINDERS_A_DAY:
        raise rules.RemindersOfTheDayFull


def _check_series(work: Work, space_id: UUID) -> None:
    counted = select(func.count()).where(queries.seen(work, space_id), col(Appointment.repeats))
    if (work.db.scalar(counted) or 0) >= rules.MOST_SERIES:
        raise AgendaFull


def _remind(work: Work, row: Appointment, details: Details) -> None:
    """Set the next moment of a reminder; none for what does not take place."""
    skipped = queries.skipped_dates(work, row.id)
    alert = rules.next_alert(row.starts_at, details, after=work.now, skipped=skipped)
    row.next_alert_at = alert[0] if alert and row.status == Status.CONFIRMED else None


def _keep_status(work: Work, row: Appointment, occurs_at: datetime, status: Status) -> None:
    if not row.repeats:
        row.status = status
        return
    kept = insert(AppointmentDate).values(
        appointment_id=row.id, occurs_at=occurs_at, space_id=row.space_id, status=status
    )
    work.db.execute(kept.on_conflict_do_update(index_elements=["appointment_id", "occurs_at"], set_={"status": status}))


def _plan(work: Work, row: Appointment, details: Details) -> None:
    if work.actor.quality is Quality.SERVICE:
        # What a service books answers nothing of a person's prevention: they say so themselves.
        return
    links.note_given_up(work, row.space_id, appointment_id=row.id)
    if details.rule and row.status == Status.CONFIRMED:
        links.note_planned(work, row.space_id, rule_id=details.rule, appointment_id=row.id)


def _follow(
    work: Work, row: Appointment, details: Details, *, occurs_at: datetime, before: Status, status: Status
) -> None:
    """Let prevention know what became of an appointment that answers one of its rules."""
    if not details.rule:
        return
    day = occurs_at.astimezone(rules.PARIS).date()
    if before is Status.HONOURED and status is not Status.HONOURED:
        links.note_not_kept(work, row.space_id, rule_id=details.rule, day=day)
    if status is Status.HONOURED:
        links.note_kept(work, row.space_id, rule_id=details.rule, appointment_id=row.id, day=day)
    elif status is Status.CONFIRMED:
        links.note_planned(work, row.space_id, rule_id=details.rule, appointment_id=row.id)
    else:
        links.note_given_up(work, row.space_id, appointment_id=row.id)


def _shown(work: Work, found: Iterable[queries.Occurrence]) -> tuple[Shown, ...]:
    """Open the words of what is shown, and name carers and documents in one question each."""
    ones = list(found)
    opened = {row.id: queries.details_of(work, row) for _, row in {row.id: (at, row) for at, row in ones}.values()}
    kept = queries.statuses(work, ones)
    carers = {UUID(d.professional) for d in opened.values() if d.professional}
    cards = identity.describe_professionals(work, carers) if carers else {}
    asked = {UUID(document) for details in opened.values() for document in details.documents}
    titles = _titles(work, ones[0][1].space_id, asked) if ones else {}
    rows = []
    for at, row in ones:
        details, status = opened[row.id], kept.get((row.id, at), Status(row.status))
        card = cards.get(UUID(details.professional)) if details.professional else None
        open_now = rules.room_open(at, minutes=row.minutes, now=work.now) and status is Status.CONFIRMED
        has_room = row.room_id is not None and bool(settings().video_url)
        rows.append(
            Shown(
                id=row.id,
                occurs_at=at,
                minutes=row.minutes,
                status=status,
                details=details,
                professional=f"{card.name}, {(card.specialty or card.profession).lower()}" if card else "",
                documents=tuple((UUID(d), titles[UUID(d)]) for d in details.documents if UUID(d) in titles),
                repeats=row.repeats,
                has_room=has_room,
                joins=has_room and open_now,
                changed_at=row.changed_at,
            )
        )
    return tuple(rows)


def _hold_agenda(work: Work, space_id: UUID) -> None:
    """Let one act at a time add to an agenda: ten reminders a day are ten."""
    work.db.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"agenda:{space_id}", 0))))


def _trace(action: str, row: Appointment) -> Trace:
    return Trace(action, row.space_id, object_type="agenda", object_id=row.id)


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _account(work: Work) -> UUID:
    if work.actor.account_id is None:
        raise NotFound
    return work.actor.account_id


def _own(work: Work) -> UUID:
    if work.actor.space_id is None:
        raise NotFound
    return work.actor.space_id
