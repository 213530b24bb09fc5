"""What one may ask of a trail."""

from enum import StrEnum


class Period(StrEnum):
    """How far back to read."""

    MONTH = "MONTH"
    QUARTER = "QUARTER"
    YEAR = "YEAR"
    ALWAYS = "ALWAYS"
