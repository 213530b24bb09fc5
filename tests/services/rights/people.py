"""People announced by a roster, on a day of one's choice, and units of work at another time."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

from csn_app.access import lifecycle
from csn_app.core.actor import JOB, Actor
from csn_app.core.vocabulary import SpaceState
from csn_app.core.work import Work
from csn_app.identity import roster
from csn_app.rights import making
from tests.factories import OpenWork
from tests.services.identity.people import line, person_of


@contextmanager
def later(open_work: OpenWork, actor: Actor = JOB, **delay: float) -> Iterator[Work]:
    """Open a unit of work whose clock was moved, as the testers' clock moves it."""
    with open_work(actor) as work:
        work.now += timedelta(**delay)
        yield work


def announced(open_work: OpenWork, **changed: str) -> tuple[Mapping[str, str], UUID]:
    """Announce somebody new now; return their line and their space."""
    row = line(**changed)
    with open_work(JOB) as work:
        roster.import_roster(work, [row])
        return row, person_of(work, row).space_id


def state_of(open_work: OpenWork, space_id: UUID) -> SpaceState:
    with open_work(JOB) as work:
        return lifecycle.standing_of(work, space_id).state


def make_all(work: Work) -> None:
    """Make every copy that was asked for."""
    while making.make_next(work):
        pass
