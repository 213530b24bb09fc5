"""The life of a space: states and moves are data, held here and by the database itself (R-LC-18)."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, not_, or_, select, text, update
from sqlalchemy.orm import Session
from sqlmodel import col

from csn_app.access import policy, rules
from csn_app.access.emergency_choices import end_running, lock_choice
from csn_app.access.model import FileOpening, Grant, Space
from csn_app.access.model_emergency import EmergencyAccess
from csn_app.access.policy import Permission
from csn_app.config import settings
from csn_app.core.errors import CsnError, NotFound
from csn_app.core.reference import rows
from csn_app.core.vocabulary import SpaceState
from csn_app.core.work import Trace, Work

CLOSED = frozenset({SpaceState.CLOSED_ARCHIVED, SpaceState.CLOSED_DELETION_REQUESTED})
"""The states from which a person may still reopen their carnet."""


@dataclass(eq=False)
class MoveRefused(CsnError):
    """A space cannot go from one state to the other (R-LC-18)."""

    state: SpaceState
    to: SpaceState


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a space stands, since when, and when it will be erased where that is known."""

    state: SpaceState
    since: datetime
    erase_at: datetime | None


@cache
def moves() -> dict[SpaceState, frozenset[SpaceState]]:
    """Return the states to which each state may go, as ``lifecycle_states.csv`` lists them."""
    return {
        SpaceState(row["code"]): frozenset(SpaceState(state) for state in row["next_states"].split(";") if state)
        for row in rows("lifecycle_states")
    }


def load(db: Session) -> None:
    """Give the database the moves of the data file: from now on it refuses every other one, whoever writes."""
    pairs = ", ".join(f"('{state}', '{to}')" for state, nexts in moves().items() for to in sorted(nexts))
    db.execute(text(_TRIGGER.format(pairs=pairs)))


_TRIGGER = """
create or replace function space_moves_as_listed() returns trigger language plpgsql as $$
begin
    if new.state <> old.state and (old.state, new.state) not in (values {pairs}) then
        raise exception 'a space does not go from % to %', old.state, new.state using errcode = 'check_violation';
    end if;
    return new;
end $$;
create or replace trigger space_moves_as_listed before update of state on space
    for each row execute function space_moves_as_listed();
"""


def standing_of(work: Work, space_id: UUID) -> Standing:
    """Return where a space stands; raises ``NotFound``."""
    policy.open_to_all("asked at the door by somebody who proved who they are, and shown to them only")
    space = work.db.get(Space, space_id, populate_existing=True)
    if space is None:
        raise NotFound
    return Standing(SpaceState(space.state), space.state_since, space.erase_at)


def move_space(work: Work, space_id: UUID, *, to: SpaceState) -> None:
    """Take a space to its next state; raises ``MoveRefused`` (R-LC-18). The caller traces and commits."""
    policy.open_to_all("the caller asked: the holder, somebody who proved who they are, or the clock")
    space = work.db.scalar(
        select(Space).where(col(Space.id) == space_id).with_for_update().execution_options(populate_existing=True)
    )
    if space is None:
        raise NotFound
    state = SpaceState(space.state)
    if to not in moves()[state]:
        raise MoveRefused(state, to)
    space.state, space.state_since = to, work.now
    space.erase_at = rules.erase_day(to, closed_at=work.now, delay=settings().erasure_delay)
    space.erase_told_at = None
    work.db.flush()


def reopen_space(work: Work, space_id: UUID) -> tuple[Trace, ...]:
    """Open a closed space again, as long as its day of erasure has not come; grants stay off (R-LC-12, R-LC-14).

    Raises ``MoveRefused``. The caller commits with the traces.
    """
    policy.open_to_all("the holder proved who they are, with password and code")
    before = standing_of(work, space_id)
    if before.state not in CLOSED or before.erase_at is None or before.erase_at <= work.now:
        raise MoveRefused(before.state, SpaceState.ACTIVATED)
    move_space(work, space_id, to=SpaceState.ACTIVATED)
    reopened = Trace("SPACE_REOPENED", space_id, object_type="lifecycle", object_id=space_id)
    if before.state is SpaceState.CLOSED_ARCHIVED:
        return (reopened,)
    return (Trace("ERASURE_CANCELLED", space_id, object_type="lifecycle", object_id=space_id), reopened)


def switch_grants_off(work: Work, space_id: UUID) -> tuple[Trace, ...]:
    """End every access to a space now; professionals stay in the list, to be chosen again. The caller commits."""
    policy.require(work, Permission.SPACE_CLOSE, space_id)
    return _switch_off(work, space_id)


