"""Who may write to whom: a person and a professional of their list, as long as neither end is cut (R-MS-1, R-MS-8)."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Select, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from csn_app.access import blocks, policy
from csn_app.access.model import CorrespondentBlock, Grant
from csn_app.access.policy import Permission
from csn_app.core.errors import CsnError
from csn_app.core.work import Trace, Untraced, Work


class Cut(StrEnum):
    """Why a person and a professional cannot write to each other."""

    REMOVED = "REMOVED"
    BLOCKED = "BLOCKED"


@dataclass(eq=False)
class CorrespondenceCut(CsnError):
    """The person took the professional off their list, or blocked them: neither writes to the other."""

    cut: Cut


def cut_of(work: Work, space_id: UUID, *, professional_id: UUID) -> Cut | None:
    """Say why a person and a professional cannot write to each other now; None where they can."""
    if work.db.scalar(_grant(work, space_id, professional_id)) is None:
        return Cut.REMOVED
    if work.db.scalar(select(blocks.blocked(space_id, professional_id))):
        return Cut.BLOCKED
    return None


def hold_pair(work: Work, space_id: UUID, *, professional_id: UUID) -> None:
    """Keep both ends able to write until the act is committed: a removal or a block waits, and none slips in between.

    Raises ``CorrespondenceCut``.
    """
    if work.db.scalar(_grant(work, space_id, professional_id).with_for_update(read=True)) is None:
        raise CorrespondenceCut(Cut.REMOVED)
    # Another statement, which sees what was committed while the first one waited.
    if work.db.scalar(select(blocks.blocked(space_id, professional_id))):
        raise CorrespondenceCut(Cut.BLOCKED)


def block_correspondent(work: Work, space_id: UUID, *, professional_id: UUID) -> None:
    """A person blocks a professional: no message passes between them any more, both ways (R-MS-8)."""
    policy.require(work, Permission.CORRESPONDENT_BLOCK, space_id)
    # Waits for a message that is being sent; the next one finds the block.
    work.db.execute(_grant(work, space_id, professional_id).with_for_update())
    made = work.db.scalar(
        insert(CorrespondentBlock)
        .values(space_id=space_id, professional_id=professional_id, blocked_at=work.now)
        .on_conflict_do_nothing()
        .returning(col(CorrespondentBlock.professional_id))
    )
    _commit(work, "CORRESPONDENT_BLOCKED", space_id, professional_id=professional_id, done=made is not None)


def unblock_correspondent(work: Work, space_id: UUID, *, professional_id: UUID) -> None:
    """A person lets a professional write to them again."""
    policy.require(work, Permission.CORRESPONDENT_BLOCK, space_id)
    theirs = (
        col(CorrespondentBlock.space_id) == space_id,
        col(CorrespondentBlock.professional_id) == professional_id,
    )
    gone = work.db.scalar(delete(CorrespondentBlock).where(*theirs).returning(col(CorrespondentBlock.professional_id)))
    _commit(work, "CORRESPONDENT_UNBLOCKED", space_id, professional_id=professional_id, done=gone is not None)


def who_blocked_me(work: Work) -> frozenset[UUID]:
    """Return the spaces whose holder blocked the professional who acts: they are not offered to write to."""
    policy.require(work, Permission.PATIENT_LIST)
    theirs = col(CorrespondentBlock.professional_id) == work.actor.professional_id
    return frozenset(work.db.scalars(select(col(CorrespondentBlock.space_id)).where(theirs)))


def _commit(work: Work, action: str, space_id: UUID, *, professional_id: UUID, done: bool) -> None:
    if done:
        work.commit(Trace(action, space_id, object_type="correspondent", target_id=professional_id))
    else:
        work.commit(untraced=Untraced.TECHNICAL)


def _grant(work: Work, space_id: UUID, professional_id: UUID) -> Select[UUID]:
    return select(col(Grant.id)).where(
        col(Grant.space_id) == space_id,
        col(Grant.professional_id) == professional_id,
        policy.grant_in_force(work),
    )
