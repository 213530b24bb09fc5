"""What arrived in the records of a professional's patients since they last opened each: numbers only."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlmodel import col

from csn_app.access import policy
from csn_app.access.policy import Permission
from csn_app.core.work import Work
from csn_app.documents.model import Document


def count_arrivals(work: Work, since: Mapping[UUID, datetime]) -> dict[UUID, int]:
    """Return how many documents others deposited in each record after its moment; at most 500 records.

    Only what the professional would see if they opened it counts: the policy's own condition, in the same statement.
    """
    policy.open_to_all("the statement itself asks: what may not be seen is not counted")
    asked = list(since.items())[:500]
    if not asked:
        return {}
    after = or_(*(and_(col(Document.space_id) == space, col(Document.added_at) > moment) for space, moment in asked))
    counted = work.db.execute(
        select(col(Document.space_id), func.count())
        .where(
            after,
            col(Document.author_professional_id).is_distinct_from(work.actor.professional_id),
            policy.visible(work, Permission.DOCUMENT_COUNT_NEW, Document),
        )
        .group_by(col(Document.space_id))
    )
    return {row[0]: row[1] for row in counted}
