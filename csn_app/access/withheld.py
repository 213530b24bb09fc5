"""What a minor keeps from those who represent them (R-ID-30)."""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from sqlalchemy import delete, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from csn_app.access import delegation, policy
from csn_app.access.model_delegation import KeptFromRepresentatives
from csn_app.access.policy import Permission
from csn_app.core.errors import NotFound
from csn_app.core.work import Notice, Trace, Work


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


def kept_of(work: Work, space_id: UUID) -> frozenset[UUID]:
    """Return all that the person keeps from those who represent them; for themselves only."""
    policy.require(work, Permission.DELEGATION_HIDE, space_id)
    here = col(KeptFromRepresentatives.space_id) == space_id
    return frozenset(work.db.scalars(select(col(KeptFromRepresentatives.object_id)).where(here)))


def untold_among(work: Work, object_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Return which of some things are kept from whoever acts for their person; for anybody else, none is."""
    policy.open_to_all("says what to leave out, to the use case that leaves it out")
    wanted = set(object_ids)
    if work.actor.mandate is None or not wanted:
        return frozenset()
    kept = col(KeptFromRepresentatives.object_id).in_(wanted)
    return frozenset(work.db.scalars(select(col(KeptFromRepresentatives.object_id)).where(kept)))


def keep(work: Work, space_id: UUID, *, object_id: UUID) -> None:
    """Keep a thing from representatives, in the transaction of the act that makes it; the caller commits."""
    kept = insert(KeptFromRepresentatives).values(
        object_id=object_id, space_id=space_id, since=work.now, by_account=work.actor.account_id
    )
    work.db.execute(kept.on_conflict_do_nothing())


def keep_in_secret(work: Work, space_id: UUID, *, object_id: UUID) -> None:
    """Keep from parents what a professional makes in a minor's secret visit; elsewhere nothing. The caller commits."""
    policy.open_to_all("what a professional makes, in the transaction of the act that was asked for")
    if delegation.in_secret(work, space_id):
        keep(work, space_id, object_id=object_id)


def kept_silent(work: Work, space_id: UUID, notice: Notice | None, *, about: UUID) -> Notice | None:
    """Return a notice as it may leave: about what a minor keeps from parents, it stays in the minor's own list.

    A message could reach who reads the family's mail or telephone (R-NO-6); so could one of a secret visit.
    """
    policy.open_to_all("says only how the holder is told of an act that was asked for")
    if notice is None:
        return None
    work.db.flush()
    kept = work.db.scalar(select(delegation.kept(literal(about)))) or delegation.in_secret(work, space_id)
    return replace(notice, to="", mobile="") if kept else notice
