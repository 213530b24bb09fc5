"""How a search among documents is said: its address, its filters, what is found, with the words marked."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from csn_app.core.vocabulary import PatientCategory
from csn_app.documents.asking import FoundDocuments, Hit, Part, Sort, Spot, Wanted
from csn_app.documents.model_reading import TextState
from csn_app.documents.reading import TextOf
from csn_app.documents.wording import LIST, Line, Option, line
from csn_app.ui.words import counted

MINE = "moi"
"""The author of what no professional deposited."""

PERIODS = {"3m": ("3 derniers mois", 91), "12m": ("12 derniers mois", 365), "3a": ("3 dernières années", 1096)}
"""How far back one looks: the words of each period and its days."""

SORTS = {
    Sort.RECENT: "Les plus récents d’abord",
    Sort.OLDEST: "Les plus anciens d’abord",
    Sort.ADDED: "Derniers ajoutés d’abord",
}

FILTERS = ("categorie", "periode", "auteur", "vu-par", "nouveaux", "tri")
"""The fields of the form that narrow what is found, under the names that the address has."""


@dataclass(frozen=True)
class Piece:
    """A piece of an extract; ``hit`` where it is marked."""

    text: str
    hit: bool


@dataclass(frozen=True)
class FoundLine(Line):
    """A document that was found: where it opens, and what stands around the words."""

    href: str = ""
    where: str = ""
    extract: list[Piece] = field(default_factory=list)


def wanted_of(asked: Any, *, words: str, today: date) -> Wanted:
    """Read the filters of an address; what says nothing sensible filters nothing."""
    code, period, sort = asked.get("categorie", ""), PERIODS.get(asked.get("periode", "")), asked.get("tri", "")
    author = asked.get("auteur", "")
    return Wanted(
        words=words,
        category=PatientCategory(code) if code in set(PatientCategory) else None,
        since=today - timedelta(days=period[1]) if period else None,
        author=_id(author),
        own=author == MINE,
        reader=_id(asked.get("vu-par", "")),
        new=asked.get("nouveaux", "") == "oui",
        sort=Sort(sort) if sort in set(Sort) else Sort.RECENT,
    )


def searches(asked: Any) -> bool:
    """Say whether an address asks for more than a category of the list."""
    return any(asked.get(name, "") for name in ("q", "filtres", *FILTERS[1:]))


def address_of(typed: Any, *, question: str, spot: Spot | None = None) -> str:
    """Write the address of a search: everything it asks, and where its page begins."""
    asked = {"q": question} if question else {}
    asked |= {name: str(typed.get(name, ""))[:64] for name in FILTERS if typed.get(name, "")}
    if typed.get("filtres", ""):
        asked["filtres"] = "oui"
    if spot is not None:
        asked["avant" if spot.newer else "apres"] = f"{spot.at.isoformat()}_{spot.id}"
    return f"{LIST}?{urlencode(asked)}" if asked else LIST


def spot_of(asked: Any, *, sort: Sort) -> Spot | None:
    """Read where the page of a search begins."""
    for name, newer in (("apres", False), ("avant", True)):
        at, _, document_id = asked.get(name, "").partition("_")
        found = _id(document_id)
        try:
            moment = datetime.fromisoformat(at) if sort is Sort.ADDED else date.fromisoformat(at)
        except ValueError:
            continue
        # A moment without a zone is no place: it would not compare.
        if found and (not isinstance(moment, datetime) or moment.tzinfo):
            return Spot(moment, found, newer=newer)
    return None


def spots(found: FoundDocuments, *, sort: Sort) -> tuple[Spot | None, Spot | None]:
    """Return where the pages before and after begin."""

    def spot(hit: Hit, *, newer: bool) -> Spot:
        at = hit.row.added_at if sort is Sort.ADDED else hit.row.document_date
        return Spot(at, hit.row.id, newer=newer)

    before = spot(found.hits[0], newer=True) if found.newer and found.hits else None
    return before, spot(found.hits[-1], newer=False) if found.older and found.hits else None


def found_line(hit: Hit) -> FoundLine:
    """Show a document that was found."""
    page = f"?page={hit.page}" if hit.page else ""
    return FoundLine(
        **vars(line(hit.row)),
        href=f"{LIST}/{hit.row.id}{page}",
        where=f"Page {hit.page}" if hit.page else "",
        extract=pieces(hit.extract),
    )


def pieces(extract: tuple[Part, ...]) -> list[Piece]:
    """Show an extract."""
    return [Piece(part.text, hit=part.hit) for part in extract]


def found_words(found: FoundDocuments, *, words: str) -> str:
    """Say how many documents were found, and for which words."""
    said = counted(found.total, "document trouvé", many="documents trouvés") if found.total else "Aucun document trouvé"
    said = said[0].upper() + said[1:]
    shown = found.meant or words
    return f"{said} pour «\u00a0{shown}\u00a0»" if shown else said


def meant_words(found: FoundDocuments, *, words: str) -> str:
    """Say which words were looked for instead of the typed ones, after a slip."""
    return (
        f"Rien pour «\u00a0{words}\u00a0»\u00a0: voici les résultats pour «\u00a0{found.meant}\u00a0»."
        if found.meant
        else ""
    )


_TEXTS = {
    TextState.WAITING: "Le texte de ce document va être lu\u00a0: la recherche le trouvera alors par ses mots.",
    TextState.SCANNING: "Le texte des pages scannées est en cours de lecture.",
    TextState.READ: "Le texte de ce document est lu\u00a0: la recherche le trouve par ses mots.",
    TextState.EMPTY: "Ce document n’a pas de texte\u00a0: la recherche le trouve par son titre.",
    TextState.IMPOSSIBLE: "Le texte de ce document n’a pas pu être lu\u00a0: la recherche le trouve par son titre.",
    TextState.OFF: "Ici, le texte des images n’est pas lu\u00a0: la recherche trouve ce document par son titre.",
}


def text_words(text: TextOf) -> str:
    """Say how far the text of a document is known, and what that means for the search."""
    return _TEXTS[text.state]


def opened_at(page: str) -> int:
    """Return the page that an address opens a document at; 0 for what is no page."""
    return int(page) if page.isdecimal() and len(page) <= 4 else 0


def period_options() -> list[Option]:
    """The periods to choose."""
    return [Option(code, words) for code, (words, _) in PERIODS.items()]


def sort_options() -> list[Option]:
    """The orders to choose."""
    return [Option(code.value, words) for code, words in SORTS.items()]


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
