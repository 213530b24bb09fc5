"""What earlier openings say of a new one, for whoever judges whether it is out of the ordinary (R-AU-7)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from csn_app.access import policy
from csn_app.access.model import FileOpening
from csn_app.access.policy import Permission
from csn_app.core.work import Work


@dataclass(frozen=True, slots=True)
class Background:
    """What came before one opening.

    ``records``: how many records the professional opened in the hour that ends with it; ``places``: from which
    structures this record was opened before; ``first``: whether the professional never opened it before.
    """

    records: int
    places: frozenset[UUID]
    first: bool


def background_of(work: Work, space_id: UUID, *, professional_id: UUID, at: datetime) -> Background:
    """Return what came before an opening at ``at``; a job asks, no person is named."""
    policy.require(work, Permission.ACCESS_JUDGE)
    theirs = col(FileOpening.professional_id) == professional_id
    hour = col(FileOpening.opened_at).between(at - timedelta(hours=1), at)
    records = work.db.scalar(select(func.count(func.distinct(FileOpening.space_id))).where(theirs, hour)) or 0
    # A minor's secret visit is no visit for whoever is told: the next one is the first (R-ID-30).
    told = col(FileOpening.secret).is_(False)
    here = col(FileOpening.space_id) == space_id, col(FileOpening.opened_at) < at, told
    places = work.db.scalars(select(col(FileOpening.place_id)).where(*here).distinct())
    return Background(
        records=records,
        places=frozenset(place for place in places if place is not None),
        first=work.db.scalar(select(col(FileOpening.id)).where(*here, theirs).limit(1)) is None,
    )
