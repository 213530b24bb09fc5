"""What services read and write is FHIR R4, theirs by consent, and one person's only."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from fhir.resources.R4B import get_fhir_model_class  # type: ignore[import-untyped]

from csn_app.audit import service as audit
from csn_app.core.actor import Actor
from csn_app.core.errors import CsnError, NotFound
from csn_app.core.vocabulary import PatientCategory, Section
from csn_app.interop import resources, rules, service
from csn_app.interop.conformance import capability
from csn_app.profile import measures
from csn_app.profile import service as profile
from tests.factories import OpenWork, a_holder, a_linked_service
from tests.services.agenda.people import whole
from tests.services.documents.sending import a_document


def _is_r4(resource: dict[str, Any]) -> None:
    get_fhir_model_class(resource["resourceType"]).model_validate(resource)


def _appointment(actor: Actor, start: str, **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Appointment",
        "status": "booked",
        "description": "Contrôle",
        "start": start,
        "minutesDuration": 20,
        "participant": [
            {"actor": {"reference": f"Patient/{actor.space_id}"}, "status": "accepted"},
            {"actor": {"display": "Dr Fontenay"}, "status": "accepted"},
        ],
    } | more


def _weight(actor: Actor, value: float = 72.4, **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "29463-7"}]},
        "subject": {"reference": f"Patient/{actor.space_id}"},
        "effectiveDateTime": "2026-11-01T07:30:00+01:00",
        "valueQuantity": {"value": value, "unit": "kg", "system": "http://unitsofmeasure.org", "code": "kg"},
    } | more


def test_an_appointment_is_pushed_moved_and_cancelled(open_work: OpenWork) -> None:
    alice = a_holder(open_work)
    booking = a_linked_service(open_work, alice, "SVC-03-AGENDA-W")
    with open_work(booking) as work:
        start, later = whole(work.now, days=2).isoformat(), whole(work.now, days=4).isoformat()
        made = service.create(work, kind="Appointment", sent=_appointment(booking, start))
    _is_r4(made)
    key = resources.id_of(made["id"])
    with open_work(booking) as work, pytest.raises(service.Changed):
        service.update(work, resource_id=key, sent=_appointment(booking, later), version="1")
    with open_work(booking) as work:
        version = made["meta"]["versionId"]
        moved = service.update(work, resource_id=key, sent=_appointment(booking, later), version=version)
        assert moved["start"] != made["start"]
        gone = service.update(work, resource_id=key, sent=_appointment(booking, later, status="cancelled"), version="")
        assert gone["status"] == "cancelled"
        (found,) = service.search(work, kind="Appointment", asked={}).resources
        _is_r4(found)
    with open_work(alice) as work:
        acts = [line.action for line in audit.traces_of(work, alice.space_id) if line.quality == "SERVICE"]
    assert acts.count("APPOINTMENT_SAVED") == 3
    assert "SERVICE_READ_DATA" in acts


def test_a_weight_arrives_and_nothing_of_it_is_read_back(open_work: OpenWork) -> None:
    alice = a_holder(open_work)
    scale = a_linked_service(open_work, alice, "SVC-08-POIDS-W", code="SVC-08")
    with open_work(scale) as work:
        service.create(work, kind="Observation", sent=_weight(scale))
    with open_work(scale) as work, pytest.raises(NotFound):
        service.search(work, kind="Observation", asked={})
    with open_work(alice) as work:
        (point,) = measures.read_series(work, code="WEIGHT", period=measures.Period.ALL).points
    assert point.figures == ("72.4",)


@pytest.mark.parametrize(
    "wrong",
    [
        {"subject": {"reference": f"Patient/{uuid4()}"}},
        {"subject": {}},
        {"valueQuantity": {"value": "72", "code": "kg"}},
        {"valueQuantity": {"value": 159, "code": "[lb_av]"}},
        {"effectiveDateTime": "2026-11-01"},
        {"status": "preliminary"},
        {"code": {"coding": [{"system": "http://loinc.org", "code": "1-1"}]}},
        {"resourceType": "Condition"},
    ],
)
def test_what_is_about_another_or_not_understood_is_refused_whole(open_work: OpenWork, wrong: dict[str, Any]) -> None:
    alice = a_holder(open_work)
    scale = a_linked_service(open_work, alice, "SVC-08-POIDS-W", code="SVC-08")
    with open_work(scale) as work, pytest.raises(resources.NotUnderstood):
        service.create(work, kind="Observation", sent=_weight(scale) | wrong)
    with open_work(alice) as work:
        assert measures.noted_kinds(work) == frozenset()


def test_two_patients_in_one_appointment_are_refused(open_work: OpenWork) -> None:
    alice, noe = a_holder(open_work), a_holder(open_work)
    booking = a_linked_service(open_work, alice, "SVC-03-AGENDA-W")
    with open_work(booking) as work:
        sent = _appointment(booking, whole(work.now, days=2).isoformat())
        sent["participant"].append({"actor": {"reference": f"Patient/{noe.space_id}"}, "status": "accepted"})
        with pytest.raises(resources.NotUnderstood):
            service.create(work, kind="Appointment", sent=sent)


def test_what_is_read_is_r4_and_only_what_was_agreed(open_work: OpenWork) -> None:
    alice = a_holder(open_work)
    with open_work(alice) as work:
        profile.add_entry(work, section=Section.ALLERGIES, typed={"allergene": "Arachide", "gravite": "SEVERE"})
        profile.add_entry(work, section=Section.TREATMENTS, typed={"traitement": "Salbutamol"})
    paper = a_document(open_work, alice, category=PatientCategory.DOC_ADM)
    a_document(open_work, alice, category=PatientCategory.BIOLOGIE)
    hospital = a_linked_service(
        open_work, alice, "SVC-09-ALLERGIES-R", "SVC-09-TRAITEMENTS-R", "SVC-09-PAPIERS-R", code="SVC-09"
    )
    with open_work(hospital) as work:
        for kind in ("Patient", "AllergyIntolerance", "MedicationStatement", "DocumentReference"):
            (one,) = service.search(work, kind=kind, asked={}).resources
            _is_r4(one)
            assert service.read_resource(work, kind=kind, resource_id=resources.id_of(one["id"])) == one
        assert one["id"] == str(paper.id)
        assert service.search(work, kind="Condition", asked={}).resources == ()
        _is_r4(resources.bundle([one], links={"self": "http://x/fhir"}, base="http://x/fhir"))
    with open_work(hospital) as work, pytest.raises(NotFound):
        service.search(work, kind="Appointment", asked={})
    with open_work(hospital) as work, pytest.raises(NotFound):
        service.search(work, kind="AllergyIntolerance", asked={"patient": str(uuid4())})


def test_a_search_is_read_page_after_page(open_work: OpenWork) -> None:
    alice = a_holder(open_work)
    walk = a_linked_service(open_work, alice, "SVC-08-PAS-R", code="SVC-08")
    with open_work(alice) as work:
        for day in range(5):
            when = date(2026, 11, 1) + timedelta(days=day)
            typed = {"valeur": str(4000 + day), "date": when.isoformat()}
            measures.note_measure(work, code="STEPS_BY_DAY", typed=typed)
    found: list[str] = []
    page = "0"
    while page:
        with open_work(walk) as work:
            answer = service.search(work, kind="Observation", asked={"_count": "2", "page": page})
        found += [one["effectiveDateTime"] for one in answer.resources]
        page = answer.next
    assert found == sorted(found, reverse=True)
    assert len(set(found)) == 5


def test_the_statement_of_what_the_api_can_do_is_r4() -> None:
    _is_r4(capability("http://localhost:3000/fhir"))
    _is_r4(resources.outcome("not-found", "Rien ici."))


def test_scopes_say_no_more_than_lines() -> None:
    row = {"category": "AGENDA", "way": "READ"}
    assert rules.granted("patient/*.cruds", [row]) == "patient/Appointment.rs patient/Patient.rs"
    assert rules.granted("patient/Appointment.write", [row]) == ""
    assert not rules.may(["patient/Appointment.rs"], "Appointment", "c")
    assert not rules.may(["user/*.cruds", "patient/Encounter.rs"], "Appointment", "r")


@pytest.mark.parametrize("value", [10**4000, 1e300, 5e-324, -1, 0])
def test_a_figure_without_measure_is_refused_in_words(open_work: OpenWork, value: float) -> None:
    scale = a_linked_service(open_work, a_holder(open_work), "SVC-08-POIDS-W", code="SVC-08")
    with open_work(scale) as work, pytest.raises(CsnError):
        service.create(work, kind="Observation", sent=_weight(scale, value))
