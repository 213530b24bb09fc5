"""Who acts for whom: the lists, and the conditions that they share with the acts (``mandates``)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlmodel import col

from csn_app.access import delegation, policy
from csn_app.access.model import Space
from csn_app.access.model_delegation import Delegation
from csn_app.access.policy import Permission
from csn_app.core.actor import DelegationKind, Scope
from csn_app.core.vocabulary import DelegationState, SpaceState
from csn_app.core.work import Work

ANSWER_WITHIN = timedelta(days=30)
"""How long an invitation waits for its answer."""


@dataclass(frozen=True, slots=True)
class DelegationRow:
    """One delegation. ``account_id`` is None while nobody answered; ``name`` is what the inviter typed."""

    id: UUID
    space_id: UUID
    account_id: UUID | None
    kind: DelegationKind
    state: DelegationState
    scopes: frozenset[Scope]
    name: str
    expires_at: datetime | None
    ends_at: datetime | None
    over: bool


def invitations(work: Work, *, marks: Iterable[bytes]) -> list[DelegationRow]:
    """Return the invitations that wait for the actor's own answer; ``marks`` are their own fingerprints."""
    policy.require(work, Permission.DELEGATION_ANSWER)
    found = work.db.scalars(
        select(Delegation)
        .join(Space, col(Space.id) == col(Delegation.space_id))
        .where(waiting_for(work, marks), col(Space.state) == SpaceState.ACTIVATED)
        .order_by(col(Delegation.invited_at), col(Delegation.id))
        .limit(20)
    )
    return [row_of(work, row, name="") for row in found]


def list_given(work: Work, space_id: UUID) -> list[DelegationRow]:
    """Return who acts or is invited to act in a space, and the refusals of the last 30 days; at most 50."""
    policy.require(work, Permission.DELEGATION_LIST, space_id)
    recently = work.now - ANSWER_WITHIN
    refused = and_(col(Delegation.state) == DelegationState.REFUSED, col(Delegation.answered_at) >= recently)
    late = and_(col(Delegation.state) == DelegationState.INVITED, col(Delegation.expires_at) <= work.now)
    found = work.db.scalars(
        select(Delegation)
        .where(
            col(Delegation.space_id) == space_id,
            or_(live_in(work, space_id), refused, and_(late, col(Delegation.expires_at) >= recently)),
        )
        .order_by(col(Delegation.invited_at), col(Delegation.id))
        .limit(50)
    )
    return [row_of(work, row, name=name_of(work, row)) for row in found]


def list_held(work: Work) -> list[DelegationRow]:
    """Return for whom the actor acts now, by their own account; at most 50."""
    policy.require(work, Permission.DELEGATION_ANSWER)
    found = work.db.scalars(
        select(Delegation)
        .join(Space, col(Space.id) == col(Delegation.space_id))
        .where(held_by_actor(work), col(Space.state) == SpaceState.ACTIVATED)
        .order_by(col(Delegation.answered_at), col(Delegation.id))
        .limit(50)
    )
    return [row_of(work, row, name="") for row in found]


def representatives_beside(work: Work) -> dict[UUID, list[UUID]]:
    """Return, for each space that the actor represents, the accounts of the others who do."""
    policy.require(work, Permission.DELEGATION_ANSWER)
    found = work.db.execute(
        select(col(Delegation.space_id), col(Delegation.account_id)).where(
            col(Delegation.space_id).in_(delegation.represented_spaces(work)),
            col(Delegation.kind) != DelegationKind.CAREGIVER,
            col(Delegation.account_id) != work.actor.account_id,
            delegation.in_force(work),
        )
    )
    beside: dict[UUID, list[UUID]] = {}
    for space_id, account_id in found:
        if account_id is not None:
            beside.setdefault(space_id, []).append(account_id)
    return beside


def accounts_for(work: Work, space_id: UUID) -> list[UUID]:
    """Return the accounts of those who represent the person of a space now, to tell them something."""
    policy.open_to_all("whom to tell of an act that another permission let through")
    represents = col(Delegation.kind) != DelegationKind.CAREGIVER
    here = col(Delegation.space_id) == space_id
    found = select(col(Delegation.account_id)).where(here, represents, delegation.in_force(work))
    return [account_id for account_id in work.db.scalars(found) if account_id]


def waiting_for(work: Work, marks: Iterable[bytes]) -> ColumnElement[bool]:
    """Return the condition of an invitation that waits for the actor: theirs by its mark, neither late nor void."""
    return and_(
        col(Delegation.invited_mark).in_(list(marks)),
        col(Delegation.state) == DelegationState.INVITED,
        col(Delegation.expires_at) > work.now,
        or_(col(Delegation.ends_at).is_(None), col(Delegation.ends_at) > work.now),
        col(Delegation.space_id) != work.actor.own_space_id,
    )


def live_in(work: Work, space_id: UUID) -> ColumnElement[bool]:
    """Return the condition of what counts in a space: invitations that wait and delegations in force."""
    waiting = and_(col(Delegation.state) == DelegationState.INVITED, col(Delegation.expires_at) > work.now)
    return and_(col(Delegation.space_id) == space_id, or_(waiting, delegation.in_force(work)))


def held_by_actor(work: Work) -> ColumnElement[bool]:
    """Return the condition of what the actor's account holds now."""
    return and_(col(Delegation.account_id) == work.actor.account_id, delegation.in_force(work))


def row_of(work: Work, row: Delegation, *, name: str) -> DelegationRow:
    """Return a delegation as the rooms to the left see it."""
    ended = row.ends_at is not None and row.ends_at <= work.now
    late = row.state == DelegationState.INVITED and row.expires_at is not None and row.expires_at <= work.now
    return DelegationRow(
        id=row.id,
        space_id=row.space_id,
        account_id=row.account_id,
        kind=DelegationKind(row.kind),
        state=DelegationState(row.state),
        scopes=frozenset(Scope(scope) for scope in row.scopes),
        name=name,
        expires_at=row.expires_at,
        ends_at=row.ends_at,
        over=ended or late,
    )


def name_of(work: Work, row: Delegation) -> str:
    """Open the name that the inviter typed."""
    return work.open(row.space_id, name_context(row.id), row.invited_name) if row.invited_name else ""


def name_context(row_id: UUID) -> str:
    """Name what the typed name is bound to."""
    return f"delegation.invited_name:{row_id}"
