"""Words proposed while one types."""

import pytest

from csn_app.core.reference import rows
from csn_app.profile.suggestions import SHOWN, suggest


@pytest.mark.parametrize(
    ("kinds", "typed", "first"),
    [
        (("DISEASE",), "asth", "Asthme"),
        (("DISEASE",), "astme", "Asthme"),
        (("DISEASE",), "DIABETE de type 2", "Diabète de type 2"),
        (("DISEASE",), "hta", "Hypertension artérielle"),
        (("DISEASE",), "parkison", "Maladie de Parkinson"),
        (("SUBSTANCE",), "dolipran", "Paracétamol"),
        (("SUBSTANCE",), "levotirox", "Lévothyroxine"),
        (("ALLERGEN", "SUBSTANCE"), "cacahuete", "Arachide"),
        (("ALLERGEN", "SUBSTANCE"), "amoxiciline", "Amoxicilline"),
    ],
)
def test_accents_and_typos_are_forgiven(kinds: tuple[str, ...], typed: str, first: str) -> None:
    found = suggest(kinds, typed)
    assert found[0] == first
    assert len(found) <= SHOWN


@pytest.mark.parametrize("typed", ["", "a", "  ", "qsdfghjk", "🦠🦠🦠", "x" * 5000])
def test_nothing_is_proposed_for_what_resembles_nothing(typed: str) -> None:
    assert suggest(("DISEASE",), typed) == ()


def test_the_list_is_ours_and_of_a_useful_size() -> None:
    counted = dict.fromkeys(("DISEASE", "ALLERGEN", "SUBSTANCE"), 0)
    for row in rows("health_words"):
        counted[row["kind"]] += 1
        assert row["basis"] == "ours"
    assert counted["DISEASE"] >= 300
    assert counted["ALLERGEN"] >= 80
    assert counted["SUBSTANCE"] >= 500
