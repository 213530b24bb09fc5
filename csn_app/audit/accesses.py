"""The accesses that wait to be told, and those that are out of the ordinary (R-AU-7)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, exists, func, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from csn_app.access import policy
from csn_app.access.policy import Permission
from csn_app.audit.model import AccessToTell, TraceRow, UnusualAccess
from csn_app.core.actor import Quality
from csn_app.core.work import Work

COUNTED = timedelta(days=30)
"""Over how many days the operator's page counts unusual accesses."""


@dataclass(frozen=True, slots=True)
class ToTell:
    """One access as its line of the trail has it: codes and identifiers."""

    chain_id: UUID
    seq: int
    at: datetime
    action: str
    professional_id: UUID | None
    place_id: UUID | None
    object_id: UUID | None


def take(work: Work, *, limit: int) -> list[ToTell]:
    """Take the oldest accesses that nobody was told of; they are gone once the caller commits."""
    policy.require(work, Permission.ACCESS_JUDGE)
    oldest = select(AccessToTell).order_by(col(AccessToTell.at)).limit(limit).with_for_update(skip_locked=True)
    keys = [(row.chain_id, row.seq) for row in work.db.scalars(oldest)]
    if not keys:
        return []
    lines = work.db.scalars(
        select(TraceRow).where(tuple_(col(TraceRow.chain_id), col(TraceRow.seq)).in_(keys)).order_by(col(TraceRow.at))
    ).all()
    work.db.execute(delete(AccessToTell).where(tuple_(col(AccessToTell.chain_id), col(AccessToTell.seq)).in_(keys)))
    return [
        ToTell(
            chain_id=line.chain_id,
            seq=line.seq,
            at=line.at,
            action=line.action,
            professional_id=line.professional_id,
            place_id=line.place_id,
            object_id=line.object_id,
        )
        for line in lines
    ]


def mark_unusual(work: Work, access: ToTell, *, reasons: Collection[str]) -> None:
    """Keep why an access is out of the ordinary, beside its line; the caller commits."""
    policy.require(work, Permission.ACCESS_JUDGE)
    row = {"chain_id": access.chain_id, "seq": access.seq, "at": access.at, "reasons": list(reasons)}
    work.db.execute(insert(UnusualAccess).values(row).on_conflict_do_nothing())


def opened_since(work: Work, space_id: UUID, *, since: datetime) -> bool:
    """Say whether a professional opened a carnet since a moment; a minor's secret visit is told to nobody (R-ID-30)."""
    policy.require(work, Permission.ACCESS_JUDGE)
    opened = exists().where(
        col(TraceRow.chain_id) == space_id,
        col(TraceRow.action) == "RECORD_OPENED",
        col(TraceRow.quality) == Quality.PROFESSIONAL,
        col(TraceRow.at) > since,
        col(TraceRow.secret).is_(False),
    )
    return bool(work.db.scalar(select(opened)))


def count_unusual(work: Work) -> int:
    """Return how many accesses of the last 30 days were out of the ordinary, for the operator: a number only."""
    policy.require(work, Permission.CONTEST_LIST)
    recent = col(UnusualAccess.at) > work.now - COUNTED
    return work.db.scalar(select(func.count()).select_from(UnusualAccess).where(recent)) or 0
