"""Stopping one kind of e-mail: one press of the mail program (RFC 8058), or one press on this page."""

import htpy as h
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from csn_app import routes
from csn_app.core.errors import CsnError
from csn_app.edge.http import use
from csn_app.settings import alerts
from csn_app.settings.alert_words import GROUP_WORDS
from csn_app.ui import parts
from csn_app.ui.html import help_line, page

WITHOUT_ORIGIN = {
    routes.UNSUBSCRIBE: "RFC 8058: mail programs post from anywhere; the signed address stops e-mails and no more"
}
_TITLE = "Ne plus recevoir ces e-mails"


async def ask(request: Request) -> Response:
    """Ask before stopping: a mail program that follows every link must not unsubscribe anybody."""
    token = request.query_params.get("jeton", "")
    try:
        group = await use(request, alerts.check_link, token=token)
    except CsnError:
        return _unknown()
    body = h.fragment[
        parts.heading(_TITLE, lead=f"Il s’agit des e-mails «\u00a0{GROUP_WORDS.get(group, 'du carnet')}\u00a0»."),
        h.p(".mt-4")[
            "Vous verrez toujours ces nouvelles dans votre carnet. Les alertes de sécurité arrivent toujours."
        ],
        h.form(".mt-6", method="post", action=f"{routes.UNSUBSCRIBE}?jeton={token}")[
            parts.submit("Ne plus les recevoir", testid="confirmer-desabonnement")
        ],
    ]
    return page(body, title=_TITLE)


async def stop(request: Request) -> Response:
    """Stop them; the same answer for a person and for a mail program."""
    try:
        group = await use(request, alerts.unsubscribe, token=request.query_params.get("jeton", ""))
    except CsnError:
        return _unknown()
    words = f"Vous ne recevrez plus les e-mails «\u00a0{GROUP_WORDS.get(group, 'du carnet')}\u00a0»."
    body = h.fragment[
        parts.heading("C’est fait", lead=words),
        h.p(".mt-4")["Pour les recevoir de nouveau, ouvrez votre carnet, à la page «\u00a0Paramètres\u00a0»."],
        help_line(),
    ]
    return page(body, title="C’est fait")


def _unknown() -> Response:
    body = h.fragment[
        parts.heading("Ce lien ne fonctionne plus", lead="Rien n’a changé."),
        h.p(".mt-4")["Pour choisir vos e-mails, ouvrez votre carnet, à la page «\u00a0Paramètres\u00a0»."],
        help_line(),
    ]
    return page(body, title="Ce lien ne fonctionne plus", status=404)


ROUTES = [
    Route(routes.UNSUBSCRIBE, ask, methods=["GET"]),
    Route(routes.UNSUBSCRIBE, stop, methods=["POST"]),
]
