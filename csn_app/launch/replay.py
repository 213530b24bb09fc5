"""What happened after the instant of a backup and must stay so is done again on a restored database (R-LC-13)."""

from collections import Counter
from uuid import UUID

from sqlalchemy import ColumnElement, Table, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from csn_app import tables
from csn_app.access.model import Grant, Space
from csn_app.access.model_delegation import Delegation, KeptFromRepresentatives
from csn_app.core.vocabulary import DelegationState, SpaceState
from csn_app.core.work import Untraced, Work
from csn_app.documents.whole import recount_documents
from csn_app.launch.replay_limits import LIMITS, delete_row
from csn_app.rights.erasure import erase_again
from csn_app.storage.ledger import DELETED, ENDED, MOVED, REFUSED, REVOKED, WITHHELD, Line

_CLOSED = {
    SpaceState.CLOSED_ARCHIVED,
    SpaceState.CLOSED_DELETION_REQUESTED,
    SpaceState.DECEASED,
    SpaceState.ERASED,
    SpaceState.OPPOSED,
    SpaceState.SUSPENDED,
}


_EMERGENCIES = {
    "emergency_choice": ("space_id", ""),
    "emergency_access": ("id", "ended_at"),
    "emergency_card_code": ("id", "revoked_at"),
    "professional": ("id", "emergency_suspended_at"),
}
"""Of each table, the column that names a row, and the one that says that it ended (a choice's line names it)."""


def replay(work: Work, lines: list[Line]) -> Counter[str]:
    """Do again what the ledger says, in its order, in one transaction; returns how many of each kind had an effect."""
    done: Counter[str] = Counter()
    touched: set[UUID] = set()
    # A space goes to the state it had, whatever lies between: the moves were checked when they happened.
    work.db.execute(text("alter table space disable trigger space_moves_as_listed"))
    for line in lines:
        if line.table_name in _EMERGENCIES and line.event in {ENDED, REFUSED}:
            done[line.event] += _close_emergency(work, line)
        elif (line.table_name, line.event) in LIMITS:
            done[line.event] += LIMITS[line.table_name, line.event](work, line)
        elif line.event == DELETED:
            done[DELETED] += delete_row(work, line, touched=touched)
        elif line.table_name == "delegation":
            done[REVOKED] += _end_delegation(work, line)
        elif line.event == WITHHELD:
            done[WITHHELD] += _withhold(work, line)
        elif line.event in {REVOKED, ENDED}:
            done[line.event] += _end_grant(work, line)
        elif line.event == MOVED:
            done[MOVED] += _move(work, line)
    work.db.execute(text("alter table space enable trigger space_moves_as_listed"))
    for space_id in touched:
        recount_documents(work, space_id)
    work.commit(untraced=Untraced.RESTORE)
    return done


def _end_grant(work: Work, line: Line) -> int:
    column = col(Grant.revoked_at) if line.event == REVOKED else col(Grant.ends_at)
    changed = update(Grant).where(col(Grant.id) == line.row_id, column.is_distinct_from(line.moment))
    return len(work.db.scalars(changed.values({column: line.moment}).returning(col(Grant.id))).all())


def _end_delegation(work: Work, line: Line) -> int:
    """Who was stopped since does not act again by a restore."""
    changed = update(Delegation).where(col(Delegation.id) == line.row_id, col(Delegation.revoked_at).is_(None))
    values = {"state": DelegationState.REVOKED, "revoked_at": line.moment}
    return len(work.db.scalars(changed.values(values).returning(col(Delegation.id))).all())


def _withhold(work: Work, line: Line) -> int:
    """What a minor keeps from their parents stays so; shown again since, it is kept until they show it once more."""
    space_id = UUID(line.state)
    kept = insert(KeptFromRepresentatives).values(
        object_id=line.row_id, space_id=space_id, since=line.at, by_account=space_id
    )
    known = work.db.scalar(select(col(Space.id)).where(col(Space.id) == space_id))
    made = kept.on_conflict_do_nothing().returning(col(KeptFromRepresentatives.object_id))
    return len(work.db.scalars(made).all()) if known else 0


def _close_emergency(work: Work, line: Line) -> int:
    """Take back again a refusal, an emergency access, a card or a quality; what was allowed since is asked anew."""
    table = tables.metadata.tables[line.table_name]
    key, column = _EMERGENCIES[line.table_name]
    column = column or line.state
    if column not in table.c:
        return 0
    closed = False if line.event == REFUSED else line.moment
    if line.table_name == "emergency_choice":
        # Whoever refused after the instant of the backup may have had no row then: the defaults would let it happen.
        first = {"allowed": True, "samu": True, "glass": True, "masked": False, "card_sections": []}
        known = select(col(Space.id)).where(col(Space.id) == line.row_id)
        if work.db.scalar(known) is not None:
            work.db.execute(insert(table).values(space_id=line.row_id, **first).on_conflict_do_nothing())
    changed = table.update().where(table.c[key] == line.row_id, _still_open(table, column))
    return len(work.db.scalars(changed.values({column: closed}).returning(table.c[key])).all())


def _still_open(table: Table, column: str) -> ColumnElement[bool]:
    return table.c[column].is_(True) if table.name == "emergency_choice" else table.c[column].is_(None)


def _move(work: Work, line: Line) -> int:
    state = SpaceState(line.state)
    if state not in _CLOSED:
        # What opened or reopened since is asked for again by its person: nothing opens by a restore.
        return 0
    if state is SpaceState.ERASED:
        erase_again(work, line.row_id)
    moved = update(Space).where(col(Space.id) == line.row_id, col(Space.state) != state)
    values = {"state": state, "state_since": line.at, "erase_at": line.moment, "erase_told_at": None}
    return len(work.db.scalars(moved.values(values).returning(col(Space.id))).all())
