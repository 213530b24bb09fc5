"""Measures: what is possible, what is confirmed, and what goes with each (R-PR-14 to R-PR-16)."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from csn_app.core.reference import rows
from csn_app.profile.figures import BMI, Fault, MeasureWrong, Noted, Unlikely, bmi, bmi_series, kinds, read_measure

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
WHEN = {"date": "2026-11-23", "heure": "08:10"}
DAY = timedelta(days=1)


def _read(code: str, **typed: str) -> Noted:
    return read_measure(kinds()[code], WHEN | typed, now=NOW)


def _faults(code: str, **typed: str) -> dict[str, Fault]:
    with pytest.raises(MeasureWrong) as wrong:
        _read(code, **typed)
    return wrong.value.faults


def test_every_measure_of_the_table_can_be_shown_and_all_but_the_index_noted() -> None:
    listed = {row["code"] for row in rows("measures")} - {"SYSTOLIC_BLOOD_PRESSURE", "DIASTOLIC_BLOOD_PRESSURE"}
    listed |= {row["code"] for row in rows("analyte_forms")}
    assert set(kinds()) == listed
    assert [code for code, kind in kinds().items() if kind.computed] == [BMI]
    for kind in kinds().values():
        for part in kind.parts:
            assert part.lowest <= part.low < part.high <= part.highest


@pytest.mark.parametrize(
    ("typed", "kept"), [("72,5", "72.5"), ("72.50", "72.5"), (" 100 ", "100"), ("72,555", "72.56"), ("1 0 0", "100")]
)
def test_a_figure_is_read_as_people_write_it(typed: str, kept: str) -> None:
    assert _read("WEIGHT", valeur=typed).figures == (kept,)


@pytest.mark.parametrize("typed", ["abc", "-5", "1e5", "Infinity", "NaN", "٧٢", "1,2,3", "9" * 12])
def test_what_is_no_figure_is_refused(typed: str) -> None:
    assert _faults("WEIGHT", valeur=typed) == {"valeur": Fault.NOT_A_NUMBER}


def test_an_unlikely_figure_is_taken_once_it_is_confirmed_and_only_that_one() -> None:
    with pytest.raises(Unlikely) as unlikely:
        _read("WEIGHT", valeur="450")
    assert unlikely.value.figures == "450"
    assert _read("WEIGHT", valeur="450", confirme="450").figures == ("450",)
    with pytest.raises(Unlikely):
        _read("WEIGHT", valeur="460", confirme="450")


@pytest.mark.parametrize(
    ("code", "typed"),
    [
        ("WEIGHT", "0"),
        ("WEIGHT", "5000"),
        ("PAIN_SEVERITY", "11"),
        ("OXYGEN_SATURATION", "101"),
        ("BODY_TEMPERATURE", "60"),
    ],
)
def test_an_impossible_figure_is_refused_even_confirmed(code: str, typed: str) -> None:
    assert _faults(code, valeur=typed, confirme=typed) == {"valeur": Fault.IMPOSSIBLE}


def test_the_high_figure_of_a_tension_exceeds_the_low_one() -> None:
    assert _read("BLOOD_PRESSURE", systolique="122", diastolique="78").figures == ("122", "78")
    for high, low in (("78", "122"), ("80", "80")):
        assert _faults("BLOOD_PRESSURE", systolique=high, diastolique=low) == {"systolique": Fault.HIGH_BELOW_LOW}


def test_what_goes_with_a_measure_is_asked_where_it_matters() -> None:
    assert _faults("GLUCOSE", valeur="95") == {"moment": Fault.MISSING}
    assert _faults("GLUCOSE", valeur="95", moment="NOON") == {"moment": Fault.NOT_A_CHOICE}
    assert _read("GLUCOSE", valeur="95", moment="FASTING").context == {"moment": "FASTING"}
    assert _faults("INTERSTITIAL_GLUCOSE", valeur="120") == {"number_of_days": Fault.MISSING}
    assert _faults("GLUCOSE_MANAGEMENT_INDEX", valeur="7", number_of_days="0") == {"number_of_days": Fault.NOT_A_NUMBER}
    assert _read("GLYCATED_HEMOGLOBIN", valeur="6,5", moment="FASTING", number_of_days="7").context == {}


def test_a_remark_holds_a_hundred_and_fifty_characters() -> None:
    assert _read("WEIGHT", valeur="70", remarque="a" * 150).context == {"remarque": "a" * 150}
    assert _faults("WEIGHT", valeur="70", remarque="a" * 151) == {"remarque": Fault.TOO_LONG}


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({"date": ""}, Fault.NOT_A_DATE),
        ({"date": "2026-02-30"}, Fault.NOT_A_DATE),
        ({"date": "1500-01-01"}, Fault.NOT_A_DATE),
        ({"date": "2026-11-25"}, Fault.FUTURE),
        ({"date": "2026-11-24", "heure": "11:00"}, Fault.FUTURE),
        ({"date": "2026-11-24", "heure": "25:00"}, Fault.NOT_A_DATE),
    ],
)
def test_a_moment_to_come_or_that_never_was_is_refused(typed: dict[str, str], fault: Fault) -> None:
    assert _faults("WEIGHT", valeur="70", **typed) == {"date": fault}


def test_the_hour_is_optional_and_is_that_of_france() -> None:
    noted = _read("WEIGHT", valeur="70", date="2026-11-24", heure="")
    assert not noted.timed
    assert _read("WEIGHT", valeur="70", heure="08:10").taken_at == datetime(2026, 11, 23, 7, 10, tzinfo=UTC)


def test_the_index_follows_the_weight_with_the_height_known_then() -> None:
    assert bmi("72.5", height="170") == "25.1"
    weights = [(NOW - 3 * DAY, "60"), (NOW - DAY, "70")]
    heights = [(NOW - 2 * DAY, "160"), (NOW, "170")]
    assert [value for _, value in bmi_series(weights, heights)] == ["23.4", "27.3"]
    assert bmi_series(weights, []) == []
    assert Decimal(bmi("400", height="20")) > 0
