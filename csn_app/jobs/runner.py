"""The clock-driven work of an installation: one runner at a time, every job idempotent."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Engine, delete, text
from sqlmodel import col

from csn_app import wiring
from csn_app.config import settings
from csn_app.core.actor import JOB
from csn_app.core.work import Untraced, Work
from csn_app.documents.sweep import sweep_files
from csn_app.identity.model import Throttle, Visit
from csn_app.notifications import service as notifications
from csn_app.rights import clock, copies, erasure, making

EVERY = 2.0
"""Seconds between two looks at what is due."""

_SWEEP_EVERY = timedelta(hours=6)
_swept: list[datetime] = []
_ONE_RUNNER = 0x43534E01
_ONE_SLOW_RUNNER = 0x43534E02
_log = logging.getLogger("csn.jobs")

SLOW: tuple[Callable[[Work], object], ...] = (
    clock.open_by_silence,
    clock.expire_codes,
    erasure.tell_archives_end,
    erasure.erase_due,
    copies.forget_copies,
    making.make_copies,
)
"""What the clock does to carnets, each job by itself."""


def tick(work: Work) -> None:
    """Do everything that is due now, once: what takes long first, then its messages."""
    slow_tick(work)
    quick_tick(work)


def slow_tick(work: Work) -> None:
    """Do what may take minutes, in a loop of its own: no security code waits behind it, nor one job behind another."""
    for job in SLOW:
        try:
            job(work)
        except Exception as fault:
            _log.warning("job failed", extra={"handler": f"{job.__name__}: {type(fault).__name__}"})
            work.db.rollback()
            work.actor = JOB


def quick_tick(work: Work) -> None:
    """Do what people wait for, and what takes no time."""
    notifications.deliver(work, wiring.sender())
    forget_visits(work)
    _sweep_now_and_then(work)


def _sweep_now_and_then(work: Work) -> None:
    """Remove what no document names, at start and then four times a day; real time."""
    if _swept and work.real_now - _swept[0] < _SWEEP_EVERY:
        return
    sweep_files(work)
    copies.sweep_copies(work)
    _swept[:] = [work.real_now]


def forget_visits(work: Work) -> None:
    """Forget what visitors typed more than 24 hours ago, and waits that are over."""
    work.db.execute(delete(Visit).where(col(Visit.seen_at) < work.real_now - timedelta(hours=24)))
    work.db.execute(delete(Throttle).where(col(Throttle.until) < work.real_now - timedelta(hours=24)))
    work.commit(untraced=Untraced.SWEEP)


async def run_forever() -> None:
    """Look every two seconds at what is due, in threads; among several processes one holds each lock and works."""
    await asyncio.gather(_look(quick_tick, lock=_ONE_RUNNER), _look(slow_tick, lock=_ONE_SLOW_RUNNER))


async def _look(job: Callable[[Work], None], *, lock: int) -> None:
    while True:
        await asyncio.sleep(EVERY)
        await asyncio.to_thread(_if_mine, job, lock)


@cache
def _locks() -> Engine:
    """Hold the locks on connections of their own: jobs take no more of the pool than the one each works with."""
    return wiring.engine_of(settings().database_url, pool_size=2)


def _if_mine(job: Callable[[Work], None], lock: int) -> None:
    """Run a job under an advisory lock held by a connection of its own, never a pooled session's."""
    try:
        with _locks().connect() as connection:
            mine = connection.execute(text("select pg_try_advisory_lock(:key)"), {"key": lock}).scalar()
            if not mine:
                return
            try:
                with wiring.open_work(JOB) as work:
                    job(work)
            finally:
                connection.execute(text("select pg_advisory_unlock(:key)"), {"key": lock})
    except Exception as fault:
        _log.warning("job failed", extra={"handler": type(fault).__name__})
