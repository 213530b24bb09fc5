"""The conditions of use, in plain words: only what this installation does and what its settings say."""

import htpy as h
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from csn_app import routes
from csn_app.config import settings
from csn_app.ui import parts
from csn_app.ui.html import help_line, page

_SECTIONS = (
    (
        "Ce que fait le carnet",
        "Il garde vos documents de santé et les montre à vous, et aux soignants que vous choisissez. Il ne remplace ni "
        "un avis médical ni un appel au 15.",
    ),
    (
        "Qui lit",
        "Vous, tout le temps. Un soignant, seulement si vous l’avez autorisé, pour ce que vous avez choisi et le temps "
        "que vous avez choisi. Personne d’autre\u00a0: ni employeur, ni assureur, ni banque.",
    ),
    (
        "Ce qui est gardé",
        "Vos documents sont chiffrés avec une clé propre à votre carnet. Chaque lecture par quelqu’un d’autre est "
        "inscrite dans votre historique, avec son motif.",
    ),
    (
        "Ce que vous faites",
        "Gardez votre mot de passe et vos codes pour vous. Changez votre mot de passe si quelqu’un d’autre le connaît.",
    ),
)


async def terms(request: Request) -> Response:  # noqa: ARG001 - a route's signature
    """Show the conditions of use."""
    title, chosen = "Conditions d’utilisation", settings()
    facts = (("Responsable des données", chosen.controller_name), ("Base légale", chosen.legal_basis))
    body = h.fragment[
        parts.back(routes.ACTIVATION_FACTOR),
        h.div(".mt-3")[parts.heading(title)],
        h.div(".texte.mt-6")[
            (h.fragment[h.h2(".size-lg.mt-6")[name], h.p[text]] for name, text in _SECTIONS),
            (h.p[f"{name}\u00a0: {value}."] for name, value in facts if value),
        ],
        help_line(),
    ]
    return page(body, title=title)


ROUTES = [Route(routes.TERMS, terms, methods=["GET"])]
