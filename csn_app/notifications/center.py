"""The list of notifications in the product, and how its owner wants to be told (R-NO-1, R-NO-2)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from csn_app.access import policy
from csn_app.access.policy import Permission
from csn_app.core.work import Untraced, Work
from csn_app.notifications.model import Notification, NotificationChoice
from csn_app.notifications.rules import Choices, Telling

PAGE = 30
COUNTED_UP_TO = 99
DIGEST_EVERY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list: its kind, when, and what it is about."""

    id: UUID
    kind: str
    at: datetime
    read: bool
    professional_id: UUID | None
    object_type: str
    object_id: UUID | None


@dataclass(frozen=True, slots=True)
class EntryPage:
    """Thirty entries, newest first; ``older`` is the last one's place, None on the last page."""

    entries: tuple[Entry, ...]
    older: tuple[datetime, UUID] | None


def count_unread(work: Work) -> int:
    """Return how many entries of one's own list are unread; 99 at most."""
    policy.require(work, Permission.NOTICE_READ)
    unread = _mine(work), col(Notification.read_at).is_(None)
    some = select(col(Notification.id)).where(*unread).limit(COUNTED_UP_TO).subquery()
    return work.db.scalar(select(func.count()).select_from(some)) or 0


def list_entries(work: Work, *, after: tuple[datetime, UUID] | None = None) -> EntryPage:
    """Return a page of one's own list."""
    policy.require(work, Permission.NOTICE_READ)
    statement = select(Notification).where(_mine(work))
    place = tuple_(col(Notification.created_at), col(Notification.id))
    if after is not None:
        statement = statement.where(place < tuple_(*after))
    order = col(Notification.created_at).desc(), col(Notification.id).desc()
    found = list(work.db.scalars(statement.order_by(*order).limit(PAGE + 1)))
    shown = found[:PAGE]
    entries = tuple(
        Entry(
            id=row.id,
            kind=row.kind,
            at=row.created_at,
            read=row.read_at is not None,
            professional_id=row.professional_id,
            object_type=row.object_type,
            object_id=row.object_id,
        )
        for row in shown
    )
    return EntryPage(entries, older=(shown[-1].created_at, shown[-1].id) if len(found) > PAGE else None)


def mark_read(work: Work, *, entry_id: UUID | None = None) -> int:
    """Mark one entry of one's own list as read, or all of them; returns how many were unread."""
    policy.require(work, Permission.NOTICE_READ)
    statement = update(Notification).where(_mine(work), col(Notification.read_at).is_(None))
    if entry_id is not None:
        statement = statement.where(col(Notification.id) == entry_id)
    marked = work.db.scalars(statement.values(read_at=work.now).returning(col(Notification.id))).all()
    work.commit(untraced=Untraced.UNREAD_MARK)
    return len(marked)


def choices_of(work: Work, account_id: UUID) -> Choices:
    """Return how a person wants to be told; what sends a notice asks, whoever acts."""
    policy.open_to_all("a notice goes the way that its reader chose; the one who acts never sees it")
    row = work.db.get(NotificationChoice, account_id)
    if row is None:
        return Choices()
    return Choices(
        telling=Telling(row.telling),
        no_email=frozenset(row.no_email),
        with_sms=frozenset(row.with_sms),
        sms_when_unread=row.sms_when_unread,
        discreet=row.discreet,
    )


def keep_choices(work: Work, account_id: UUID, choices: Choices) -> None:
    """Write how a person wants to be told; the use case that calls it asks the policy, traces and commits."""
    policy.open_to_all("a part of the settings' own use cases")
    kept = {
        "telling": choices.telling,
        "no_email": sorted(choices.no_email),
        "with_sms": sorted(choices.with_sms),
        "sms_when_unread": choices.sms_when_unread,
        "discreet": choices.discreet,
        "changed_at": work.now,
    }
    statement = insert(NotificationChoice).values(account_id=account_id, digest_at=work.now, **kept)
    work.db.execute(statement.on_conflict_do_update(index_elements=["account_id"], set_=kept))
    work.db.expire_all()


def due_digests(work: Work) -> list[UUID]:
    """Return who chose a digest a day and whose last is a day old; locked until the caller commits, 200 at most."""
    policy.open_to_all("a job asks to whom it must write; it reads no list")
    due = select(col(NotificationChoice.account_id)).where(
        col(NotificationChoice.telling) == Telling.DAILY, col(NotificationChoice.digest_at) <= work.now - DIGEST_EVERY
    )
    return list(work.db.scalars(due.limit(200).with_for_update(skip_locked=True)))


def begin_digest(work: Work, account_id: UUID) -> datetime:
    """Note that a person's digest is made now; returns since when it tells."""
    policy.open_to_all("a part of the job that writes digests")
    mine = col(NotificationChoice.account_id) == account_id
    since = work.db.scalars(select(col(NotificationChoice.digest_at)).where(mine)).one()
    work.db.execute(update(NotificationChoice).where(mine).values(digest_at=work.now))
    return since


def _mine(work: Work) -> ColumnElement[bool]:
    return col(Notification.account_id) == work.actor.account_id
