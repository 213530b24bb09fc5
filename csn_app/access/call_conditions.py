"""The condition under which an agent is in a call about somebody, used by the policy."""

from typing import Any

from sqlalchemy import ColumnElement, exists, false
from sqlmodel import col

from csn_app.access.model_call import DeskCall
from csn_app.access.permissions import IN_CALL, Permission
from csn_app.core.actor import Quality
from csn_app.core.work import Work


def reach(work: Work, permission: Permission, space_id: Any) -> ColumnElement[bool]:
    """Return the condition: an agent is in a call about the space, in this session, and it has not come to its end.

    Nobody else reaches anything by it, and no permission to read what a carnet holds is among those of a call.
    """
    if work.actor.quality is not Quality.AGENT or permission not in IN_CALL:
        return false()
    return exists().where(col(DeskCall.space_id) == space_id, *running(work))


def running(work: Work) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions on a call: the agent's own, of this session, not ended and not over."""
    return (
        col(DeskCall.agent_id) == work.actor.account_id,
        col(DeskCall.session_id) == work.actor.session_id,
        col(DeskCall.ended_at).is_(None),
        col(DeskCall.until) > work.now,
    )
