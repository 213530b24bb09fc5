"""What services may do through the API, by the use cases of the rooms: the policy decides, every call is traced."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from csn_app.access import linking, policy, tokens
from csn_app.access.policy import Permission
from csn_app.agenda import service as agenda
from csn_app.agenda.vocabulary import Status
from csn_app.core.errors import CsnError, NotFound
from csn_app.core.reference import rows
from csn_app.core.vocabulary import Section, Way
from csn_app.core.work import Trace, Work
from csn_app.documents import service as documents
from csn_app.identity.sessions import list_sessions
from csn_app.interop import resources, rules
from csn_app.interop.resources import Resource
from csn_app.profile import fhir, measures
from csn_app.profile import service as profile
from csn_app.profile.figures import kinds

FRESH = timedelta(minutes=10)
MOST = 50
_YEARS = 1900, 2200
"""Between which an agenda is searched: beyond, no calendar can count."""
_SECTIONS: dict[str, tuple[Section, Callable[..., Resource]]] = {
    "AllergyIntolerance": (Section.ALLERGIES, fhir.allergy),
    "Condition": (Section.DISEASES, fhir.condition),
    "MedicationStatement": (Section.TREATMENTS, fhir.medication),
    "Immunization": (Section.VACCINATIONS, fhir.immunization),
}


class NotFresh(CsnError):
    """The person signed in too long ago to let a service in."""


class Changed(CsnError):
    """The resource is no longer the one that the service read (If-Match)."""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of a search; ``next`` is where the following one begins, empty on the last."""

    resources: tuple[Resource, ...]
    next: str


def is_fresh(work: Work) -> bool:
    """Say whether the person signed in a moment ago: a browser left open lets no service in."""
    policy.require(work, Permission.CONSENT_GIVE, work.actor.space_id)
    here = [session.began_at for session in list_sessions(work) if session.here]
    return bool(here) and work.real_now - here[0] <= FRESH


def lines_of(client: tokens.Client, scope: str) -> list[Mapping[str, str]]:
    """Return the lines of a service's sheet that a scope asks for."""
    offered = (row for row in rows("service_exchanges") if row["service"] == client.code)
    return rules.lines_asked(scope, offered)


def agree(
    work: Work,
    *,
    client: tokens.Client,
    redirect_uri: str,
    challenge: str,
    scope: str,
    lines: Iterable[str],
    days: str,
) -> str:
    """Agree to lines of a service and give it a code; raises ``NotFresh``, ``NotFound``, ``ServiceClosed``."""
    policy.require(work, Permission.CONSENT_GIVE, work.actor.space_id)
    if not is_fresh(work):
        raise NotFresh
    asked = {row["code"]: row for row in lines_of(client, scope)}
    wanted = set(lines)
    if not wanted <= set(asked):
        raise NotFound
    lasts = int(days) if days.isdecimal() and len(days) < 5 else 0
    linking.give_consents(work, service_id=client.id, lines=wanted, days=lasts)
    running = {one.line for one in linking.list_consents(work) if one.running and one.service_id == client.id}
    given = rules.granted(scope, (row for code, row in asked.items() if code in running))
    return tokens.issue_code(work, service_id=client.id, redirect_uri=redirect_uri, challenge=challenge, scope=given)


def read_resource(work: Work, *, kind: str, resource_id: UUID) -> Resource:
    """Return one resource that the service may read; raises ``NotFound``."""
    policy.require(work, _asks(work, kind), work.actor.space_id)
    subject = _subject(work)
    if kind == "Patient":
        if resource_id != work.actor.space_id:
            raise NotFound
        return _patient(subject)
    if kind == "Appointment":
        shown = agenda.read_appointment(work, appointment_id=resource_id)
        _note_reading(work, "rendez-vous")
        return resources.appointment(shown, subject=subject)
    if kind == "DocumentReference":
        row = documents.describe_document(work, resource_id)
        _note_reading(work, "documents")
        return resources.document(row, subject=subject)
    found = _observations(work, "") if kind == "Observation" else _entries(work, kind)
    for one in found:
        if one["id"] == str(resource_id):
            return one
    raise NotFound


def search(work: Work, *, kind: str, asked: Mapping[str, str]) -> Found:
    """Return a page of the resources of a kind that the service may read; each of them is of the one person.

    ``_count`` to 50, ``page`` as the answer before gave it, ``code`` for a measure, ``date`` (ge…) for appointments.
    """
    policy.require(work, _asks(work, kind), work.actor.space_id)
    subject = _subject(work)
    if asked.get("patient", subject) not in {subject, subject.removeprefix("Patient/")}:
        # Another person's: nothing says whether they exist.
        raise NotFound
    count = _count(asked.get("_count", ""))
    if kind == "Appointment":
        return _appointments(work, asked, count=count)
    if kind == "DocumentReference":
        return _documents(work, asked.get("page", ""))
    if kind == "Observation":
        every = _observations(work, asked.get("code", ""))
    else:
        every = [_patient(subject)] if kind == "Patient" else _entries(work, kind)
    page_at = asked.get("page", "")
    start = int(page_at) if page_at.isascii() and page_at.isdigit() and len(page_at) < 6 else 0
    more = str(start + count) if len(every) > start + count else ""
    return Found(tuple(every[start : start + count]), more)


def create(work: Work, *, kind: str, sent: Any) -> Resource:
    """Add what a service sends, as the person agreed; raises what the rooms raise, ``NotUnderstood``."""
    policy.require(work, _WRITES[kind], work.actor.space_id)
    subject = _subject(work)
    if kind == "Appointment":
        typed, status = resources.read_appointment(sent, subject=subject)
        if status is not Status.CONFIRMED:
            raise resources.NotUnderstood("Appointment.status")
        appointment_id = agenda.note_appointment(work, typed=typed)
        return resources.appointment(agenda.read_appointment(work, appointment_id=appointment_id), subject=subject)
    code, typed = resources.read_observation(sent, subject=subject)
    measures.note_measure(work, code=code, typed=typed)
    # To write is not to read: what was taken is answered as it was sent, without an identifier to read it by.
    return {**sent, "subject": {"reference": subject}}


