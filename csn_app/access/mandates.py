"""Making, answering and ending delegations (R-AC-29 to R-AC-33, R-ID-27 to R-ID-31)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, and_, func, select, update
from sqlmodel import col

from csn_app.access import delegation, lifecycle, policy
from csn_app.access.mandate_views import (
    ANSWER_WITHIN,
    DelegationRow,
    held_by_actor,
    live_in,
    name_context,
    name_of,
    row_of,
    waiting_for,
)
from csn_app.access.model import Space
from csn_app.access.model_delegation import LIVE, Delegation
from csn_app.access.policy import Permission
from csn_app.core.actor import DelegationKind, Mandate, Quality, Scope
from csn_app.core.errors import CsnError, NotFound
from csn_app.core.vocabulary import DelegationState, SpaceState
from csn_app.core.work import Trace, Work

CAREGIVERS_OF_ONE = 3
PEOPLE_OF_ONE = 5
REPRESENTATIVES_OF_ONE = 2


@dataclass(eq=False)
class TooManyCaregivers(CsnError):
    """A person has at most three caregivers, those invited included (R-AC-30)."""

    most: int = CAREGIVERS_OF_ONE


@dataclass(eq=False)
class TooManyHelped(CsnError):
    """A caregiver helps at most five people (R-AC-30)."""

    most: int = PEOPLE_OF_ONE


@dataclass(eq=False)
class TooManyRepresentatives(CsnError):
    """A child has at most two representatives, one invited included."""

    most: int = REPRESENTATIVES_OF_ONE


class AlreadyActs(CsnError):
    """This person is invited or acts already."""


class LastRepresentative(CsnError):
    """Nobody else represents the person: leaving would leave the carnet without anyone."""


class EndsByNobody(CsnError):
    """A judge's decision is not ended from a screen."""


@dataclass(frozen=True, slots=True)
class Invited:
    """Whom an invitation is for: two fingerprints of what was typed, and the name as typed."""

    ins: bytes
    mark: bytes
    name: str


@dataclass(frozen=True, slots=True)
class Done:
    """A delegation after an act, and the line that the act leaves in the trail."""

    row: DelegationRow
    trace: Trace


def invite(
    work: Work,
    space_id: UUID,
    *,
    kind: DelegationKind,
    invited: Invited,
    scopes: frozenset[Scope] = frozenset(),
    ends_at: datetime | None = None,
) -> UUID:
    """Invite a caregiver, or for a child the second representative; nobody is looked for, so nothing is told.

    Raises ``NotFound``, ``TooManyCaregivers``, ``TooManyRepresentatives``, ``AlreadyActs``.
    """
    policy.require(work, Permission.DELEGATION_GIVE, space_id)
    _hold_space(work, space_id)
    standing = list(work.db.scalars(select(Delegation).where(live_in(work, space_id), col(Delegation.kind) == kind)))
    if any(row.invited_mark == invited.mark for row in standing):
        raise AlreadyActs
    ends_at = _checked_end(work, kind, ends_at, standing=standing)
    row = Delegation(
        id=uuid4(),
        space_id=space_id,
        kind=kind,
        state=DelegationState.INVITED,
        scopes=sorted(scope.value for scope in scopes),
        invited_ins=invited.ins,
        invited_mark=invited.mark,
        made_by=_account(work),
        invited_at=work.now,
        expires_at=work.now + ANSWER_WITHIN,
        ends_at=ends_at,
    )
    row.invited_name = work.seal(space_id, name_context(row.id), invited.name)
    work.db.add(row)
    action = "SECOND_RL_INVITED" if kind is DelegationKind.REPRESENTATIVE else "CAREGIVER_INVITED"
    work.commit(Trace(action, space_id, object_type="delegation", object_id=row.id, detail=_detail(row)))
    return row.id


