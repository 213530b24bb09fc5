"""What was typed is read field by field, with the limits of R-PR-5, R-PR-8, R-PR-12 and R-PR-13."""

from datetime import date

import pytest

from csn_app.core.reference import rows
from csn_app.core.vocabulary import SHOWN_BY_DEFAULT, Section
from csn_app.profile.fields import Kind, asked
from csn_app.profile.rules import FieldsWrong, Flaw, NothingAnswered, read_entry, tidy

TODAY = date(2026, 11, 24)
PERSON = {"prenom": "Julien", "nom": "Martin", "mobile": "06.39.98.04.27", "code-postal": "44000", "ville": "Nantes"}


def _flaws(section: Section, typed: dict[str, str]) -> dict[str, Flaw]:
    with pytest.raises(FieldsWrong) as wrong:
        read_entry(section, typed, today=TODAY)
    return wrong.value.flaws


def test_every_section_but_the_measures_asks_something() -> None:
    for section in set(Section) - {Section.MEASURES}:
        assert asked(section).fields
    assert {row["code"] for row in rows("profile_sections")} == set(Section)
    assert {row["code"] for row in rows("profile_sections") if row["shown_by_default"] == "1"} == SHOWN_BY_DEFAULT
    known = {row["action"] for row in rows("trace_actions")}
    assert {row["trace_read"] for row in rows("profile_sections")} <= known


def test_a_disease_needs_only_its_name() -> None:
    assert read_entry(Section.DISEASES, {"maladie": "  Asthme\u200b  "}, today=TODAY) == {"maladie": "Asthme"}


def test_an_entry_keeps_partial_dates_and_what_is_optional() -> None:
    typed = {"maladie": "Entorse", "debut-annee": "2026", "debut-mois": "9", "commentaire": "Genou\r\ndroit"}
    held = read_entry(Section.DISEASES, typed, today=TODAY)
    assert held == {"maladie": "Entorse", "debut": "2026-09", "commentaire": "Genou\ndroit"}


def test_what_is_missing_or_impossible_is_named_field_by_field() -> None:
    typed = {"debut-annee": "2030", "fin-jour": "31", "fin-mois": "2", "fin-annee": "2020"}
    assert _flaws(Section.DISEASES, typed) == {
        "maladie": Flaw.MISSING,
        "debut": Flaw.FUTURE,
        "fin": Flaw.NOT_A_DATE,
    }


def test_an_end_before_the_beginning_is_refused() -> None:
    typed = {"maladie": "Asthme", "debut-annee": "2011", "fin-annee": "2010"}
    assert _flaws(Section.DISEASES, typed) == {"fin": Flaw.END_BEFORE_START}


def test_a_long_name_of_treatment_flows_into_the_comment_whole() -> None:
    name = "Budésonide et formotérol en poudre pour inhalation, 200 microgrammes"
    held = read_entry(Section.TREATMENTS, {"traitement": name, "commentaire": "Le soir"}, today=TODAY)
    assert len(held["traitement"]) <= 50
    assert held["commentaire"] == f"{name}\nLe soir"


@pytest.mark.parametrize(
    ("section", "field", "most"),
    [
        (Section.TREATMENTS, "posologie", 1000),
        (Section.TREATMENTS, "commentaire", 3000),
        (Section.VACCINATIONS, "lot", 100),
        (Section.DISEASES, "maladie", 100),
    ],
)
def test_a_text_holds_as_much_as_the_rule_says(section: Section, field: str, most: int) -> None:
    typed = {"traitement": "Salbutamol", "maladie": "Asthme", "vaccin": "DTP", "debut-annee": "2020"}
    assert len(read_entry(section, typed | {field: "a" * most}, today=TODAY)[field]) == most
    assert _flaws(section, typed | {field: "a" * (most + 1)}) == {field: Flaw.TOO_LONG}


def test_a_contact_needs_name_mobile_postcode_and_town() -> None:
    held = read_entry(Section.CONTACTS, PERSON | {"role": "EMERGENCY"}, today=TODAY)
    assert held["mobile"] == "06 39 98 04 27"
    missing = _flaws(Section.CONTACTS, {"role": "EMERGENCY"})
    assert missing == dict.fromkeys(PERSON, Flaw.MISSING)
    assert _flaws(Section.TRUSTED, PERSON | {"mobile": "12"}) == {"mobile": Flaw.NOT_A_PHONE}


@pytest.mark.parametrize(
    ("typed", "kept"), [("+33 6 39 98 04 27", "06 39 98 04 27"), ("+49 1512 3456789", "+4915123456789")]
)
def test_a_number_of_another_country_is_taken(typed: str, kept: str) -> None:
    assert read_entry(Section.TRUSTED, PERSON | {"mobile": typed}, today=TODAY)["mobile"] == kept


def test_a_choice_is_one_of_the_list() -> None:
    assert _flaws(Section.FAMILY, {"lien": "NEIGHBOUR", "maladie": "Diabète"}) == {"lien": Flaw.NOT_A_CHOICE}
    assert len(next(f for f in asked(Section.DISABILITIES).fields if f.name == "handicap").options) == 7


def test_lifestyle_answers_are_optional_and_a_dependent_one_needs_its_question() -> None:
    typed = {"TOBACCO_STATUS": "FORMER", "TOBACCO_COUNT": "12", "TOBACCO_STOPPED": "LT1Y", "ALCOHOL_DAYS": "0"}
    held = read_entry(Section.LIFESTYLE, typed, today=TODAY)
    assert held == {"TOBACCO_STATUS": "FORMER", "TOBACCO_STOPPED": "LT1Y", "ALCOHOL_DAYS": "0"}
    assert _flaws(Section.LIFESTYLE, {"ALCOHOL_DAYS": "8"}) == {"ALCOHOL_DAYS": Flaw.NOT_A_NUMBER}
    with pytest.raises(NothingAnswered):
        read_entry(Section.LIFESTYLE, {}, today=TODAY)


@pytest.mark.parametrize("section", sorted(set(Section) - {Section.MEASURES}))
def test_every_choice_that_a_form_offers_is_taken(section: Section) -> None:
    for field in asked(section).fields:
        if field.kind in {Kind.CHOICE, Kind.CARDS}:
            assert field.options


def test_half_a_character_is_taken_out_before_it_is_sealed() -> None:
    assert tidy("a\ud800b\udfff").encode() == b"ab"
