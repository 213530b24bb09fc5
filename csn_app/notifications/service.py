"""The outbox: written in the act's transaction, delivered afterwards, marked before it is handed over.

A message that a crash cut off while it was being handed over is not sent again by itself: it waits for the operator.
"""

import json
import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, or_, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col

from csn_app.access import policy
from csn_app.access.policy import Permission
from csn_app.config import DEMO_SENTENCE, settings
from csn_app.core.errors import NotFound
from csn_app.core.reference import rows
from csn_app.core.vocabulary import INSTALLATION
from csn_app.core.work import Channel, Notice, Untraced, Work
from csn_app.notifications import center, mail, rules
from csn_app.notifications.mail import Message, PerhapsLeft
from csn_app.notifications.model import Notification, OutboxLine

TRIES = 8
"""After so many failed deliveries a message is given up and waits for the operator."""

URGENT_FOR = timedelta(minutes=10)
"""A code that has not left by then is given up: it is worth nothing any more."""

UNCERTAIN_AFTER = timedelta(minutes=5)
"""A message still being handed over by then was cut off: it may have left, or not."""

_PAUSE = timedelta(seconds=30)
_URGENT_PAUSE = timedelta(seconds=5)
_SHOWN = 50
_log = logging.getLogger("csn.outbox")

Sender = Callable[[Message], bool]
"""Delivers one message; False where it did not leave."""


@dataclass(frozen=True, slots=True)
class SentMessage:
    """A message as the demo's outbox shows it."""

    channel: str
    to: str
    subject: str
    text: str
    at: datetime
    unsubscribe: str = ""


@dataclass(frozen=True, slots=True)
class OutboxCounts:
    """How many messages wait to leave, since when, how many were given up, and how many may have left or not."""

    waiting: int
    oldest_waiting: datetime | None
    given_up: int
    uncertain: int


@dataclass(frozen=True, slots=True)
class StuckMessage:
    """A message that did not leave, or perhaps did, as the operator sees it: never its words nor its recipient."""

    id: UUID
    channel: str
    kind: str
    created_at: datetime
    given_up_at: datetime
    tries: int
    uncertain: bool


class SealedOutbox:
    """The port ``core.work.Outbox``."""

    def add(self, work: Work, notice: Notice) -> None:
        """Write the notice in the transaction of ``work``: an entry in the product, and what leaves of it, sealed."""
        if notice.account_id is None or not notice.kind:
            _put(work, notice)
            return
        entry = Notification(
            account_id=notice.account_id,
            kind=notice.kind,
            created_at=work.now,
            professional_id=notice.professional_id,
            object_type=notice.object_type,
            object_id=notice.object_id,
        )
        work.db.add(entry)
        ways = rules.ways(_kind(notice.kind), center.choices_of(work, notice.account_id))
        by_text = notice.channel is Channel.SMS
        if notice.to and (ways.email or (by_text and ways.sms)):
            _put(work, notice)
        if notice.mobile and not by_text and (ways.sms or ways.sms_when_unread):
            wait = timedelta() if ways.sms else timedelta(hours=settings().sms_after_hours)
            _put(work, _as_text(notice), wait=wait, entry_id=None if ways.sms else entry.id)


class UnknownKind(TypeError):
    """A notice names a kind that ``notification_types.csv`` does not list."""


def _kind(code: str) -> dict[str, str]:
    for row in rows("notification_types"):
        if row["code"] == code:
            return row
    raise UnknownKind(code)


def _as_text(notice: Notice) -> Notice:
    return Notice(Channel.SMS, notice.mobile, "", mail.MOBILE_TEXT, kind=notice.kind, account_id=notice.account_id)


def _put(work: Work, notice: Notice, *, wait: timedelta = timedelta(), entry_id: UUID | None = None) -> None:
    line = OutboxLine(
        channel=notice.channel,
        to_mark=_mark(work, notice.to),
        sealed=b"",
        urgent=notice.urgent,
        created_at=work.real_now,
        due_at=work.real_now + wait,
        kind=notice.kind,
        account_id=notice.account_id,
        entry_id=entry_id,
    )
    text = f"{notice.text}\n\n{DEMO_SENTENCE}" if settings().demo else notice.text
    body = json.dumps({"to": notice.to, "subject": notice.subject, "text": text})
    line.sealed = work.seal(INSTALLATION, f"outbox_line.sealed:{line.id}", body)
    work.db.add(line)