def certify(work: Work, space_id: UUID, *, kind: DelegationKind, ends_at: datetime | None) -> UUID:
    """Let the actor represent somebody: their right was proved just before. The caller commits; ``NotFound`` if full.

    The space opens if it waited for that. Raises ``AlreadyActs``, ``TooManyRepresentatives``.
    """
    policy.open_to_all("the caller proved the right by card, number and the person's own code or the judge's decision")
    _hold_space(work, space_id)
    standing = list(work.db.scalars(select(Delegation).where(live_in(work, space_id), col(Delegation.kind) == kind)))
    if any(row.account_id == _account(work) for row in standing):
        raise AlreadyActs
    if len(standing) >= REPRESENTATIVES_OF_ONE:
        raise TooManyRepresentatives
    row = Delegation(
        id=uuid4(),
        space_id=space_id,
        account_id=_account(work),
        kind=kind,
        state=DelegationState.ACCEPTED,
        scopes=[],
        made_by=_account(work),
        invited_at=work.now,
        answered_at=work.now,
        ends_at=ends_at,
        told_at=work.now,
    )
    _end_former(work, row)
    work.db.add(row)
    if work.db.scalar(select(col(Space.state)).where(col(Space.id) == space_id)) != SpaceState.ACTIVATED:
        lifecycle.move_space(work, space_id, to=SpaceState.ACTIVATED)
    act_by(work, row)
    return row.id


def accept(work: Work, delegation_id: UUID, *, marks: Iterable[bytes]) -> Done:
    """The invited person accepts, on their own sign-in; from then on they may act, and both ends may end it.

    Raises ``NotFound`` for an invitation that is not theirs, expired, answered or taken back; ``TooManyHelped``,
    ``AlreadyActs``. The caller tells and commits with the trace, as for every act below.
    """
    policy.require(work, Permission.DELEGATION_ANSWER)
    row = _own_invitation(work, delegation_id, marks)
    if row.kind == DelegationKind.CAREGIVER:
        _hold_account(work)
        helped = work.db.scalar(select(func.count()).select_from(Delegation).where(_helps(work)))
        if (helped or 0) >= PEOPLE_OF_ONE:
            raise TooManyHelped
    _end_former(work, row)
    if work.db.scalar(select(col(Delegation.id)).where(held_by_actor(work), col(Delegation.space_id) == row.space_id)):
        raise AlreadyActs
    row.account_id, row.state, row.answered_at = _account(work), DelegationState.ACCEPTED, work.now
    act_by(work, row)
    return Done(row_of(work, row, name=""), _trace("DELEGATION_ACCEPTED", row))


def refuse(work: Work, delegation_id: UUID, *, marks: Iterable[bytes]) -> Done:
    """The invited person declines; whoever invited them sees it. Raises ``NotFound``."""
    policy.require(work, Permission.DELEGATION_ANSWER)
    row = _own_invitation(work, delegation_id, marks)
    row.state, row.answered_at = DelegationState.REFUSED, work.now
    act_by(work, row)
    return Done(row_of(work, row, name=""), _trace("DELEGATION_REFUSED", row))


def end_given(work: Work, delegation_id: UUID) -> Done:
    """The person, or who represents them, ends a caregiver's right or takes an invitation back: at once.

    Raises ``NotFound``, also for one parent who would end the other; ``EndsByNobody`` for a tutor.
    """
    row = policy.fetch(work, Permission.DELEGATION_GIVE, Delegation, delegation_id)
    row = _locked(work, row.id)
    if row.state not in LIVE:
        raise NotFound
    if row.kind == DelegationKind.TUTOR:
        raise EndsByNobody
    if row.kind == DelegationKind.REPRESENTATIVE and row.state == DelegationState.ACCEPTED:
        raise NotFound
    return _ended(work, row)


def end_held(work: Work, delegation_id: UUID) -> Done:
    """Whoever acts for somebody stops: at once. Raises ``NotFound``, ``LastRepresentative``, ``EndsByNobody``."""
    policy.require(work, Permission.DELEGATION_ANSWER)
    row = _locked(work, delegation_id)
    if row.account_id != work.actor.account_id or row.state != DelegationState.ACCEPTED:
        raise NotFound
    if row.kind == DelegationKind.TUTOR:
        raise EndsByNobody
    if row.kind == DelegationKind.REPRESENTATIVE:
        _hold_space(work, row.space_id)
        other = select(col(Delegation.id)).where(
            col(Delegation.space_id) == row.space_id,
            col(Delegation.id) != row.id,
            col(Delegation.kind) == DelegationKind.REPRESENTATIVE,
            delegation.in_force(work),
        )
        if work.db.scalar(other.limit(1)) is None:
            raise LastRepresentative
    return _ended(work, row)


