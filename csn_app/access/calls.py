"""Whom an agent helps now: the one way by which the assistance reaches anybody (R-AS-4, R-AS-8)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from csn_app.access import policy
from csn_app.access.call_conditions import running
from csn_app.access.model_call import DeskCall
from csn_app.access.policy import Permission
from csn_app.core.errors import CsnError, NotFound
from csn_app.core.work import Trace, Work

CALL_LASTS = timedelta(minutes=30)
"""A call left open reaches nobody after so long."""


class OtherCallOpen(CsnError):
    """The agent helps somebody already: one person at a time (R-AS-8)."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call that runs, and whom it is about."""

    id: UUID
    space_id: UUID
    began_at: datetime
    until: datetime


def begin_call(work: Work, space_id: UUID) -> UUID:
    """Begin to help the person of a space, who was recognised a moment ago; raises ``OtherCallOpen``.

    The caller checked who is calling, adds nothing of health, and commits with the trace that this returns to write.
    """
    policy.require(work, Permission.CALL_BEGIN)
    mine = col(DeskCall.agent_id) == work.actor.account_id, col(DeskCall.ended_at).is_(None)
    if work.actor.account_id is None or work.actor.session_id is None:
        raise NotFound
    over = (col(DeskCall.until) <= work.now) | (col(DeskCall.session_id) != work.actor.session_id)
    work.db.execute(update(DeskCall).where(*mine, over).values(ended_at=work.now))
    call = DeskCall(
        agent_id=work.actor.account_id,
        session_id=work.actor.session_id,
        space_id=space_id,
        began_at=work.now,
        until=work.now + CALL_LASTS,
    )
    work.db.add(call)
    try:
        work.db.flush()
    except IntegrityError as fault:
        work.db.rollback()
        raise OtherCallOpen from fault
    return call.id


def current_call(work: Work) -> Call | None:
    """Return the call that the agent is in, or None."""
    policy.require(work, Permission.CALL_BEGIN)
    row = work.db.scalar(select(DeskCall).where(*running(work)))
    return Call(row.id, row.space_id, row.began_at, row.until) if row else None


def space_in_call(work: Work) -> UUID:
    """Return whose call the agent is in, held until the commit: it does not end meanwhile. Raises ``NotFound``."""
    policy.require(work, Permission.CALL_BEGIN)
    held = select(col(DeskCall.space_id)).where(*running(work)).with_for_update()
    space_id = work.db.scalar(held)
    if space_id is None:
        raise NotFound
    return space_id


def end_call(work: Work) -> None:
    """End the call: from now on the agent reaches nobody; ending it twice changes nothing."""
    policy.require(work, Permission.CALL_BEGIN)
    mine = col(DeskCall.agent_id) == work.actor.account_id, col(DeskCall.ended_at).is_(None)
    ended = work.db.execute(
        update(DeskCall).where(*mine).values(ended_at=work.now).returning(col(DeskCall.id), col(DeskCall.space_id))
    ).first()
    if ended is not None:
        work.commit(Trace("DESK_CALL_ENDED", ended.space_id, object_type="assistance", object_id=ended.id))
