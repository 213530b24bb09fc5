"""What the clock does to delegations: invitations are told, representation ends at the 18th birthday (R-ID-29)."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from csn_app.access import policy
from csn_app.access.model_delegation import Delegation, Majority
from csn_app.access.policy import Permission
from csn_app.core.actor import DelegationKind
from csn_app.core.vocabulary import DelegationState
from csn_app.core.work import Trace, Work


@dataclass(frozen=True, slots=True)
class Untold:
    """An invitation whose person was not told yet: the fingerprints by which they are found."""

    id: UUID
    ins: bytes
    mark: bytes


def lock_untold(work: Work) -> Untold | None:
    """Take one invitation to tell of, and count it as told; the caller finds the person and commits."""
    policy.require(work, Permission.LIFECYCLE_RUN)
    row = work.db.scalar(
        select(Delegation)
        .where(
            col(Delegation.state) == DelegationState.INVITED,
            col(Delegation.told_at).is_(None),
            col(Delegation.expires_at) > work.now,
        )
        .order_by(col(Delegation.invited_at))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if row is None:
        return None
    row.told_at = work.now
    work.db.flush()
    return Untold(row.id, row.invited_ins, row.invited_mark)


def lock_majority(work: Work) -> tuple[UUID, list[UUID], Trace] | None:
    """Take one person who turned 18 and end who represented them: access ended with the birthday by itself.

    Returns the space, the accounts to tell, and the line of the trail; the caller tells and commits.
    """
    policy.require(work, Permission.LIFECYCLE_RUN)
    over = (
        col(Delegation.kind) == DelegationKind.REPRESENTATIVE,
        col(Delegation.state) == DelegationState.ACCEPTED,
        col(Delegation.ends_at) <= work.now,
    )
    first = select(Delegation).where(*over).order_by(col(Delegation.ends_at)).limit(1).with_for_update(skip_locked=True)
    row = work.db.scalar(first)
    if row is None:
        return None
    ended = work.db.scalars(
        update(Delegation)
        .where(*over, col(Delegation.space_id) == row.space_id)
        .values(state=DelegationState.REVOKED, revoked_at=work.now)
        .returning(col(Delegation.account_id))
    ).all()
    work.db.execute(insert(Majority).values(space_id=row.space_id, told_at=work.now).on_conflict_do_nothing())
    trace = Trace("REPRESENTATION_ENDED", row.space_id, object_type="delegation", object_id=row.id)
    return row.space_id, [account_id for account_id in ended if account_id], trace


def was_represented(work: Work, space_id: UUID) -> bool:
    """Say whether parents ever opened a carnet: at 18 its person takes it over with a code of their own."""
    policy.open_to_all("asked by activation, of somebody known by number, card and birth date together")
    opened = select(col(Delegation.id)).where(
        col(Delegation.space_id) == space_id, col(Delegation.kind) == DelegationKind.REPRESENTATIVE
    )
    return work.db.scalar(opened.limit(1)) is not None


def to_confirm(work: Work, space_id: UUID) -> bool:
    """Say whether the person turned 18 and did not yet confirm what their parents had chosen."""
    policy.require(work, Permission.SPACE_READ, space_id)
    row = work.db.get(Majority, space_id)
    return row is not None and row.confirmed_at is None and work.actor.for_oneself


def confirm(work: Work, space_id: UUID) -> None:
    """The person looked at every choice again, and keeps what stands (R-ID-29)."""
    policy.require(work, Permission.MAJORITY_CONFIRM, space_id)
    done = (
        update(Majority)
        .where(col(Majority.space_id) == space_id, col(Majority.confirmed_at).is_(None))
        .values(confirmed_at=work.now)
        .returning(col(Majority.space_id))
    )
    if work.db.scalar(done) is not None:
        work.commit(Trace("MAJORITY_CONFIRMED", space_id, object_type="delegation"))
