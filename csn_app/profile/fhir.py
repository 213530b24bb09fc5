"""What a profile holds as FHIR R4 resources (HL7 FHIR 4.0.1), from the frozen views of this room. Pure.

``subject`` is a reference to the patient: ``urn:uuid:…`` inside a document, ``Patient/…`` from an API. What the person
said themselves is ``unconfirmed``; what a professional wrote is ``confirmed``. Nothing is coded that the reference
tables do not code: diseases, allergens and treatments are words.
"""

from collections.abc import Mapping
from functools import cache
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from csn_app.core.reference import rows
from csn_app.identity.service import HolderCard
from csn_app.profile.figures import MeasureKind
from csn_app.profile.measures import Point
from csn_app.profile.service import Entry

Resource = dict[str, Any]
_HL7 = "http://terminology.hl7.org/CodeSystem"
_FR_IDENTIFIER = "https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-v2-0203"
_INS = {
    "1.2.250.1.213.1.4.8": "INS-NIR",
    "1.2.250.1.213.1.4.9": "INS-NIA",
    "1.2.250.1.213.1.4.10": "INS-NIR-TEST",
    "1.2.250.1.213.1.4.11": "INS-NIR-DEMO",
}
_ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
_FRANCE = ZoneInfo("Europe/Paris")
_CRITICAL = {"SEVERE": "high", "MILD": "low", "UNKNOWN": "unable-to-assess"}
_VITAL = frozenset(
    {"WEIGHT", "HEIGHT", "BODY_MASS_INDEX", "HEAD_CIRCUMFERENCE", "BODY_TEMPERATURE", "HEART_RATE", "BLOOD_PRESSURE"}
    | {"OXYGEN_SATURATION", "RESPIRATORY_RATE"}
)


def patient(holder: HolderCard) -> Resource:
    """Say who the person is; the national identifier where it is known. ``id`` is that of their space."""
    usual = {"use": "usual", "family": holder.used_family_name, "given": [holder.used_given_name]}
    official = {"use": "official", "family": holder.birth_family_name, "given": holder.birth_given_names.split()}
    known = birth_known(holder)
    found: Resource = {
        "resourceType": "Patient",
        "id": str(holder.space_id),
        "text": narrative(f"{holder.name}, {known}"),
        "name": [name for name in (official, usual) if name["family"] and any(name["given"])],
        "gender": {"F": "female", "M": "male"}.get(holder.sex, "unknown"),
        "birthDate": known,
    }
    if holder.ins:
        named: Resource = {"use": "official", "system": f"urn:oid:{holder.ins_oid}", "value": holder.ins}
        if holder.ins_oid in _INS:
            named["type"] = _coded(_FR_IDENTIFIER, _INS[holder.ins_oid])
        found["identifier"] = [named]
    return found


def birth_known(holder: HolderCard) -> str:
    """Return as much of the day of birth as is known: a month or a day that were made up are not said."""
    day = holder.birth_date.isoformat()
    return {"month": day[: len("2011-03")], "year": day[: len("2011")]}.get(holder.birth_date_precision, day)


def allergy(entry: Entry, *, subject: str) -> Resource:
    """Say an allergy (AllergyIntolerance); « grave » is a high criticality."""
    held = entry.held
    found = _begin("AllergyIntolerance", entry, held["allergene"])
    found |= {
        "clinicalStatus": _status("allergyintolerance-clinical", held),
        "verificationStatus": _verified("allergyintolerance-verification", entry),
        "code": {"text": held["allergene"]},
        "patient": {"reference": subject},
    }
    if held.get("gravite") in _CRITICAL:
        found["criticality"] = _CRITICAL[held["gravite"]]
    if held.get("reaction"):
        found["reaction"] = [{"manifestation": [{"text": held["reaction"]}]}]
    if held.get("debut"):
        found["onsetDateTime"] = held["debut"]
    return found | _asserted(entry, subject) | _note(held)


def condition(entry: Entry, *, subject: str) -> Resource:
    """Say a disease or a health matter (Condition)."""
    held = entry.held
    found = _begin("Condition", entry, held["maladie"])
    found |= {
        "clinicalStatus": _status("condition-clinical", held),
        "verificationStatus": _verified("condition-ver-status", entry),
        "category": [_coded(f"{_HL7}/condition-category", "problem-list-item")],
        "code": {"text": held["maladie"]},
        "subject": {"reference": subject},
    }
    if held.get("debut"):
        found["onsetDateTime"] = held["debut"]
    if held.get("fin"):
        found["abatementDateTime"] = held["fin"]
    return found | _asserted(entry, subject) | _note(held)


def medication(entry: Entry, *, subject: str) -> Resource:
    """Say a treatment (MedicationStatement): as it was written, dose and all, without any computation."""
    held = entry.held
    period = {name: held[field] for name, field in (("start", "debut"), ("end", "fin")) if held.get(field)}
    found = _begin("MedicationStatement", entry, ", ".join(filter(None, (held["traitement"], held.get("posologie")))))
    found |= {
        "status": "completed" if held.get("fin") else "active",
        "medicationCodeableConcept": {"text": held["traitement"]},
        "subject": {"reference": subject},
    }
    if period:
        found["effectivePeriod"] = period
    else:
        found["_effectiveDateTime"] = {"extension": [{"url": _ABSENT, "valueCode": "unknown"}]}
    if held.get("posologie"):
        found["dosage"] = [{"text": held["posologie"]}]
    if entry.by_professional is None:
        found["informationSource"] = {"reference": subject}
    return found | _note(held)


