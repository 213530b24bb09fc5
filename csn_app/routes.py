"""Every address of the product, once: French, kebab-case, stable (testers and bookmarks rely on them)."""

import re

from csn_app.core.actor import DelegationKind, Quality

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

WELCOME = "/"
SIGN_IN = "/connexion"
SIGN_IN_CLOSED = "/connexion/carnet-ferme"
SIGN_IN_CODE = "/connexion/code"
SIGN_IN_PASSKEY = "/connexion/cle"
SIGN_IN_RECOVERY = "/connexion/code-de-secours"
FORGOTTEN_LOGIN_ID = "/connexion/identifiant-oublie"
FORGOTTEN_PASSWORD = "/connexion/mot-de-passe-oublie"  # noqa: S105 - an address
SIGN_OUT = "/deconnexion"
EXTEND_SESSION = "/session/prolonger"
GOODBYE = "/au-revoir"
TERMS = "/conditions"
HELP = "/aide"
HELP_WORDS = "/aide/mots"
HELP_PAGE = "/aide/{slug}"
HELP_SESSION = "/seance-aide"
ACCESSIBILITY = "/accessibilite"
PERSONAL_DATA = "/donnees-personnelles"
COOKIES = "/cookies"
ACTIVATION = "/activation"
ACTIVATION_CARD = "/activation/carte"
ACTIVATION_NUMBER = "/activation/numero"
ACTIVATION_CODE = "/activation/code"
ACTIVATION_NEW_CODE = "/activation/nouveau-code"
ACTIVATION_LOGIN_ID = "/activation/identifiant"
ACTIVATION_FACTOR = "/activation/reception"
ACTIVATION_CHECK = "/activation/verification"
ACTIVATION_DONE = "/activation/terminee"
ACTIVATION_STOPPED = "/activation/arret"
OPPOSITION = "/opposition"
OPPOSITION_DONE = "/opposition/enregistree"
OPPOSITION_PROOF = "/opposition/attestation.pdf"
OPPOSITION_CHECK = "/opposition/verifier"
OPPOSITION_WITHDRAW = "/opposition/retirer"
FIRST_ACCESS = "/pro/premiere-connexion"
CHOOSE_PLACE = "/pro/lieu"
HOME = "/accueil"
DOCUMENTS = "/documents"
DOCUMENT = "/documents/[document_id]"
DOCUMENTS_BUNDLE = "/documents/lot.zip"
DOCUMENTS_TRASH = "/documents/corbeille"
DOCUMENT_SENDING = "/documents/envoi"
PROFILE = "/profil"
FIRST_STEPS = "/profil/essentiel"
SUMMARY = "/profil/resume"
SUMMARY_PDF = "/profil/resume/resume.pdf"
SUMMARY_FHIR = "/profil/resume/resume.json"
SUMMARY_BUNDLE = "/profil/resume/dossier.zip"
MEASURES = "/mesures"
MEASURES_CSV = "/mesures/fichier"
VACCINATIONS = "/vaccinations"
AGENDA = "/agenda"
AGENDA_FILE = "/agenda/fichier.ics"
AGENDA_FEED = "/agenda/flux/{token}.ics"
AGENDA_JOIN = "/agenda/rejoindre/{appointment_id}"
PREVENTION = "/prevention"
CATALOGUE = "/services"
SERVICE = "/services/[service_id]"
OAUTH_AUTHORIZE = "/oauth/autoriser"
OAUTH_TOKEN = "/oauth/jeton"  # noqa: S105 - an address
OAUTH_REVOKE = "/oauth/revoquer"
FHIR = "/fhir"
MESSAGES = "/messages"
MESSAGE_THREAD = "/messages/[conversation_id]"
MESSAGE_SENDING = "/messages/envoi"
CAREGIVERS = "/soignants"
RELATIVES = "/proches"
KEPT_FROM_PARENTS = "/proches/parents"
CHANGE_SPACE = "/espace"
CAREGIVER_PREVIEW = "/soignants/[professional_id]/apercu"
MASKS = "/soignants/masques"
PROFESSIONS = "/soignants/metiers"
HISTORY = "/historique"
HISTORY_PROOF = "/historique/preuve"
CHECKPOINTS = "/preuve/points-de-controle"
NOTIFICATIONS = "/notifications"
NEWS = "/nouveautes"
UNSUBSCRIBE = "/desabonnement"
RIGHTS = "/droits"
RIGHTS_COPY = "/droits/copie"
RIGHTS_OBJECTION = "/droits/attestation"
RIGHTS_CLOSE = "/droits/fermer"
RIGHTS_ERASE = "/droits/supprimer"
SETTINGS = "/parametres"
EMERGENCIES = "/parametres/urgences"
EMERGENCY_CARD = "/parametres/urgences/carte"
SCANNED_CARD = "/carte"
PASSKEY_ADD = "/parametres/cle"
SECURITY = "/parametres/securite"
CONTACT_CANCEL = "/annuler-changement"
LOST_PHONE = "/connexion/telephone-perdu"
DESK = "/pro"
DESK_DEPOSIT = "/pro/deposer"
DESK_ASSISTANTS = "/pro/secretariat"
DESK_FILE = "/pro/dossier/[space_id]"
DESK_MESSAGES = "/pro/messages"
DESK_MESSAGE_NEW = "/pro/messages/nouveau"
DESK_MESSAGE_THREAD = "/pro/messages/[conversation_id]"
ASSISTANCE = "/assistance"
OPERATIONS = "/exploitation"
CONTESTS = "/exploitation/contestations"
STUCK_MESSAGES = "/exploitation/messages"
DESK_EMERGENCY = "/pro/urgence"
EMERGENCY_REVIEWS = "/exploitation/acces-urgence"
SERVICES_CURATED = "/exploitation/services"

