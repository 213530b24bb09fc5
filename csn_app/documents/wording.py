"""How documents are said on the screen: cards, chips, facts, who reads, and why not."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import NamedTuple
from urllib.parse import urlencode

from csn_app.access.rules import Answer
from csn_app.core.vocabulary import PatientCategory
from csn_app.documents import rules
from csn_app.documents.corrections import Answer as CorrectionAnswer
from csn_app.documents.corrections import CorrectionRow
from csn_app.documents.formats import FORMATS
from csn_app.documents.views import DocumentPage, DocumentRow, ReaderRow
from csn_app.ui.words import NBSP, counted, french_date, french_datetime, initials, number, plural, size

LIST = "/documents"

_LOOKS = {
    PatientCategory.SYNTHESE: ("heart-pulse", "sapin"),
    PatientCategory.ORD_SOIN: ("pill", "sapin"),
    PatientCategory.RADIO_SC: ("scan", "ardoise"),
    PatientCategory.BIOLOGIE: ("flask-conical", "bleuet"),
    PatientCategory.CPT_REND: ("notebook-text", "prune"),
    PatientCategory.DEPISTAG: ("shield-check", "tilleul"),
    PatientCategory.CERT_MED: ("file-badge", "mirabelle"),
    PatientCategory.DOC_ADM: ("id-card", "argile"),
    PatientCategory.AUTR_DOC: ("file-text", "ardoise"),
    PatientCategory.DIR_ANT: ("scale", "prune"),
}

_NOT_FORESEEN = "Son métier n’a pas accès à ce genre de document."
_ANSWERS = {
    Answer.YES: ("Voit", "ok", "eye", ""),
    Answer.GRANT_ENDED: ("Accès terminé", "", "clock", "Son accès à votre carnet est terminé."),
    Answer.CATEGORY_NOT_COVERED: ("Ne voit pas", "", "eye-off", "Vous ne lui avez pas ouvert cette catégorie."),
    Answer.PROFESSION_CLOSED: ("Non prévu", "", "ban", "Son métier n’a pas accès au carnet."),
    Answer.MATRIX_SAYS_NO: ("Non prévu", "", "ban", _NOT_FORESEEN),
}


@dataclass(frozen=True)
class Line:
    """One line of the list; it travels 25 times, and holds what is shown and nothing else."""

    id: str
    title: str
    meta: str
    more: str
    icon: str
    hue: str
    new: bool


@dataclass(frozen=True)
class Card(Line):
    """A document to look at or to complete: ``iso`` is its date for the form."""

    category: str
    iso: str


NO_CARD = Card("", "", "", "", "file-text", "ardoise", new=False, category="", iso="")


@dataclass(frozen=True)
class Chip:
    """A category to filter by, with how many documents it has."""

    words: str
    count: str
    href: str
    here: bool


@dataclass(frozen=True)
class Option:
    """A category to choose."""

    code: str
    words: str


@dataclass(frozen=True)
class Fact:
    """One thing known of a document."""

    name: str
    words: str


@dataclass(frozen=True)
class ReaderCard:
    """A professional of the list, and whether they see the document."""

    id: str
    name: str
    who: str
    initials: str
    answer: str
    kind: str
    icon: str
    sees: bool


def line(row: DocumentRow) -> Line:
    """Show a document in one line: date and author, then category and size."""
    look = _look(row.category)
    author = row.author or ("ajouté par moi" if row.mine else "ajouté par la personne")
    meta, more = f"{french_date(row.document_date)}, {author}", f"{look.words}, {size(row.size)}"
    return Line(str(row.id), row.title, meta, more, icon=look.icon, hue=look.hue, new=row.new)


def card(row: DocumentRow) -> Card:
    """Show a document with what its form asks."""
    return Card(**vars(line(row)), category=_look(row.category).code, iso=row.document_date.isoformat())


class _Look(NamedTuple):
    code: str
    words: str
    icon: str
    hue: str


@cache
def _look(category: PatientCategory) -> _Look:
    return _Look(category.value, category_words(category), *_LOOKS[category])


def category_words(category: PatientCategory) -> str:
    """Say a category."""
    return rules.open_categories()[category]


def options() -> list[Option]:
    """List the categories in which a person deposits."""
    return [Option(code, words) for code, words in rules.open_categories().items()]


def chips(page: DocumentPage, *, here: str) -> list[Chip]:
    """List the categories that hold something, and the one being looked at."""
    total = sum(page.counts.values())
    every = Chip("Tous", count=_count(total), href=LIST, here=not here)
    some = [
        Chip(words, _count(page.counts.get(PatientCategory(code), 0)), href=_of_category(code), here=code == here)
        for code, words in rules.open_categories().items()
        if page.counts.get(PatientCategory(code), 0) or code == here
    ]
    return [every, *some]


def lead(page: DocumentPage) -> str:
    """Say how many documents there are, and how many are new."""
    total = sum(page.counts.values())
    if not total:
        return "Vos ordonnances, résultats et comptes rendus, au même endroit"
    said = counted(total, "document")
    return f"{said}, dont {plural(page.unseen, 'nouveau', many='nouveaux')}" if page.unseen else said


def address(category: str, *, mark: DocumentRow | None = None, newer: bool = False) -> str:
    """Write the address of a page of the list: its category, and where it begins."""
    asked = {"categorie": category} if category else {}
    if mark is not None:
        asked["avant" if newer else "apres"] = f"{mark.document_date.isoformat()}_{mark.id}"
    return f"{LIST}?{urlencode(asked)}" if asked else LIST


@cache
def _of_category(code: str) -> str:
    return address(code)


def origin(row: DocumentRow) -> str:
    """Say when a document was deposited, and by whom."""
    day = french_date(rules.day_in_france(row.added_at))
    return f"Déposé le {day} par {'moi' if row.mine else row.author}"


def facts(row: DocumentRow) -> list[Fact]:
    """List what is known of a document."""
    kind = FORMATS.get(row.media_type)
    version = [Fact("Version", f"{row.version}, corrigée par {row.author}")] if row.version > 1 else []
    found = [
        *version,
        Fact("Catégorie", category_words(row.category)),
        Fact("Date du document", french_date(row.document_date)),
        Fact("Format", f"{kind.label if kind else 'Fichier'}, {size(row.size)}"),
    ]
    if row.pages and not row.media_type.startswith("image/"):
        found.append(Fact("Pages", number(row.pages)))
    return [*found, Fact("Déposé", f"{french_datetime(row.added_at)}, par {'moi' if row.mine else row.author}")]


def reader(row: ReaderRow) -> ReaderCard:
    """Say whether a professional sees a document, and if not why."""
    words, kind, icon, why = _ANSWERS[row.answer]
    if row.author:
        words, icon, why = "Toujours", "lock", "Auteur du document."
    who = f"{row.profession}. {why}" if why else row.profession
    return ReaderCard(
        str(row.id),
        row.name,
        who,
        initials(row.name),
        answer=words,
        kind=kind,
        icon=icon,
        sees=row.answer is Answer.YES,
    )


@dataclass(frozen=True)
class Correction:
    """A correction that the person asked for, and what its author answered."""

    asked: str
    words: str
    answer: str
    answer_words: str


_ANSWERED = {CorrectionAnswer.CORRECTED: "Le soignant a corrigé", CorrectionAnswer.KEPT: "Le soignant ne change rien"}


def correction(row: CorrectionRow) -> Correction:
    """Say what was asked, and what was answered."""
    answer = f"{_ANSWERED[row.answer]}, le {_day(row.answered_at)}" if row.answer and row.answered_at else ""
    return Correction(
        f"Demandé le {_day(row.asked_at)}", row.words, answer or "En attente de réponse", row.answer_words
    )


def earlier(row: DocumentRow) -> list[Fact]:
    """List the versions that were replaced, the last first: the address of each and its words."""
    address = f"{LIST}/{row.id}/fichier?vue=1&version="
    return [Fact(f"{address}{n}", f"Version {n}") for n in range(row.version - 1, 0, -1)][:20]


def _day(moment: datetime) -> str:
    return french_date(rules.day_in_france(moment))


def limits(max_bytes: int) -> str:
    """Say what is taken, and how heavy."""
    return f"PDF, photo, texte ou Word. {size(max_bytes)} au plus par fichier."


@lru_cache(maxsize=1_100)
def _count(count: int) -> str:
    return f"+{NBSP}de{NBSP}{number(rules.COUNTED_UP_TO)}" if count > rules.COUNTED_UP_TO else number(count)
