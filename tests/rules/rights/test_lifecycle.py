"""The life of a space: every move of every pair of states, the days, and the page that draws them (R-LC-18)."""

from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest

from csn_app.access.lifecycle import moves
from csn_app.access.rules import end_of_archive, erase_day, last_day
from csn_app.core.vocabulary import SpaceState
from csn_app.rights import diagram

S = SpaceState
EXPECTED = {
    S.NOT_INFORMED: {S.INFORMED_WAITING, S.OPPOSED, S.DECEASED},
    S.INFORMED_WAITING: {S.OPPOSED, S.CREATED_NOT_ACTIVATED, S.DECEASED, S.ACTIVATED, S.NOT_ACTIVATABLE},
    S.OPPOSED: {S.CODE_SENT, S.DECEASED},
    S.CREATED_NOT_ACTIVATED: {
        S.CODE_SENT,
        S.OPPOSED,
        S.CLOSED_ARCHIVED,
        S.DECEASED,
        S.ACTIVATED,
        S.CLOSED_DELETION_REQUESTED,
    },
    S.CODE_SENT: {
        S.ACTIVATED,
        S.CODE_EXPIRED,
        S.CREATED_NOT_ACTIVATED,
        S.CLOSED_ARCHIVED,
        S.DECEASED,
        S.OPPOSED,
        S.CLOSED_DELETION_REQUESTED,
    },
    S.CODE_EXPIRED: {S.CODE_SENT, S.CLOSED_ARCHIVED, S.DECEASED, S.OPPOSED, S.CLOSED_DELETION_REQUESTED},
    S.ACTIVATED: {S.SUSPENDED, S.CLOSED_ARCHIVED, S.CLOSED_DELETION_REQUESTED, S.DECEASED},
    S.SUSPENDED: {S.ACTIVATED, S.CLOSED_ARCHIVED, S.DECEASED, S.CLOSED_DELETION_REQUESTED},
    S.CLOSED_ARCHIVED: {S.CODE_SENT, S.ACTIVATED, S.CLOSED_DELETION_REQUESTED, S.ERASED, S.DECEASED},
    S.CLOSED_DELETION_REQUESTED: {S.ACTIVATED, S.ERASED, S.DECEASED},
    S.ERASED: {S.CODE_SENT, S.DECEASED},
    S.NOT_ACTIVATABLE: {S.INFORMED_WAITING, S.CREATED_NOT_ACTIVATED, S.CODE_SENT, S.DECEASED},
    S.DECEASED: {S.ERASED},
}
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize(("state", "to"), list(product(S, S)))
def test_a_move_is_allowed_exactly_where_the_rule_lists_it(state: SpaceState, to: SpaceState) -> None:
    assert (to in moves()[state]) == (to in EXPECTED[state])


def test_an_archive_ends_on_the_same_day_ten_years_later() -> None:
    assert end_of_archive(NOON) == NOON.replace(year=2036)
    assert end_of_archive(datetime(2024, 2, 29, 8, tzinfo=UTC)) == datetime(2034, 3, 1, 8, tzinfo=UTC)


def test_only_a_closed_space_has_a_day_of_erasure() -> None:
    month = timedelta(days=30)
    assert erase_day(S.CLOSED_DELETION_REQUESTED, closed_at=NOON, delay=month) == datetime(2026, 12, 24, 23, tzinfo=UTC)
    assert erase_day(S.CLOSED_ARCHIVED, closed_at=NOON, delay=month) == datetime(2036, 11, 24, 23, tzinfo=UTC)
    others = set(S) - {S.CLOSED_ARCHIVED, S.CLOSED_DELETION_REQUESTED}
    assert {erase_day(state, closed_at=NOON, delay=month) for state in others} == {None}


def test_the_last_day_that_is_promised_is_whole() -> None:
    day = erase_day(S.CLOSED_DELETION_REQUESTED, closed_at=NOON, delay=timedelta(days=30))
    assert day
    assert last_day(day).isoformat() == "2026-12-24"
    assert last_day(day + timedelta(hours=14)).isoformat() == "2026-12-24"


@pytest.mark.parametrize(
    ("closed", "last"),
    [
        ("2026-11-24", "2027-02-22"),
        ("2027-02-01", "2027-04-30"),
        ("2026-11-30", "2027-02-27"),
        ("2027-01-31", "2027-04-29"),
    ],
)
def test_ninety_days_never_pass_three_months(closed: str, last: str) -> None:
    closed_at = datetime.fromisoformat(f"{closed}T12:00:00+00:00")
    day = erase_day(S.CLOSED_DELETION_REQUESTED, closed_at=closed_at, delay=timedelta(days=90))
    assert day
    assert last_day(day).isoformat() == last


def test_the_page_of_the_documentation_is_current() -> None:
    page = Path(__file__).parents[3] / "docs" / "cycle-de-vie.md"
    assert page.read_text(encoding="utf-8") == diagram.page(), "run: python -m csn_app lifecycle"
