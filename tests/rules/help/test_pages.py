"""Help answers in plain words, and the legal pages say what the product does: compared with tables and settings."""

import inspect

import pytest

from csn_app import tables
from csn_app.edge import cookies
from csn_app.help import legal, pages
from tests.journeys.test_widths import PLACES


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("mot de passe", "mot-de-passe"),
        ("Fermer", "fermer"),
        ("supprimé", "fermer"),
        ("scanner une ordonnance", "ajouter-document"),
        ("ACTIVATION", "activer"),
    ],
)
def test_a_question_finds_its_page(typed: str, first: str) -> None:
    assert pages.search_pages(typed)[0].slug == first


@pytest.mark.parametrize("typed", ["", "de la", "zzzz", "\x00", "%", "x" * 10_000])
def test_what_answers_nothing_finds_nothing(typed: str) -> None:
    assert pages.search_pages(typed) == []


def test_a_word_is_found_by_its_beginning_and_by_its_other_names() -> None:
    assert [word.word for word in pages.search_words("hta")] == ["Hypertension artérielle"]
    assert [word.word for word in pages.search_words("Poso")] == ["Posologie"]
    assert pages.search_words("") == list(pages.all_words())


def test_every_table_stands_in_one_line_of_the_data_page() -> None:
    named = [table for kind in legal.data_kinds() for table in kind.tables]
    assert sorted(named) == sorted(table.name for table in tables.metadata.sorted_tables)


def test_the_cookie_page_names_what_the_product_sets_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    class House:
        @staticmethod
        def installation_name() -> str:
            return "…"

    monkeypatch.setattr(cookies, "door", House)
    made = [act() for name, act in inspect.getmembers(cookies, inspect.isfunction) if name.endswith("_cookie")]
    assert sorted(made) == sorted(cookie.name for cookie in legal.COOKIES)


def test_no_page_is_said_to_be_checked_that_is_not() -> None:
    read = {place for places in PLACES.values() for place in places}
    assert {page for page, _ in legal.checked_pages()} <= read
