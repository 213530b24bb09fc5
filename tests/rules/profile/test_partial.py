"""Dates of which one knows the year, the month or the day."""

from datetime import date

import pytest

from csn_app.profile import partial

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("typed", "kept", "said"),
    [
        (("", "", ""), "", ""),
        (("", "", "2011"), "2011", "2011"),
        (("", "3", "2011"), "2011-03", "mars 2011"),
        (("1", "3", "2011"), "2011-03-01", "1er mars 2011"),
        ((" 29", "02 ", "2024"), "2024-02-29", "29 février 2024"),
        (("24", "11", "2026"), "2026-11-24", "24 novembre 2026"),
        (("", "11", "2026"), "2026-11", "novembre 2026"),
    ],
)
def test_a_year_alone_is_a_date(typed: tuple[str, str, str], kept: str, said: str) -> None:
    assert partial.read(*typed, today=TODAY) == kept
    assert partial.said(kept) == said
    assert partial.read(*partial.boxes(kept), today=TODAY) == kept


@pytest.mark.parametrize(
    "typed",
    [
        ("30", "2", "2011"),
        ("", "13", "2011"),
        ("1", "", "2011"),
        ("", "3", ""),
        ("", "", "11"),
        ("", "", "1500"),
        ("x", "3", "2011"),
        ("", "", "٢٠١١"),
        ("0", "1", "2011"),
        ("", "", "-2011"),
        ("", "", "00002011"),
        ("", "", "9" * 5000),
    ],
)
def test_boxes_that_make_no_date_are_refused(typed: tuple[str, str, str]) -> None:
    with pytest.raises(partial.NotADate):
        partial.read(*typed, today=TODAY)


@pytest.mark.parametrize("typed", [("25", "11", "2026"), ("", "12", "2026"), ("", "", "2027")])
def test_a_day_to_come_is_refused(typed: tuple[str, str, str]) -> None:
    with pytest.raises(partial.InTheFuture):
        partial.read(*typed, today=TODAY)


@pytest.mark.parametrize(
    ("one", "other", "before"),
    [
        ("2010", "2011", True),
        ("2011", "2011-05", False),
        ("2011-04", "2011-05-01", True),
        ("2011-05-02", "2011-05", False),
        ("2012", "2011-05", False),
    ],
)
def test_what_both_dates_know_decides_which_is_first(one: str, other: str, before: bool) -> None:
    assert partial.before(one, other) is before
