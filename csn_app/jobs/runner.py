"""The clock-driven work of an installation: each job at its own pace, in one process at a time, and idempotent."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from threading import Event
from time import monotonic

from sqlalchemy import delete
from sqlmodel import col

from csn_app import wiring
from csn_app.agenda import reminders
from csn_app.assistance import demands
from csn_app.audit.checkpoints import make_due_checkpoint
from csn_app.catalogue import service as catalogue
from csn_app.circle import coming_of_age
from csn_app.core.actor import JOB
from csn_app.core.work import Untraced, Work
from csn_app.documents import held, reading, trash
from csn_app.documents.sweep import sweep_files
from csn_app.history import telling
from csn_app.identity import asking, contact_changes
from csn_app.identity.model import Throttle, Visit
from csn_app.jobs.reading import read_documents
from csn_app.messaging.deleting import sweep_attachments
from csn_app.notifications.model import OutboxLine
from csn_app.notifications.service import deliver_next
from csn_app.prevention.reminders import remind_prevention
from csn_app.rights import clock, copies, erasure, making
from csn_app.storage import ledger

_DELIVER_FOR = 30.0
_AFTER_A_FAULT = 60.0
_BELL_SECONDS = 0.1
_log = logging.getLogger("csn.jobs")


def deliver_due() -> None:
    """Try every message that is due, for 30 seconds at most. Each is looked for anew: a code just asked for is next."""
    send, channels, until = wiring.sender(), wiring.open_channels(), monotonic() + _DELIVER_FOR
    while monotonic() < until:
        with wiring.open_work(JOB) as work:
            if not deliver_next(work, send, channels=channels):
                return


def forget_old() -> None:
    """Forget what was typed, what must wait and which codes never left, 24 hours after."""
    with wiring.open_work(JOB) as work:
        old = work.real_now - timedelta(hours=24)
        work.db.execute(delete(Visit).where(col(Visit.seen_at) < old))
        work.db.execute(delete(Throttle).where(col(Throttle.until) < old))
        work.db.execute(delete(OutboxLine).where(col(OutboxLine.urgent).is_(True), col(OutboxLine.given_up_at) < old))
        work.commit(untraced=Untraced.SWEEP)


def sweep() -> None:
    """Remove what no document names."""
    with wiring.open_work(JOB) as work:
        sweep_files(work)
        sweep_attachments(work)
        copies.sweep_copies(work)


def open_spaces() -> None:
    """Create what six weeks of silence create, and say which codes died."""
    with wiring.open_work(JOB) as work:
        clock.open_by_silence(work)
        clock.expire_codes(work)


def erase_spaces() -> None:
    """Announce the ends of archives, and erase for good what is due."""
    with wiring.open_work(JOB) as work:
        erasure.tell_archives_end(work)
        erasure.erase_due(work)


def copy_ledger() -> None:
    """Keep outside the database what a restored copy of it must not bring back."""
    with wiring.open_work(JOB) as work:
        ledger.copy_out(work.db, work.blobs, now=work.real_now)
        work.commit(untraced=Untraced.TECHNICAL)


def make_copies() -> None:
    """Remove the copies whose days are over, and make the oldest that was asked for: the others wait their turn."""
    with wiring.open_work(JOB) as work:
        copies.forget_copies(work)
        making.make_next(work)


def tell_relatives() -> None:
    """Tell those who are invited, and end what ends with an 18th birthday."""
    with wiring.open_work(JOB) as work:
        coming_of_age.tell_invited(work)
        coming_of_age.end_representations(work)


def count_contacts() -> None:
    """Let the contacts count that the assistance noted three days ago."""
    with wiring.open_work(JOB) as work:
        demands.count_contacts(work)


def deliver_requests() -> None:
    """Bring requests for access to the people they are for."""
    with wiring.open_work(JOB) as work:
        asking.deliver_requests(work)


def tell_held_results() -> None:
    """Write to those who wait for a consultation, and to those whose result shows now."""
    with wiring.open_work(JOB) as work:
        held.tell_held(work)


def tell_accesses() -> None:
    """Tell people who opened their carnet, and send the digests that are due."""
    with wiring.open_work(JOB) as work:
        while telling.tell_accesses(work):
            pass
        telling.tell_day(work)


def sign_trail() -> None:
    """Sign where every chain of the trail stands, as often as the setting says."""
    with wiring.open_work(JOB) as work:
        make_due_checkpoint(work)


def remind() -> None:
    """Send the reminders of appointments whose moment has come."""
    with wiring.open_work(JOB) as work:
        reminders.send_reminders(work)


def look_ahead() -> None:
    """Tell those for whom prevention calls for something new."""
    with wiring.open_work(JOB) as work:
        remind_prevention(work)


def recall_services() -> None:
    """Remind people every 90 days of the services that they linked."""
    with wiring.open_work(JOB) as work:
        catalogue.recall_services(work)


def empty_trash() -> None:
    """Delete for good what has waited its days in the trash."""
    with wiring.open_work(JOB) as work:
        trash.delete_due(work)


def change_contacts() -> None:
    """Let the new addresses and numbers count whose day has come."""
    with wiring.open_work(JOB) as work:
        contact_changes.apply_due(work)


@dataclass(frozen=True, slots=True)
class Job:
    """Something that is done again and again; ``every`` counts seconds, ``lock`` names it in the database.

    ``bell`` is set where something has just come to do: it is then done at once.
    """

    do: Callable[[], object]
    every: float
    lock: int
    bell: Event | None = None


JOBS = (
    Job(deliver_due, every=2.0, lock=0x43534E01),
    Job(forget_old, every=60.0, lock=0x43534E02),
    Job(sweep, every=6 * 3600.0, lock=0x43534E03),
    Job(open_spaces, every=10.0, lock=0x43534E04),
    Job(erase_spaces, every=10.0, lock=0x43534E05),
    Job(make_copies, every=2.0, lock=0x43534E06),
    Job(tell_relatives, every=5.0, lock=0x43534E10),
    Job(copy_ledger, every=60.0, lock=0x43534E07),
    Job(deliver_requests, every=2.0, lock=0x43534E09),
    Job(tell_held_results, every=30.0, lock=0x43534E0A),
    Job(tell_accesses, every=2.0, lock=0x43534E08),
    Job(sign_trail, every=30.0, lock=0x43534E0B),
    Job(remind, every=20.0, lock=0x43534E20),
    Job(empty_trash, every=60.0, lock=0x43534E58),
    Job(count_contacts, every=20.0, lock=0x43534E68),
    Job(look_ahead, every=600.0, lock=0x43534E21),
    Job(recall_services, every=600.0, lock=0x43534E6C),
    Job(change_contacts, every=20.0, lock=0x43534E64),
    Job(read_documents, every=2.0, lock=0x43534E50, bell=reading.ARRIVED),
)


def tick(_work: Work) -> None:
    """Do at once what testers wait for after they moved the clock."""
    open_spaces()
    erase_spaces()
    make_copies()
    tell_relatives()
    deliver_requests()
    tell_held_results()
    tell_accesses()
    remind()
    count_contacts()
    look_ahead()
    recall_services()
    empty_trash()
    change_contacts()
    deliver_due()
    forget_old()


async def run_forever() -> None:
    """Run every job, each at its pace and in a thread of its own: none can hold up another."""
    # The first one builds the parts that all share.
    await asyncio.to_thread(run_alone, JOBS[0])
    await asyncio.gather(*(_again_and_again(job) for job in JOBS))


async def _again_and_again(job: Job) -> None:
    while True:
        done = await asyncio.to_thread(run_alone, job)
        await _rest(job, until=monotonic() + (job.every if done else min(job.every, _AFTER_A_FAULT)))


async def _rest(job: Job, *, until: float) -> None:
    """Wait for the next time, or for the bell: looked at, not waited for, since a thread that waits is taken."""
    while (left := until - monotonic()) > 0 and not (job.bell and job.bell.is_set()):
        await asyncio.sleep(min(left, _BELL_SECONDS) if job.bell else left)


def run_alone(job: Job) -> bool:
    """Run a job unless another process does; returns whether it was done."""
    try:
        with wiring.alone(job.lock) as mine:
            if mine:
                job.do()
            return mine
    except Exception as fault:
        _log.warning("job failed", extra={"handler": f"{job.do.__name__}: {type(fault).__name__}"})
        return False
