"""What a file's name says of its content (R-DO-7, R-DO-14)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csn_app.core.vocabulary import PatientCategory
from csn_app.documents import formats

TODAY = date(2026, 5, 1)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("ordonnance_dr_martin.pdf", "Ordonnance dr martin"),
        ("2026-03-12_Radio-genou-droit.pdf", "Radio genou droit"),
        ("CR consultation du 12 mars 2026.docx", "CR consultation du"),
        ("/chez/moi/Bilan sanguin (2).pdf", "Bilan sanguin"),
        ("Prise de sang.JPG", "Prise de sang"),
        ("IMG_1234.jpg", None),
        ("IMG_20260312_101112.HEIC", None),
        ("DSC00042.JPG", None),
        ("PXL_20260312_101112345.jpg", None),
        ("Scan 12-03-2026.pdf", None),
        ("WhatsApp Image 2026-03-12 at 10.11.12.jpeg", None),
        ("Capture d’écran 2026-03-12.png", None),
        ("document (3).pdf", None),
        ("d41d8cd98f00b204e9800998ecf8427e.pdf", None),
        (".pdf", None),
        ("", None),
    ],
)
def test_propose_title_from_a_name(name: str, title: str | None) -> None:
    assert formats.propose_title(name) == title


def test_clean_title_cuts_at_a_word_and_drops_what_does_not_print() -> None:
    title = formats.clean_title("Microsoft Word - compte\x00 rendu de l’hospitalisation de jour en cardiologie.docx")
    assert title == "Compte rendu de l’hospitalisation de jour en"
    assert formats.clean_title("Microsoft Word - Document1") is None
    assert formats.clean_title("a" * 80) == "A" + "a" * 49


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2026-03-12.pdf", date(2026, 3, 12)),
        ("IMG_20260312_101112.jpg", date(2026, 3, 12)),
        ("scan20260312101112.pdf", date(2026, 3, 12)),
        ("CR 12-03-2026.pdf", date(2026, 3, 12)),
        ("CR 12.3.2026.pdf", date(2026, 3, 12)),
        ("CR_12032026.pdf", date(2026, 3, 12)),
        ("CR du 1er août 2025.pdf", date(2025, 8, 1)),
        ("20122019.pdf", date(2019, 12, 20)),
        ("2026-13-45.pdf", None),
        ("2026-05-02.pdf", None),
        ("dossier 1234567890123.pdf", None),
        ("ordonnance.pdf", None),
    ],
)
def test_propose_date_from_a_name(name: str, day: date | None) -> None:
    assert formats.propose_date(name, today=TODAY) == day


@pytest.mark.parametrize(
    ("name", "category"),
    [
        ("Ordonnance.pdf", PatientCategory.ORD_SOIN),
        ("IRM_genou.pdf", PatientCategory.RADIO_SC),
        ("Échographie.pdf", PatientCategory.RADIO_SC),
        ("bilan-sanguin.pdf", PatientCategory.BIOLOGIE),
        ("Carnet de vaccination.jpg", PatientCategory.DEPISTAG),
        ("certificat médical sport.pdf", PatientCategory.CERT_MED),
        ("CRH cardiologie.pdf", PatientCategory.CPT_REND),
        ("attestation de droits.pdf", PatientCategory.DOC_ADM),
        ("Directives anticipées.pdf", PatientCategory.DIR_ANT),
        ("IMG_1234.jpg", None),
        ("ecran.pdf", None),
    ],
)
def test_propose_category_from_words(name: str, category: PatientCategory | None) -> None:
    assert formats.propose_category(name, formats.propose_title(name) or "") == category


@given(st.text(max_size=300))
def test_propose_from_any_name_stays_within_bounds(name: str) -> None:
    title = formats.propose_title(name)
    assert title is None or 0 < len(title) <= formats.TITLE_MAX
    assert title is None or title.isprintable()
    day = formats.propose_date(name, today=TODAY)
    assert day is None or date(1900, 1, 1) <= day <= TODAY
    formats.propose_category(name, title or "")
