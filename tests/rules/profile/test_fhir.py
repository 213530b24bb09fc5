"""A profile as FHIR R4: each resource and the whole document are valid, and say no more than what is known."""

import json
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from fhir.resources.R4B import get_fhir_model_class

from csn_app.core.vocabulary import Section
from csn_app.identity.service import HolderCard
from csn_app.profile import fhir, ips
from csn_app.profile.figures import kinds
from csn_app.profile.measures import Point
from csn_app.profile.service import Content, Entry, Profile

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
SPACE = UUID("6f1c2f7e-2c5a-4f0e-9d55-3b0f5d1a7c01")
SUBJECT = f"urn:uuid:{SPACE}"
ALICE = HolderCard(
    space_id=SPACE,
    name="Alice Martin",
    used_family_name="Martin",
    used_given_name="Alice",
    birth_family_name="DURAND",
    birth_given_names="ALICE MARIE",
    sex="F",
    birth_date=date(1984, 5, 12),
    birth_date_precision="day",
    birth_place="Nantes",
    birth_place_code="44109",
    ins="284059999999938",
    ins_oid="1.2.250.1.213.1.4.10",
    deceased=False,
)
# Elements that R4 names or types otherwise than R4B, whose models check ours.
_R4B_ONLY = {
    "Immunization": {"informationSource"},
    "Observation": {"instantiates"},
    "MedicationStatement": {"medication"},
}


def _entry(section: Section, held: dict[str, str], *, by: UUID | None = None) -> Entry:
    return Entry(uuid4(), section, held, mine=by is None, by_professional=by, changed_at=NOW)


def _profile(**held: list[dict[str, str]]) -> Profile:
    sections = {
        section: Content(section, tuple(_entry(section, one) for one in held.get(section, [])), none=None)
        for section in Section
    }
    sections[Section.ALLERGIES] = Content(Section.ALLERGIES, (), none=_entry(Section.ALLERGIES, {}))
    return Profile(sections, today=NOW.date(), now=NOW)


def _valid(resource: dict[str, Any]) -> dict[str, Any]:
    """Check a resource with its model, and that nothing of it is lost on the way."""
    kind = resource["resourceType"]
    model = get_fhir_model_class(kind).model_validate_json(json.dumps(resource))
    assert json.loads(model.model_dump_json()) == resource
    assert not _R4B_ONLY.get(kind, set()) & resource.keys()
    return resource


@pytest.mark.parametrize(
    ("mapped", "section", "held"),
    [
        (fhir.allergy, Section.ALLERGIES, {"allergene": "Pénicilline", "gravite": "SEVERE", "reaction": "Malaise"}),
        (fhir.condition, Section.DISEASES, {"maladie": "Asthme <b>", "debut": "2011", "fin": "2020-03"}),
        (fhir.medication, Section.TREATMENTS, {"traitement": "Ventoline", "posologie": "1 bouffée", "debut": "2020"}),
        (fhir.medication, Section.TREATMENTS, {"traitement": "Ventoline", "commentaire": "Le soir"}),
        (fhir.immunization, Section.VACCINATIONS, {"vaccin": "HEXA", "debut": "2016-03-20", "lot": "A1", "dose": "2e"}),
        (fhir.blood_group, Section.BLOOD_GROUP, {"groupe": "O-"}),
    ],
)
def test_an_entry_is_a_valid_resource(mapped: Any, section: Section, held: dict[str, str]) -> None:
    resource = _valid(mapped(_entry(section, held), subject=SUBJECT))
    assert SUBJECT in json.dumps(resource)
    assert "<b>" not in resource["text"]["div"]


def test_what_the_person_said_is_unconfirmed_and_what_is_over_is_resolved() -> None:
    held = {"maladie": "Asthme", "debut": "2011", "fin": "2020"}
    own = fhir.condition(_entry(Section.DISEASES, held), subject=SUBJECT)
    theirs = fhir.condition(_entry(Section.DISEASES, {"maladie": "Asthme"}, by=uuid4()), subject=SUBJECT)
    assert own["verificationStatus"]["coding"][0]["code"] == "unconfirmed"
    assert own["clinicalStatus"]["coding"][0]["code"] == "resolved"
    assert theirs["verificationStatus"]["coding"][0]["code"] == "confirmed"
    assert "asserter" not in theirs


def test_a_patient_has_no_more_of_a_birthday_than_is_known() -> None:
    assert _valid(fhir.patient(ALICE))["birthDate"] == "1984-05-12"
    unknown = HolderCard(**{name: getattr(ALICE, name) for name in ALICE.__slots__} | {"birth_date_precision": "year"})
    assert fhir.patient(unknown)["birthDate"] == "1984"


@pytest.mark.parametrize("code", list(kinds()))
def test_every_kind_of_measure_is_a_valid_observation(code: str) -> None:
    kind = kinds()[code]
    point = Point(uuid4(), NOW, ("120", "80")[: len(kind.parts) or 1], timed=True, context={}, mine=True)
    found = _valid(fhir.observation(kind, point, subject=SUBJECT))
    assert ("component" in found) == (len(kind.parts) > 1)
    if kind.laboratory:
        assert found["category"][0]["coding"][0]["code"] == "laboratory"


def test_a_measure_without_an_hour_has_none() -> None:
    point = Point(uuid4(), NOW, ("72.5",), timed=False, context={}, mine=True)
    found = fhir.observation(kinds()["WEIGHT"], point, subject=SUBJECT)
    assert found["effectiveDateTime"] == "2026-11-24"
    assert found["valueQuantity"]["value"] == 72.5


def test_the_document_is_valid_and_every_reference_leads_somewhere() -> None:
    profile = _profile(
        DISEASES=[{"maladie": "Asthme", "debut": "2011"}],
        VACCINATIONS=[{"vaccin": "HEXA", "debut": "2016"}],
        BLOOD_GROUP=[{"groupe": "O-"}],
        STAYS=[{"motif": "Appendicite", "debut": "2001"}],
    )
    point = Point(uuid4(), NOW, ("72.5",), timed=True, context={}, mine=True)
    lab = Point(uuid4(), NOW, ("1.2",), timed=False, context={}, mine=True)
    latest = [(kinds()["WEIGHT"], point), (kinds()["CHOLESTEROL_LDL"], lab)]
    bundle = _valid(ips.document(ALICE, profile, latest, at=NOW))
    urls = [entry["fullUrl"] for entry in bundle["entry"]]
    assert len(set(urls)) == len(urls)
    composition = bundle["entry"][0]["resource"]
    assert composition["resourceType"] == "Composition"
    referred = {entry["reference"] for section in composition["section"] for entry in section.get("entry", [])}
    assert referred | {SUBJECT} == set(urls[1:])
    codes = {s["code"]["coding"][0]["code"]: s for s in composition["section"]}
    assert {"10160-0", "48765-2", "11450-4"} <= codes.keys()
    assert [len(codes[code]["entry"]) for code in ("30954-2", "8716-3")] == [2, 1]
    assert codes["48765-2"]["emptyReason"]["coding"][0]["code"] == "nilknown"
    assert codes["10160-0"]["emptyReason"]["coding"][0]["code"] == "unavailable"
    # The dates that people are told are those of France.
    assert bundle["timestamp"] == "2026-11-24T10:30:00+01:00"
