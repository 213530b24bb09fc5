"""Appointments and documents as FHIR R4 resources (HL7 FHIR 4.0.1), and what a service sends back. Pure.

Profile entries and measures have their mapping in ``profile.fhir``.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from csn_app.agenda.rules import DURATIONS, PARIS, TITLE
from csn_app.agenda.views import Shown
from csn_app.agenda.vocabulary import Status
from csn_app.core.errors import CsnError
from csn_app.core.reference import labels, rows
from csn_app.documents.views import DocumentRow
from csn_app.profile.fhir import narrative

Resource = dict[str, Any]
_LOINC = "http://loinc.org"
_STATUS = {
    Status.CONFIRMED: "booked",
    Status.HONOURED: "fulfilled",
    Status.CANCELLED: "cancelled",
    Status.MISSED: "noshow",
    Status.MISTAKE: "entered-in-error",
}
_ASKED = {"booked": Status.CONFIRMED, "cancelled": Status.CANCELLED}
_PARTS = {"8480-6": "systolique", "8462-4": "diastolique"}


class NotUnderstood(CsnError):
    """What a service sent is no resource that this API takes; ``where`` names the element."""

    def __init__(self, where: str) -> None:
        """Keep the element that is wrong."""
        super().__init__(where)
        self.where = where


def appointment(shown: Shown, *, subject: str) -> Resource:
    """Say one appointment (Appointment), with what a partner needs of it: when, what, where, and what became of it."""
    details = shown.details
    start = shown.occurs_at.astimezone(PARIS)
    end = datetime.fromtimestamp(shown.occurs_at.timestamp() + 60 * shown.minutes, tz=PARIS)
    found: Resource = {
        "resourceType": "Appointment",
        "id": str(shown.id),
        "meta": {"versionId": version_of(shown.changed_at), "lastUpdated": _instant(shown.changed_at)},
        "text": narrative(f"{details.title}, {start.date().isoformat()}"),
        "status": _STATUS[shown.status],
        "description": details.title,
        "start": _instant(start),
        "end": _instant(end),
        "minutesDuration": shown.minutes,
        "participant": [{"actor": {"reference": subject}, "status": "accepted"}],
    }
    if details.with_whom:
        found["participant"].append({"actor": {"display": details.with_whom}, "status": "accepted"})
    if details.preparation:
        found["patientInstruction"] = details.preparation
    return found


def document(row: DocumentRow, *, subject: str) -> Resource:
    """Say one document (DocumentReference) and where its bytes are (Binary), which a consent may open too."""
    words = labels("patient_categories")[row.category]
    return {
        "resourceType": "DocumentReference",
        "id": str(row.id),
        "meta": {"versionId": str(row.version), "lastUpdated": _instant(row.added_at)},
        "text": narrative(f"{row.title}, {row.document_date.isoformat()}"),
        "status": "current",
        "type": {"text": words},
        "category": [{"text": words}],
        "subject": {"reference": subject},
        "date": _instant(row.added_at),
        "description": row.title,
        "content": [
            {
                "attachment": {
                    "contentType": row.media_type,
                    "url": f"Binary/{row.id}",
                    "size": row.size,
                    "title": row.title,
                    "creation": row.document_date.isoformat(),
                }
            }
        ],
    }


def read_appointment(sent: Any, *, subject: str) -> tuple[dict[str, str], Status]:
    """Return the form of an appointment that a service sends, and what became of it; raises ``NotUnderstood``."""
    _is(sent, "Appointment")
    status = _ASKED.get(_text(sent.get("status")))
    if status is None:
        raise NotUnderstood("Appointment.status")
    people = _list(sent.get("participant"), "Appointment.participant")
    _is_about(subject, [_text(_map(p, "actor").get("reference")) for p in people], "Appointment.participant")
    start, title = _moment(sent.get("start"), "Appointment.start"), _text(sent.get("description")).strip()
    if not title or len(title) > TITLE:
        raise NotUnderstood("Appointment.description")
    others = [_text(_map(p, "actor").get("display")) for p in people]
    here = start.astimezone(PARIS)
    return {
        "motif": title,
        "genre": "CONSULTATION",
        "jour": str(here.day),
        "mois": str(here.month),
        "annee": str(here.year),
        "heure": f"{here:%H:%M}",
        "duree": _minutes(sent, start),
        "avec": next((name for name in others if name), ""),
        "preparation": _text(sent.get("patientInstruction")),
    }, status


def read_observation(sent: Any, *, subject: str) -> tuple[str, dict[str, str]]:
    """Return the kind of a measure that a service sends, and its form; raises ``NotUnderstood``."""
    _is(sent, "Observation")
    if sent.get("status") != "final":
        raise NotUnderstood("Observation.status")
    _is_about(subject, [_text(_map(sent, "subject").get("reference"))], "Observation.subject")
    row = _measure(sent, "Observation.code")
    moment = _moment(sent.get("effectiveDateTime"), "Observation.effectiveDateTime").astimezone(PARIS)
    typed = {"date": moment.date().isoformat(), "heure": f"{moment:%H:%M}"}
    if not row["components"]:
        return row["code"], typed | {"valeur": _figure(sent, row)}
    for part in _list(sent.get("component"), "Observation.component"):
        figure = _measure(part, "Observation.component.code")
        typed[_PARTS.get(figure["loinc"], "")] = _figure(part, figure)
    return row["code"], typed


def version_of(changed_at: datetime) -> str:
    """Return the version of a row that keeps when it was last changed."""
    return str(int(changed_at.timestamp() * 1_000_000))


def bundle(found: Iterable[Resource], *, links: Mapping[str, str], base: str) -> Resource:
    """Answer a search (Bundle, searchset): a page, with where the next one begins."""
    entries = [
        {
            "fullUrl": f"{base}/{one['resourceType']}/{one['id']}",
            "resource": one,
            "search": {"mode": "match"},
        }
        for one in found
    ]
    said: Resource = {
        "resourceType": "Bundle",
        "type": "searchset",
        "link": [{"relation": name, "url": url} for name, url in links.items()],
    }
    return said | ({"entry": entries} if entries else {})


def outcome(code: str, words: str, *, where: str = "") -> Resource:
    """Say what stopped a call (OperationOutcome); no word of health is in it."""
    issue: Resource = {"severity": "error", "code": code, "diagnostics": words}
    if where:
        issue["expression"] = [where]
    return {"resourceType": "OperationOutcome", "issue": [issue]}


def _is(sent: Any, kind: str) -> None:
    if not isinstance(sent, dict) or sent.get("resourceType") != kind:
        raise NotUnderstood("resourceType")


def _is_about(subject: str, named: list[str], where: str) -> None:
    """A resource about another person, or about two, is refused whole."""
    patients = {name for name in named if name.startswith("Patient/") or "/Patient/" in name}
    if patients != {subject}:
        raise NotUnderstood(where)


def _measure(sent: Mapping[str, Any], where: str) -> dict[str, str]:
    for coding in _list(_map(sent, "code").get("coding"), where):
        for row in rows("measures"):
            if coding.get("system") == _LOINC and row["loinc"] and coding.get("code") == row["loinc"]:
                return row
    raise NotUnderstood(where)


def _figure(sent: Mapping[str, Any], row: Mapping[str, str]) -> str:
    quantity = _map(sent, "valueQuantity")
    value = quantity.get("value")
    if quantity.get("code") != row["unit_ucum"] or isinstance(value, bool) or not isinstance(value, int | float):
        raise NotUnderstood("valueQuantity")
    try:
        return f"{Decimal(str(value)):f}"
    except InvalidOperation as fault:
        raise NotUnderstood("valueQuantity") from fault


def _minutes(sent: Mapping[str, Any], start: datetime) -> str:
    minutes = sent.get("minutesDuration")
    if minutes is None and sent.get("end"):
        minutes = int((_moment(sent["end"], "Appointment.end") - start).total_seconds() // 60)
    minutes = 30 if minutes is None else minutes
    if isinstance(minutes, bool) or not isinstance(minutes, int) or not 0 < minutes <= DURATIONS[-1]:
        raise NotUnderstood("Appointment.minutesDuration")
    return str(min(known for known in DURATIONS if known >= minutes))


def _moment(said: Any, where: str) -> datetime:
    try:
        moment = datetime.fromisoformat(said)
        here = moment.astimezone(PARIS)
    except (TypeError, ValueError, OverflowError) as fault:
        raise NotUnderstood(where) from fault
    if moment.tzinfo is None:
        raise NotUnderstood(where)
    return here


def _list(said: Any, where: str) -> list[dict[str, Any]]:
    if not isinstance(said, list) or not all(isinstance(one, dict) for one in said) or len(said) > 20:
        raise NotUnderstood(where)
    return said


def _map(sent: Mapping[str, Any], name: str) -> dict[str, Any]:
    said = sent.get(name)
    return said if isinstance(said, dict) else {}


def _text(said: Any) -> str:
    return said if isinstance(said, str) else ""


def _instant(moment: datetime) -> str:
    return moment.astimezone(PARIS).isoformat(timespec="seconds")


def id_of(said: str) -> UUID | None:
    """Return an identifier of a resource, or None for what is none."""
    try:
        return UUID(said)
    except ValueError:
        return None
