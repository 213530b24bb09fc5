"""Who is blocked as a whole, as a condition of a query (R-AC-13)."""

from typing import Any

from sqlalchemy import ColumnElement, exists
from sqlmodel import col

from csn_app.access.model import Block


def blocked(space_id: Any, professional_id: Any) -> ColumnElement[bool]:
    """Return the condition under which a person blocked a professional: no reading, no deposit, no request."""
    return exists().where(col(Block.space_id) == space_id, col(Block.professional_id) == professional_id)
