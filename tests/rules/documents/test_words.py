"""The words of a text as a search knows them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csn_app.documents import words
from csn_app.documents.asking import extract_of


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("résultats", "resultat"),
        ("Généralités", "generalite"),
        ("œdème", "oedemes"),
        ("l’hémoglobine glyquée", "hemoglobines"),
        ("HbA1c", "hba1c"),
    ],
)
def test_a_word_is_found_whatever_its_accents_number_or_case(written: str, asked: str) -> None:
    stems = {words.stem(word) for word in words.words_of(written)}
    assert words.stem(words.asked(asked)[0]) in stems


def test_what_every_text_has_is_not_asked() -> None:
    assert words.asked("le bilan de la fois, LE bilan") == ["bilan", "fois"]
    assert len(words.asked(" ".join(f"mot{n}" for n in range(20)))) == words.WORDS_ASKED


def test_entries_keep_the_first_page_of_the_text_and_are_read_again() -> None:
    found = words.entries_of(["Titre du bilan"], ["page une", "le bilan, les bilans"])
    assert (found["bilan"].page, found["bilan"].forms) == (2, {"bilan", "bilans"})
    assert found[words.stem("titre")].page == 0
    assert words.read(words.written(found)) == found


def test_slips_and_beginnings_are_near_and_others_are_not() -> None:
    known = ["cholesterol", "colere", "choc"]
    assert words.near("cholestrol", known) == [(1, "cholesterol")]
    assert words.near("chol", known)[0] == (0, "cholesterol")
    assert (1, "choc") in words.near("chol", known)
    assert words.near("12", ["13"]) == []


@given(st.text(max_size=300), st.text(min_size=1, max_size=12))
def test_any_text_keeps_its_length_and_its_extract_is_a_piece_of_it(text: str, word: str) -> None:
    assert len(words.fold(text)) == len(text)
    parts = extract_of(text + " " + word, forms=words.words_of(word))
    whole = words.compose(text + " " + word).replace("\n", " ")
    assert "".join(part.text for part in parts).strip("…") in whole
