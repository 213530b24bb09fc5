"""Whom a person does not hear from: the condition that the policy adds to every writing (R-MS-8)."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, not_
from sqlmodel import col

from csn_app.access.model import CorrespondentBlock


def blocked(space_id: Any, professional_id: Any) -> ColumnElement[bool]:
    """Return the condition under which the holder of a space has blocked a professional."""
    return exists().where(
        col(CorrespondentBlock.space_id) == space_id, col(CorrespondentBlock.professional_id) == professional_id
    )


def not_blocked(space_id: Any, professional_id: UUID | None) -> ColumnElement[bool]:
    """Return the condition under which the holder of a space has not blocked a professional."""
    return not_(blocked(space_id, professional_id))
