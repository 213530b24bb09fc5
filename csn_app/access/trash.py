"""What its person threw away is nowhere (R-LC-13): one condition for every reading, list, count, search and button."""

from typing import Any

from sqlalchemy import ColumnElement

_WHEREVER = frozenset({"DOCUMENT_DELETE"})
"""What one does with a document in the trash as well as outside."""

_IN_TRASH = frozenset({"DOCUMENT_RESTORE"})
"""What one does with a document of the trash only."""


def placed(permission: str, model: Any) -> ColumnElement[bool] | None:
    """Return the condition on where a thing is for a permission, or None for what cannot be thrown away."""
    if not hasattr(model, "trashed_at") or permission in _WHEREVER:
        return None
    in_trash: ColumnElement[bool] = model.trashed_at.is_not(None)
    return in_trash if permission in _IN_TRASH else model.trashed_at.is_(None)
