"""The page of somebody who signs in and finds their carnet closed: reopen it, or leave it (R-LC-12, R-LC-14)."""

import htpy as h
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from csn_app import routes
from csn_app.access import rules
from csn_app.core.errors import CsnError
from csn_app.core.vocabulary import SpaceState
from csn_app.edge.http import use
from csn_app.identity import signin
from csn_app.identity.browsing import browser_of, go
from csn_app.ui import parts
from csn_app.ui.html import help_line, page
from csn_app.ui.words import PARIS, french_date


async def show(request: Request) -> Response:
    """Say since when the carnet is closed, what becomes of it, and offer to open it again."""
    try:
        standing = await use(request, signin.closed_carnet, browser=browser_of(request))
    except CsnError:
        return go(f"{routes.SIGN_IN}?avis=reprendre")
    title = "Votre carnet est fermé"
    asked = standing.state is SpaceState.CLOSED_DELETION_REQUESTED
    day = french_date(standing.erase_at.astimezone(PARIS).date()) if standing.erase_at else ""
    last = french_date(rules.last_day(standing.erase_at)) if standing.erase_at else ""
    kept = (
        f"Vous avez demandé de tout supprimer. Ce sera fait le {day}, et vous pouvez annuler jusqu’au {last} compris."
        if asked
        else f"Tout est gardé, sous clé, jusqu’au {last}. Personne ne peut le lire."
    )
    verb = "Annuler la suppression et rouvrir" if asked else "Rouvrir mon carnet"
    body = h.fragment[
        parts.heading(title, lead=f"Fermé le {french_date(standing.since.astimezone(PARIS).date())}. {kept}"),
        h.div(".card.mt-6")[
            h.h2(".size-lg")["Si vous le rouvrez"],
            h.ul(".stack.gap-2.mt-3")[
                _line("check", "Vous retrouvez tous vos documents et votre historique."),
                _line("check", "Aucun soignant ne le lit\u00a0: vous choisissez de nouveau qui peut lire."),
                _line("smartphone", "Nous vous envoyons d’abord un code de sécurité."),
            ],
            h.form(".line.btns.mt-5", method="post", action=routes.SIGN_IN_CLOSED)[
                parts.submit(verb, testid="rouvrir-carnet"),
                parts.link_button("Le laisser fermé", href=routes.WELCOME, testid="laisser-ferme", kind="2"),
            ],
        ],
        help_line(),
    ]
    return page(body, title=title)


async def reopen(request: Request) -> Response:
    """Send the code after which the carnet is open again."""
    try:
        await use(request, signin.ask_reopening, browser=browser_of(request))
    except CsnError:
        return go(f"{routes.SIGN_IN}?avis=reprendre")
    return go(routes.SIGN_IN_CODE)


def _line(icon: str, words: str) -> h.Element:
    return h.li(".line.nowrap.line-top")[parts.icon(icon), h.span[words]]


ROUTES = [
    Route(routes.SIGN_IN_CLOSED, show, methods=["GET"]),
    Route(routes.SIGN_IN_CLOSED, reopen, methods=["POST"]),
]
