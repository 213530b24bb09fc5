"""Earlier versions of advance directives: one is in force, the others stay for their person alone (R-PR-9)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Select, select
from sqlmodel import col

from csn_app.access import policy
from csn_app.access.policy import Permission
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import Section
from csn_app.core.work import Trace, Work
from csn_app.profile import body as sealed_body
from csn_app.profile.model import EarlierWish, ProfileEntry

MOST = 50
"""How many earlier versions are kept: the oldest makes room."""


@dataclass(frozen=True, slots=True)
class Version:
    """A version that another one replaced, and when."""

    id: UUID
    held: Mapping[str, str]
    written_at: datetime
    replaced_at: datetime


def earlier_versions(work: Work) -> tuple[Version, ...]:
    """Return the earlier versions of one's own advance directives, the newest first."""
    policy.require(work, Permission.WISH_KEEP, work.actor.space_id)
    return tuple(
        Version(
            row.id,
            sealed_body.read(work.open(row.space_id, _context(row.id), row.body)).get("held", {}),
            row.written_at,
            row.replaced_at,
        )
        for row in work.db.scalars(_mine(work))
    )


def forget_version(work: Work, *, version_id: UUID) -> None:
    """Delete an earlier version of one's own advance directives for good; raises ``NotFound``."""
    row = policy.fetch(work, Permission.WISH_KEEP, EarlierWish, version_id)
    work.db.delete(row)
    detail = {"section": Section.DIRECTIVES.value}
    work.commit(Trace("PROFILE_DELETED", row.space_id, object_type="profile", object_id=row.id, detail=detail))


def keep_version(work: Work, row: ProfileEntry) -> None:
    """Keep what stands in a row that is about to be written over; the caller holds the row and commits."""
    policy.require(work, Permission.WISH_KEEP, row.space_id)
    words = work.open(row.space_id, f"profile_entry.body:{row.id}", row.body)
    version = uuid4()
    for old in list(work.db.scalars(_mine(work)))[MOST - 1 :]:
        work.db.delete(old)
    work.db.add(
        EarlierWish(
            id=version,
            space_id=row.space_id,
            entry_id=row.id,
            body=work.seal(row.space_id, _context(version), words),
            written_at=row.changed_at,
            replaced_at=work.now,
        )
    )


def _mine(work: Work) -> Select[EarlierWish]:
    if work.actor.space_id is None:
        raise NotFound
    own = col(EarlierWish.space_id) == work.actor.space_id, policy.visible(work, Permission.WISH_KEEP, EarlierWish)
    return select(EarlierWish).where(*own).order_by(col(EarlierWish.written_at).desc(), col(EarlierWish.id))


def _context(version_id: UUID) -> str:
    return f"profile_earlier_wish.body:{version_id}"
