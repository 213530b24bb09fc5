"""Waiting after too many failures: a try is counted before it is judged, so that a burst of tries gains nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from csn_app.core.errors import CsnError
from csn_app.core.work import Work
from csn_app.identity.model import Throttle
from csn_app.identity.rules import FREE_FAILURES, wait_after

FORGOTTEN_AFTER = timedelta(minutes=15)
_LEEWAY = timedelta(seconds=30)
"""Transactions and machines do not agree on the second: a count without a wait must not look like a wait."""

ADDRESS_FREE_FAILURES = 300
"""In a quarter of an hour: one address may stand for a hospital or for every phone of a town."""


@dataclass(eq=False)
class MustWait(CsnError):
    """Too many failures: the next try is possible at ``until`` (real time)."""

    until: datetime
    now: datetime

    @property
    def minutes(self) -> int:
        """How long to wait, in whole minutes, at least one."""
        return max(1, -(-int((self.until - self.now).total_seconds()) // 60))


@dataclass(frozen=True, slots=True)
class Limit:
    """Something that waits: a browser, an address, a person. ``free`` failures cost nothing."""

    mark: bytes
    free: int = FREE_FAILURES


def limit(work: Work, kind: str, *names: str, free: int = FREE_FAILURES) -> Limit:
    """Name something that waits; only its fingerprint is kept."""
    return Limit(work.keys.mac(f"throttle.{kind}", "\x00".join(names)), free)


def address_limit(work: Work, kind: str, address: str, *, free: int = ADDRESS_FREE_FAILURES) -> Limit:
    """Name a network address in this quarter of an hour, against whoever tries many people in turn."""
    quarter = int(work.real_now.timestamp() // FORGOTTEN_AFTER.total_seconds())
    return limit(work, kind, address, str(quarter), free=free)


def count_try(work: Work, *limits: Limit) -> int:
    """Count one more try against each limit; raises ``MustWait``. Returns the highest count beyond what is free.

    The answer says how many tries the strictest limit has seen. The caller commits before it judges the try.
    """
    return max(_count(work, limit) - (limit.free - FREE_FAILURES) for limit in limits)


def forget_tries(work: Work, *limits: Limit) -> None:
    """A try succeeded: its browser and its person start afresh, its address takes back that one try only.

    Otherwise somebody would clear an address for their guesses by signing in to an account of their own.
    """
    for kept in limits:
        if kept.free > FREE_FAILURES:
            work.db.execute(
                update(Throttle)
                .where(col(Throttle.mark) == kept.mark)
                .values(failures=func.greatest(col(Throttle.failures) - 1, 0))
            )
        else:
            work.db.execute(delete(Throttle).where(col(Throttle.mark) == kept.mark))


def _count(work: Work, kept: Limit) -> int:
    """Count in one statement that a waiting row refuses: of many tries at once, none slips between look and count."""
    row, now = col(Throttle.mark) == kept.mark, work.real_now
    seen = now - _LEEWAY
    stale = col(Throttle.until) < now - FORGOTTEN_AFTER
    counted = (
        insert(Throttle)
        .values(mark=kept.mark, failures=1, until=seen)
        .on_conflict_do_update(
            index_elements=["mark"],
            set_={"failures": case((stale, 1), else_=col(Throttle.failures) + 1), "until": seen},
            where=col(Throttle.until) <= now,
        )
        .returning(col(Throttle.failures))
    )
    failures = work.db.scalar(counted)
    if failures is None:
        raise MustWait(work.db.scalars(select(col(Throttle.until)).where(row)).one(), now)
    wait = wait_after(failures - (kept.free - FREE_FAILURES))
    if wait:
        work.db.execute(update(Throttle).where(row).values(until=now + wait))
    return failures
