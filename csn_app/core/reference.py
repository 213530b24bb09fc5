"""The reference tables of ``csn_app/data``: what the law or the ministry lists, with its days of validity."""

import csv
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parent.parent / "data"


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of one table by its file name without ``.csv``; empty cells are empty strings."""
    with (_DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def labels(name: str, *, key: str = "code") -> dict[str, str]:
    """Return the French label of each code of a table."""
    return {row[key]: row["label_fr"] for row in rows(name)}
