"""What the clock does to spaces: opening by silence, codes that expire (R-LC-2, R-LC-20, R-ID-13).

Each batch is one transaction over rows locked with SKIP LOCKED: what is done is done, so a killed run goes on where it
stopped, run twice changes nothing, and two runners share the work. Memory stays flat.
"""

import logging
from collections.abc import Callable, Collection
from uuid import UUID

from csn_app.access import lifecycle, policy, rules
from csn_app.access.policy import Permission
from csn_app.core.vocabulary import SpaceState
from csn_app.core.work import Trace, Work
from csn_app.identity import fresh_codes

BATCH = 500
_log = logging.getLogger("csn.jobs")


def open_by_silence(work: Work) -> int:
    """Create the spaces of those who were told six weeks ago and did not refuse; each gets a fresh code."""
    policy.require(work, Permission.LIFECYCLE_RUN)
    return _all_batches(work, _silent, _open)


def expire_codes(work: Work) -> int:
    """Say of the spaces whose code died that it did, so that a new one is asked for."""
    policy.require(work, Permission.LIFECYCLE_RUN)
    return _all_batches(work, _without_code, _expire)


def _silent(work: Work, limit: int, but: Collection[UUID]) -> list[UUID]:
    since = work.now - rules.OPENS_AFTER
    return lifecycle.lock_due(work, SpaceState.INFORMED_WAITING, since=since, limit=limit, but=but)


def _open(work: Work, due: list[UUID]) -> None:
    lifecycle.move_many(work, due, state=SpaceState.INFORMED_WAITING, to=SpaceState.CREATED_NOT_ACTIVATED)
    fresh_codes.send_opening_codes(work, due)
    work.commit(*(Trace("SPACE_CREATED", s, object_type="lifecycle", object_id=s) for s in due))


def _without_code(work: Work, limit: int, but: Collection[UUID]) -> list[UUID]:
    return fresh_codes.expired_spaces(work, limit=limit, but=but)


def _expire(work: Work, due: list[UUID]) -> None:
    lifecycle.move_many(work, due, state=SpaceState.CODE_SENT, to=SpaceState.CODE_EXPIRED)
    work.commit(*(Trace("CODE_EXPIRED", s, object_type="lifecycle", object_id=s) for s in due))


def _all_batches(
    work: Work,
    lock: Callable[[Work, int, Collection[UUID]], list[UUID]],
    act: Callable[[Work, list[UUID]], None],
) -> int:
    """Act on all that is due. A batch that fails is halved until the space that fails is alone: it is left this run."""
    done, limit, failed = 0, BATCH, set[UUID]()
    while due := lock(work, limit, failed):
        try:
            act(work, due)
        except Exception as fault:
            work.db.rollback()
            limit = max(len(due) // 2, 1)
            if len(due) == 1:
                _log.warning("job failed", extra={"handler": f"{act.__name__}: {type(fault).__name__}"})
                failed.update(due)
        else:
            done, limit = done + len(due), min(limit * 2, BATCH)
        # What is committed need not stay in memory.
        work.db.expunge_all()
    work.db.rollback()
    return done
