"""The professional's desk: find a patient who authorised me, open their record for a reason, close it."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID, uuid4

from csn_app.access import emergency_access as emergencies
from csn_app.access import policy
from csn_app.access import service as access
from csn_app.access.policy import Permission
from csn_app.core.errors import CsnError, NotFound
from csn_app.core.vocabulary import OpeningReason
from csn_app.core.work import Untraced, Work
from csn_app.documents.rules import day_in_france
from csn_app.identity import service as identity
from csn_app.identity import sessions
from csn_app.identity.notices import first_opening_notice
from csn_app.identity.rules import is_minor
from csn_app.identity.throttles import Limit, count_try, forget_tries, limit

FREE_SEARCHES = 30
"""Searches that found nobody, after which the next ones wait: an annuaire of patients is not guessed (R-AC-14)."""


class NotAMinor(CsnError):
    """Only a minor asks that a visit be unknown to their parents (R-ID-30)."""


class PlaceNotChosen(CsnError):
    """A professional with several places says from which one they open a record."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """What is known before a record is opened: whose it is, and whether this session opened it already.

    ``emergency_until``: an emergency access runs, under which the record may be opened again. ``minor``: the person may
    ask that their parents see nothing of the visit.
    """

    holder: identity.HolderCard
    places: tuple[identity.PlaceCard, ...]
    place_id: UUID | None
    opened: bool
    now: datetime
    emergency_until: datetime | None = None
    minor: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """A record that is open: whose it is, why and since when, from where."""

    holder: identity.HolderCard
    opening: access.Opening
    place: str
    last_visit: datetime | None
    now: datetime
    emergency_until: datetime | None = None


def find_by_number(work: Work, *, ins: str, birth_date: date) -> tuple[identity.HolderCard, ...]:
    """Find a patient who authorised me by matricule INS and birth date.

    Unknown, not authorised and closed are one answer, nobody (R-AC-14). Raises ``MustWait`` after too many of those.
    """
    policy.require(work, Permission.PATIENT_FIND)
    searches = _count_search(work)
    found = identity.find_by_ins(work, ins, birth_date=birth_date)
    return _those_who_authorised(work, [found] if found else [], searches=searches)


def find_by_traits(work: Work, traits: identity.Traits) -> tuple[identity.HolderCard, ...]:
    """Find patients who authorised me by the five traits; several may share them, none is chosen for the professional.

    Unknown, not authorised and closed are one answer, nobody (R-AC-14). Raises ``MustWait`` after too many of those.
    """
    policy.require(work, Permission.PATIENT_FIND)
    searches = _count_search(work)
    return _those_who_authorised(work, identity.find_by_traits(work, traits), searches=searches)


def approach_record(work: Work, space_id: UUID) -> Threshold:
    """Stand before the record of someone who authorised the professional; raises ``NotFound`` for any other."""
    policy.require(work, Permission.RECORD_OPEN, space_id)
    holder = identity.describe_patients(work, [space_id]).get(space_id)
    if holder is None:
        raise NotFound
    opened = policy.allowed(work, Permission.SPACE_READ, space_id)
    return Threshold(
        holder,
        tuple(identity.my_places(work)),
        work.actor.place_id,
        opened=opened,
        now=work.now,
        emergency_until=emergencies.my_emergency(work, space_id),
        minor=_is_minor(work, holder),
    )


def enter_record(
    work: Work,
    space_id: UUID,
    *,
    reason: OpeningReason,
    words: str = "",
    place_id: UUID | None = None,
    secret: bool = False,
) -> None:
    """Open a record for a reason, from a place: the person reads both, and is told the first time (R-AU-1, R-AC-15).

    ``secret``: a minor asks it, and their parents see nothing of the visit, nor of what is made in it (R-ID-30). Raises
    ``NotFound`` without an authorisation, ``ReasonNotGiven``, ``PlaceNotChosen``, ``NotAMinor``.
    """
    policy.require(work, Permission.RECORD_OPEN, space_id)
    holder = identity.describe_patients(work, [space_id]).get(space_id) if secret else None
    if secret and not (holder and _is_minor(work, holder)):
        raise NotAMinor
    if place_id is not None and place_id != work.actor.place_id:
        sessions.choose_place(work, place_id=place_id)
        # The actor was read before the choice: what follows is done from the chosen place.
        work.actor = replace(work.actor, place_id=place_id)
    if work.actor.place_id is None and identity.my_places(work):
        raise PlaceNotChosen
    notice = first_opening_notice(work, space_id)
    access.open_record(work, space_id, reason=reason, words=words, first_notice=notice, secret=secret)


def read_record(work: Work, space_id: UUID) -> Record:
    """Return whose record is open and why; raises ``NotFound`` once the access has ended."""
    policy.require(work, Permission.SPACE_READ, space_id)
    opening = access.opening_of(work, space_id)
    place_id = opening.place_id
    places = identity.describe_places(work, [place_id] if place_id else [])
    place = places.get(place_id) if place_id else None
    return Record(
        holder=identity.describe_holder(work, space_id),
        opening=opening,
        place=place_words(place) if place else "",
        last_visit=access.last_visits(work, [space_id]).get(space_id),
        now=work.now,
        emergency_until=emergencies.my_emergency(work, space_id) if opening.reason is OpeningReason.EMERGENCY else None,
    )


def place_words(place: identity.PlaceCard) -> str:
    """Say a place: « Cabinet Bernard, Nantes »."""
    return ", ".join(filter(None, (place.name, place.town)))


def _is_minor(work: Work, holder: identity.HolderCard) -> bool:
    return is_minor(holder.birth_date, today=day_in_france(work.now))


def _count_search(work: Work) -> Limit:
    """Count a search before it is made, and commit: a burst of searches gains nothing."""
    searches = limit(work, "desk.search", str(work.actor.account_id), free=FREE_SEARCHES)
    count_try(work, searches)
    work.commit(untraced=Untraced.TECHNICAL)
    return searches


def _those_who_authorised(work: Work, space_ids: list[UUID], *, searches: Limit) -> tuple[identity.HolderCard, ...]:
    # The same question is put whether somebody was found or not, so that the time of the answer tells nothing.
    found = tuple(identity.describe_patients(work, space_ids or [uuid4()]).values())
    if found:
        forget_tries(work, searches)
        work.commit(untraced=Untraced.TECHNICAL)
    return found
