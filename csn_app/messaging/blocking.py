"""Blocking a correspondent, letting them write again, reporting them to the operator (R-MS-8)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from csn_app.access import correspondence, policy
from csn_app.access.policy import Permission
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import INSTALLATION
from csn_app.core.work import Trace, Untraced, Work
from csn_app.messaging import rules
from csn_app.messaging.model import Conversation, CorrespondentReport
from csn_app.messaging.people import professionals
from csn_app.messaging.rules import ReportReason

REPORTS = 50
"""Reports that the operator reads at a time, oldest first."""


@dataclass(frozen=True, slots=True)
class ReportRow:
    """What a person reported, without saying who they are."""

    id: UUID
    professional: str
    reason: ReportReason
    words: str
    at: datetime


def block(work: Work, conversation_id: UUID) -> None:
    """A person blocks the professional of a conversation: nothing passes between them any more, both ways."""
    conversation = policy.fetch(work, Permission.CONVERSATION_READ, Conversation, conversation_id)
    correspondence.block_correspondent(work, conversation.space_id, professional_id=conversation.professional_id)


def unblock(work: Work, conversation_id: UUID) -> None:
    """A person lets the professional of a conversation write to them again."""
    conversation = policy.fetch(work, Permission.CONVERSATION_READ, Conversation, conversation_id)
    correspondence.unblock_correspondent(work, conversation.space_id, professional_id=conversation.professional_id)


def report(work: Work, conversation_id: UUID, *, reason: ReportReason, words: str) -> None:
    """A person reports the professional of a conversation to the operator, who reads the reason and these words."""
    conversation = policy.fetch(work, Permission.CONVERSATION_READ, Conversation, conversation_id)
    policy.require(work, Permission.CORRESPONDENT_BLOCK, conversation.space_id)
    report_id = uuid4()
    said = rules.draft_of(words).strip()[: rules.BODY_MAX // 5]
    made = work.db.scalar(
        insert(CorrespondentReport)
        .values(
            id=report_id,
            space_id=conversation.space_id,
            conversation_id=conversation_id,
            professional_id=conversation.professional_id,
            reason_code=reason,
            words=work.seal(INSTALLATION, f"correspondent_report.words:{report_id}", said),
            reported_at=work.now,
        )
        .on_conflict_do_nothing()
        .returning(col(CorrespondentReport.id))
    )
    if made is None:
        # One report waits already: the operator reads it first.
        work.commit(untraced=Untraced.ALREADY_TRACED)
        return
    work.commit(
        Trace(
            "CORRESPONDENT_REPORTED",
            conversation.space_id,
            object_type="conversation",
            object_id=conversation_id,
            target_id=conversation.professional_id,
            reason_code=reason,
        )
    )


def reports_to_read(work: Work) -> tuple[ReportRow, ...]:
    """Return the reports that the operator has not read yet, oldest first; the person is not named."""
    policy.require(work, Permission.REPORT_READ)
    waiting = select(CorrespondentReport).where(col(CorrespondentReport.read_at).is_(None))
    found = list(work.db.scalars(waiting.order_by(col(CorrespondentReport.reported_at)).limit(REPORTS)))
    people = professionals(work, {one.professional_id for one in found})
    return tuple(
        ReportRow(
            id=one.id,
            professional=people[one.professional_id].name,
            reason=ReportReason(one.reason_code),
            words=work.open(INSTALLATION, f"correspondent_report.words:{one.id}", one.words),
            at=one.reported_at,
        )
        for one in found
    )


def put_report_away(work: Work, report_id: UUID) -> None:
    """The operator has read a report and done what it asks for; the person finds it in their trail."""
    policy.require(work, Permission.REPORT_READ)
    row = work.db.execute(
        update(CorrespondentReport)
        .where(col(CorrespondentReport.id) == report_id, col(CorrespondentReport.read_at).is_(None))
        .values(read_at=work.now)
        .returning(col(CorrespondentReport.space_id), col(CorrespondentReport.professional_id))
    ).first()
    if row is None:
        raise NotFound
    work.commit(Trace("REPORT_HANDLED", row.space_id, object_type="correspondent", target_id=row.professional_id))
