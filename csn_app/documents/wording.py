"""How documents are said on the screen: cards, chips, facts, who reads, and why not."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import NamedTuple
from urllib.parse import urlencode

from csn_app.access.rules import Answer
from csn_app.core.reference import rows
from csn_app.core.vocabulary import PatientCategory
from csn_app.documents import rules
from csn_app.documents.corrections import Answer as CorrectionAnswer
from csn_app.documents.corrections import CorrectionRow
from csn_app.documents.formats import FORMATS, PDF
from csn_app.documents.views import DocumentPage, DocumentRow, ReaderRow
from csn_app.ui.words import NBSP, counted, french_date, french_datetime, initials, number, plural, size

LIST = "/documents"
TRASH = "/documents/corbeille"
CARERS = "/soignants"

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

_AUTHOR = "Auteur du document\u00a0: il le voit, même masqué."
_NOT_FORESEEN = "Son métier n’a pas accès à ce genre de document."
_ANSWERS = {
    Answer.YES: ("Voit", "ok", ""),
    Answer.GRANT_ENDED: ("Accès terminé", "", "Son accès à votre carnet est terminé."),
    Answer.CATEGORY_NOT_COVERED: ("Ne voit pas", "", "Vous ne lui avez pas ouvert cette catégorie."),
    Answer.PROFESSION_CLOSED: ("Non prévu", "", "Son métier n’a pas accès au carnet."),
    Answer.MATRIX_SAYS_NO: ("Non prévu", "", _NOT_FORESEEN),
    Answer.MASKED_FROM_THEM: ("Ne voit pas", "", "Vous lui avez masqué ce document."),
    Answer.MASKED_FROM_PROFESSION: ("Ne voit pas", "", "Vous avez masqué ce document à son métier."),
    Answer.MASKED_FROM_ALL: ("Ne voit pas", "", "Vous avez masqué ce document à tous."),
    Answer.BLOCKED: ("Bloqué", "danger", "Vous avez bloqué cette personne."),
}
_CAN_BE_CHANGED = frozenset(
    {
        Answer.YES,
        Answer.CATEGORY_NOT_COVERED,
        Answer.MASKED_FROM_THEM,
        Answer.MASKED_FROM_PROFESSION,
        Answer.MASKED_FROM_ALL,
    }
)
"""The answers that a switch turns into the other one."""


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
    """A professional of the list, and whether they see the document.

    ``switch``: the person may change it here; ``act`` and ``href`` lead to what would let them see it.
    """

    id: str
    name: str
    who: str
    initials: str
    answer: str
    kind: str
    sees: bool
    switch: bool
    act: str
    href: str


def line(row: DocumentRow) -> Line:
    """Show a document in one line: date and author, then category and size."""
    look = _look(row.category)
    author = row.author or ("ajouté par moi" if row.mine else "ajouté par la personne")
    meta, more = f"{french_date(row.document_date)}, {author}", f"{look.words}, {size(row.size)}"
    return Line(str(row.id), row.title, meta, more, icon=look.icon, hue=look.hue, new=row.new)


def viewer_of(row: DocumentRow) -> str:
    """Say how a page shows a document: « image », « pages » drawn by the server, or « frame » for a text."""
    if row.view_media_type.startswith("image/"):
        return "image"
    return "pages" if row.view_media_type == PDF and row.pages else "frame"


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
    few = min(page.unseen, rules.UNSEEN_UP_TO)
    more = "plus de " if page.unseen > few else ""
    return f"{said}, dont {more}{plural(few, 'nouveau', many='nouveaux')}" if few else said


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
    words, kind, why = _ANSWERS[row.answer]
    if row.always or (row.author and row.answer is Answer.YES):
        words, kind = "Toujours", "always"
        why = _AUTHOR if row.author else "Médecin traitant\u00a0: il voit aussi ce qui est masqué."
    elif row.author and row.answer is Answer.GRANT_ENDED:
        why = "Auteur du document. Son accès est terminé." if row.listed else "Auteur du document, hors de votre liste."
    ended = row.answer is Answer.GRANT_ENDED
    return ReaderCard(
        str(row.id),
        row.name,
        f"{row.profession}. {why}" if why else row.profession,
        initials(row.name),
        answer=words if row.listed else "Ne voit pas",
        kind=kind,
        sees=row.answer is Answer.YES,
        switch=row.answer in _CAN_BE_CHANGED and kind != "always" and row.per_person,
        act=("Redonner l’accès" if row.listed else "Ajouter") if ended else "",
        href=f"{CARERS}?soignant={row.id}" if ended else "",
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


def changed(name: str, *, sees: bool) -> str:
    """Say what a switch changed."""
    return f"{name} {'voit' if sees else 'ne voit plus'} ce document."


def masked(profession: str, *, hidden: bool) -> str:
    """Say what a mask changed, for all or for a profession."""
    word = next((one.words for one in professions() if one.code == profession), "")
    whom = f"au métier «{NBSP}{word}{NBSP}»" if word else "à tous les soignants"
    if hidden:
        return f"Ce document est masqué {whom}, sauf à son auteur."
    return f"Ce document n’est plus masqué {whom}."


@cache
def professions() -> list[Option]:
    """List the health professions by name."""
    known = [Option(r["code"], r["label_fr"]) for r in rows("professions") if r["is_health_professional"] == "1"]
    return sorted(known, key=lambda one: one.words)


def limits(max_bytes: int) -> str:
    """Say what is taken, and how heavy."""
    return f"PDF, photo, texte ou Word. {size(max_bytes)} au plus par fichier."


@lru_cache(maxsize=1_100)
def _count(count: int) -> str:
    return f"+{NBSP}de{NBSP}{number(rules.COUNTED_UP_TO)}" if count > rules.COUNTED_UP_TO else number(count)
