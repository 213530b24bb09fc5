"""How long a grant lasts, and what the matrix opens on a day."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from csn_app.access.rules import DocumentType, Duration, end_of, limits, readable

START = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
TODAY = date(2026, 11, 24)


@dataclass
class Row:
    document_class: str
    document_type: str = ""
    may_read: bool = True
    valid_from: date = date(2026, 1, 1)
    valid_to: date | None = None


@pytest.mark.parametrize(
    ("duration", "lasts"),
    [(Duration.DAY, timedelta(hours=24)), (Duration.MONTH, timedelta(days=30)), (Duration.YEAR, timedelta(days=365))],
)
def test_a_grant_ends_after_its_duration(duration: Duration, lasts: timedelta) -> None:
    assert end_of(duration, start=START) == START + lasts


def test_a_grant_without_end_has_none() -> None:
    assert end_of(Duration.NO_END, start=START) is None


def test_what_no_row_allows_is_closed() -> None:
    assert not readable([], day=TODAY).includes(document_class="10", document_type="A")


def test_a_row_counts_on_its_days_only_both_included() -> None:
    cells = [Row("10", valid_from=date(2026, 11, 24), valid_to=date(2026, 11, 25))]
    answers = [
        readable(cells, day=date(2026, 11, day)).includes(document_class="10", document_type="A")
        for day in (23, 24, 25, 26)
    ]
    assert answers == [False, True, True, False]


def test_the_row_of_a_type_beats_the_row_of_its_class_both_ways() -> None:
    may = readable([Row("10"), Row("10", "A", may_read=False), Row("20", "B")], day=TODAY)
    assert not may.includes(document_class="10", document_type="A")
    assert may.includes(document_class="10", document_type="C")
    assert may.includes(document_class="20", document_type="B")
    assert not may.includes(document_class="20", document_type="C")


def test_a_type_closed_until_yesterday_is_open_today() -> None:
    cells = [Row("10"), Row("10", "A", may_read=False, valid_to=date(2026, 11, 23))]
    assert readable(cells, day=TODAY).includes(document_class="10", document_type="A")


def test_limits_name_whole_categories_then_types() -> None:
    types = [
        DocumentType("A", "10", "CPT_REND"),
        DocumentType("B", "10", "CPT_REND"),
        DocumentType("C", "95", "DOC_ADM"),
        DocumentType("D", "30", "BIOLOGIE"),
    ]
    may = readable([Row("10"), Row("10", "B", may_read=False), Row("30")], day=TODAY)
    found = limits(may, types)
    assert found.categories == {"DOC_ADM"}
    assert found.types == {"CPT_REND": ("B",)}
    assert not found.everything
    assert limits(readable([], day=TODAY), types).everything
