"""Accessibility, data protection, cookies: what is done, and nothing that is not."""

from collections.abc import Sequence

import htpy as h
from htpy import Node
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from csn_app import routes
from csn_app.config import settings
from csn_app.help.legal import COOKIES, checked_pages, data_kinds
from csn_app.ui import parts
from csn_app.ui.html import help_line, page


async def accessibility(request: Request) -> Response:  # noqa: ARG001 - a route's signature
    """Say what is measured, page by page, and that no audit was made where none was."""
    title, stated = "Accessibilité", settings().accessibility_statement
    body = h.fragment[
        parts.heading(title, lead="Ce qui est contrôlé, et ce qui ne l’est pas encore."),
        h.div(".texte.mt-6")[
            h.p[
                stated
                or "Aucun audit RGAA n’a été fait sur cette installation\u00a0: aucun taux de conformité n’est annoncé."
            ],
            h.p[
                "À chaque version, un outil automatique (axe) lit les pages ci-dessous en thème clair et sombre, sur "
                "téléphone et sur ordinateur\u00a0: nos tests exigent zéro erreur. Un tel outil ne voit qu’une partie "
                "des obstacles."
            ],
            h.p["Les pages se lisent de 320 à 1\u00a0280\u00a0pixels, et à 200\u00a0%, sans défiler de côté."],
        ],
        _table(
            "Pages contrôlées",
            ("Page", "Erreurs vues par l’outil", "Audit humain"),
            [(name, "0", "Pas encore fait") for _, name in checked_pages()],
            testid="pages-controlees",
        ),
        h.p(".mt-6")[
            "Les autres pages ne figurent pas dans ce tableau\u00a0: elles ne sont pas encore contrôlées ainsi."
        ],
        help_line("Un obstacle\u00a0? Appelez le "),
    ]
    return page(body, title=title, wide=True)


async def personal_data(request: Request) -> Response:  # noqa: ARG001 - a route's signature
    """Say each kind of data: why, who, how long, and the legal basis where the installation names one."""
    title, chosen = "Données personnelles", settings()
    basis = (
        f"Base légale\u00a0: {chosen.legal_basis}."
        if chosen.legal_basis
        else "Cette installation n’indique pas sa base légale\u00a0: elle ne doit contenir aucune vraie personne."
    )
    who = chosen.controller_name and h.p[f"Responsable des données\u00a0: {chosen.controller_name}."]
    host = chosen.host_name and h.p[f"Hébergeur\u00a0: {chosen.host_name}."]
    lines = [(kind.kind, kind.purpose, kind.who, kind.how_long) for kind in data_kinds()]
    body = h.fragment[
        parts.heading(title, lead="Chaque sorte de donnée\u00a0: pourquoi, qui la voit, combien de temps."),
        h.div(".texte.mt-6")[
            who,
            host,
            h.p[basis],
            h.p[
                "Vos documents, votre profil et vos messages sont chiffrés avec une clé propre à votre carnet. "
                "Supprimer le carnet détruit cette clé. Aucune publicité, aucun outil de mesure d’audience."
            ],
            h.p[
                f"Vous pouvez annuler une demande de suppression pendant {chosen.erasure_delay_days}\u00a0jours. "
                "Vos droits\u00a0: lire, corriger, copier, fermer, supprimer, dans «\u00a0Mes droits\u00a0»."
            ],
        ],
        _table("Données", ("Donnée", "Pourquoi", "Qui la voit", "Combien de temps"), lines, testid="donnees"),
        help_line(),
    ]
    return page(body, title=title, wide=True)


async def cookies(request: Request) -> Response:  # noqa: ARG001 - a route's signature
    """Say each cookie; all are needed, so nothing is asked."""
    title = "Cookies"
    lines = [(cookie.name, cookie.purpose, cookie.how_long) for cookie in COOKIES]
    body = h.fragment[
        parts.heading(
            title, lead="Trois cookies nécessaires, aucun autre. Il n’y a donc rien à accepter ni à refuser."
        ),
        _table("Cookies", ("Cookie", "À quoi il sert", "Combien de temps"), lines, testid="cookies"),
        h.p(".mt-6")[
            "Le navigateur retient aussi, pour l’onglet ouvert, un mot technique qui relie la page au carnet, et au "
            "bureau d’un soignant le choix d’arrêter les raccourcis du clavier. Rien n’est envoyé à un autre site."
        ],
    ]
    return page(body, title=title)


def _table(caption: str, head: tuple[str, ...], lines: Sequence[tuple[str, ...]], *, testid: str) -> Node:
    def cell(label: str, words: str) -> Node:
        return h.td(role="cell", data_l=label)[h.div[words]]

    rows = (
        h.tr(role="row")[
            h.th(scope="row", role="rowheader")[first],
            (cell(label, words) for label, words in zip(head[1:], rest, strict=True)),
        ]
        for first, *rest in lines
    )
    table = h.table(".tbl.stackable", role="table", data_testid=testid)[
        h.caption(".sr")[caption],
        h.thead(role="rowgroup")[h.tr(role="row")[(h.th(scope="col", role="columnheader")[words] for words in head)]],
        h.tbody(role="rowgroup")[rows],
    ]
    return h.div(".card.card-0.mt-6")[table]


ROUTES = [
    Route(routes.ACCESSIBILITY, accessibility, methods=["GET"]),
    Route(routes.PERSONAL_DATA, personal_data, methods=["GET"]),
    Route(routes.COOKIES, cookies, methods=["GET"]),
]
