"""The conditions of emergency reading and of the emergency card, used by the policy beside those of grants."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, false, literal, not_, or_, select
from sqlmodel import col

from csn_app.access import delegation
from csn_app.access.model import FileOpening
from csn_app.access.model_emergency import CardCode, EmergencyAccess, EmergencyChoice
from csn_app.core.vocabulary import OpeningReason, Section
from csn_app.core.work import Work


def running(work: Work, space_id: Any) -> ColumnElement[bool]:
    """Return the condition: the professional's emergency access to a space has not come to its hour, nor been cut.

    It is theirs alone, as long as they have an emergency quality: an assistant who acts for them does not come near the
    record by it, and an opening that crossed the suspension of the quality opens nothing (R-AC-26).
    """
    actor = work.actor
    if actor.assistant or not (actor.regulates or actor.breaks_glass):
        return false()
    return exists().where(col(EmergencyAccess.space_id) == space_id, *_theirs(work))


def opened_under_it(work: Work, space_id: Any) -> ColumnElement[bool]:
    """Return the condition: this session has the record open under an emergency that still runs.

    What one reads in an emergency is read under that purpose, or not at all.
    """
    opening = exists().where(
        col(FileOpening.space_id) == space_id,
        col(FileOpening.session_id) == work.actor.session_id,
        col(FileOpening.closed_at).is_(None),
        col(FileOpening.reason_code) == OpeningReason.EMERGENCY,
    )
    return and_(opening, running(work, space_id))


def opening_counts(work: Work, space_id: Any) -> ColumnElement[bool]:
    """Return the condition on an opening: one made for an emergency is worth nothing once the emergency has ended."""
    return or_(col(FileOpening.reason_code) != OpeningReason.EMERGENCY, running(work, space_id))


def masks_lifted(work: Work, space_id: Any) -> ColumnElement[bool]:
    """Return the condition under which masks do not apply to the actor in a space: they read under an emergency that
    runs, and the person lets masked items be seen in one (R-AC-25; off by default).

    The one question that whoever filters masks asks of emergencies.
    """
    if work.actor.professional_id is None:
        return false()
    chosen = exists().where(
        col(EmergencyChoice.space_id) == space_id, col(EmergencyChoice.allowed), col(EmergencyChoice.masked)
    )
    return and_(chosen, opened_under_it(work, space_id))


def reads_masked(work: Work, space_id: UUID) -> bool:
    """Say whether masks do not apply to the actor in this space now."""
    return bool(work.db.scalar(select(masks_lifted(work, literal(space_id)))))


def on_card(work: Work, columns: Any) -> ColumnElement[bool]:
    """Return the condition under which whoever holds a code of the card reads a section: the person ticked it."""
    section = literal(columns.section.value) if isinstance(columns.section, Section) else columns.section
    ticked = exists().where(
        col(EmergencyChoice.space_id) == columns.space_id, section == col(EmergencyChoice.card_sections).any_()
    )
    # What a minor keeps from their parents is on no card: parents carry it, make its codes and scan them (R-ID-30).
    return and_(card_open(work, columns.space_id), ticked, not_(delegation.kept(columns.id)))


def card_open(work: Work, space_id: Any) -> ColumnElement[bool]:
    """Return the condition: the code that the actor showed is one of this space, not revoked and not expired."""
    return exists().where(
        col(CardCode.id) == work.actor.card_code_id,
        col(CardCode.space_id) == space_id,
        col(CardCode.revoked_at).is_(None),
        col(CardCode.expires_at) > work.now,
    )


def _theirs(work: Work) -> tuple[ColumnElement[bool], ...]:
    return (
        col(EmergencyAccess.professional_id) == work.actor.professional_id,
        col(EmergencyAccess.ended_at).is_(None),
        col(EmergencyAccess.ends_at) > work.now,
    )
