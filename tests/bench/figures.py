"""One figure of the bench: what was measured, its floor in the same run, and the reach of their ratio."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Figure:
    """``measured`` and ``floor`` share a unit; ``reach`` is the most that their ratio may be, or the least."""

    name: str
    measured: float
    floor: float
    unit: str
    reach: float
    at_least: bool = False
    note: str = ""

    @property
    def ratio(self) -> float:
        return self.measured / self.floor

    @property
    def met(self) -> bool:
        return self.ratio >= self.reach if self.at_least else self.ratio <= self.reach

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"ratio": round(self.ratio, 3), "met": self.met}


def percentile(values: list[float], share: float) -> float:
    """Return the value under which ``share`` of the values lie."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


HEADER = ("Figure", "Measured", "Floor", "Ratio", "Reach", "Met")


def table(figures: list[Figure]) -> str:
    """Write the figures as a Markdown table, each column as wide as its widest cell."""
    lines = [HEADER, *(_cells(figure) for figure in figures)]
    widths = [max(len(line[n]) for line in lines) for n in range(len(HEADER))]
    lines.insert(1, tuple("-" * width for width in widths))
    return "\n".join("| " + " | ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)) + " |" for line in lines)


def _cells(figure: Figure) -> tuple[str, ...]:
    name = f"{figure.name} ({figure.note})" if figure.note else figure.name
    reach = f"{'≥' if figure.at_least else '≤'} {figure.reach:g}"
    numbers = (f"{number:,.1f} {figure.unit}" for number in (figure.measured, figure.floor))
    return (name, *numbers, f"{figure.ratio:.2f}", reach, "yes" if figure.met else "NO")
