"""The text of a document as the rules of proposals read it: line by line, and folded without losing its places."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

WORDS_MAX = 160
"""How much of a line is shown as evidence, in characters."""

PAGES_MAX = 40
LINES_MAX = 400
"""So many pages, and lines of each, are looked at: a proposal that comes from further would help nobody."""

_SAME = {"’": "'", "‘": "'", "\u00a0": " ", "\u202f": " ", "\t": " ", "μ": "µ", "–": "-", "—": "-", "…": ".", "œ": "o"}


class Kind(StrEnum):
    """What a proposal is about."""

    CATEGORY = "CATEGORY"
    DATE = "DATE"
    AUTHOR = "AUTHOR"
    TITLE = "TITLE"
    MEASURE = "MEASURE"
    DOSE = "DOSE"


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that a document says: its value, the page (from 1) and the very words that say it.

    ``code`` names the measure or the vaccine; ``more`` holds what goes with it (``date`` in ISO form, ``lot``,
    ``moment``). A measure's value is « 72.5 », or « 132 / 78 » for a tension, in the unit of the measure.
    """

    kind: Kind
    value: str
    page: int
    words: str
    code: str = ""
    more: dict[str, str] = field(default_factory=dict)


class Line(NamedTuple):
    """One line: its page from 1, its text, and the same text folded, character by character at the same places."""

    page: int
    text: str
    folded: str

    @property
    def evidence(self) -> str:
        """Return the words that are shown: the line itself, cut where it is long."""
        said = " ".join(re.sub(r"([._·]){4,}", "… ", self.text).split())
        return said if len(said) <= WORDS_MAX else said[: WORDS_MAX - 1] + "…"


def lines_of(pages: Sequence[str]) -> tuple[Line, ...]:
    """Return the lines that are not empty, in the order of the document."""
    return tuple(_lines(pages))


def _lines(pages: Sequence[str]) -> Iterator[Line]:
    for number, page in enumerate(pages[:PAGES_MAX], start=1):
        for raw in page.splitlines()[:LINES_MAX]:
            # OCR reads some apostrophes twice.
            text = re.sub("[’‘'`]{2,}", "’", unicodedata.normalize("NFC", raw)).strip()[:1000]
            if text:
                yield Line(number, text, fold(text))


def fold(text: str) -> str:
    """Return the text in small letters without accents, as long as before: a place in one is a place in the other."""
    return "".join(_SAME.get(char) or _plain(char) for char in text)


def _plain(char: str) -> str:
    base = unicodedata.normalize("NFKD", char)[:1].lower()
    return base if len(base) == 1 else " "
