"""Where a curve's points and words stand."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from csn_app.profile.chart import BOTTOM, MOST, NARROW, TOP, WIDE, Frame, Mark, across, down, draw, scale_of, thin

START = datetime(2026, 1, 1, tzinfo=UTC)


def _marks(*values: float) -> list[Mark]:
    return [Mark(START + timedelta(days=n), (value,)) for n, value in enumerate(values)]


@pytest.mark.parametrize(
    ("values", "scale"),
    [((78, 134), [60, 80, 100, 120, 140]), ((5, 5), [4, 4.5, 5, 5.5, 6]), ((36.5, 38.9), [36, 37, 38, 39])],
)
def test_the_axis_has_round_figures_around_all_values(values: tuple[float, ...], scale: list[float]) -> None:
    assert scale_of(_marks(*values), from_zero=False) == scale


def test_bars_start_from_zero() -> None:
    assert scale_of(_marks(5000, 12000), from_zero=True)[0] == 0


@pytest.mark.parametrize("frame", [WIDE, NARROW])
def test_every_point_stands_inside_the_drawing(frame: Frame) -> None:
    marks = _marks(*(60 + n % 7 for n in range(40)))
    scale = scale_of(marks, from_zero=False)
    assert all(frame.left <= x <= frame.right for x in across(marks, frame))
    assert all(TOP <= down(mark.values[0], scale) <= BOTTOM for mark in marks)


def test_two_measures_at_one_moment_still_make_a_drawing() -> None:
    marks = [Mark(START, (60,)), Mark(START, (61,))]
    assert across(marks, WIDE)[0] == across(marks, WIDE)[1]


def test_many_points_keep_the_lowest_and_the_highest() -> None:
    marks = _marks(*(60 + n % 7 for n in range(3000)))
    marks[1234] = Mark(marks[1234].at, (200,))
    kept = thin(marks)
    assert len(kept) <= MOST + 2
    assert max(mark.values[0] for mark in kept) == 200
    assert kept == sorted(kept, key=lambda mark: mark.at)
    assert (kept[0], kept[-1]) == (marks[0], marks[-1])


@pytest.mark.parametrize("frame", [WIDE, NARROW])
def test_the_words_of_the_days_never_lie_over_each_other(frame: Frame) -> None:
    marks = [*_marks(60, 61), Mark(START + timedelta(days=90), (62,)), Mark(START + timedelta(days=91), (63,))]
    days = ["1 janv. 2026", "2 janv. 2026", "1 avr. 2026", "2 avr. 2026"]
    scale = scale_of(marks, from_zero=False)
    drawn = draw(marks, frame, bars=False, figure=["x"] * len(scale), days=days, ends=["63"])
    places = [word.x for word in drawn.days]
    assert drawn.days[-1].text == "2 avr. 2026"
    assert all(b - a >= 100 for a, b in pairwise(places))
    assert all(word.x + 48 <= frame.width for word in drawn.days)
