"""How a profile is said: rubrics, entries, the vaccination booklet, the summary of a section."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from csn_app.core.reference import labels, rows
from csn_app.core.vocabulary import Section
from csn_app.profile import partial
from csn_app.profile.fields import Field, Kind, asked
from csn_app.profile.service import Content, Entry, none_sentence
from csn_app.profile.wishes import Version
from csn_app.ui.words import PARIS, french_date, plural

GROUPS = (
    ("soins", "Mes soins", (Section.DISEASES, Section.TREATMENTS, Section.STAYS)),
    (
        "sante",
        "Ma santé en général",
        (Section.ALLERGIES, Section.FAMILY, Section.DISABILITIES, Section.LIFESTYLE, Section.BLOOD_GROUP),
    ),
    (
        "proches",
        "Mes proches et mes volontés",
        (Section.CONTACTS, Section.TRUSTED, Section.DIRECTIVES, Section.ORGAN_DONATION),
    ),
)
"""The rubrics of the page, in its order; vaccinations and measures have pages of their own."""

_LOOKS = {
    Section.DISEASES: ("maladies", "heart-pulse", "prune", "Une maladie d’aujourd’hui ou d’hier, une entorse."),
    Section.TREATMENTS: ("traitements", "pill", "sapin", "Médicaments, appareils, soins réguliers."),
    Section.STAYS: ("hospitalisations", "bed", "ardoise", "Séjours à l’hôpital, opérations, accouchements."),
    Section.ALLERGIES: ("allergies", "triangle-alert", "mirabelle", "Médicaments, aliments, pollens, piqûres."),
    Section.FAMILY: (
        "antecedents",
        "git-fork",
        "bleuet",
        "Diabète, cancer, maladie du cœur chez vos parents, frères, sœurs ou grands-parents.",
    ),
    Section.DISABILITIES: ("handicap", "accessibility", "tilleul", "Reconnu ou non."),
    Section.LIFESTYLE: ("habitudes", "footprints", "argile", "Alimentation, activité, tabac, sommeil, écrans, alcool."),
    Section.BLOOD_GROUP: ("groupe-sanguin", "droplet", "prune", "Recopiez-le de la carte du laboratoire."),
    Section.CONTACTS: ("contacts", "phone", "bleuet", "À prévenir en cas d’urgence, aidant, personne aidée."),
    Section.TRUSTED: (
        "confiance",
        "hand-heart",
        "sapin",
        "La personne qui parle pour vous si vous ne pouvez plus le faire.",
    ),
    Section.DIRECTIVES: (
        "directives",
        "scale",
        "prune",
        "Vos souhaits pour la fin de vie. Une version compte\u00a0: la dernière. Vous seul relisez les précédentes.",
    ),
    Section.ORGAN_DONATION: ("don", "hand-heart", "mirabelle", "La règle, et où s’inscrit un refus."),
    Section.VACCINATIONS: ("vaccinations", "syringe", "tilleul", ""),
    Section.MEASURES: ("mesures", "activity", "bleuet", ""),
}


_ONE_WORD = {Section.TRUSTED: "Choisie", Section.DIRECTIVES: "Écrites", Section.ORGAN_DONATION: "Lu"}
_TITLES = {
    Section.LIFESTYLE: "Mes réponses",
    Section.DIRECTIVES: "Directives anticipées",
    Section.ORGAN_DONATION: "La personne a lu les explications sur le don d’organes",
}


@dataclass(frozen=True)
class EntryCard:
    """One entry in words."""

    id: str
    title: str
    more: str
    lines: list[str]
    can_end: bool
    mine: bool


@dataclass(frozen=True)
class Before:
    """An earlier version of advance directives, in words."""

    id: str
    title: str
    lines: list[str]


@dataclass(frozen=True)
class Rubric:
    """One section on the page: its state in a badge, its entries, or the dated « Je n’en ai pas »."""

    code: str
    slug: str
    form: str
    title: str
    icon: str
    hue: str
    kind: str
    badge: str
    cards: list[EntryCard]
    none: str
    none_id: str
    can_none: str
    helps: str
    add: str


@dataclass(frozen=True)
class Dose:
    """One line of the vaccination booklet."""

    id: str
    vaccine: str
    diseases: str
    date: str
    dose: str
    lot: str
    who: str
    mine: bool


def rubric(content: Content) -> Rubric:
    """Say one section."""
    section = content.section
    slug, icon, hue, helps = _LOOKS[section]
    form = asked(section)
    none = french_date(content.none.changed_at.astimezone(PARIS).date()) if content.none else ""
    sentence = none_sentence(section)
    return Rubric(
        code=section,
        slug=slug,
        form=form_slug(section),
        title=labels("profile_sections")[section],
        icon=icon,
        hue=hue,
        kind="ok" if content.entries else "" if content.none else "warn",
        badge=_badge(content),
        cards=[entry_card(entry) for entry in content.entries],
        none=f"Vous avez indiqué le {none}\u00a0: «\u00a0{sentence}.\u00a0»" if none else "",
        none_id=str(content.none.id) if content.none else "",
        can_none=sentence if not content.filled else "",
        helps=helps,
        add="" if form.one and content.entries else "Ajouter" if not form.one else "Répondre",
    )


def form_slug(section: Section) -> str:
    """Return the word that names the form of a section in test ids: « allergie »."""
    return next(row["form_fr"] for row in rows("profile_sections") if row["code"] == section)


def entry_card(entry: Entry) -> EntryCard:
    """Say one entry: its name, what goes with it on one line, and longer words below."""
    held, section = entry.held, entry.section
    lines = [line for line in held.get("souhaits", held.get("commentaire", "")).split("\n") if line]
    if section is Section.LIFESTYLE:
        lines = [f"{field.label} {answer_of(field, held)}" for field in asked(section).fields if field.name in held]
    by = "Noté par un soignant" if entry.by_professional else ""
    return EntryCard(
        id=str(entry.id),
        title=title_of(entry),
        more=". ".join(filter(None, (*_facts(entry), by))),
        lines=lines,
        can_end=entry.mine
        and not held.get("fin")
        and section in {Section.DISEASES, Section.TREATMENTS, Section.ALLERGIES},
        mine=entry.mine,
    )


def before(version: Version) -> Before:
    """Say an earlier version of advance directives."""
    days = (french_date(at.astimezone(PARIS).date()) for at in (version.written_at, version.replaced_at))
    place = f"Papier signé\u00a0: {version.held['lieu']}" if version.held.get("lieu") else ""
    lines = [line for line in (*version.held.get("souhaits", "").split("\n"), place) if line]
    return Before(str(version.id), "Enregistrée le {}, remplacée le {}".format(*days), lines)


def dose(entry: Entry) -> Dose:
    """Say one vaccination."""
    held = entry.held
    fields = {field.name: field for field in asked(Section.VACCINATIONS).fields}
    words = [answer_of(fields["injection"], held) if held.get("injection") not in {None, "IMMUNIZ"} else ""]
    return Dose(
        id=str(entry.id),
        vaccine=answer_of(fields["vaccin"], held),
        diseases=diseases_of(held.get("vaccin", "")),
        date=partial.said(held.get("debut", "")),
        dose=". ".join(filter(None, (*words, held.get("dose", "")))) or "Non précisée",
        lot=held.get("lot", "") or "Inconnu",
        who=held.get("vaccinateur", ""),
        mine=entry.mine,
    )


def diseases_of(vaccine: str) -> str:
    """Say what a vaccine protects from."""
    return next((row["diseases"].replace(";", ", ") for row in rows("vaccines") if row["id"] == vaccine), "")


def summary_lines(content: Content, *, brief: bool = False) -> list[str]:
    """Say a section in short lines, for a professional who reads it in a hurry.

    ``brief``: of advance directives, that they exist, of when, and where the paper is; not what they say.
    """
    if content.none:
        day = french_date(content.none.changed_at.astimezone(PARIS).date())
        return [f"«\u00a0{none_sentence(content.section)}\u00a0», dit le {day}"]
    if content.section is Section.VACCINATIONS:
        doses = sorted(content.entries, key=lambda entry: entry.held.get("debut", ""), reverse=True)
        return [f"{one.vaccine}, {one.date}" for one in map(dose, doses)]
    lines = []
    cards = map(entry_card, content.entries)
    for card in map(_bare, cards) if content.section is Section.DIRECTIVES and brief else cards:
        lines.append(f"{card.title}. {card.more}" if card.more else card.title)
        lines.extend(card.lines)
    return lines


def _bare(card: EntryCard) -> EntryCard:
    return replace(card, lines=[])


def look_of(section: Section) -> tuple[str, str]:
    """Return the icon and the hue of a section."""
    _, icon, hue, _ = _LOOKS[section]
    return icon, hue


def _badge(content: Content) -> str:
    if content.none:
        return "Je n’en ai pas"
    if not content.entries:
        return "À remplir"
    entry = content.entries[0]
    if content.section is Section.BLOOD_GROUP:
        return entry.held.get("groupe", "").replace("-", "−")
    if content.section is Section.LIFESTYLE:
        return "Répondu"
    if content.section in _ONE_WORD:
        return _ONE_WORD[content.section]
    masculine = content.section in {Section.TREATMENTS, Section.DISABILITIES, Section.CONTACTS}
    return plural(len(content.entries), "noté" if masculine else "notée")


def title_of(entry: Entry) -> str:
    """Name an entry by what it is about."""
    held, form = entry.held, asked(entry.section)
    if entry.section in _TITLES:
        return _TITLES[entry.section]
    if entry.section in {Section.CONTACTS, Section.TRUSTED}:
        name = f"{held.get('prenom', '')} {held.get('nom', '')}".strip()
        return f"{name}, {held['lien']}" if held.get("lien") else name
    field = next(field for field in form.fields if field.name == form.title)
    return answer_of(field, held)


def _facts(entry: Entry) -> tuple[str, ...]:
    held, section = entry.held, entry.section
    answers = {
        field.name: answer_of(field, held)
        for field in asked(section).fields
        if field.name in held and field.kind is not Kind.DATE
    }
    if section is Section.LIFESTYLE:
        return (f"Mis à jour le {french_date(entry.changed_at.astimezone(PARIS).date())}",)
    if section in {Section.CONTACTS, Section.TRUSTED}:
        return answers.get("role", ""), f"{held['mobile']}, {held['code-postal']} {held['ville']}"
    if section is Section.FAMILY:
        return answers["lien"], f"à {held['age']}\u00a0ans" if "age" in held else ""
    if section is Section.DISABILITIES:
        rate = f"Taux\u00a0: {answers['taux'].lower()}" if "taux" in answers else ""
        helped = f"Aide chaque jour\u00a0: {answers['aide'].lower()}" if "aide" in answers else ""
        return rate, helped, _lasting(held)
    if section is Section.ALLERGIES:
        return (
            answers.get("gravite", "") if held.get("gravite") != "UNKNOWN" else "",
            answers.get("reaction", ""),
            _lasting(held),
        )
    if section is Section.STAYS:
        return _stay(held), held.get("lieu", "")
    if section is Section.DIRECTIVES:
        place = f"Papier signé\u00a0: {held['lieu']}" if held.get("lieu") else ""
        day = "le " if len(held["debut"]) > len("2011-03") else "en "
        return f"Écrites {day}{partial.said(held['debut'])}", place
    if section is Section.ORGAN_DONATION:
        return (f"Lu le {french_date(entry.changed_at.astimezone(PARIS).date())}",)
    if section is Section.BLOOD_GROUP:
        return held.get("source", ""), partial.said(held.get("debut", ""))
    return held.get("posologie", ""), _lasting(held)


def _lasting(held: Mapping[str, str]) -> str:
    begun, ended = held.get("debut", ""), held.get("fin", "")
    if ended:
        since = f"De {partial.said(begun)}" if begun else ""
        return f"{since} à {partial.said(ended)}, terminé" if since else f"Terminé, {partial.said(ended)}"
    if not begun:
        return ""
    return f"Depuis {'le ' if len(begun) > len('2011-03') else ''}{partial.said(begun)}"


def _stay(held: Mapping[str, str]) -> str:
    begun, ended = partial.said(held.get("debut", "")), partial.said(held.get("fin", ""))
    said = f"{begun}, jusqu’à {ended}" if ended and ended != begun else begun
    return said[:1].upper() + said[1:]


def answer_of(field: Field, held: Mapping[str, str]) -> str:
    """Say an answer: the words of the choice, or what was written."""
    value = held.get(field.name, "")
    return next((option.words for option in field.options if option.code == value), value)
