"""What the clock does to spaces: opening by silence, codes that expire (R-LC-2, R-LC-20, R-ID-13).

Each batch is one transaction over rows locked with SKIP LOCKED: what is done is done, so a killed run goes on where it
stopped, run twice changes nothing, and two runners share the work. Memory stays flat.
"""

from collections.abc import Callable

from csn_app.access import lifecycle, policy, rules
from csn_app.access.policy import Permission
from csn_app.core.vocabulary import SpaceState
from csn_app.core.work import Trace, Work
from csn_app.identity import fresh_codes

BATCH = 500


def open_by_silence(work: Work) -> int:
    """Create the spaces of those who were told six weeks ago and did not refuse; each gets a fresh code."""
    policy.require(work, Permission.LIFECYCLE_RUN)
    return _all_batches(work, _open_batch)


def expire_codes(work: Work) -> int:
    """Say of the spaces whose code died that it did, so that a new one is asked for."""
    policy.require(work, Permission.LIFECYCLE_RUN)
    return _all_batches(work, _expire_batch)


def _open_batch(work: Work) -> int:
    waiting, since = SpaceState.INFORMED_WAITING, work.now - rules.OPENS_AFTER
    due = lifecycle.lock_due(work, waiting, since=since, limit=BATCH)
    if due:
        lifecycle.move_many(work, due, state=waiting, to=SpaceState.CREATED_NOT_ACTIVATED)
        fresh_codes.send_opening_codes(work, due)
        work.commit(*(Trace("SPACE_CREATED", s, object_type="lifecycle", object_id=s) for s in due))
    return len(due)


def _expire_batch(work: Work) -> int:
    due = fresh_codes.expired_spaces(work, limit=BATCH)
    if due:
        lifecycle.move_many(work, due, state=SpaceState.CODE_SENT, to=SpaceState.CODE_EXPIRED)
        work.commit(*(Trace("CODE_EXPIRED", s, object_type="lifecycle", object_id=s) for s in due))
    return len(due)


def _all_batches(work: Work, batch: Callable[[Work], int]) -> int:
    done = 0
    while found := batch(work):
        done += found
        # What is committed need not stay in memory.
        work.db.expunge_all()
    work.db.rollback()
    return done
