"""What is done to spaces and grants for the rooms to the left."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlmodel import col

from csn_app.access import policy
from csn_app.access.model import Grant, Space
from csn_app.access.policy import Permission
from csn_app.core.errors import CsnError, NotFound
from csn_app.core.reference import rows
from csn_app.core.vocabulary import SpaceState
from csn_app.core.work import Trace, Work


@dataclass(eq=False)
class MoveRefused(CsnError):
    """A space cannot go from one state to the other (R-LC-18)."""

    state: SpaceState
    to: SpaceState


@dataclass(frozen=True, slots=True)
class NewSpace:
    """A space to announce, in its first state."""

    id: UUID
    state: SpaceState
    since: datetime


def announce_spaces(work: Work, spaces: Iterable[NewSpace]) -> None:
    """Make the spaces of people read from a roster; their keysets exist already. The caller commits."""
    policy.require(work, Permission.ACCOUNT_IMPORT)
    made = [{"id": s.id, "state": s.state, "state_since": s.since, "created_at": s.since} for s in spaces]
    if made:
        work.db.execute(insert(Space), made)


def state_of(work: Work, space_id: UUID) -> SpaceState:
    """Return where a space stands in its life; raises ``NotFound``."""
    policy.open_to_all("sign-in and activation ask it before anyone is signed in, and show it to the holder only")
    state = work.db.scalar(select(col(Space.state)).where(col(Space.id) == space_id))
    if state is None:
        raise NotFound
    return SpaceState(state)


def move_space(work: Work, space_id: UUID, *, to: SpaceState) -> None:
    """Take a space to its next state; raises ``MoveRefused`` (R-LC-18). The caller traces and commits."""
    policy.open_to_all("activation moves the space of a person who proved who they are")
    space = work.db.scalar(select(Space).where(col(Space.id) == space_id).with_for_update())
    if space is None:
        raise NotFound
    state = SpaceState(space.state)
    if to not in _moves()[state]:
        raise MoveRefused(state, to)
    space.state, space.state_since = to, work.now


def revoke_all_of(work: Work, professional_ids: list[UUID]) -> tuple[Trace, ...]:
    """Take back every grant of professionals who left the directory; returns the traces. The caller commits."""
    policy.require(work, Permission.ACCOUNT_IMPORT)
    revoked = work.db.execute(
        update(Grant)
        .where(col(Grant.professional_id).in_(professional_ids), col(Grant.revoked_at).is_(None))
        .values(revoked_at=work.now)
        .returning(col(Grant.id), col(Grant.space_id), col(Grant.professional_id))
    )
    return tuple(
        Trace("GRANT_REVOKED", row.space_id, object_type="grant", object_id=row.id, target_id=row.professional_id)
        for row in revoked
    )


@cache
def _moves() -> dict[SpaceState, frozenset[SpaceState]]:
    return {
        SpaceState(row["code"]): frozenset(SpaceState(state) for state in row["next_states"].split(";") if state)
        for row in rows("lifecycle_states")
    }
