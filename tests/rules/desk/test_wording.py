"""How the desk reads what professionals type, and says who a patient is."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from csn_app.access.service import ReasonNotGiven
from csn_app.desk import wording
from csn_app.desk.patients import Patient
from csn_app.desk.service import PlaceNotChosen
from csn_app.identity.nir import NirFlaw, NirNotUnderstood
from csn_app.identity.service import HolderCard
from csn_app.identity.throttles import MustWait

NOW = datetime(2026, 11, 24, 13, 30, tzinfo=UTC)
ALICE = HolderCard(
    space_id=UUID(int=1),
    name="Alice Martin",
    used_family_name="MARTIN",
    used_given_name="ALICE",
    birth_family_name="LEFEVRE",
    birth_given_names="ALICE MARIE",
    sex="F",
    birth_date=date(1984, 5, 14),
    birth_date_precision="day",
    birth_place="Nantes",
    birth_place_code="44109",
    ins="284054410996148",
    ins_oid="1.2.250.1.213.1.4.10",
    deceased=False,
)


def test_a_patient_is_said_by_the_name_in_use_then_the_strict_traits() -> None:
    assert wording.name_of(ALICE) == "MARTIN Alice"
    said = wording.traits_of(ALICE, today=NOW.date()).replace("\u00a0", " ")
    assert said == "Née LEFEVRE ALICE MARIE, 14/05/1984 (42 ans), F, Nantes (44109)"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"sex": "M"}, "Né LEFEVRE ALICE MARIE, 14/05/1984 (42 ans), M, Nantes (44109)"),
        ({"birth_date_precision": "year"}, "Née LEFEVRE ALICE MARIE, 1984 (42 ans), F, Nantes (44109)"),
        ({"birth_date": date(2026, 9, 30)}, "Née LEFEVRE ALICE MARIE, 30/09/2026 (1 mois), F, Nantes (44109)"),
        ({"birth_place": "", "birth_place_code": ""}, "Née LEFEVRE ALICE MARIE, 14/05/1984 (42 ans), F"),
    ],
)
def test_what_is_not_known_is_not_said(changed: dict[str, object], said: str) -> None:
    card = replace(ALICE, **changed)  # type: ignore[arg-type]
    assert wording.traits_of(card, today=NOW.date()).replace("\u00a0", " ") == said


@pytest.mark.parametrize(
    ("lasts", "until", "soon"),
    [
        (None, "Sans fin", False),
        (timedelta(days=30), "Jusqu’au 24/12/2026", False),
        (timedelta(days=3), "Jusqu’au 27/11/2026", True),
        (timedelta(hours=2), "Jusqu’au 24/11/2026 à 16 h 30", True),
    ],
)
def test_an_access_says_until_when(lasts: timedelta | None, until: str, soon: bool) -> None:
    line = wording.patient_line(Patient(ALICE, NOW, NOW + lasts if lasts else None, None, 0, 0), now=NOW)
    assert (line.until.replace("\u00a0", " "), line.soon) == (until, soon)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ({"jour": "14", "mois": "5", "annee": "1984"}, date(1984, 5, 14)),
        ({"jour": " 01 ", "mois": "01", "annee": "2000"}, date(2000, 1, 1)),
        ({"jour": "31", "mois": "2", "annee": "1984"}, None),
        ({"jour": "14", "mois": "5", "annee": "84"}, None),
        ({"jour": "", "mois": "5", "annee": "1984"}, None),
        ({}, None),
    ],
)
def test_a_birth_date_is_a_day_of_the_calendar_or_nothing(typed: dict[str, str], day: date | None) -> None:
    assert wording.birth_date_of(typed) == day


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        (NirNotUnderstood(NirFlaw.LENGTH, missing=2), "Il manque 2 caractères"),
        (NirNotUnderstood(NirFlaw.LENGTH, missing=-1), "Il y a 1 caractère de trop"),
        (NirNotUnderstood(NirFlaw.KEY), "Un caractère est faux"),
        (NirNotUnderstood(NirFlaw.EMPTY), "Tapez le matricule INS"),
        (MustWait(NOW + timedelta(seconds=61), NOW), "Trop de recherches ou de demandes. Attendez 2 minutes"),
        (ReasonNotGiven(), "Écrivez le motif en une phrase, 200 caractères"),
        (PlaceNotChosen(), "Choisissez le lieu"),
    ],
)
def test_what_stopped_a_professional_is_said_with_what_to_do(fact: Exception, said: str) -> None:
    assert wording.said(fact).replace("\u00a0", " ").startswith(said)  # type: ignore[arg-type]
