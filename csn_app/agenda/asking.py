"""How the form of an appointment asks: what stands in it, what it proposes, what to correct."""

from collections.abc import Mapping
from dataclasses import dataclass

from csn_app.agenda import rules, wording
from csn_app.agenda.rules import Flaw
from csn_app.agenda.views import Choices, Shown
from csn_app.agenda.vocabulary import Alert, Kind, Repeat
from csn_app.prevention.book import ChildRule, Rule, VaccineRule
from csn_app.prevention.wording import speciality

_SENTENCES = {
    Flaw.MISSING: "Remplissez ce champ.",
    Flaw.TOO_LONG: "C’est trop long. Raccourcissez ce texte.",
    Flaw.NOT_A_DATE: "Cette date n’existe pas. Exemple\u00a0: 15 1 2027.",
    Flaw.NOT_AN_HOUR: "Cette heure n’existe pas. Exemple\u00a0: 14:30.",
    Flaw.NO_SUCH_HOUR: "Ce jour-là, on passe à l’heure d’été\u00a0: cette heure n’existe pas. Choisissez-en une autre.",
    Flaw.FAR_AWAY: "Cette date est trop loin. Vérifiez l’année.",
    Flaw.NOT_A_CHOICE: "Choisissez une réponse de la liste.",
    Flaw.TIMES: f"Écrivez un nombre entier, de 2 à {rules.MOST_TIMES}.",
    Flaw.TOO_MANY: f"Cochez {rules.MOST_DOCUMENTS} documents au plus.",
}
_MISSING = {
    "motif": "Écrivez avec qui, ou pour quoi.",
    "jour": "Indiquez le jour, le mois et l’année.",
    "heure": "Indiquez l’heure.",
}
_MORE = ("specialite", "adresse", "preparation", "accompagne", "commentaire")


@dataclass(frozen=True)
class Option:
    """One answer of a list."""

    code: str
    words: str
    chosen: bool = False


@dataclass(frozen=True)
class Form:
    """The form of one appointment; not ``shown`` while none is open. ``key`` changes each time that it opens."""

    shown: bool
    id: str
    seen: str
    key: str
    heading: str
    rule: str
    held: dict[str, str]
    more_open: bool
    kinds: list[Option]
    carers: list[Option]
    durations: list[Option]
    repeats: list[Option]
    documents: list[Option]
    alerts: list[Option]


NO_FORM = Form(False, "", "", "", "", "", {}, False, [], [], [], [], [], [])
_EMPTY = dict.fromkeys(
    ("motif", "avec", "jour", "mois", "annee", "heure", "fois", "soignant", "genre", "duree", "repete", *_MORE), ""
)


def new_form(choices: Choices, *, rule: Rule | None = None, number: int = 0) -> Form:
    """Open an empty form, or one that a rule of prevention fills."""
    typed = {"genre": Kind.CONSULTATION.value, f"rappel-{Alert.EVE}": "on"}
    if rule:
        kind = Kind.VACCINE if isinstance(rule, VaccineRule) else Kind.EXAM
        kind = Kind.CONSULTATION if isinstance(rule, ChildRule) or speciality(rule) else kind
        typed |= {"motif": rule.label[: rules.TITLE], "genre": kind, "specialite": speciality(rule)}
        typed["prevention"] = rule.id
    return _form(choices, typed, key=f"nouveau-{number}")


def form_of(shown: Shown, choices: Choices) -> Form:
    """Open the form of an appointment that exists."""
    held, here = shown.details, shown.occurs_at.astimezone(rules.PARIS)
    typed = {
        "motif": held.title,
        "avec": held.with_whom,
        "soignant": held.professional,
        "genre": held.kind,
        "specialite": held.speciality,
        "adresse": held.address,
        "preparation": held.preparation,
        "accompagne": held.companion,
        "commentaire": held.comment,
        "repete": held.repeat,
        "fois": str(held.times) if held.times > 1 else "",
        "duree": str(shown.minutes),
        "jour": str(here.day),
        "mois": str(here.month),
        "annee": str(here.year),
        "heure": f"{here:%H:%M}",
        "prevention": held.rule,
        **{f"rappel-{alert}": "on" for alert in held.alerts},
        **{f"doc-{document}": "on" for document in held.documents},
    }
    known = {document for document, _ in choices.documents}
    others = tuple((document, title) for document, title in shown.documents if document not in known)
    more = Choices(choices.carers, (*others, *choices.documents))
    return _form(more, typed, id=str(shown.id), seen=shown.changed_at.isoformat(), key=str(shown.id))


def typed_again(form: Form, typed: Mapping[str, str]) -> Form:
    """Show a form again with what was typed in it."""
    return _fill(form, typed, again=form.key + "+")


def flaws_in_words(flaws: Mapping[str, Flaw]) -> list[dict[str, str]]:
    """List what to correct, in the order of the form, each leading to its field."""
    order = [*_EMPTY, "documents"]
    return [
        {
            "field": f"champ-{name}",
            "sentence": _MISSING.get(name, _SENTENCES[flaw]) if flaw is Flaw.MISSING else _SENTENCES[flaw],
        }
        for name, flaw in sorted(flaws.items(), key=lambda one: order.index(one[0]) if one[0] in order else len(order))
    ]


def _form(choices: Choices, typed: Mapping[str, str], *, key: str, id: str = "", seen: str = "") -> Form:
    empty = Form(
        shown=True,
        id=id,
        seen=seen,
        key=key,
        heading="Modifier le rendez-vous" if id else "Noter un rendez-vous",
        rule=typed.get("prevention", ""),
        held=dict(_EMPTY),
        more_open=False,
        kinds=[Option(code, words) for code, words in wording.KINDS.items()],
        carers=[Option(str(c.id), f"{c.name}, {c.who.lower()}") for c in choices.carers],
        durations=[Option(str(m), wording.minutes_words(m)) for m in rules.DURATIONS],
        repeats=[Option(code, words) for code, words in wording.REPEATS.items()],
        documents=[Option(str(document), title) for document, title in choices.documents],
        alerts=[Option(code, words) for code, words in wording.ALERTS.items()],
    )
    return _fill(empty, typed, again=key)


def _fill(form: Form, typed: Mapping[str, str], *, again: str) -> Form:
    values = {name: typed.get(name, "") for name in _EMPTY}
    values["duree"] = values["duree"] or "30"
    values["repete"] = values["repete"] or Repeat.NEVER.value
    values["genre"] = values["genre"] or Kind.CONSULTATION.value
    return Form(
        shown=True,
        id=form.id,
        seen=form.seen,
        key=again,
        heading=form.heading,
        rule=form.rule,
        held=values,
        more_open=any(values[name] for name in _MORE) or any(name.startswith("doc-") for name in typed),
        kinds=form.kinds,
        carers=form.carers,
        durations=form.durations,
        repeats=form.repeats,
        documents=[Option(o.code, o.words, bool(typed.get(f"doc-{o.code}"))) for o in form.documents],
        alerts=[Option(o.code, o.words, bool(typed.get(f"rappel-{o.code}"))) for o in form.alerts],
    )
