"""Reviewing the readings of records in emergencies: an operator decides, and sees nobody's health (R-AC-26)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlmodel import col

from csn_app.access import emergency_rules as rules
from csn_app.access import policy
from csn_app.access.emergency_access import PAGE, WordsNotGiven
from csn_app.access.emergency_choices import end_running
from csn_app.access.emergency_rules import Decision, EmergencyKind, Situation
from csn_app.access.model_emergency import EmergencyAccess
from csn_app.access.policy import Permission
from csn_app.core.errors import CsnError, NotFound
from csn_app.core.work import Trace, Work


class AlreadyDecided(CsnError):
    """Another operator has decided this review meanwhile."""


@dataclass(frozen=True, slots=True)
class Case:
    """One review, for the operator: who, when, on which ground; neither the person nor a word that was typed."""

    id: UUID
    professional_id: UUID
    place_id: UUID | None
    kind: EmergencyKind
    situation: Situation
    opened_at: datetime
    ends_at: datetime
    ended_at: datetime | None
    due_at: datetime
    contested_at: datetime | None
    decision: Decision | None
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class Decided:
    """What a decision was about, and its traces, for the caller to commit."""

    space_id: UUID
    professional_id: UUID
    traces: tuple[Trace, ...]


def cases_to_review(work: Work, *, after: tuple[datetime, UUID] | None = None) -> list[Case]:
    """Return the reviews that wait for a decision, the most urgent first; one more than a page says there are more."""
    policy.require(work, Permission.EMERGENCY_REVIEW)
    due, identifier = col(EmergencyAccess.due_at), col(EmergencyAccess.id)
    statement = select(EmergencyAccess).where(due.is_not(None), col(EmergencyAccess.decided_at).is_(None))
    if after is not None:
        statement = statement.where(or_(due > after[0], (due == after[0]) & (identifier > after[1])))
    return [_case(row) for row in work.db.scalars(statement.order_by(due, identifier).limit(PAGE + 1))]


def cases_decided(work: Work) -> list[Case]:
    """Return the last 20 decisions, the newest first."""
    policy.require(work, Permission.EMERGENCY_REVIEW)
    decided = col(EmergencyAccess.decided_at)
    newest = select(EmergencyAccess).where(decided.is_not(None)).order_by(decided.desc(), col(EmergencyAccess.id))
    return [_case(row) for row in work.db.scalars(newest.limit(PAGE))]


def count_cases(work: Work) -> tuple[int, int]:
    """Return how many reviews wait for a decision, and how many of them are late."""
    policy.require(work, Permission.EMERGENCY_REVIEW)
    waits = col(EmergencyAccess.due_at).is_not(None) & col(EmergencyAccess.decided_at).is_(None)
    late = func.count().filter(col(EmergencyAccess.due_at) < work.now)
    waiting, overdue = work.db.execute(select(func.count(), late).where(waits)).one()
    return waiting, overdue


def decide(work: Work, case_id: UUID, *, decision: Decision, words: str) -> Decided:
    """An operator decides a review, with words that the person reads; the caller tells, suspends and commits.

    « non justifié » ends at once every emergency access of that professional that runs (R-AC-26).
    Raises ``NotFound``, ``AlreadyDecided``, ``WordsNotGiven``.
    """
    policy.require(work, Permission.EMERGENCY_REVIEW)
    words = " ".join(words.split())
    if not 0 < len(words) <= rules.WORDS_MOST:
        raise WordsNotGiven(least=1)
    row = work.db.scalar(
        select(EmergencyAccess)
        .where(col(EmergencyAccess.id) == case_id, col(EmergencyAccess.due_at).is_not(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound
    if row.decided_at is not None:
        raise AlreadyDecided
    row.decision, row.decided_at, row.decided_by = decision, work.now, work.actor.account_id
    row.answer = work.seal(row.space_id, f"emergency_access.answer:{row.id}", words)
    cut: tuple[Trace, ...] = ()
    if decision is Decision.NOT_JUSTIFIED:
        cut = end_emergencies_of(work, [row.professional_id])
    action = "EMERGENCY_UNJUSTIFIED" if decision is Decision.NOT_JUSTIFIED else "EMERGENCY_JUSTIFIED"
    traced = Trace(
        action,
        row.space_id,
        object_type="emergency",
        object_id=row.id,
        target_id=row.professional_id,
        reason=words,
    )
    return Decided(row.space_id, row.professional_id, (traced, *cut))


def end_emergencies_of(work: Work, professional_ids: list[UUID]) -> tuple[Trace, ...]:
    """End at once what some professionals read in an emergency: they left, or lost the quality. The caller commits."""
    asks = {"OPERATOR": Permission.EMERGENCY_REVIEW}
    policy.require(work, asks.get(work.actor.quality, Permission.ACCOUNT_IMPORT))
    return end_running(work, col(EmergencyAccess.professional_id).in_(professional_ids))


def _case(row: EmergencyAccess) -> Case:
    return Case(
        id=row.id,
        professional_id=row.professional_id,
        place_id=row.place_id,
        kind=EmergencyKind(row.kind),
        situation=Situation(row.reason_code),
        opened_at=row.opened_at,
        ends_at=row.ends_at,
        ended_at=row.ended_at,
        due_at=row.due_at or row.opened_at + rules.REVIEWED_WITHIN,
        contested_at=row.contested_at,
        decision=Decision(row.decision) if row.decision else None,
        decided_at=row.decided_at,
    )
