"""The outbox: written in the act's transaction, delivered afterwards, at least once."""

import json
import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col

from csn_app.access import policy
from csn_app.access.policy import Permission
from csn_app.config import DEMO_SENTENCE, settings
from csn_app.core.vocabulary import INSTALLATION
from csn_app.core.work import Channel, Notice, Untraced, Work
from csn_app.notifications.model import OutboxLine

TRIES = 8
"""After so many failed deliveries a message is given up and waits for the operator."""

URGENT_FOR = timedelta(minutes=10)
"""A code that has not left by then is given up: it is worth nothing any more."""

_PAUSE = timedelta(seconds=30)
_URGENT_PAUSE = timedelta(seconds=5)
_log = logging.getLogger("csn.outbox")

Sender = Callable[[Notice], bool]
"""Delivers one message; False where it did not leave."""


@dataclass(frozen=True, slots=True)
class SentMessage:
    """A message as the demo's outbox shows it."""

    channel: str
    to: str
    subject: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OutboxCounts:
    """How many messages wait to leave, since when, and how many were given up."""

    waiting: int
    oldest_waiting: datetime | None
    given_up: int


class SealedOutbox:
    """The port ``core.work.Outbox``."""

    def add(self, work: Work, notice: Notice) -> None:
        """Write the message in the transaction of ``work``, sealed."""
        line = OutboxLine(
            channel=notice.channel,
            to_mark=_mark(work, notice.to),
            sealed=b"",
            urgent=notice.urgent,
            created_at=work.real_now,
            due_at=work.real_now,
        )
        text = f"{notice.text}\n\n{DEMO_SENTENCE}" if settings().demo else notice.text
        body = json.dumps({"to": notice.to, "subject": notice.subject, "text": text})
        line.sealed = work.seal(INSTALLATION, f"outbox_line.sealed:{line.id}", body)
        work.db.add(line)


def deliver_next(work: Work, send: Sender, *, channels: Collection[Channel]) -> bool:
    """Try the message that is due first, urgent ones before all others; False where nothing is due.

    A message whose channel is not open waits. One transaction, and a row lock: at least once.
    """
    policy.open_to_all("a job delivers what acts have put in the outbox")
    _drop_late(work)
    due = [line for channel in channels if (line := _due(work, channel))]
    line = min(due, key=lambda due_line: (not due_line.urgent, due_line.due_at), default=None)
    if line is not None:
        _try(work, line, send)
    work.commit(untraced=Untraced.OUTBOX)
    return line is not None


def retry_outbox(work: Work) -> int:
    """Put every message that was given up in the queue again; returns how many. Codes are too late by then."""
    policy.open_to_all("a command of the operator, on the machine itself")
    put_back = work.db.scalars(
        update(OutboxLine)
        .where(col(OutboxLine.given_up_at).is_not(None), col(OutboxLine.urgent).is_(False))
        .values(given_up_at=None, tries=0, due_at=work.real_now)
        .returning(col(OutboxLine.id))
    ).all()
    work.commit(untraced=Untraced.OUTBOX)
    return len(put_back)


def count_outbox(work: Work) -> OutboxCounts:
    """Return what waits in the outbox, for the operator: numbers and an hour, never a message."""
    policy.require(work, Permission.OUTBOX_COUNT)
    waits = col(OutboxLine.sent_at).is_(None) & col(OutboxLine.given_up_at).is_(None)
    waiting, oldest = work.db.execute(select(func.count(), func.min(OutboxLine.created_at)).where(waits)).one()
    given_up = select(func.count()).where(col(OutboxLine.given_up_at).is_not(None))
    return OutboxCounts(waiting, oldest, given_up=work.db.scalar(given_up) or 0)


def messages_to(work: Work, to: str = "", *, limit: int = 50) -> list[SentMessage]:
    """Return the newest messages, or those to one recipient; only the demo mode has them (``/_demo/outbox``)."""
    policy.open_to_all("the demo's testers read the codes of fictional people")
    if not settings().demo:
        return []
    statement = select(OutboxLine).order_by(col(OutboxLine.created_at).desc(), col(OutboxLine.id)).limit(limit)
    if to:
        statement = statement.where(col(OutboxLine.to_mark) == _mark(work, to))
    return [
        SentMessage(channel=line.channel, at=line.created_at, **_open(work, line))
        for line in work.db.scalars(statement.where(col(OutboxLine.sealed) != b""))
    ]


def _due(work: Work, channel: Channel) -> OutboxLine | None:
    return work.db.scalar(
        select(OutboxLine)
        .where(
            col(OutboxLine.channel) == channel,
            col(OutboxLine.sent_at).is_(None),
            col(OutboxLine.given_up_at).is_(None),
            col(OutboxLine.due_at) <= work.real_now,
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


def _try(work: Work, line: OutboxLine, send: Sender) -> None:
    line.tries += 1
    if _left(work, line, send):
        line.sent_at = work.real_now
        if not settings().demo:
            line.sealed = b""  # what has left is not kept: it may hold a code
        return
    line.due_at = work.real_now + (_URGENT_PAUSE if line.urgent else _PAUSE) * 2**line.tries
    if line.tries >= TRIES:
        line.given_up_at = work.real_now


def _left(work: Work, line: OutboxLine, send: Sender) -> bool:
    """Say whether the message left; one that cannot be read or sent holds up none of the others."""
    try:
        opened = _open(work, line)
        return send(Notice(Channel(line.channel), opened["to"], opened["subject"], opened["text"]))
    except SQLAlchemyError:
        # The key store does not answer: no fault of this message.
        raise
    except Exception as fault:
        _log.warning("message not sent", extra={"handler": type(fault).__name__})
        return False


def _open(work: Work, line: OutboxLine) -> dict[str, str]:
    opened: dict[str, str] = json.loads(work.open(INSTALLATION, f"outbox_line.sealed:{line.id}", line.sealed))
    return opened


def _mark(work: Work, to: str) -> bytes:
    return work.keys.mac("outbox.to", to.casefold().strip())
