"""How the form of a section asks: each question with what was typed, what to correct, and where it leads."""

from collections.abc import Mapping
from dataclasses import dataclass

from csn_app.core.vocabulary import Section
from csn_app.profile import partial
from csn_app.profile.fields import Field, Kind, asked
from csn_app.profile.rules import Flaw
from csn_app.profile.service import Entry
from csn_app.profile.wording import form_slug, title_of


@dataclass(frozen=True)
class Choice:
    """One answer to choose."""

    code: str
    words: str
    hint: str
    chosen: bool


@dataclass(frozen=True)
class Ask:
    """One question of a form, with what was typed and what to correct. ``key`` changes when the answer is replaced."""

    name: str
    kind: str
    label: str
    hint: str
    value: str
    day: str
    month: str
    year: str
    error: str
    choices: list[Choice]
    proposes: bool
    most: int
    first: bool
    parent: str
    parent_answer: str
    key: str


@dataclass(frozen=True)
class Form:
    """The form of one entry; no ``section`` while none is open. ``seen``: when the entry in it was last changed."""

    section: str
    entry_id: str
    slug: str
    heading: str
    asks: list[Ask]
    more: list[Ask]
    more_open: bool
    deletes: str
    seen: str


NO_FORM = Form("", "", "", "", asks=[], more=[], more_open=False, deletes="", seen="")


def form_of(
    section: Section,
    held: Mapping[str, str],
    *,
    entry: Entry | None = None,
    flaws: Mapping[str, Flaw] | None = None,
    typed: Mapping[str, str] | None = None,
) -> Form:
    """Prepare the form of a section with what an entry holds, or with what was typed and what to correct."""
    wrong, form = flaws or {}, asked(section)
    asks = [
        _ask(field, held=held, typed=typed, flaw=wrong.get(field.name), first=number == 0)
        for number, field in enumerate(form.fields)
    ]
    optional = {field.name for field in form.fields if field.more}
    more = [ask for ask in asks if ask.name in optional]
    return Form(
        section=section,
        entry_id=str(entry.id) if entry else "",
        slug=form_slug(section),
        heading=("Corriger " if entry else "Ajouter ") + form.heading if not form.one else form.heading.capitalize(),
        asks=[ask for ask in asks if ask.name not in optional],
        more=more,
        more_open=any(ask.error or ask.value or ask.year for ask in more),
        deletes=title_of(entry) if entry else "",
        seen=entry.changed_at.isoformat() if entry else "",
    )


def flaws_in_words(section: Section, flaws: Mapping[str, Flaw]) -> list[dict[str, str]]:
    """List what must be corrected, in the order of the form, each leading to its field."""
    return [
        {"field": _first_box(field), "sentence": flaw_in_words(field, flaws[field.name])}
        for field in asked(section).fields
        if field.name in flaws
    ]


def flaw_in_words(field: Field, flaw: Flaw) -> str:
    """Say what to correct in a field."""
    name = field.label.rstrip("\u00a0?… ").rstrip(",")
    said = {
        Flaw.MISSING: f"Répondez à «\u00a0{name}\u00a0»."
        if field.kind is not Kind.DATE
        else "Indiquez au moins l’année.",
        Flaw.TOO_LONG: f"C’est trop long\u00a0: {field.most} caractères au plus.",
        Flaw.NOT_A_DATE: "Cette date n’existe pas. L’année suffit, par exemple 2011.",
        Flaw.FUTURE: "Cette date n’est pas encore passée.",
        Flaw.END_BEFORE_START: "La fin est avant le début. Corrigez l’une des deux dates.",
        Flaw.NOT_A_CHOICE: "Choisissez une réponse de la liste.",
        Flaw.NOT_A_NUMBER: f"Écrivez un nombre entier, de {field.low} à {field.high}.",
        Flaw.NOT_A_PHONE: "Ce numéro n’est pas complet. Exemple\u00a0: 06 39 98 04 27.",
        Flaw.NOT_A_POSTCODE: "Ce code postal n’a pas la bonne forme. Exemple\u00a0: 44000.",
    }
    return said[flaw]


def _ask(
    field: Field, *, held: Mapping[str, str], typed: Mapping[str, str] | None, flaw: Flaw | None, first: bool
) -> Ask:
    value = held.get(field.name, "") if typed is None else typed.get(field.name, "")
    day = month = year = ""
    if field.kind is Kind.DATE:
        kept = partial.boxes(held.get(field.name, ""))
        boxes = tuple(typed.get(f"{field.name}-{box}", "") for box in ("jour", "mois", "annee")) if typed else kept
        day, month, year = boxes
    return Ask(
        name=field.name,
        kind=field.kind,
        label=field.label if field.required or field.parent else f"{field.label} (facultatif)",
        hint=field.hint,
        value=value,
        day=day,
        month=month,
        year=year,
        error=flaw_in_words(field, flaw) if flaw else "",
        choices=[Choice(o.code, o.words, o.hint, chosen=o.code == value) for o in field.options],
        proposes=bool(field.words),
        most=field.most,
        first=first,
        parent=field.parent,
        parent_answer=field.parent_answer,
        key=field.name,
    )


def _first_box(field: Field) -> str:
    return f"champ-{field.name}" + ("-annee" if field.kind is Kind.DATE else "")
