"""Dates, sizes and counts read as they are said."""

from datetime import UTC, date, datetime

import pytest

from csn_app.ui import words

TUESDAY = date(2026, 11, 24)
AFTERNOON = datetime(2026, 11, 24, 13, 30, tzinfo=UTC)
NIGHT = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)


def test_dates_are_written_in_full_in_a_sentence():
    assert words.french_date(TUESDAY, weekday=True) == "mardi 24 novembre 2026"
    assert words.french_date(date(2026, 1, 1)) == "1er janvier 2026"
    assert words.short_date(TUESDAY) == "24\u00a0nov.\u00a02026"
    assert words.desk_date(TUESDAY) == "24/11/2026"


def test_hours_are_those_of_paris():
    assert words.french_datetime(AFTERNOON) == "24 novembre 2026 à 14\u00a0h\u00a030"
    assert words.relative(NIGHT, now=AFTERNOON) == "aujourd’hui à 0\u00a0h\u00a030"
    assert words.relative(datetime(2026, 11, 23, 8, 5, tzinfo=UTC), now=AFTERNOON) == "hier à 9\u00a0h\u00a005"
    assert words.relative(datetime(2026, 6, 1, 8, 5, tzinfo=UTC), now=AFTERNOON).startswith("le 1er juin 2026 à 10")


@pytest.mark.parametrize(
    ("octets", "said"),
    [(0, "1 Ko"), (999, "1 Ko"), (340_000, "340 Ko"), (999_600, "1 Mo"), (2_400_000, "2,4 Mo"), (50_000_000, "50 Mo"),
     (1_200_000_000, "1,2 Go")],
)  # fmt: skip
def test_sizes_use_thousands_and_a_comma(octets, said):
    assert words.size(octets) == said.replace(" ", "\u00a0")


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "0 document"), (1, "1 document"), (2, "2 documents"), (1000, "1 000 documents"),
     (1001, "plus de 1 000 documents")],
)  # fmt: skip
def test_counts_stop_at_a_thousand(count, said):
    assert words.counted(count, "document").replace("\u00a0", " ") == said
