from datetime import UTC, date, datetime

import pytest

from csn_app.core.vocabulary import PatientCategory
from csn_app.documents import rules, wording
from csn_app.documents.rules import CategoryNotOpen, DateNotUnderstood, KeyNotUnderstood, TitleMissing, TitleTooLong
from csn_app.documents.views import DocumentPage

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Bilan   sanguin ", "Bilan sanguin"),
        ("Bilan\nsanguin\u200b", "Bilan sanguin"),
        ("Cafe\u0301", "Café"),
        ("x" * 50, "x" * 50),
    ],
)
def test_check_title_gives_one_clean_line(typed: str, kept: str) -> None:
    assert rules.check_title(typed) == kept


@pytest.mark.parametrize("typed", ["", "   ", "\n\t", "\u0000"])
def test_check_title_refuses_a_title_without_a_word(typed: str) -> None:
    with pytest.raises(TitleMissing):
        rules.check_title(typed)


def test_check_title_refuses_a_fifty_first_character() -> None:
    with pytest.raises(TitleTooLong) as stopped:
        rules.check_title("x" * 51)
    assert (stopped.value.length, stopped.value.limit) == (51, 50)


@pytest.mark.parametrize("typed", ["2026-11-24", " 1900-01-01 "])
def test_check_date_takes_a_day_up_to_today(typed: str) -> None:
    assert rules.check_date(typed, today=TODAY).isoformat() == typed.strip()


@pytest.mark.parametrize("typed", ["", "2026-11-25", "1899-12-31", "2026-02-30", "24/11/2026", "hier"])
def test_check_date_refuses_what_is_no_past_day(typed: str) -> None:
    with pytest.raises(DateNotUnderstood):
        rules.check_date(typed, today=TODAY)


@pytest.mark.parametrize("typed", ["REMB", "SYNTH_PML", "CAR_VAC", "", "biologie"])
def test_check_category_refuses_what_people_do_not_deposit(typed: str) -> None:
    with pytest.raises(CategoryNotOpen):
        rules.check_category(typed)


def test_every_category_gives_a_patient_type_that_the_law_lists() -> None:
    found = {code: rules.type_for_holder(PatientCategory(code)).code for code in rules.open_categories()}
    assert found["BIOLOGIE"] == "DOCPAT05"
    assert set(found.values()) <= {*(f"DOCPAT0{n}" for n in range(1, 10)), "EXPPAT_2", "EXPPAT_3"}


def test_a_professional_deposits_a_professional_type_and_no_wish_of_the_patient() -> None:
    assert rules.type_for_professional(PatientCategory.BIOLOGIE) == rules.DocumentType("11502-2", "10")
    for category in (PatientCategory.DIR_ANT, PatientCategory.AUTR_DOC):
        with pytest.raises(CategoryNotOpen):
            rules.type_for_professional(category)


@pytest.mark.parametrize("typed", ["", "court", "a" * 65, "avec espace", "../../etc/x"])
def test_check_key_refuses_what_is_no_name_of_a_sending(typed: str) -> None:
    with pytest.raises(KeyNotUnderstood):
        rules.check_key(typed)


def test_the_day_is_that_of_france() -> None:
    assert rules.day_in_france(datetime(2026, 11, 23, 23, 30, tzinfo=UTC)) == TODAY


@pytest.mark.parametrize(
    ("total", "unseen", "said"),
    [
        (0, 0, "Vos ordonnances, résultats et comptes rendus, au même endroit"),
        (3, 0, "3 documents"),
        (3, 1, "3 documents, dont 1 nouveau"),
        (2_000, 100, "plus de 1 000 documents, dont 100 nouveaux"),
        (2_000, 101, "plus de 1 000 documents, dont plus de 100 nouveaux"),
    ],
)
def test_the_lead_says_no_count_that_nobody_made(total: int, unseen: int, said: str) -> None:
    counts = {PatientCategory.BIOLOGIE: total}
    page = DocumentPage(rows=(), counts=counts, unseen=unseen, newer=False, older=False, today=date(2026, 11, 24))
    assert wording.lead(page).replace("\u00a0", " ") == said
