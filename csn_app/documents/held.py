"""Results held back from their holder for a consultation, and the two clocks of the law (R-DO-15, R-DO-17).

The holder sees such a result from ``held_until`` on, by the condition of every query; the jobs here only write to them.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from csn_app.access import delegation, policy
from csn_app.access.policy import Permission
from csn_app.access.service import state_of
from csn_app.core.errors import CsnError, Unreadable
from csn_app.core.vocabulary import PatientCategory, SpaceState
from csn_app.core.work import Trace, Untraced, Work
from csn_app.documents import rules
from csn_app.documents.changes import locked, told_of, trace_of
from csn_app.documents.model import ArrivalChoice, Document
from csn_app.identity import service as identity
from csn_app.identity.notices import consult_notice, deposit_notice


class HoldNotWanted(CsnError):
    """The person wants results of this category at once: nothing is held back (R-DO-17)."""


@dataclass(frozen=True, slots=True)
class Awaited:
    """A professional who holds a result back for two weeks already: the person is told to see them."""

    professional: identity.ProfessionalCard


def hold_end(work: Work, *, typed: str) -> datetime | None:
    """Return until when a deposit is held back, from what its form says; raises ``HoldNotPossible``."""
    policy.open_to_all("the calendar belongs to everyone")
    return rules.hold_end(typed, now=work.now)


def check_wish(work: Work, space_id: UUID, *, category: PatientCategory) -> None:
    """Return where a result may be held back; raises ``HoldNotWanted`` where the person chose otherwise."""
    policy.require(work, Permission.DOCUMENT_ADD, space_id)
    if category in at_once(work, space_id):
        raise HoldNotWanted


def at_once(work: Work, space_id: UUID) -> frozenset[PatientCategory]:
    """Return the categories whose results a person wants at once; a professional who may deposit reads it too."""
    policy.require(work, Permission.DOCUMENT_ADD, space_id)
    chosen = select(col(ArrivalChoice.category_code)).where(col(ArrivalChoice.space_id) == space_id)
    return frozenset(PatientCategory(code) for code in work.db.scalars(chosen))


def choose_arrival(work: Work, *, categories: Iterable[PatientCategory]) -> None:
    """A person says of which categories they want results at once; what is held back already keeps its time."""
    policy.require(work, Permission.ARRIVAL_CHOOSE, work.actor.space_id)
    space_id = work.actor.space_id
    wanted = set(categories) & set(rules.HELD_CATEGORIES)
    theirs = col(ArrivalChoice.space_id) == space_id
    work.db.execute(delete(ArrivalChoice).where(theirs, col(ArrivalChoice.category_code).not_in(wanted)))
    rows = [{"space_id": space_id, "category_code": code, "chosen_at": work.now} for code in sorted(wanted)]
    if rows:
        work.db.execute(insert(ArrivalChoice).on_conflict_do_nothing(), rows)
    if space_id is not None:
        work.commit(
            Trace("ARRIVAL_CHOSEN", space_id, object_type="settings", detail={"categories": " ".join(sorted(wanted))})
        )


def release_document(work: Work, document_id: UUID) -> None:
    """The author shows a held result now: the announcement has taken place. Nothing to do where it shows already."""
    space_id = policy.fetch(work, Permission.DOCUMENT_RELEASE, Document, document_id).space_id
    policy.hold_grant(work, Permission.DOCUMENT_RELEASE, space_id)
    document = locked(work, document_id)
    if document.held_until is None or document.held_until <= work.now:
        return
    document.held_until = document.release_told_at = work.now
    if notice := told_of(work, document, deposit_notice):
        work.tell(notice)
    work.commit(trace_of(work, "DOC_MADE_VISIBLE_TO_PATIENT", document))


def awaited_consultations(work: Work) -> tuple[Awaited, ...]:
    """Return the professionals who hold a result of the person back for two weeks: nothing says which, or how many."""
    policy.require(work, Permission.ARRIVAL_CHOOSE, work.actor.space_id)
    authors = work.db.scalars(
        select(col(Document.author_professional_id))
        .where(
            col(Document.space_id) == work.actor.space_id,
            col(Document.held_until) > work.now,
            col(Document.added_at) <= work.now - rules.CONSULT_AFTER,
            delegation.told(work, col(Document.id)),
        )
        .distinct()
    )
    cards = identity.describe_professionals(work, [author for author in authors if author])
    return tuple(Awaited(card) for card in sorted(cards.values(), key=lambda card: card.name))


def tell_held(work: Work) -> int:
    """Write to those who wait for two weeks, and to those whose result shows now; returns how many messages left.

    The result itself shows by the clock alone: a job that is late delays the message, never the result.
    """
    policy.require(work, Permission.REQUEST_DELIVER)
    return _tell(work, consult=True) + _tell(work, consult=False)


def _tell(work: Work, *, consult: bool) -> int:
    told, due = 0, _waits(work) if consult else _shows(work)
    # The kept row is locked first, so that a release and this message never both leave.
    while (
        document := work.db.scalar(
            select(Document).where(*due).order_by(col(Document.held_until)).limit(1).with_for_update(skip_locked=True)
        )
    ) is not None:
        write = consult_notice if consult else deposit_notice
        open_space = state_of(work, document.space_id) is SpaceState.ACTIVATED
        # A person whose contact cannot be read any more is told nothing, and holds up nobody.
        with suppress(Unreadable):
            if open_space and (notice := told_of(work, document, write)):
                work.tell(notice)
        if consult:
            document.consult_told_at = work.now
        else:
            document.release_told_at = work.now
        work.commit(untraced=Untraced.OUTBOX)
        work.db.expunge_all()
        told += 1
    work.db.rollback()
    return told


def _waits(work: Work) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Document.held_until) > work.now,
        col(Document.added_at) <= work.now - rules.CONSULT_AFTER,
        col(Document.consult_told_at).is_(None),
    )


def _shows(work: Work) -> tuple[ColumnElement[bool], ...]:
    return col(Document.held_until) <= work.now, col(Document.release_told_at).is_(None)
