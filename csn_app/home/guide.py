"""How the guide speaks: one sentence, why, and where it is done."""

from dataclasses import dataclass

from csn_app.core.vocabulary import Section
from csn_app.profile.addresses import to_form, to_measures
from csn_app.profile.guide import Topic
from csn_app.routes import PROFILE, VACCINATIONS

_SAID = {
    Topic.ALLERGIES: ("Notez vos allergies, ou que vous n’en avez pas.", "Un soignant les demande avant de prescrire."),
    Topic.TREATMENTS: (
        "Notez vos traitements.",
        "Vos soignants lisent la même liste, si vous la leur montrez.",
    ),
    Topic.DISEASES: ("Notez vos maladies, d’aujourd’hui ou d’hier.", "Vous aurez moins à raconter."),
    Topic.WEIGHT: ("Notez votre poids.", "Il sert à doser certains médicaments."),
    Topic.HEIGHT: ("Notez votre taille.", "Avec le poids, l’IMC se calcule tout seul."),
    Topic.CONTACTS: (
        "Notez qui prévenir en cas d’urgence.",
        "Il faut son nom, son mobile, son code postal et sa ville.",
    ),
    Topic.VACCINATIONS: ("Recopiez votre dernier vaccin.", "Pour la date, l’année suffit."),
    Topic.BLOOD_GROUP: (
        "Recopiez votre groupe sanguin.",
        "Il est écrit sur la carte du laboratoire, si on l’a faite.",
    ),
    Topic.FAMILY: ("Notez les maladies de votre famille.", "Elles changent parfois l’âge d’un dépistage."),
    Topic.TRUSTED: (
        "Notez votre personne de confiance.",
        "Elle dit vos souhaits si vous ne pouvez plus le faire.",
    ),
    Topic.STAYS: ("Notez vos hospitalisations.", "Pour la date, l’année suffit."),
    Topic.LIFESTYLE: ("Répondez sur vos habitudes de vie.", "Chaque réponse est facultative."),
}


@dataclass(frozen=True)
class Proposal:
    """What the guide proposes; no ``topic`` while it says nothing."""

    topic: str = ""
    said: str = ""
    why: str = ""
    href: str = ""


def proposal(topic: Topic | None) -> Proposal:
    """Say a proposal and lead to its form."""
    if topic is None:
        return Proposal()
    said, why = _SAID[topic]
    if topic in {Topic.WEIGHT, Topic.HEIGHT}:
        return Proposal(topic, said, why, to_measures(topic))
    page = VACCINATIONS if topic is Topic.VACCINATIONS else PROFILE
    return Proposal(topic, said, why, to_form(page, Section(topic)))
