"""What anyone reads who scans an emergency card: one page of plain HTML, without sign-in and without a script."""

import htpy as h
from htpy import Element, Node
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from csn_app import routes
from csn_app.core.errors import NotFound
from csn_app.edge.http import use
from csn_app.emergency import service
from csn_app.emergency.wording import CardView, card_view
from csn_app.identity.rules import network_of
from csn_app.identity.throttles import MustWait
from csn_app.ui.assets import asset_url
from csn_app.ui.html import demo_banner
from csn_app.ui.parts import icon
from csn_app.ui.words import plural

TITLE = "Carte d’urgence"
_GONE = (
    "Ce code n’ouvre aucune carte. Il a pu être retiré, ou sa date est passée. "
    "Lisez ce qui est imprimé sur la carte, et appelez le 15."
)


async def show(request: Request) -> Response:
    """Read the card of a code: traced and told. One that is unknown, revoked or too old always answers the same."""
    if request.method == "HEAD":
        # Programs that only look whether an address lives read nothing, and learn nothing.
        return Response(media_type="text/html")
    address = network_of(request.client.host) if request.client else ""
    token = str(request.path_params["token"])[:64]
    try:
        card = await use(request, service.open_card, token=token, address=address)
    except NotFound:
        return _page(h.p(".note.warn", data_testid="carte-inconnue")[_GONE], status=404)
    except MustWait as fact:
        wait = f"Trop de lectures. Attendez {plural(fact.minutes, 'minute')}, puis recommencez."
        return _page(h.p(".note.warn", data_testid="carte-attente")[wait], status=429)
    told = "La personne est prévenue de chaque lecture de sa carte. Ce qui est écrit ici est ce qu’elle a choisi."
    return _page(h.fragment[draw(card_view(card)), h.p(".sm.muted.mt-4")[told]])


def draw(view: CardView, *, code: Node = None) -> Element:
    """Draw a card; ``code`` is the square to scan, where it stands."""
    lines = (
        h.div(class_="all grave" if line.grave else "all" if line.wide else "")[
            h.dt[line.title], (h.dd(".wrap")[words] for words in line.lines)
        ]
        for line in view.lines
    )
    return h.article(".ecard", aria_label=TITLE, data_testid="carte-urgence")[
        h.p(".ecard-h")[h.span(".line.nowrap.gap-2.size-lg")[icon("siren"), "URGENCE"], "Carnet de santé numérique"],
        h.div(".ecard-b")[
            h.div[h.p(".b.size-lg")[view.name], h.p[view.born], h.dl(".dl.mt-4")[lines]],
            code,
        ],
        h.p(".ecard-f")[view.until],
    ]


def _page(body: Node, *, status: int = 200) -> Response:
    head = h.head[
        h.meta(charset="utf-8"),
        h.meta(name="viewport", content="width=device-width, initial-scale=1"),
        h.meta(name="robots", content="noindex, nofollow"),
        h.title[f"{TITLE} — Carnet de santé numérique"],
        h.link(rel="stylesheet", href=asset_url("csn.css")),
        h.link(rel="icon", href=asset_url("favicon.svg"), type="image/svg+xml"),
    ]
    whole = h.html(lang="fr")[
        head,
        h.body(data_cover="patient", data_pret=True)[
            demo_banner(),
            h.main("#contenu.wide")[h.div(".page.page-narrow.flush")[h.h1(".mt-4.mb-4")[TITLE], body]],
        ],
    ]
    return HTMLResponse(str(whole), status_code=status)


ROUTES = [Route(f"{routes.SCANNED_CARD}/{{token}}", show, methods=["GET"])]