def update(work: Work, *, resource_id: UUID, sent: Any, version: str) -> Resource:
    """Move or cancel an appointment that the service made; raises ``NotFound``, ``Changed``, ``NotUnderstood``."""
    policy.require(work, Permission.AGENDA_CHANGE, work.actor.space_id)
    subject = _subject(work)
    shown = agenda.read_appointment(work, appointment_id=resource_id)
    if version and version != resources.version_of(shown.changed_at):
        raise Changed
    typed, status = resources.read_appointment(sent, subject=subject)
    try:
        if status is not shown.status:
            agenda.set_status(work, appointment_id=resource_id, occurs_at=shown.occurs_at, status=status)
        elif status is Status.CONFIRMED:
            agenda.change_appointment(work, appointment_id=resource_id, typed=typed, seen=shown.changed_at)
    except agenda.AppointmentChanged as fact:
        raise Changed from fact
    return resources.appointment(agenda.read_appointment(work, appointment_id=resource_id), subject=subject)


def note_beyond_scope(work: Work, *, kind: str) -> None:
    """Leave in the person's trail that a service asked for what its token does not say."""
    policy.open_to_all("a refusal is written down; nothing is read")
    policy.note_refusal(work, _space(work), "SERVICE_REFUSED", what=kind)


_ASKS = {
    "Appointment": Permission.AGENDA_READ,
    "DocumentReference": Permission.DOCUMENT_LIST,
    "Binary": Permission.DOCUMENT_READ,
    **dict.fromkeys(("Observation", *_SECTIONS), Permission.PROFILE_READ),
}
_WRITES = {"Appointment": Permission.AGENDA_CHANGE, "Observation": Permission.PROFILE_ADD}
_MEASURES = "MEASURES:"


def _asks(work: Work, kind: str) -> Permission:
    """Return what reading a kind asks for; that there is a person is known to whom anything at all was agreed."""
    if kind != "Patient":
        return _ASKS[kind]
    given = (p for p in (*_ASKS.values(), *_WRITES.values()) if policy.allowed(work, p, work.actor.space_id))
    return next(given, Permission.AGENDA_READ)


def _documents(work: Work, said: str) -> Found:
    """Return a page of documents, in the order of the person's own list; asked by key in SQL."""
    day, _, after = said.partition("_")
    try:
        place = documents.Place(date.fromisoformat(day), UUID(after)) if said else None
    except ValueError as fault:
        raise resources.NotUnderstood("page") from fault
    page = documents.list_documents(work, space_id=_space(work), place=place)
    last = page.rows[-1] if page.older and page.rows else None
    found = tuple(resources.document(row, subject=_subject(work)) for row in page.rows)
    return Found(found, f"{last.document_date.isoformat()}_{last.id}" if last else "")


def _appointments(work: Work, asked: Mapping[str, str], *, count: int) -> Found:
    said = asked.get("page", "") or asked.get("date", "").removeprefix("ge")
    try:
        since = datetime.fromisoformat(said) if said else work.now
    except ValueError as fault:
        raise resources.NotUnderstood("date") from fault
    if not _YEARS[0] <= since.year <= _YEARS[1]:
        raise resources.NotUnderstood("date")
    since = since if since.tzinfo else since.replace(tzinfo=work.now.tzinfo)
    found = agenda.read_following(work, since=since, limit=count)
    _note_reading(work, "rendez-vous")
    subject = _subject(work)
    after = found.next.isoformat() if found.next else ""
    return Found(tuple(resources.appointment(shown, subject=subject) for shown in found.rows), after)


def _observations(work: Work, code: str) -> list[Resource]:
    """Return the measures of the kinds that were agreed to, newest first."""
    loinc = code.rpartition("|")[2]
    table = {row["code"]: row for row in rows("measures")}
    offered = {row["category"] for row in rows("service_exchanges") if row["way"] == Way.READ}
    found: list[Resource] = []
    for name, kind in kinds().items():
        if f"{_MEASURES}{name}" not in offered or (loinc and table[name]["loinc"] != loinc):
            continue
        series = measures.read_series(work, code=name, period=measures.Period.ALL)
        found += [fhir.observation(kind, point, subject=_subject(work)) for point in series.points]
    return sorted(found, key=lambda one: (one["effectiveDateTime"], one["id"]), reverse=True)


def _entries(work: Work, kind: str) -> list[Resource]:
    section, said = _SECTIONS[kind]
    content = profile.read_profile(work).sections[section]
    return [said(entry, subject=_subject(work)) for entry in content.entries]


def _note_reading(work: Work, what: str) -> None:
    work.commit(Trace("SERVICE_READ_DATA", _space(work), object_type="service", detail={"categories": what}))


def _patient(subject: str) -> Resource:
    """Say who the person is to a service: an identifier of theirs, and no more; nobody agreed to a name."""
    return {
        "resourceType": "Patient",
        "id": subject.removeprefix("Patient/"),
        "text": fhir.narrative("Une personne qui a relié ce service à son carnet"),
        "active": True,
    }


def _count(said: str) -> int:
    return max(1, min(int(said), MOST)) if said.isascii() and said.isdigit() and len(said) < 5 else MOST


def _subject(work: Work) -> str:
    return f"Patient/{_space(work)}"


def _space(work: Work) -> UUID:
    if work.actor.space_id is None:
        raise NotFound
    return work.actor.space_id