def deliver_next(work: Work, send: Sender, *, channels: Collection[Channel]) -> bool:
    """Try the message that is due first, urgent ones before all others; False where nothing is due.

    A message whose channel is not open waits. It is marked, and the mark committed, before it is handed over.
    """
    policy.open_to_all("a job delivers what acts have put in the outbox")
    _drop_late(work)
    _set_cut_off_apart(work)
    due = [line for channel in channels if (line := _due(work, channel))]
    line = min(due, key=lambda due_line: (not due_line.urgent, due_line.due_at), default=None)
    if line is not None and _is_read(work, line):
        work.db.delete(line)
    elif line is not None:
        _try(work, line, send)
    work.commit(untraced=Untraced.OUTBOX)
    return line is not None


def retry_outbox(work: Work) -> int:
    """Put every message that was given up in the queue again; returns how many. Codes are too late by then.

    What may have left already is put back one by one only, on the operator's page.
    """
    policy.open_to_all("a command of the operator, on the machine itself")
    put_back = work.db.scalars(
        update(OutboxLine)
        .where(
            col(OutboxLine.given_up_at).is_not(None),
            col(OutboxLine.urgent).is_(False),
            col(OutboxLine.uncertain).is_(False),
        )
        .values(given_up_at=None, tries=0, due_at=work.real_now)
        .returning(col(OutboxLine.id))
    ).all()
    work.commit(untraced=Untraced.OUTBOX)
    return len(put_back)


def stuck_messages(work: Work) -> tuple[StuckMessage, ...]:
    """Return the messages that were given up or are uncertain, oldest first, at most 50: never words nor recipient."""
    policy.require(work, Permission.OUTBOX_COUNT)
    found = work.db.scalars(
        select(OutboxLine)
        .where(col(OutboxLine.given_up_at).is_not(None), col(OutboxLine.urgent).is_(False))
        .order_by(col(OutboxLine.given_up_at), col(OutboxLine.id))
        .limit(_SHOWN)
    )
    return tuple(
        StuckMessage(
            id=line.id,
            channel=line.channel,
            kind=line.kind,
            created_at=line.created_at,
            given_up_at=line.given_up_at or line.created_at,
            tries=line.tries,
            uncertain=line.uncertain,
        )
        for line in found
    )


def retry_message(work: Work, *, line_id: UUID) -> None:
    """Put one message that is stuck in the queue again; raises ``NotFound`` where it is not stuck any more."""
    policy.require(work, Permission.OUTBOX_RETRY)
    line = _stuck(work, line_id)
    line.given_up_at, line.uncertain, line.tries, line.due_at = None, False, 0, work.real_now
    work.commit(untraced=Untraced.OUTBOX)


def drop_message(work: Work, *, line_id: UUID) -> None:
    """Leave one message that is stuck where it is for good; raises ``NotFound`` where it is not stuck any more."""
    policy.require(work, Permission.OUTBOX_RETRY)
    work.db.delete(_stuck(work, line_id))
    work.commit(untraced=Untraced.OUTBOX)


def _stuck(work: Work, line_id: UUID) -> OutboxLine:
    found = work.db.scalar(
        select(OutboxLine)
        .where(
            col(OutboxLine.id) == line_id,
            col(OutboxLine.given_up_at).is_not(None),
            col(OutboxLine.urgent).is_(False),
        )
        .with_for_update()
    )
    if found is None:
        raise NotFound
    return found


def count_outbox(work: Work) -> OutboxCounts:
    """Return what waits in the outbox, for the operator: numbers and an hour, never a message."""
    policy.require(work, Permission.OUTBOX_COUNT)
    waits = col(OutboxLine.sent_at).is_(None) & col(OutboxLine.given_up_at).is_(None)
    waiting, oldest = work.db.execute(select(func.count(), func.min(OutboxLine.created_at)).where(waits)).one()
    unsure = col(OutboxLine.uncertain)
    stuck = select(func.count().filter(~unsure), func.count().filter(unsure))
    given_up, uncertain = work.db.execute(stuck.where(col(OutboxLine.given_up_at).is_not(None))).one()
    return OutboxCounts(waiting, oldest, given_up=given_up, uncertain=uncertain)


def messages_to(work: Work, to: str = "", *, limit: int = 50) -> list[SentMessage]:
    """Return the newest messages, or those to one recipient; only the demo mode has them (``/_demo/outbox``)."""
    policy.open_to_all("the demo's testers read the codes of fictional people")
    if not settings().demo:
        return []
    statement = select(OutboxLine).order_by(col(OutboxLine.created_at).desc(), col(OutboxLine.id)).limit(limit)
    if to:
        statement = statement.where(col(OutboxLine.to_mark) == _mark(work, to))
    statement = statement.where(or_(col(OutboxLine.sent_at).is_not(None), col(OutboxLine.entry_id).is_(None)))
    return [
        SentMessage(
            channel=line.channel,
            at=line.created_at,
            unsubscribe=_unsubscribe(work, line),
            **_open(work, line),
        )
        for line in work.db.scalars(statement.where(col(OutboxLine.sealed) != b""))
    ]


