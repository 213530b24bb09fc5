"""The operator reviews readings in emergencies: by who, when, where and why; never by anybody's health."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from csn_app.access import emergency_review as review
from csn_app.access import policy
from csn_app.access.emergency_access import PAGE
from csn_app.access.emergency_review import Case
from csn_app.access.emergency_rules import Decision
from csn_app.access.policy import Permission
from csn_app.core.work import Trace, Work
from csn_app.identity import emergencies as identities
from csn_app.identity import notices
from csn_app.identity import service as identity


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One review with the names of the directory; whose record it was is not said."""

    case: Case
    professional: identity.ProfessionalCard | None
    place: identity.PlaceCard | None


@dataclass(frozen=True, slots=True)
class SuspendedRow:
    """A professional whose emergency quality is suspended."""

    professional: identity.ProfessionalCard
    since: datetime


@dataclass(frozen=True, slots=True)
class Reviews:
    """The queue: what waits, the most urgent first, what was decided last, and whose quality is suspended."""

    waiting: tuple[ReviewRow, ...]
    more: bool
    count: int
    late: int
    decided: tuple[ReviewRow, ...]
    suspended: tuple[SuspendedRow, ...]
    now: datetime


def read_reviews(work: Work, *, after: tuple[datetime, UUID] | None = None) -> Reviews:
    """Return a page of the queue, the last decisions and the suspended qualities."""
    policy.require(work, Permission.EMERGENCY_REVIEW)
    waiting, decided = review.cases_to_review(work, after=after), review.cases_decided(work)
    suspended = identities.list_suspended(work)
    cases = [*waiting, *decided]
    named = {*(case.professional_id for case in cases), *(one.professional_id for one in suspended)}
    people = identity.describe_professionals(work, named)
    places = identity.describe_places(work, (case.place_id for case in cases if case.place_id))

    def row(case: Case) -> ReviewRow:
        place = places.get(case.place_id) if case.place_id else None
        return ReviewRow(case, people.get(case.professional_id), place)

    count, late = review.count_cases(work)
    return Reviews(
        waiting=tuple(map(row, waiting[:PAGE])),
        more=len(waiting) > PAGE,
        count=count,
        late=late,
        decided=tuple(map(row, decided)),
        suspended=tuple(
            SuspendedRow(people[one.professional_id], one.since) for one in suspended if one.professional_id in people
        ),
        now=work.now,
    )


def decide_review(work: Work, *, case_id: UUID, decision: Decision, words: str) -> None:
    """Decide a review: the person is told that the answer is there; « non justifié » suspends the quality (R-AC-26).

    Raises ``NotFound``, ``AlreadyDecided``, ``WordsNotGiven``.
    """
    policy.require(work, Permission.EMERGENCY_REVIEW)
    decided = review.decide(work, case_id, decision=decision, words=words)
    suspended: tuple[Trace, ...] = ()
    if decision is Decision.NOT_JUSTIFIED:
        suspended = identities.suspend_quality(work, decided.professional_id)
    notice = notices.review_notice(work, decided.space_id)
    if notice is not None:
        work.tell(notice)
    work.commit(*decided.traces, *suspended)


def restore_quality(work: Work, *, professional_id: UUID) -> None:
    """Give a suspended professional their emergency quality back; raises ``NotFound``."""
    policy.require(work, Permission.EMERGENCY_REVIEW)
    identities.restore_quality(work, professional_id)
