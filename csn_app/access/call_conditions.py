"""The condition under which an agent is in a call about somebody, used by the policy."""

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false
from sqlmodel import col

from csn_app.access.model import Space
from csn_app.access.model_call import DeskCall
from csn_app.access.permissions import IN_CALL, IN_HELP_SESSION, Permission
from csn_app.core.actor import Quality
from csn_app.core.vocabulary import SpaceState
from csn_app.core.work import Work


def reach(work: Work, permission: Permission, space_id: Any) -> ColumnElement[bool]:
    """Return the condition: an agent is in a call about the space, in this session, and it has not come to its end.

    Nobody else reaches anything by it, and no permission to read what a carnet holds is among those of a call. Adding a
    document takes, besides, the person's own consent, still running (R-AS-4).
    """
    if work.actor.quality is not Quality.AGENT or permission not in IN_CALL | IN_HELP_SESSION:
        return false()
    theirs = col(DeskCall.space_id) == space_id, *running(work)
    if permission in IN_CALL:
        return exists().where(*theirs)
    active = exists().where(col(Space.id) == space_id, col(Space.state) == SpaceState.ACTIVATED)
    return and_(active, exists().where(*theirs, col(DeskCall.help_until) > work.now))


def running(work: Work) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions on a call: the agent's own, of this session, not ended and not over."""
    return (
        col(DeskCall.agent_id) == work.actor.account_id,
        col(DeskCall.session_id) == work.actor.session_id,
        col(DeskCall.ended_at).is_(None),
        col(DeskCall.until) > work.now,
    )