def _due(work: Work, channel: Channel) -> OutboxLine | None:
    return work.db.scalar(
        select(OutboxLine)
        .where(
            col(OutboxLine.channel) == channel,
            col(OutboxLine.sent_at).is_(None),
            col(OutboxLine.given_up_at).is_(None),
            col(OutboxLine.started_at).is_(None),
            col(OutboxLine.due_at) <= _moved(work),
        )
        .order_by(col(OutboxLine.urgent).desc(), col(OutboxLine.due_at))
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def _drop_late(work: Work) -> None:
    """Give up the codes that are too old to be typed: one that arrives late only confuses."""
    late = update(OutboxLine).where(
        col(OutboxLine.urgent).is_(True),
        col(OutboxLine.sent_at).is_(None),
        col(OutboxLine.given_up_at).is_(None),
        col(OutboxLine.created_at) < work.real_now - URGENT_FOR,
    )
    work.db.execute(late.values(given_up_at=work.real_now, sealed=b""))


def _set_cut_off_apart(work: Work) -> None:
    """Give what was being handed over when a process died to the operator: sending it again might be once too often."""
    cut_off = update(OutboxLine).where(col(OutboxLine.started_at) < work.real_now - UNCERTAIN_AFTER)
    work.db.execute(cut_off.values(started_at=None, given_up_at=work.real_now, uncertain=True))


def _is_read(work: Work, line: OutboxLine) -> bool:
    """Say whether a message that leaves only while its entry is unread need not leave any more."""
    if line.entry_id is None:
        return False
    entry = work.db.get(Notification, line.entry_id, populate_existing=True)
    return entry is None or entry.read_at is not None


def _try(work: Work, line: OutboxLine, send: Sender) -> None:
    message = _message(work, line)
    line.tries += 1
    if message is not None:
        line.started_at = work.real_now
        work.commit(untraced=Untraced.OUTBOX)
    try:
        left = message is not None and _left(message, send)
    except PerhapsLeft:
        line.given_up_at, line.uncertain = work.real_now, True
    else:
        _note(work, line, left=left)
    line.started_at = None


def _note(work: Work, line: OutboxLine, *, left: bool) -> None:
    if left:
        line.sent_at = work.real_now
        if not settings().demo:
            line.sealed = b""  # what has left is not kept: it may hold a code
        return
    line.due_at = work.real_now + (_URGENT_PAUSE if line.urgent else _PAUSE) * 2**line.tries
    if line.tries >= TRIES:
        line.given_up_at = work.real_now


def _message(work: Work, line: OutboxLine) -> Message | None:
    """Open a message; one that cannot be read holds up none of the others."""
    try:
        opened = _open(work, line)
        stop = _unsubscribe(work, line)
    except SQLAlchemyError:
        # The key store does not answer: no fault of this message.
        raise
    except Exception as fault:
        _log.warning("message not read", extra={"handler": type(fault).__name__})
        return None
    return Message(
        Channel(line.channel),
        opened["to"],
        opened["subject"],
        opened["text"],
        html=mail.html_of(opened["subject"], opened["text"], unsubscribe=stop),
        headers=mail.headers_of(line.id, unsubscribe=stop),
    )


def _left(message: Message, send: Sender) -> bool:
    """Say whether a message left; one that cannot be sent holds up none of the others. Raises ``PerhapsLeft``."""
    try:
        return send(message)
    except PerhapsLeft:
        raise
    except Exception as fault:
        _log.warning("message not sent", extra={"handler": type(fault).__name__})
        return False


def _unsubscribe(work: Work, line: OutboxLine) -> str:
    if line.channel != Channel.EMAIL or not line.kind:
        return ""
    group = rules.group_of(_kind(line.kind))
    return "" if group == rules.ALERTS else mail.unsubscribe_address(work, account_id=line.account_id, group=group)


def _moved(work: Work) -> datetime:
    """Return until when what waits is due: a tester who moves the clock forward makes what waits for hours leave."""
    return max(work.real_now, work.now)


def _open(work: Work, line: OutboxLine) -> dict[str, str]:
    opened: dict[str, str] = json.loads(work.open(INSTALLATION, f"outbox_line.sealed:{line.id}", line.sealed))
    return opened


def _mark(work: Work, to: str) -> bytes:
    return work.keys.mac("outbox.to", to.casefold().strip())
