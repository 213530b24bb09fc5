"""Acts on who sees what take turns, space by space: none slips between the reading and the writing of another."""

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from csn_app.access.model import Sharing
from csn_app.core.work import Work


def take_turn(work: Work, *space_ids: UUID) -> None:
    """Wait until other changes of these spaces' sharing are committed, and count one more; desks see the count move."""
    # In one order, so that two acts never wait for each other in a ring.
    for space_id in sorted(set(space_ids)):
        counted = insert(Sharing).values(space_id=space_id, changes=1)
        one_more = {"changes": col(Sharing.changes) + 1}
        work.db.execute(counted.on_conflict_do_update(index_elements=["space_id"], set_=one_more))
