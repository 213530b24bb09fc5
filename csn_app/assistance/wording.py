"""What the agents' desk says: the sentences to read aloud, and what stops something."""

from dataclasses import dataclass

from csn_app.assistance.rules import Act, Kind
from csn_app.core.errors import CsnError
from csn_app.identity import wording as identity
from csn_app.identity.caller import CallerUnknown
from csn_app.ui.words import plural


@dataclass(frozen=True)
class ActWords:
    """An act on the screen: its button, the sentence to read aloud, and what is said once it is done."""

    code: str
    button: str
    aloud: str
    done: str


ACTS = {
    Act.SEND_CODE: ActWords(
        "SEND_CODE",
        "Envoyer un code d’activation",
        "Je fais partir un nouveau code vers le contact connu. L’ancien ne marchera plus. Ne me dites pas ce code.",
        "Le code est parti",
    ),
    Act.OPPOSE: ActWords(
        "OPPOSE",
        "Enregistrer l’opposition",
        "Vous refusez le carnet de santé numérique. Aucun carnet ne sera ouvert. Vous recevrez une attestation et "
        "vous pourrez changer d’avis. Vous confirmez\u00a0?",
        "L’opposition est enregistrée. L’attestation part vers la personne",
    ),
    Act.WITHDRAW: ActWords(
        "WITHDRAW",
        "Retirer l’opposition",
        "Vous retirez votre refus. Un code d’activation part vers le contact connu. Vous confirmez\u00a0?",
        "L’opposition est retirée. Un code part vers la personne",
    ),
    Act.CLOSE: ActWords(
        "CLOSE",
        "Demander la fermeture",
        "Votre carnet sera fermé\u00a0: plus personne ne le lira. Tout est gardé dix ans et vous pourrez le rouvrir. "
        "Un autre agent va vous rappeler au numéro connu. Vous confirmez\u00a0?",
        "La demande est notée",
    ),
    Act.REOPEN: ActWords(
        "REOPEN",
        "Demander la réouverture",
        "Votre carnet sera rouvert, sans aucun accès pour vos soignants. Un autre agent va vous rappeler au numéro "
        "connu. Vous confirmez\u00a0?",
        "La demande est notée",
    ),
    Act.CONTACT: ActWords(
        "CONTACT",
        "Corriger un contact",
        "Votre nouveau contact comptera dans trois jours. L’ancien est prévenu aujourd’hui. Un autre agent va vous "
        "rappeler au numéro connu. Vous confirmez\u00a0?",
        "La demande est notée",
    ),
}

KINDS = {Kind.CLOSE: "Fermer le carnet", Kind.REOPEN: "Rouvrir le carnet", Kind.CONTACT: "Nouveau contact"}
CONFIRMED = {
    Kind.CLOSE: "Le carnet est fermé",
    Kind.REOPEN: "Le carnet est rouvert",
    Kind.CONTACT: "Le nouveau contact comptera dans trois jours",
}
_FACTS = {
    "OtherCallOpen": "Un appel est déjà en cours. Terminez-le avant d’en commencer un autre.",
    "NoWayToSend": "Aucun contact connu ne reçoit de code. Orientez la personne vers sa caisse.",
    "SentJustNow": "Un code vient de partir. Attendez 30 secondes.",
    "ContactNotUnderstood": "Écrivez une adresse e-mail ou un numéro de mobile français.",
    "ActNotPossible": "Ce n’est pas possible dans l’état de ce carnet. Relisez l’état, puis recommencez.",
    "MoveRefused": "Ce n’est pas possible dans l’état de ce carnet. Relisez l’état, puis recommencez.",
    "DemandUnknown": "Aucune demande n’attend sous cette référence. Relisez-la avec votre collègue.",
    "SameAgent": "Vous avez noté cette demande\u00a0: un autre agent doit la confirmer.",
    "NotCalledBack": "Rappelez d’abord la personne au numéro connu, puis cochez la case.",
    "NoNumberToCall": "Aucun numéro connu pour rappeler cette personne. Orientez-la vers sa caisse, avec sa carte.",
    "NumberUnknown": "Ce numéro n’est pas celui que l’agent a lu, ou il a plus de 10 minutes. Faites-le relire.",
    "DemandWaits": "La même demande attend déjà un second agent.",
    "NotFound": "L’appel est terminé. Vérifiez de nouveau qui appelle.",
}


def say(fact: CsnError) -> str:
    """Say a fact of this desk in French; those of sign-in have their sentences there."""
    if isinstance(fact, CallerUnknown):
        left = plural(fact.left, "essai") if fact.left else f"Attendez {plural(fact.minutes, 'minute')}"
        ends = f" Il reste {left}." if fact.left else f" {left}."
        return "Ces réponses ne vont pas ensemble. Ne dites pas laquelle. Faites relire la carte." + ends
    return _FACTS.get(type(fact).__name__) or identity.say(fact)
