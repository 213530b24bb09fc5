"""All that the page of the agenda shows, read in one go."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from csn_app.access import policy
from csn_app.access.policy import Permission
from csn_app.agenda import rules, service
from csn_app.agenda.feed import FeedView, read_feed
from csn_app.agenda.views import DayBrief, Shown
from csn_app.agenda.vocabulary import Status
from csn_app.core.work import Work
from csn_app.prevention.rules import Facts
from csn_app.prevention.service import Item, read_prevention

DUE_SHOWS = 2
"""How many things due the agenda shows; the others stand on the page of prevention."""


class View(StrEnum):
    """How the agenda is looked at."""

    LIST = "liste"
    WEEK = "semaine"
    MONTH = "mois"


@dataclass(frozen=True, slots=True)
class Screen:
    """The appointments of a view, the month beside them, what is due, and the private address."""

    view: View
    day: date
    shown: tuple[Shown, ...]
    next: datetime | None
    month: tuple[DayBrief, ...]
    due: tuple[Item, ...]
    facts: Facts | None
    feed: FeedView | None
    now: datetime

    @property
    def today(self) -> date:
        """The day in France."""
        return self.now.astimezone(rules.PARIS).date()


def read_screen(work: Work, *, view: View, day: date | None, after: datetime | None = None) -> Screen:
    """Return the agenda around a day, today unless named; ``after`` is where the next page of the list begins."""
    policy.require(work, Permission.AGENDA_READ, work.actor.space_id)
    here = day or work.now.astimezone(rules.PARIS).date()
    shown: tuple[Shown, ...] = ()
    following = None
    if view is View.LIST:
        page = service.read_following(work, since=after or rules.midnight(here))
        shown, following = page.rows, page.next
    elif view is View.WEEK:
        monday = here - timedelta(days=here.weekday())
        shown = service.read_range(work, first=monday, last=monday + timedelta(days=6))
    # What is due is reckoned from the profile: whoever may not read it has the agenda alone.
    prevention = read_prevention(work) if policy.allowed(work, Permission.PROFILE_READ, work.actor.space_id) else None
    open_items = [i for i in prevention.items if i.appointment_id is None] if prevention else []
    return Screen(
        view=view,
        day=here,
        shown=shown,
        next=following,
        # Beside a list the month shows numbers only: no word of it is opened.
        month=service.read_month(work, day=here, shows=service.DAY_SHOWS if view is View.MONTH else 0),
        due=tuple(open_items[:DUE_SHOWS]),
        facts=prevention.facts if prevention else None,
        feed=read_feed(work),
        now=work.now,
    )


def read_next(work: Work) -> tuple[Shown | None, datetime]:
    """Return the next appointment that takes place, for the home page, and the time it is read."""
    policy.require(work, Permission.AGENDA_READ, work.actor.space_id)
    found = service.read_following(work, since=work.now - rules.STAYS_OPEN, limit=10).rows
    ahead = (one for one in found if one.status is Status.CONFIRMED and _goes_on(one, work.now))
    return next(ahead, None), work.now


def _goes_on(one: Shown, now: datetime) -> bool:
    return one.occurs_at + timedelta(minutes=one.minutes) > now
