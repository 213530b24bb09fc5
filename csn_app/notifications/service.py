"""The outbox: written in the act's transaction, delivered afterwards, at least once."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlmodel import col

from csn_app.access import policy
from csn_app.access.policy import Permission
from csn_app.config import DEMO_SENTENCE, settings
from csn_app.core.vocabulary import INSTALLATION
from csn_app.core.work import Channel, Notice, Untraced, Work
from csn_app.notifications.model import OutboxLine

TRIES = 8
"""After so many failed deliveries a message is given up and waits for the operator."""

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
            created_at=work.real_now,
            due_at=work.real_now,
        )
        text = f"{notice.text}\n\n{DEMO_SENTENCE}" if settings().demo else notice.text
        body = json.dumps({"to": notice.to, "subject": notice.subject, "text": text})
        line.sealed = work.seal(INSTALLATION, f"outbox_line.sealed:{line.id}", body)
        work.db.add(line)


def deliver(work: Work, send: Sender, *, at_most: int = 50) -> int:
    """Send what waits, oldest first, one transaction a message; returns how many left. Idempotent by row lock."""
    policy.open_to_all("a job delivers what acts have put in the outbox")
    sent = 0
    for _ in range(at_most):
        line = work.db.scalar(
            select(OutboxLine)
            .where(
                col(OutboxLine.sent_at).is_(None),
                col(OutboxLine.given_up_at).is_(None),
                col(OutboxLine.due_at) <= work.real_now,
            )
            .order_by(col(OutboxLine.due_at))
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        if line is None:
            break
        sent += _try(work, line, send)
        work.commit(untraced=Untraced.OUTBOX)
    work.db.rollback()
    return sent


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
        for line in work.db.scalars(statement)
    ]


def _try(work: Work, line: OutboxLine, send: Sender) -> int:
    line.tries += 1
    if send(Notice(channel=Channel(line.channel), **_open(work, line))):
        line.sent_at = work.real_now
        if not settings().demo:
            line.sealed = b""  # what has left is not kept: it may hold a code
        return 1
    line.due_at = work.real_now + timedelta(seconds=30 * 2**line.tries)
    if line.tries >= TRIES:
        line.given_up_at = work.real_now
    return 0


def _open(work: Work, line: OutboxLine) -> dict[str, str]:
    opened: dict[str, str] = json.loads(work.open(INSTALLATION, f"outbox_line.sealed:{line.id}", line.sealed))
    return opened


def _mark(work: Work, to: str) -> bytes:
    return work.keys.mac("outbox.to", to.casefold().strip())
