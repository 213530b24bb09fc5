"""What a minor keeps from those who represent them (R-ID-30)."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from csn_app.access import delegation, policy
from csn_app.access.model_delegation import KeptFromRepresentatives
from csn_app.access.policy import Permission
from csn_app.core.errors import NotFound
from csn_app.core.work import Trace, Work


def withhold(work: Work, space_id: UUID, *, object_id: UUID, object_type: str) -> None:
    """Keep one thing from those who represent the person, everywhere and at once; the caller fetched the thing."""
    policy.require(work, Permission.DELEGATION_HIDE, space_id)
    keep(work, space_id, object_id=object_id)
    work.commit(Trace("ITEM_WITHHELD", space_id, object_type=object_type, object_id=object_id))


def show(work: Work, space_id: UUID, *, object_id: UUID, object_type: str) -> None:
    """Let those who represent the person see one thing again; raises ``NotFound`` where it was not kept from them."""
    policy.require(work, Permission.DELEGATION_HIDE, space_id)
    gone = work.db.scalar(
        delete(KeptFromRepresentatives)
        .where(col(KeptFromRepresentatives.object_id) == object_id, col(KeptFromRepresentatives.space_id) == space_id)
        .returning(col(KeptFromRepresentatives.object_id))
    )
    if gone is None:
        raise NotFound
    work.commit(Trace("ITEM_SHOWN_AGAIN", space_id, object_type=object_type, object_id=object_id))


def kept_among(work: Work, space_id: UUID, *, object_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Return which of some things the person keeps from those who represent them; for themselves only."""
    policy.require(work, Permission.DELEGATION_HIDE, space_id)
    here = col(KeptFromRepresentatives.space_id) == space_id
    wanted = col(KeptFromRepresentatives.object_id).in_(set(object_ids))
    return frozenset(work.db.scalars(select(col(KeptFromRepresentatives.object_id)).where(here, wanted)))


def is_secret_visit(work: Work, space_id: UUID) -> bool:
    """Say whether the professional who acts opened the record at a minor's request for secrecy."""
    policy.require(work, Permission.SPACE_READ, space_id)
    return delegation.in_secret(work, space_id)


def keep(work: Work, space_id: UUID, *, object_id: UUID) -> None:
    """Keep a thing from representatives, in the transaction of the act that makes it; the caller commits."""
    kept = insert(KeptFromRepresentatives).values(
        object_id=object_id, space_id=space_id, since=work.now, by_account=work.actor.account_id
    )
    work.db.execute(kept.on_conflict_do_nothing())
