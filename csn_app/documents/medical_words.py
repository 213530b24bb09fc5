"""Medical words in plain ones, beside the document that uses them: ours, dated, not reviewed by a professional."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from uuid import UUID

from csn_app.access import policy
from csn_app.access.policy import Permission
from csn_app.core.reference import labels, rows
from csn_app.core.work import Work
from csn_app.documents import reading
from csn_app.documents.model import Document
from csn_app.documents.proposals_text import fold
from csn_app.documents.views import title_of
from csn_app.ui.words import french_date

MOST = 15
"""So many words are explained beside a document, in the order in which it uses them."""


@dataclass(frozen=True)
class Explained:
    """A medical word, what it means in plain words, and the day on which that was written."""

    word: str
    meaning: str
    since: str


def explain_document(work: Work, *, document_id: UUID) -> tuple[Explained, ...]:
    """Explain the medical words of a document's title, type and text; raises ``NotFound``."""
    document = policy.fetch(work, Permission.DOCUMENT_READ, Document, document_id)
    kind = labels("document_types").get(document.type_code, "")
    return explain([title_of(work, document), kind, *reading.pages_of(work, document)])


def explain(texts: Iterable[str]) -> tuple[Explained, ...]:
    """Explain the medical words of some texts, the first used first, each once."""
    said = fold("\n".join(texts))[:200_000]
    places: dict[str, int] = {}
    for met in _pattern().finditer(said):
        places.setdefault(
            _words()[met.group().rstrip("s") if met.group() not in _words() else met.group()], met.start()
        )
    chosen = sorted(places, key=places.__getitem__)[:MOST]
    return tuple(_meanings()[word] for word in chosen)


@cache
def _meanings() -> dict[str, Explained]:
    return {
        row["word_fr"]: Explained(row["word_fr"], row["meaning_fr"], french_date(date.fromisoformat(row["valid_from"])))
        for row in rows("medical_words")
        if not row["valid_to"]
    }


@cache
def _words() -> dict[str, str]:
    found = {}
    for row in rows("medical_words"):
        if not row["valid_to"]:
            for name in (row["word_fr"], *row["also_fr"].split(";")):
                if name:
                    found[fold(name)] = row["word_fr"]
    return found


@cache
def _pattern() -> re.Pattern[str]:
    names = sorted(_words(), key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(re.escape(name) for name in names) + r")s?(?!\w)")
