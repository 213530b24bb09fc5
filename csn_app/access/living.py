"""Conditions on the life of a space for what no session stands behind: jobs, and addresses that are their own key."""

from typing import Any

from sqlalchemy import ColumnElement, Select, exists, select
from sqlmodel import col

from csn_app.access.model import Space
from csn_app.core.vocabulary import SpaceState


def active_space(space_id: Any) -> ColumnElement[bool]:
    """Return the condition under which a space is active."""
    return exists().where(col(Space.id) == space_id, col(Space.state) == SpaceState.ACTIVATED)


def active_since_before(space_id: Any, moment: Any) -> ColumnElement[bool]:
    """Return the condition: active without a break since before a moment; what a closing shut stays shut."""
    return exists().where(
        col(Space.id) == space_id, col(Space.state) == SpaceState.ACTIVATED, col(Space.state_since) <= moment
    )


def active_spaces_without(owner: Any, *, limit: int) -> Select[Any]:
    """Select the active spaces that a table, by its column ``owner``, has no row for."""
    return (
        select(col(Space.id))
        .where(col(Space.state) == SpaceState.ACTIVATED, ~exists().where(owner == col(Space.id)))
        .limit(limit)
    )