PAGES: dict[str, Quality] = {
    HOME: Quality.HOLDER,
    DOCUMENTS: Quality.HOLDER,
    DOCUMENT: Quality.HOLDER,
    DOCUMENTS_TRASH: Quality.HOLDER,
    PROFILE: Quality.HOLDER,
    FIRST_STEPS: Quality.HOLDER,
    SUMMARY: Quality.HOLDER,
    MEASURES: Quality.HOLDER,
    VACCINATIONS: Quality.HOLDER,
    AGENDA: Quality.HOLDER,
    PREVENTION: Quality.HOLDER,
    CATALOGUE: Quality.HOLDER,
    SERVICE: Quality.HOLDER,
    MESSAGES: Quality.HOLDER,
    MESSAGE_THREAD: Quality.HOLDER,
    CAREGIVERS: Quality.HOLDER,
    RELATIVES: Quality.HOLDER,
    KEPT_FROM_PARENTS: Quality.HOLDER,
    CAREGIVER_PREVIEW: Quality.HOLDER,
    MASKS: Quality.HOLDER,
    PROFESSIONS: Quality.HOLDER,
    HISTORY: Quality.HOLDER,
    NOTIFICATIONS: Quality.HOLDER,
    SETTINGS: Quality.HOLDER,
    EMERGENCIES: Quality.HOLDER,
    RIGHTS: Quality.HOLDER,
    DESK: Quality.PROFESSIONAL,
    DESK_DEPOSIT: Quality.PROFESSIONAL,
    DESK_ASSISTANTS: Quality.PROFESSIONAL,
    DESK_FILE: Quality.PROFESSIONAL,
    DESK_MESSAGES: Quality.PROFESSIONAL,
    DESK_MESSAGE_NEW: Quality.PROFESSIONAL,
    DESK_MESSAGE_THREAD: Quality.PROFESSIONAL,
    ASSISTANCE: Quality.AGENT,
    OPERATIONS: Quality.OPERATOR,
    CONTESTS: Quality.OPERATOR,
    STUCK_MESSAGES: Quality.OPERATOR,
    DESK_EMERGENCY: Quality.PROFESSIONAL,
    EMERGENCY_REVIEWS: Quality.OPERATOR,
    SERVICES_CURATED: Quality.OPERATOR,
}
"""The pages after sign-in, and in which quality one must be signed in to see them."""

HOME_OF = {
    Quality.HOLDER: HOME,
    Quality.PROFESSIONAL: DESK,
    Quality.AGENT: ASSISTANCE,
    Quality.OPERATOR: OPERATIONS,
}
"""Where each quality arrives after sign-in."""


ONESELF_ONLY = frozenset({KEPT_FROM_PARENTS, SETTINGS})
"""The pages of one's own account and secrets: there is none of them in another person's space."""

NOT_FOR_CAREGIVERS = frozenset({CAREGIVERS, CATALOGUE, HISTORY, RELATIVES, RIGHTS, SERVICE})
"""What a person decides and checks alone, or whoever represents them, never a caregiver (R-AC-31)."""


def shut_to(kind: DelegationKind | None) -> frozenset[str]:
    """Return the pages that are not there for whoever acts by such a right; none are missing in one's own space."""
    if kind is None:
        return frozenset()
    return ONESELF_ONLY | NOT_FOR_CAREGIVERS if kind is DelegationKind.CAREGIVER else ONESELF_ONLY


def page_of(path: str) -> str | None:
    """Return the page that an address shows, as a key of ``PAGES``, or None."""
    parts = path.removesuffix("/").split("/")
    for page in PAGES:
        pattern = page.split("/")
        if len(pattern) == len(parts) and all(map(_matches, pattern, parts)):
            return page
    return None


def _matches(pattern: str, part: str) -> bool:
    return pattern == part or (pattern.startswith("[") and bool(_ID.fullmatch(part)))
