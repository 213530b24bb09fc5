"""How the guide speaks: one sentence, why, and where it is done."""

from dataclasses import dataclass

from csn_app.profile.guide import Topic

_SAID = {
    Topic.ALLERGIES: ("Notez vos allergies, ou que vous n’en avez pas.", "C’est la première question d’un soignant."),
    Topic.TREATMENTS: ("Notez vos traitements.", "Votre pharmacien et votre médecin partent de la même liste."),
    Topic.DISEASES: ("Notez vos maladies, d’aujourd’hui ou d’hier.", "Vous n’aurez plus à tout raconter."),
    Topic.WEIGHT: ("Notez votre poids.", "Il sert à doser certains médicaments."),
    Topic.HEIGHT: ("Notez votre taille.", "Avec le poids, l’IMC se calcule tout seul."),
    Topic.CONTACTS: ("Notez qui prévenir en cas d’urgence.", "Un nom et un téléphone suffisent."),
    Topic.VACCINATIONS: ("Recopiez votre dernier vaccin.", "L’année suffit."),
    Topic.BLOOD_GROUP: ("Recopiez votre groupe sanguin.", "Il est écrit sur la carte du laboratoire."),
    Topic.FAMILY: ("Notez les maladies de votre famille.", "Elles changent parfois l’âge d’un dépistage."),
    Topic.TRUSTED: ("Choisissez votre personne de confiance.", "Elle parle pour vous si vous ne pouvez plus le faire."),
    Topic.STAYS: ("Notez vos hospitalisations.", "L’année suffit."),
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
        return Proposal(topic, said, why, f"/mesures?type={topic}")
    page = "/vaccinations" if topic is Topic.VACCINATIONS else "/profil"
    return Proposal(topic, said, why, f"{page}?ajouter={topic}")
