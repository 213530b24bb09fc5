"""The list of patients who authorised a professional, a page at a time, with what is new for each."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from csn_app.access import policy
from csn_app.access import service as access
from csn_app.access.policy import Permission
from csn_app.core.work import Work
from csn_app.documents.arrivals import count_arrivals
from csn_app.documents.corrections import count_waiting
from csn_app.identity import assistants
from csn_app.identity import service as identity
from csn_app.identity.names import fold

PAGE = 25
"""Patients on a page of the list."""


@dataclass(frozen=True, slots=True)
class Patient:
    """A person who authorised the professional: until when (None: no end), and what is new since the last visit.

    ``last_visit`` is None where the record was never opened: everything would be new, and nothing is counted.
    """

    holder: identity.HolderCard
    since: datetime
    until: datetime | None
    last_visit: datetime | None
    arrived: int
    corrections: int


@dataclass(frozen=True, slots=True)
class Desk:
    """What the desk shows first. ``total`` counts those whom the search keeps; ``everyone`` those who authorised."""

    patients: tuple[Patient, ...]
    total: int
    everyone: int
    places: tuple[identity.PlaceCard, ...]
    place_id: UUID | None
    acts_for: str
    corrections: int
    now: datetime


def read_desk(work: Work, *, words: str = "", page: int = 0) -> Desk:
    """Return a page of the patients who authorised the professional, the last first, among those whom words name.

    Names are sealed: they are looked for in what was opened, of 500 patients at most. What is new counts documents that
    the professional would see, deposited by others since they last opened the record.
    """
    policy.require(work, Permission.PATIENT_LIST)
    given = access.patients_who_authorised(work)
    holders = identity.describe_patients(work, (g.space_id for g in given))
    kept = [g for g in given if g.space_id in holders and _named(holders[g.space_id], words)]
    first = max(0, min(page, (len(kept) - 1) // PAGE)) * PAGE
    shown = kept[first : first + PAGE]
    visits = access.last_visits(work, (g.space_id for g in shown))
    arrived, waiting = count_arrivals(work, visits), count_waiting(work)
    return Desk(
        patients=tuple(
            Patient(
                holders[g.space_id],
                since=g.since,
                until=g.until,
                last_visit=visits.get(g.space_id),
                arrived=arrived.get(g.space_id, 0),
                corrections=waiting.get(g.space_id, 0),
            )
            for g in shown
        ),
        total=len(kept),
        everyone=len(given),
        places=tuple(identity.my_places(work)),
        place_id=work.actor.place_id,
        acts_for=assistants.whom_i_act_for(work),
        corrections=sum(waiting.values()),
        now=work.now,
    )


def _named(holder: identity.HolderCard, words: str) -> bool:
    """Say whether every word begins a word of the person's names, or is their birth date as it is written here."""
    names = (holder.used_given_name, holder.used_family_name, holder.birth_given_names, holder.birth_family_name)
    known = f" {fold(' '.join(names))} {holder.birth_date:%d %m %Y} {holder.birth_date:%Y}"
    return all(f" {word}" in known for word in fold(words[:100]).split())
