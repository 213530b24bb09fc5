"""Every address of the product, once: French, kebab-case, stable (testers and bookmarks rely on them)."""

import re

from csn_app.core.actor import Quality

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

SIGN_IN = "/connexion"
SIGN_OUT = "/deconnexion"
HOME = "/accueil"
DOCUMENTS = "/documents"
DOCUMENT = "/documents/[document_id]"
CAREGIVERS = "/soignants"
HISTORY = "/historique"
HISTORY_PROOF = "/historique/preuve"
SETTINGS = "/parametres"
DESK = "/pro"
DESK_FILE = "/pro/dossier/[space_id]"
ASSISTANCE = "/assistance"
OPERATIONS = "/exploitation"

PAGES: dict[str, Quality] = {
    HOME: Quality.HOLDER,
    DOCUMENTS: Quality.HOLDER,
    DOCUMENT: Quality.HOLDER,
    CAREGIVERS: Quality.HOLDER,
    HISTORY: Quality.HOLDER,
    SETTINGS: Quality.HOLDER,
    DESK: Quality.PROFESSIONAL,
    DESK_FILE: Quality.PROFESSIONAL,
    ASSISTANCE: Quality.AGENT,
    OPERATIONS: Quality.OPERATOR,
}
"""The pages after sign-in, and in which quality one must be signed in to see them."""

HOME_OF = {
    Quality.HOLDER: HOME,
    Quality.PROFESSIONAL: DESK,
    Quality.AGENT: ASSISTANCE,
    Quality.OPERATOR: OPERATIONS,
}
"""Where each quality arrives after sign-in."""


def page_of(path: str) -> str | None:
    """Return the page that an address shows, as a key of ``PAGES``, or None."""
    parts = path.rstrip("/").split("/")
    for page in PAGES:
        pattern = page.split("/")
        if len(pattern) == len(parts) and all(map(_matches, pattern, parts)):
            return page
    return None


def _matches(pattern: str, part: str) -> bool:
    return pattern == part or (pattern.startswith("[") and bool(_ID.fullmatch(part)))