def act_by(work: Work, row: Delegation) -> None:
    """From here on the traces of this work say by what right the actor acts in the space."""
    actor = work.actor
    own = actor.own_space_id
    if actor.quality is not Quality.HOLDER or own is None:
        raise NotFound
    mandate = Mandate(row.id, DelegationKind(row.kind), frozenset(Scope(s) for s in row.scopes), own)
    work.actor = replace(actor, space_id=row.space_id, mandate=mandate)


def _checked_end(
    work: Work, kind: DelegationKind, ends_at: datetime | None, *, standing: list[Delegation]
) -> datetime | None:
    """Check the limits of a kind and return when the new delegation ends."""
    mandate = work.actor.mandate
    if kind is DelegationKind.CAREGIVER:
        if len(standing) >= CAREGIVERS_OF_ONE:
            raise TooManyCaregivers
        return ends_at
    if kind is not DelegationKind.REPRESENTATIVE or mandate is None or mandate.kind is not kind:
        # A second representative is invited by the first one, in the child's space (R-ID-28).
        raise NotFound
    if len(standing) >= REPRESENTATIVES_OF_ONE:
        raise TooManyRepresentatives
    return next((row.ends_at for row in standing if row.id == mandate.id), None)


def _ended(work: Work, row: Delegation) -> Done:
    row.state, row.revoked_at, row.revoked_by = DelegationState.REVOKED, work.now, work.actor.account_id
    if work.actor.account_id == row.account_id:
        act_by(work, row)
    return Done(row_of(work, row, name=name_of(work, row)), _trace("DELEGATION_REVOKED", row))


def _end_former(work: Work, row: Delegation) -> None:
    """What is over between the two makes room: one delegation for a pair."""
    work.db.execute(
        update(Delegation)
        .where(
            col(Delegation.space_id) == row.space_id,
            col(Delegation.account_id) == work.actor.account_id,
            col(Delegation.state) == DelegationState.ACCEPTED,
            col(Delegation.ends_at) <= work.now,
        )
        .values(state=DelegationState.REVOKED, revoked_at=work.now)
    )


def _own_invitation(work: Work, delegation_id: UUID, marks: Iterable[bytes]) -> Delegation:
    found = work.db.scalar(
        select(Delegation).where(col(Delegation.id) == delegation_id, waiting_for(work, marks)).with_for_update()
    )
    open_space = select(col(Space.id)).where(
        col(Space.id) == (found.space_id if found else None), col(Space.state) == SpaceState.ACTIVATED
    )
    if found is None or work.db.scalar(open_space) is None:
        raise NotFound
    return found


def _helps(work: Work) -> ColumnElement[bool]:
    return and_(held_by_actor(work), col(Delegation.kind) == DelegationKind.CAREGIVER)


def _hold_space(work: Work, space_id: UUID) -> None:
    """Two invitations or certifications of one space wait for each other: no limit is passed by racing."""
    work.db.execute(select(col(Space.id)).where(col(Space.id) == space_id).with_for_update())


def _hold_account(work: Work) -> None:
    held = func.hashtextextended(f"helps:{work.actor.account_id}", 0)
    work.db.execute(select(func.pg_advisory_xact_lock(held)))


def _locked(work: Work, delegation_id: UUID) -> Delegation:
    statement = select(Delegation).where(col(Delegation.id) == delegation_id).with_for_update()
    row = work.db.scalar(statement.execution_options(populate_existing=True))
    if row is None:
        raise NotFound
    return row


def _trace(action: str, row: Delegation) -> Trace:
    return Trace(
        action,
        row.space_id,
        object_type="delegation",
        object_id=row.id,
        target_id=row.account_id,
        detail=_detail(row),
    )


def _detail(row: Delegation) -> dict[str, str]:
    return {"kind": row.kind, "scopes": " ".join(row.scopes)}


def _account(work: Work) -> UUID:
    if work.actor.account_id is None:
        raise NotFound
    return work.actor.account_id
