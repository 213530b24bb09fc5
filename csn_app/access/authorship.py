"""What authorship decides: an author corrects and withdraws their own, and may hold a result back for a while."""

from typing import Any

from sqlalchemy import ColumnElement, or_

from csn_app.core.actor import Quality
from csn_app.core.work import Work

AUTHORS_ONLY = frozenset({"DOCUMENT_RELEASE", "DOCUMENT_REPLACE", "DOCUMENT_WITHDRAW"})
"""What only the professional who deposited a document may do to it (R-DO-10)."""

ADDRESSED_ONLY = frozenset({"CORRECTION_ANSWER"})
"""What only the professional who was asked may answer (R-DO-9)."""


def wrote(work: Work, columns: Any) -> ColumnElement[bool]:
    """Return the condition: the professional deposited it, by themselves or by an assistant who acts for them."""
    theirs: ColumnElement[bool] = columns.author_professional_id == work.actor.professional_id
    return theirs


def shown_now(work: Work, columns: Any) -> ColumnElement[bool]:
    """Return the condition: it is not held back, or its time has come (R-DO-15); the clock decides, no job does."""
    return or_(columns.held_until.is_(None), columns.held_until <= work.now)


def narrowed(work: Work, permission: str, model: Any) -> ColumnElement[bool] | None:
    """Return what narrows a permission further by authorship, or None: held results, one's own documents."""
    # A holder who looks with a professional’s eyes stays the holder: what is held back is not shown so either.
    looks_on = getattr(work.actor, "preview_of", None) is not None
    if work.actor.quality is not Quality.PROFESSIONAL or looks_on:
        return shown_now(work, model) if hasattr(model, "held_until") else None
    if permission in AUTHORS_ONLY:
        return wrote(work, model)
    if permission in ADDRESSED_ONLY:
        asked: ColumnElement[bool] = model.professional_id == work.actor.professional_id
        return asked
    return None
