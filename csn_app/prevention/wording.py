"""How prevention is said: what, until when, why you, by which source; never more than the tables claim (R-PV-7)."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from csn_app.core.reference import rows
from csn_app.prevention.book import ChildRule, Rule, Theme, VaccineRule, all_rules, number_of
from csn_app.prevention.questions import Question, fact_of
from csn_app.prevention.rules import Due, Facts, Standing, age_on
from csn_app.prevention.service import DoneItem, Item
from csn_app.ui.words import NBSP, french_date

THEMES = {
    Theme.VACCINES: "Vaccins",
    Theme.CHILD: "Examens de l’enfant",
    Theme.SCREENING: "Dépistages",
    Theme.DENTAL: "Dents",
    Theme.CHECKUP: "Bilans de prévention",
    Theme.PREGNANCY: "Grossesse",
    Theme.FOLLOW_UP: "Suivi chez mon médecin",
}
_STATUS = {
    "obligatoire": "Obligatoire",
    "recommande": "Recommandé",
    "recommande_cible": "Recommandé pour vous",
    "proposable": "Possible, si vous le souhaitez",
}
_LAST = {
    Theme.SCREENING: "votre dernier dépistage",
    Theme.DENTAL: "votre dernier examen",
    Theme.CHECKUP: "votre dernier bilan",
    Theme.PREGNANCY: "votre dernier examen",
    Theme.FOLLOW_UP: "votre dernier rendez-vous",
}


@dataclass(frozen=True)
class Card:
    """One thing due, in words. ``number`` names its rule in an address, ``code`` in test ids."""

    key: str
    code: str
    number: str
    title: str
    icon: str
    hue: str
    when: str
    late: bool
    soon: bool
    planned: bool
    status: str
    why: str
    reason: str
    where: str
    cost: str
    source: str


@dataclass(frozen=True)
class DoneLine:
    """One thing done, in words; ``rule`` and ``day`` name it."""

    rule: str
    day: str
    title: str
    on: str


@dataclass(frozen=True)
class Refused:
    """A subject that was put away."""

    subject: str
    title: str
    reason: str


@dataclass(frozen=True)
class ThemeTick:
    """A theme, and whether one wants to hear of it."""

    code: str
    words: str
    wanted: bool


@dataclass(frozen=True)
class Ask:
    """A question and its answer: YES, NO or nothing."""

    code: str
    name: str
    words: str
    answer: str


def card(item: Item, *, facts: Facts) -> Card:
    """Say one thing due, with the facts that make it so."""
    due, practical = item.due, _practical(item.due.rule)
    return Card(
        key=due.key,
        code=due.rule.id.lower(),
        number=str(number_of(due.rule.id)),
        title=due.rule.label,
        icon=practical["icon"],
        hue=practical["hue"],
        when=_when(due),
        late=due.standing is Standing.LATE,
        soon=due.standing is Standing.SOON,
        planned=item.appointment_id is not None,
        status=_STATUS.get(due.rule.status, "") if isinstance(due.rule, VaccineRule) else "",
        why=_why(due, facts),
        reason=due.rule.reason.replace(" :", f"{NBSP}:").replace(" ;", f"{NBSP};"),
        where=practical["where_fr"].replace(" :", f"{NBSP}:"),
        cost=practical["cost_fr"],
        source=_source(due.rule),
    )


def done_line(item: DoneItem) -> DoneLine:
    """Say one thing done, and the document that shows it."""
    shown = f", d’après le document «{NBSP}{item.document}{NBSP}»" if item.document else ""
    return DoneLine(item.rule.id, item.on.isoformat(), item.rule.label, f"Le {french_date(item.on)}{shown}")


def refused(subject: str, reason: str) -> Refused:
    """Say a subject that was put away by the name of its first rule."""
    title = next((rule.label for rule in all_rules() if rule.subject == subject), "Un sujet qui n’existe plus")
    return Refused(subject, title, reason)


def ask(question: Question, answer: str) -> Ask:
    """Prepare a question."""
    return Ask(question.code, question.code.replace(":", "-").lower(), question.words, answer)


def speciality(rule: Rule) -> str:
    """Return the speciality that an appointment for a rule is with, where one is known."""
    return _practical(rule)["speciality_fr"]


def _when(due: Due) -> str:
    if due.standing is Standing.SOON:
        return f"À partir du {french_date(due.opens)}"
    until = due.closes if due.standing is Standing.LATE else due.on_time
    if due.standing is Standing.LATE:
        return f"L’âge habituel est passé, possible jusqu’au {french_date(until)}" if until else "À rattraper"
    far = until is None or (until - due.opens).days > 3 * 366
    return "Dès maintenant" if far or until is None else f"Jusqu’au {french_date(until)}"


def _why(due: Due, facts: Facts) -> str:
    said = [_age(facts), *(fact for c in due.rule.conditions if (fact := fact_of(c)))]
    if due.rule.conditions and not said[1:]:
        said.append(_birth(facts))
    said = [words for words in (*said, _last(due)) if words]
    head = ", ".join(said[:-1])
    return f"Parce que {head} et que {said[-1]}." if head else f"Parce que {said[-1]}."


def _age(facts: Facts) -> str:
    years, months = age_on(facts.born, facts.today)
    if months < 1:
        return f"l’enfant a {(facts.today - facts.born).days}{NBSP}jours"
    if years < 2:
        return f"l’enfant a {months}{NBSP}mois"
    return f"l’enfant a {years}{NBSP}ans" if years < 16 else f"vous avez {years}{NBSP}ans"


def _birth(facts: Facts) -> str:
    expected = facts.birth_expected
    return f"vous attendez une naissance pour le {french_date(expected)}" if expected else ""


def _last(due: Due) -> str:
    """Say the last time that is noted, as precisely as it is of use: its year."""
    rule = due.rule
    if isinstance(rule, ChildRule):
        return ""
    vaccine = isinstance(rule, VaccineRule)
    if due.last is None:
        return f"vous n’avez noté aucune {'dose' if vaccine else 'date'}"
    return f"{'votre dernière dose' if vaccine else _LAST[rule.theme]} date de {due.last.year}"


def _source(rule: Rule) -> str:
    """Say by what this is claimed, of which day, and that details may be ours."""
    day = french_date(rule.valid_from)
    if rule.basis == "ours":
        return f"Règle de ce carnet, en place depuis le {day}. Ce n’est pas une recommandation officielle."
    book = "le calendrier des vaccinations" if isinstance(rule, VaccineRule) else "la règle"
    unsure = "" if rule.basis == "sourced" else " Certains détails restent à confirmer avec un soignant."
    found = f" Source{NBSP}: {rule.source.split(';')[0].strip()}." if rule.source else ""
    return f"D’après ce que vous avez noté et {book} du {day}.{found}{unsure}"


def _practical(rule: Rule) -> dict[str, str]:
    table = _practicals()
    return table.get(rule.id) or table[rule.theme]


@cache
def _practicals() -> dict[str, dict[str, str]]:
    return {row["key"]: row for row in rows("prevention_practical")}


def themes(refused_themes: frozenset[Theme], *, facts: Facts) -> list[ThemeTick]:
    """List the themes that may concern the person, and those they refused."""
    years, _ = age_on(facts.born, facts.today)
    hidden = {Theme.CHILD} if years >= 18 else set()
    if facts.sex != "F" or years < 12:
        hidden.add(Theme.PREGNANCY)
    return [ThemeTick(t, words, t not in refused_themes) for t, words in THEMES.items() if t not in hidden]


def calendar_day(facts: Facts) -> date:
    """Return the day of the newest rule in force: the version that the page names."""
    return max(rule.valid_from for rule in all_rules() if rule.valid_from <= facts.today and rule.basis != "ours")
