"""The help session: the person types the number that the agent read out, never the reverse (R-AS-4)."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlmodel import col

from csn_app.access import policy
from csn_app.access.call_conditions import running
from csn_app.access.model_call import DeskCall
from csn_app.access.policy import Permission
from csn_app.core.errors import CsnError, NotFound
from csn_app.core.work import Trace, Untraced, Work

HELP_LASTS = timedelta(minutes=30)
OFFER_LASTS = timedelta(minutes=10)


class NumberUnknown(CsnError):
    """No agent who helps this person read out such a number in the last ten minutes."""


@dataclass(frozen=True, slots=True)
class HelpSession:
    """An agent files documents for the person until then."""

    until: datetime


def offer_help(work: Work) -> str:
    """Draw the number that the agent reads out, alive ten minutes; an older one stops working. Raises ``NotFound``."""
    policy.require(work, Permission.CALL_BEGIN)
    call = work.db.scalar(select(DeskCall).where(*running(work)).with_for_update())
    if call is None:
        raise NotFound
    number = f"{secrets.randbelow(10**6):06d}"
    call.help_mark, call.help_offered_until = _mark(work, call.space_id, number), work.now + OFFER_LASTS
    work.commit(untraced=Untraced.DRAFT)
    return f"{number[:3]} {number[3:]}"


def allow_help(work: Work, space_id: UUID, *, number: str) -> HelpSession:
    """Let the agent who read the number out file documents for thirty minutes, and read nothing.

    The number serves once. Raises ``NumberUnknown``, ``NotFound``. The caller counted the try, tells and commits.
    """
    policy.require(work, Permission.HELP_ALLOW, space_id)
    call = work.db.scalar(
        select(DeskCall)
        .where(
            col(DeskCall.space_id) == space_id,
            col(DeskCall.ended_at).is_(None),
            col(DeskCall.until) > work.now,
            col(DeskCall.help_offered_until) > work.now,
            col(DeskCall.help_mark) == _mark(work, space_id, number),
        )
        .with_for_update()
    )
    if call is None:
        raise NumberUnknown
    call.help_mark, call.help_offered_until = b"", None
    call.help_until, call.help_account_id = work.now + HELP_LASTS, work.actor.account_id
    call.until = max(call.until, call.help_until)
    work.db.flush()
    return HelpSession(call.help_until)


def help_running(work: Work, space_id: UUID) -> HelpSession | None:
    """Return the help session that runs in a space, for the person who sees it; None where nobody helps."""
    policy.require(work, Permission.HELP_ALLOW, space_id)
    until = work.db.scalar(select(col(DeskCall.help_until)).where(*_runs(work, space_id)))
    return HelpSession(until) if until else None


def help_here(work: Work) -> HelpSession | None:
    """Return the help session of the agent's own call, or None."""
    policy.require(work, Permission.CALL_BEGIN)
    mine = select(col(DeskCall.help_until)).where(*running(work), col(DeskCall.help_until) > work.now)
    until = work.db.scalar(mine)
    return HelpSession(until) if until else None


def stop_help(work: Work, space_id: UUID) -> None:
    """End the help session at once; ending it twice changes nothing."""
    policy.require(work, Permission.HELP_ALLOW, space_id)
    ended = work.db.execute(
        update(DeskCall).where(*_runs(work, space_id)).values(help_until=work.now).returning(col(DeskCall.id))
    ).all()
    if ended:
        work.commit(*(Trace("HELP_ENDED", space_id, object_type="assistance", object_id=row.id) for row in ended))


def filed_for(work: Work, space_id: UUID) -> UUID:
    """Return the account for whom an agent files documents: what is filed is the person's own, to change and delete.

    The help session is held until the commit; raises ``NotFound`` where the person ended it meanwhile.
    """
    policy.require(work, Permission.DOCUMENT_ADD, space_id)
    theirs = col(DeskCall.space_id) == space_id, *running(work), col(DeskCall.help_until) > work.now
    account_id = work.db.scalar(select(col(DeskCall.help_account_id)).where(*theirs).with_for_update(read=True))
    if account_id is None:
        raise NotFound
    return account_id


def _runs(work: Work, space_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return (
        col(DeskCall.space_id) == space_id,
        col(DeskCall.ended_at).is_(None),
        col(DeskCall.help_until) > work.now,
    )


def _mark(work: Work, space_id: UUID, number: str) -> bytes:
    return work.keys.mac("desk_call.help", f"{space_id}:{number}")
