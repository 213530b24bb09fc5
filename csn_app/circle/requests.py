"""What professionals ask of the person who is signed in: the requests that wait, and saying no (R-AC-14)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from csn_app.access import asking, policy
from csn_app.access.policy import Permission
from csn_app.core.errors import NotFound
from csn_app.core.work import Work
from csn_app.identity import service as identity


@dataclass(frozen=True, slots=True)
class Request:
    """Somebody asks to read the carnet: who, from where, until when the question waits."""

    id: UUID
    professional: identity.ProfessionalCard
    place: identity.PlaceCard | None
    asked_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class MyRequests:
    """The requests that wait, and the time at which they were read."""

    requests: tuple[Request, ...]
    now: datetime


def my_requests(work: Work) -> MyRequests:
    """Return the requests that wait for an answer, the newest first; who left the directory asks no more."""
    policy.require(work, Permission.REQUEST_ANSWER, work.actor.space_id)
    if work.actor.space_id is None:
        raise NotFound
    rows = asking.list_requests(work, work.actor.space_id)
    cards = identity.describe_professionals(work, (row.professional_id for row in rows))
    places = identity.describe_places(work, {row.place_id for row in rows if row.place_id})
    found = tuple(
        Request(
            row.id,
            professional=cards[row.professional_id],
            place=places.get(row.place_id) if row.place_id else None,
            asked_at=row.asked_at,
            ends_at=row.ends_at,
        )
        for row in rows
        if row.professional_id in cards and cards[row.professional_id].active
    )
    return MyRequests(found, now=work.now)


def refuse_request(work: Work, request_id: UUID) -> None:
    """Say no: nothing opens, and the professional is told nothing. Raises ``NotFound`` where it no longer waits."""
    policy.require(work, Permission.REQUEST_ANSWER, work.actor.space_id)
    asking.refuse_request(work, request_id)