def immunization(entry: Entry, *, subject: str) -> Resource:
    """Say a vaccination (Immunization), with the ATC and CVX codes of ``vaccines.csv``."""
    held = entry.held
    vaccine = next((row for row in rows("vaccines") if row["id"] == held["vaccin"]), {})
    systems = (("http://www.whocc.no/atc", "atc"), ("http://hl7.org/fhir/sid/cvx", "cvx"))
    codes = [{"system": system, "code": vaccine[field]} for system, field in systems if vaccine.get(field)]
    said = vaccine.get("label_fr") or held["vaccin"]
    found = _begin("Immunization", entry, said)
    found |= {
        "status": "completed",
        "vaccineCode": {"coding": codes, "text": said} if codes else {"text": said},
        "patient": {"reference": subject},
        "occurrenceDateTime": held["debut"],
        "primarySource": entry.by_professional is not None,
    }
    if held.get("lot"):
        found["lotNumber"] = held["lot"]
    if held.get("vaccinateur"):
        found["performer"] = [{"actor": {"display": held["vaccinateur"]}}]
    if held.get("dose"):
        found["protocolApplied"] = [{"doseNumberString": held["dose"]}]
    return found | _note(held)


def blood_group(entry: Entry, *, subject: str) -> Resource:
    """Say the blood group as it was copied from a card (Observation, LOINC 882-1)."""
    group = entry.held["groupe"]
    found = _begin("Observation", entry, f"Groupe sanguin déclaré, {group}")
    found |= {
        "status": "final",
        "code": _coded("http://loinc.org", "882-1") | {"text": "Groupe sanguin déclaré"},
        "subject": {"reference": subject},
        "performer": [{"reference": subject}],
        "valueCodeableConcept": {"text": group},
    }
    if entry.held.get("debut"):
        found["effectiveDateTime"] = entry.held["debut"]
    else:
        found["_effectiveDateTime"] = {"extension": [{"url": _ABSENT, "valueCode": "unknown"}]}
    return found | _note(entry.held)


@cache
def _described() -> dict[str, dict[str, str]]:
    """Return the measures and the results of laboratories by code, with their LOINC code and unit."""
    named = {row["code"]: row for row in rows("analytes")}
    results = {
        row["code"]: {**named[row["code"]], "unit_ucum": row["unit_ucum"], "unit_label_fr": row["unit_fr"]}
        for row in rows("analyte_forms")
        if row["code"] in named
    }
    return results | {row["code"]: row for row in rows("measures")}


def observation(kind: MeasureKind, point: Point, *, subject: str) -> Resource:
    """Say a measure (Observation); both figures of a tension are components of one. A computed one has no ``id``."""
    table = _described()
    moment = point.taken_at.astimezone(_FRANCE)
    figures = [
        _quantity(table[code], value)
        for code, value in zip([p.code for p in kind.parts] or [kind.code], point.figures, strict=True)
    ]
    unit = table[kind.code]["unit_label_fr"]
    found: Resource = {
        "resourceType": "Observation",
        "text": narrative(f"{kind.label}, {'/'.join(point.figures)} {unit}, {moment.date().isoformat()}"),
        "status": "final",
        "code": _measured(table[kind.code]),
        "subject": {"reference": subject},
        "effectiveDateTime": moment.isoformat(timespec="seconds") if point.timed else moment.date().isoformat(),
        "performer": [{"reference": subject}],
    }
    if point.id is not None:
        found["id"] = str(point.id)
    if kind.laboratory:
        found["category"] = [_coded(f"{_HL7}/observation-category", "laboratory")]
    if kind.code in _VITAL:
        found["category"] = [_coded(f"{_HL7}/observation-category", "vital-signs")]
    if len(figures) == 1:
        found["valueQuantity"] = figures[0]
    else:
        found["component"] = [
            {"code": _measured(table[part.code]), "valueQuantity": value}
            for part, value in zip(kind.parts, figures, strict=True)
        ]
    if point.context.get("remarque"):
        found["note"] = [{"text": point.context["remarque"]}]
    return found


def narrative(*lines: str) -> Resource:
    """Return the generated narrative of a resource or a section: its words, never as markup."""
    said = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return {
        "status": "generated",
        "div": f'<div xmlns="http://www.w3.org/1999/xhtml" xml:lang="fr" lang="fr">{said}</div>',
    }


def _begin(kind: str, entry: Entry, said: str) -> Resource:
    return {"resourceType": kind, "id": str(entry.id), "text": narrative(said)}


def _coded(system: str, code: str) -> Resource:
    return {"coding": [{"system": system, "code": code}]}


def _status(system: str, held: Mapping[str, str]) -> Resource:
    return _coded(f"{_HL7}/{system}", "resolved" if held.get("fin") else "active")


def _verified(system: str, entry: Entry) -> Resource:
    return _coded(f"{_HL7}/{system}", "confirmed" if entry.by_professional else "unconfirmed")


def _asserted(entry: Entry, subject: str) -> Resource:
    return {} if entry.by_professional else {"asserter": {"reference": subject}}


def _note(held: Mapping[str, str]) -> Resource:
    return {"note": [{"text": held["commentaire"]}]} if held.get("commentaire") else {}


def _measured(row: Mapping[str, str]) -> Resource:
    named: Resource = {"text": row["label_fr"]}
    return named | ({"coding": [{"system": "http://loinc.org", "code": row["loinc"]}]} if row["loinc"] else {})


def _quantity(row: Mapping[str, str], value: str) -> Resource:
    number = float(value)
    return {
        "value": int(number) if number.is_integer() else number,
        "unit": row["unit_label_fr"],
        "system": "http://unitsofmeasure.org",
        "code": row["unit_ucum"],
    }
