"""Our own pages for what cannot be shown: never a bare number, always a way on."""

from functools import cache

import htpy as h

from csn_app.ui.html import document
from csn_app.ui.parts import heading, link_button

_WORDS = {
    403: (
        "Cette demande ne vient pas de nos pages",
        "Rien n’a été changé. Ouvrez le carnet depuis son adresse, puis recommencez.",
    ),
    404: (
        "Cette page n’existe pas ou n’existe plus",
        "Vérifiez l’adresse, ou repartez de l’accueil.",
    ),
    405: ("Cette page ne reçoit rien", "Rien n’a été changé. Repartez de l’accueil."),
    413: ("C’est trop lourd", "Rien n’a été changé. Envoyez moins de texte, ou un fichier plus petit."),
    503: (
        "Le carnet ne répond pas en ce moment",
        "Ce que vous avez enregistré est gardé. Réessayez dans quelques minutes.",
    ),
}


@cache
def error_page(status: int) -> bytes:
    """Write the page of one status (403, 404, 405, 413, 503; any other reads as 503)."""
    title, lead = _WORDS.get(status, _WORDS[503])
    body = h.fragment[
        heading(title, lead=lead),
        h.p(".mt-6")[link_button("Aller à l’accueil", href="/accueil", testid="aller-accueil")],
    ]
    return str(document(body, title=title)).encode()
