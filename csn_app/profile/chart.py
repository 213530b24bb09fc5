"""A curve as plain figures: where each point, line and word stands in a drawing of a given width."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

HEIGHT, TOP, BOTTOM = 338, 30, 294
MOST = 240
"""Beyond so many points a curve keeps the lowest and the highest of each stretch."""
LETTER = 9
"""How wide a letter of 16 pixels is, at most."""
DOTS = 60
"""Beyond so many points a curve is a line only."""


@dataclass(frozen=True)
class Word:
    """A word of an axis, or of the end of a line."""

    x: int
    y: int
    text: str
    anchor: str


@dataclass(frozen=True)
class Dot:
    """A point of a line, or a bar where ``height`` is set."""

    x: int
    y: int
    height: int


@dataclass(frozen=True)
class Spot:
    """A point that the keyboard reaches: where it stands in each drawing, and its words."""

    wide_x: int
    narrow_x: int
    high_y: int
    low_y: int
    words: str


@dataclass(frozen=True)
class Drawing:
    """One drawing: the grid, the words of the axes, one or two lines, their dots, or bars."""

    view_box: str
    left: int
    right: int
    grid: list[Word]
    days: list[Word]
    ends: list[Word]
    high: str
    low: str
    high_dots: list[Dot]
    low_dots: list[Dot]
    bars: list[Dot]


NO_DRAWING = Drawing("0 0 1 1", 0, 0, [], [], [], "", "", [], [], [])


@dataclass(frozen=True, slots=True)
class Frame:
    """How wide a drawing is and where its lines begin and end."""

    width: int
    left: int
    right: int
    days: int


WIDE = Frame(852, left=64, right=740, days=7)
NARROW = Frame(348, left=58, right=330, days=3)


@dataclass(frozen=True, slots=True)
class Mark:
    """A measure to draw: its moment, its one or two figures, and its place among all measures of the period."""

    at: datetime
    values: tuple[float, ...]
    place: int = 0


def thin(marks: Sequence[Mark]) -> list[Mark]:
    """Keep what the eye sees: of many points, the lowest and highest of each stretch, and both ends."""
    if len(marks) <= MOST:
        return list(marks)
    stretch = math.ceil(len(marks) / (MOST // 2))
    kept = {0, len(marks) - 1}
    for start in range(0, len(marks), stretch):
        part = range(start, min(start + stretch, len(marks)))
        kept |= {pick(part, key=lambda place: marks[place].values[0]) for pick in (min, max)}
    return [marks[place] for place in sorted(kept)]


def scale_of(marks: Sequence[Mark], *, from_zero: bool) -> list[float]:
    """Return the round figures of the axis, lowest first, around all values."""
    values = [value for mark in marks for value in mark.values]
    low, high = (0.0 if from_zero else min(values)), max(values)
    if high == low:
        low, high = low - 1, high + 1
    raw = (high - low) / 4
    power = 10 ** math.floor(math.log10(raw))
    step = next(power * nice for nice in (1, 2, 2.5, 5, 10) if power * nice >= raw)
    first = math.floor(low / step)
    last = math.ceil(high / step)
    return [round(n * step, 6) for n in range(first, last + 1)]


def across(marks: Sequence[Mark], frame: Frame) -> list[int]:
    """Return where each mark stands from left to right, by its moment."""
    first, last = marks[0].at, marks[-1].at
    span = (last - first).total_seconds()
    inside = frame.right - frame.left - 40
    return [
        round(frame.left + 20 + (inside * (m.at - first).total_seconds() / span if span else inside / 2)) for m in marks
    ]


def down(value: float, scale: Sequence[float]) -> int:
    """Return how far from the top a value stands."""
    return round(BOTTOM - (BOTTOM - TOP) * (value - scale[0]) / (scale[-1] - scale[0]))


def draw(
    marks: Sequence[Mark],
    frame: Frame,
    *,
    bars: bool,
    figure: Sequence[str],
    days: Sequence[str],
    ends: Sequence[str],
) -> Drawing:
    """Draw marks, oldest first, two at least; ``figure`` names the grid, ``days`` the marks, ``ends`` the lines."""
    scale, xs = scale_of(marks, from_zero=bars), across(marks, frame)
    lines = [[down(mark.values[n], scale) for mark in marks] for n in range(len(marks[0].values))]
    dotted = len(marks) <= DOTS
    several = len(lines) > 1
    return Drawing(
        view_box=f"0 0 {frame.width} {HEIGHT}",
        left=frame.left,
        right=frame.right,
        grid=[Word(frame.left - 10, down(v, scale), text, "end") for v, text in zip(scale, figure, strict=True)],
        days=_days(xs, days, frame),
        ends=_ends(xs, lines, ends, frame),
        high="" if bars else _line(xs, lines[0]),
        low=_line(xs, lines[1]) if several else "",
        high_dots=[Dot(x, y, 0) for x, y in zip(xs, lines[0], strict=True)] if dotted and not bars else [],
        low_dots=[Dot(x - 5, y - 5, 0) for x, y in zip(xs, lines[1], strict=True)] if dotted and several else [],
        bars=[Dot(x - 4, y, BOTTOM - y) for x, y in zip(xs, lines[0], strict=True)] if bars else [],
    )


def _days(xs: Sequence[int], days: Sequence[str], frame: Frame) -> list[Word]:
    """Name some days under the curve, evenly, the last one always, never two over each other."""
    count = min(frame.days, len(xs))
    picked = sorted({round(n * (len(xs) - 1) / max(count - 1, 1)) for n in range(count)}, reverse=True)
    words: list[Word] = []
    for index in picked:
        half = len(days[index]) * LETTER // 2
        at = min(max(xs[index], half), frame.width - half)
        if not words or words[-1].x - at >= 2 * half + LETTER:
            words.append(Word(at, HEIGHT - 12, days[index], "middle"))
    return words[::-1]


def _ends(xs: Sequence[int], lines: list[list[int]], ends: Sequence[str], frame: Frame) -> list[Word]:
    wide = frame.width - frame.right > 60
    if wide:
        return [Word(frame.right + 12, line[-1] + 6, text, "start") for line, text in zip(lines, ends, strict=True)]
    x = min(xs[-1] + 12, frame.width - 4)
    return [Word(x, line[-1] - 14, text, "end") for line, text in zip(lines, ends, strict=True)]


def _line(xs: Sequence[int], ys: Sequence[int]) -> str:
    return " ".join(f"{x},{y}" for x, y in zip(xs, ys, strict=True))
