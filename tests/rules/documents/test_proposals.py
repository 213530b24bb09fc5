"""What the rules of proposals read, and above all what they do not: precision before recall."""

from datetime import date
from functools import cache

import pytest

from csn_app.documents.medical_words import explain
from csn_app.documents.proposals_found import find_proposals
from csn_app.documents.proposals_text import Found, Kind
from tests.corpus.figures import TODAY, score
from tests.corpus.papers import HELD, KNOWN, papers
from tests.corpus.reading import pages_of


def _said(text: str) -> dict[str, str]:
    return {one.code or one.kind.value: one.value for one in find_proposals([text], today=TODAY)}


@cache
def _sample() -> dict[tuple[str, str], object]:
    forms = ("numérique",)
    sample = [*papers(HELD, each=2, forms=forms), *papers(KNOWN, each=1, forms=forms)]
    return dict(score((paper, pages_of(paper)) for paper in sample))


def test_nothing_of_a_fixed_sample_is_read_wrongly_and_most_is_read() -> None:
    scores = _sample()
    assert {name: one.wrong for (name, _), one in scores.items() if one.wrong} == {}  # type: ignore[attr-defined]
    right = sum(one.right for one in scores.values())  # type: ignore[attr-defined]
    missed = sum(len(one.missed) for one in scores.values())  # type: ignore[attr-defined]
    assert right / (right + missed) > 0.95


@pytest.mark.parametrize(
    "text",
    [
        "Objectif HbA1c : 6,5 %",
        "Poids de naissance : 3,2 kg",
        "Poids de forme : 65 kg",
        "Mère : TA 180/100 mmHg",
        "Tour de taille : 92 cm",
        "Foie de taille normale, flèche 15 cm",
        "HbA1c < 7,0 %",
        "Hémoglobine 13,4 - 16,7 g/dL",
        "Hémoglobine g/dL 13,4 - 16,7",
        "Potassium 40 mmol/L",
        "HbA1c 65 %",
        "Examen des urines\nLeucocytes 4,00 G/L",
        "Antériorité Résultat\nHémoglobine 13,0 g/dL 14,1 g/dL",
        "Hémoglobine 13,0 g/dL\nHémoglobine 14,1 g/dL",
        "Date de naissance : 04/06/1990",
        "Prochain rendez-vous le 04/06/2024",
        "Né le 04/06/1990",
        "Adressé par le Dr Basile Nervalet",
        "Certificat de vaccination\nPrévoir REPEVAX le 04/06/2024",
    ],
)
def test_what_leaves_a_doubt_is_not_proposed(text: str) -> None:
    assert {k: v for k, v in _said(text).items() if k not in {"CATEGORY", "TITLE"}} == {}


@pytest.mark.parametrize(
    ("text", "code", "value"),
    [
        ("Poids : 72,5 kg", "WEIGHT", "72.5"),
        ("Taille : 1,72 m", "HEIGHT", "172"),
        ("Taille 1 m 72", "HEIGHT", "172"),
        ("TA : 132/78 mmHg", "BLOOD_PRESSURE", "132 / 78"),
        ("PA 13/8", "BLOOD_PRESSURE", "130 / 80"),
        ("Glycémie à jeun : 0,95 g/L (0,70 - 1,10)", "GLUCOSE", "95"),
        ("L’HbA1c est à 7,2 % (contre 7,8 % l’an passé)", "GLYCATED_HEMOGLOBIN", "7.2"),
        ("Plaquettes ........ 254 000 /mm3", "PLATELETS", "254"),
        ("Le 12 mars 2024", "DATE", "2024-03-12"),
        ("ORDONNANCE", "CATEGORY", "ORD_SOIN"),
    ],
)
def test_what_is_plain_is_read(text: str, code: str, value: str) -> None:
    assert _said(text)[code] == value


def test_a_proposal_names_its_page_and_its_words() -> None:
    found = find_proposals(["", "Prélevé le 06/09/2022\nHbA1c : 5,4 %"], today=TODAY)
    one = next(one for one in found if one.kind is Kind.MEASURE)
    more = {"date": "2022-09-06"}
    assert one == Found(Kind.MEASURE, "5.4", 2, "HbA1c : 5,4 %", code="GLYCATED_HEMOGLOBIN", more=more)


def test_a_day_to_come_is_no_date() -> None:
    assert "DATE" not in {one.kind for one in find_proposals(["Prélevé le 06/09/2030"], today=date(2026, 1, 1))}


def test_medical_words_are_explained_in_the_order_of_the_text() -> None:
    assert [one.word for one in explain(["Échographie", "les plaquettes, une échographie"])] == [
        "Échographie",
        "Plaquettes",
    ]