def switch_grants_off_at_desk(work: Work, space_id: UUID) -> tuple[Trace, ...]:
    """End every access as ``switch_grants_off`` does, for the person whom an agent helps. The caller commits."""
    policy.require(work, Permission.PERSON_HELP, space_id)
    return _switch_off(work, space_id)


def _switch_off(work: Work, space_id: UUID) -> tuple[Trace, ...]:
    # Held, so that no emergency begins meanwhile.
    lock_choice(work, space_id)
    emergencies = end_running(work, col(EmergencyAccess.space_id) == space_id)
    ended = work.db.execute(
        update(Grant)
        .where(col(Grant.space_id) == space_id, policy.grant_in_force(work))
        # A grant ends after its start, be it given this very moment.
        .values(ends_at=func.greatest(work.now, col(Grant.starts_at) + text("interval '1 microsecond'")))
        .returning(col(Grant.id), col(Grant.professional_id))
    ).all()
    work.db.execute(
        update(FileOpening)
        .where(col(FileOpening.space_id) == space_id, col(FileOpening.closed_at).is_(None))
        .values(closed_at=work.now)
    )
    return emergencies + tuple(
        Trace("GRANT_REVOKED", space_id, object_type="grant", object_id=row.id, target_id=row.professional_id)
        for row in ended
    )


def lock_due(
    work: Work,
    state: SpaceState,
    *,
    since: datetime,
    limit: int,
    but: Collection[UUID] = (),
    unless: Callable[[Any], ColumnElement[bool]] | None = None,
) -> list[UUID]:
    """Lock the spaces that entered a state at ``since`` or before, oldest first; those locked elsewhere are left.

    ``but`` are left too; ``unless`` is given the column of the identifier and returns what keeps a space out.
    """
    policy.require(work, Permission.LIFECYCLE_RUN)
    conditions = [col(Space.state) == state, col(Space.state_since) <= since, col(Space.id).not_in(list(but))]
    if unless:
        conditions.append(not_(unless(col(Space.id))))
    return _locked(work, *conditions, by=col(Space.state_since), n=limit)


def lock_to_erase(work: Work, *, but: Collection[UUID] = ()) -> UUID | None:
    """Lock a closed space whose day has come, except ``but``; an archive only 60 days after it was told (R-LC-10)."""
    policy.require(work, Permission.LIFECYCLE_RUN)
    told = or_(
        col(Space.state) != SpaceState.CLOSED_ARCHIVED, col(Space.erase_told_at) <= work.now - rules.NOTICE_BEFORE
    )
    due = (col(Space.erase_at) <= work.now, told, col(Space.id).not_in(list(but)))
    return next(iter(_locked(work, *due, by=col(Space.erase_at), n=1)), None)


def lock_to_tell(work: Work, *, but: Collection[UUID] = ()) -> tuple[UUID, datetime] | None:
    """Lock an archive that ends within 60 days and whose person was not told; returns it with its day (R-LC-10).

    From now on it counts as told: where that is late, its day waits for the 60 days.
    """
    policy.require(work, Permission.LIFECYCLE_RUN)
    space = work.db.scalar(
        select(Space)
        .where(
            col(Space.state) == SpaceState.CLOSED_ARCHIVED,
            col(Space.erase_at) <= work.now + rules.NOTICE_BEFORE,
            col(Space.erase_told_at).is_(None),
            col(Space.id).not_in(list(but)),
        )
        .order_by(col(Space.erase_at))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if space is None or space.erase_at is None:
        return None
    space.erase_told_at = work.now
    space.erase_at = max(space.erase_at, work.now + rules.NOTICE_BEFORE)
    work.db.flush()
    return space.id, space.erase_at


def move_many(work: Work, space_ids: Iterable[UUID], *, state: SpaceState, to: SpaceState) -> None:
    """Take spaces that are locked in one state to the next; raises ``MoveRefused``. The caller traces and commits."""
    policy.require(work, Permission.LIFECYCLE_RUN)
    if to not in moves()[state]:
        raise MoveRefused(state, to)
    work.db.execute(
        update(Space)
        .where(col(Space.id).in_(list(space_ids)), col(Space.state) == state)
        .values(state=to, state_since=work.now, erase_at=None, erase_told_at=None)
    )


def move_erased(work: Work, space_id: UUID) -> None:
    """Say of a space that everything in it is gone; it must be closed. The caller traces and commits."""
    policy.require(work, Permission.LIFECYCLE_RUN)
    move_space(work, space_id, to=SpaceState.ERASED)


def _locked(work: Work, *conditions: ColumnElement[bool], by: Any, n: int) -> list[UUID]:
    statement = select(col(Space.id)).where(*conditions).order_by(by).limit(n)
    return list(work.db.scalars(statement.with_for_update(skip_locked=True)))
