"""How emergencies are said: situations, choices, the lines of a card, a reading and its review."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from csn_app.access.emergency_access import SituationNotGiven, WordsNotGiven
from csn_app.access.emergency_choices import CodeRow, NothingTicked, TooManyCodes
from csn_app.access.emergency_rules import CARD_SECTIONS, Decision, EmergencyKind, Situation, Support
from csn_app.core.errors import CsnError
from csn_app.core.reference import labels
from csn_app.core.vocabulary import Section
from csn_app.emergency.service import Card, Reading
from csn_app.profile.service import Content, Entry
from csn_app.profile.wording import summary_lines, title_of
from csn_app.ui.sentences import sentence
from csn_app.ui.words import NBSP, PARIS, desk_date, french_date, french_datetime, plural, relative

LED_TO = frozenset({"RECORD_OPENED_EMERGENCY", "CARD_OPENED"})
"""The lines of the trail that lead to the page « Urgences »."""

SEE = "Voir dans «\u00a0Urgences\u00a0»"
SITUATIONS = {
    Situation.INCAPABLE: "La personne ne peut pas donner son accord, et sa santé est en danger immédiat",
    Situation.URGENT_CARE: "Soins urgents qui ne peuvent pas attendre son accord",
    Situation.CALL_INCAPABLE: "Appel au 15\u00a0: la personne ne peut pas parler, et sa santé est en danger immédiat",
    Situation.CALL: "Appel au 15 en cours",
}
KINDS = {EmergencyKind.SAMU: "Lecture par le SAMU", EmergencyKind.GLASS: "Ouverture en urgence"}
_HINTS = {
    Section.BLOOD_GROUP: "L’hôpital le contrôle toujours.",
    Section.DIRECTIVES: "Seulement qu’elles existent, leur date et où est le papier.",
    Section.CONTACTS: "Seulement ceux que vous avez notés «\u00a0À prévenir en cas d’urgence\u00a0».",
}
_TITLES = {
    Section.DISEASES: "Maladies",
    Section.BLOOD_GROUP: "Groupe sanguin déclaré",
    Section.CONTACTS: "À prévenir",
}
_CHOICES = {
    "allowed": "Lecture en urgence",
    "samu": "SAMU",
    "glass": "Autres soignants en urgence",
    "masked": "Documents masqués",
}


@dataclass(frozen=True)
class TickView:
    """Something that may be ticked for the card."""

    code: str
    words: str
    hint: str
    ticked: bool


@dataclass(frozen=True)
class CardLine:
    """One section on the card: its name and its lines; ``grave`` for a serious allergy."""

    title: str
    lines: list[str]
    grave: bool
    wide: bool


@dataclass(frozen=True)
class CardView:
    """The card as it is drawn, on a screen and on paper."""

    name: str = ""
    born: str = ""
    lines: list[CardLine] = field(default_factory=list)
    until: str = ""


@dataclass(frozen=True)
class CodeView:
    """One copy of the card in circulation."""

    id: str
    icon: str
    words: str
    more: str


@dataclass(frozen=True)
class ReadingView:
    """One reading in an emergency, for the person whose carnet it was."""

    id: str
    who: str
    when: str
    facts: str
    words: str
    state: str
    kind: str
    answer: str
    can_contest: bool
    line: str


def ticks(ticked: tuple[Section, ...]) -> list[TickView]:
    """List what may be ticked for the card."""
    names = labels("profile_sections")
    return [TickView(s, names[s], _HINTS.get(s, ""), ticked=s in ticked) for s in CARD_SECTIONS]


def card_view(card: Card) -> CardView:
    """Say a card: who, born when, and each section in short lines."""
    holder = card.holder
    name = f"{holder.given_name} {holder.family_name}" if holder else card.name
    sex = {"F": ", femme", "M": ", homme"}.get(holder.sex, "") if holder else ""
    born = f"{'Née' if holder.sex == 'F' else 'Né'} le {desk_date(holder.birth_date)}{sex}" if holder else ""
    until = f"Valable jusqu’au {desk_date(card.expires_at.astimezone(PARIS))}." if card.expires_at else ""
    return CardView(name, born, [_line(content) for content in card.contents], until)


def code_view(code: CodeRow, *, now: datetime) -> CodeView:
    """Say one copy: on what, until when, how often it was read."""
    paper = code.support is Support.PAPER
    words = f"{'Carte imprimée' if paper else 'Carte gardée sur un téléphone'} {relative(code.made_at, now=now)}"
    read = "Jamais scannée" if not code.openings else f"Scannée {plural(code.openings, 'fois', many='fois')}"
    last = f", la dernière {relative(code.opened_at, now=now)}" if code.opened_at else ""
    until = french_date(code.expires_at.astimezone(PARIS).date())
    return CodeView(
        str(code.id), "printer" if paper else "smartphone", words, f"{read}{last}. Valable jusqu’au {until}."
    )


def reading_view(reading: Reading, *, now: datetime) -> ReadingView:
    """Say who read, when, from where and why, and where its review stands."""
    held, professional, place = reading.emergency, reading.professional, reading.place
    where = ", ".join(filter(None, (place.name, place.town))) if place else ""
    facts = ". ".join(filter(None, (KINDS[held.kind], professional.profession if professional else "", where)))
    state, kind = _state(reading)
    return ReadingView(
        id=str(held.id),
        who=professional.name if professional else "Un soignant",
        when=relative(held.opened_at, now=now).capitalize(),
        facts=f"{facts}. {SITUATIONS[held.situation]}.",
        words=held.words,
        state=state,
        kind=kind,
        answer=held.answer,
        can_contest=held.contested_at is None and held.decided_at is None,
        line=f"/historique?qui=tous&quand=debut&avant={reading.line + 1}" if reading.line else "",
    )


def detail_of(action: str, detail: Mapping[str, str]) -> str:
    """Say what a line of the trail about emergencies holds beside its label; nothing for any other line."""
    if action == "RECORD_OPENED_EMERGENCY" and detail.get("situation") in set(Situation):
        return SITUATIONS[Situation(detail["situation"])]
    if action == "EMERGENCY_PREF_CHANGED":
        said = (f"{words}{NBSP}: {'oui' if detail[name] == '1' else 'non'}" for name, words in _CHOICES.items())
        return ". ".join(said) if _CHOICES.keys() <= detail.keys() else ""
    if action == "CARD_CHOSEN":
        names = labels("profile_sections")
        shown = ", ".join(names[code] for code in detail.get("sections", "").split() if code in names)
        return f"Elle montre{NBSP}: {shown or 'rien'}"
    return ""


def said(fact: CsnError) -> str:
    """Say what stopped something of this room, and what to do."""
    if isinstance(fact, NothingTicked):
        return "Cochez au moins une information\u00a0: une carte vide n’aide personne."
    if isinstance(fact, TooManyCodes):
        return f"Vous avez déjà {fact.most} cartes en circulation. Retirez-en une avant d’en faire une autre."
    if isinstance(fact, WordsNotGiven) and fact.least > 1:
        return f"Écrivez au moins une phrase, {fact.least} caractères ou plus ({fact.most} au plus)."
    if isinstance(fact, WordsNotGiven):
        return f"Écrivez une phrase, {fact.most} caractères au plus."
    if isinstance(fact, SituationNotGiven):
        return "Choisissez la situation."
    return sentence(fact)


def _state(reading: Reading) -> tuple[str, str]:
    held = reading.emergency
    if held.decision is Decision.JUSTIFIED:
        return "Contrôlée\u00a0: justifiée", "ok"
    if held.decision is Decision.NOT_JUSTIFIED:
        return "Contrôlée\u00a0: non justifiée", "danger"
    due = f" avant le {french_date(held.due_at.astimezone(PARIS).date())}" if held.due_at else ""
    if held.contested_at is not None:
        return f"Contestée le {french_date(held.contested_at.astimezone(PARIS).date())}. Réponse{due}", "warn"
    if held.running:
        return f"En cours, jusqu’au {french_datetime(held.ends_at)}", "danger"
    return (f"Contrôle{due}", "info") if held.due_at else ("Terminée", "")


def _line(content: Content) -> CardLine:
    title = _TITLES.get(content.section) or labels("profile_sections")[content.section]
    if content.section in {Section.CONTACTS, Section.TRUSTED}:
        lines = [_contact(entry) for entry in content.entries]
    else:
        lines = summary_lines(content)
    grave = content.section is Section.ALLERGIES and bool(content.entries)
    wide = content.section in {Section.ALLERGIES, Section.TREATMENTS, Section.DISEASES}
    return CardLine(title, lines, grave=grave, wide=wide)


def _contact(entry: Entry) -> str:
    return ", ".join(filter(None, (title_of(entry), entry.held.get("mobile", ""))))
