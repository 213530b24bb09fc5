"""The person opens and ends the help session, on a page without a script: their device or the counter's."""

import htpy as h
from htpy import Node
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from csn_app import routes
from csn_app.access.help_sessions import HelpSession
from csn_app.assistance import help_session
from csn_app.assistance.wording import say
from csn_app.core.actor import Quality
from csn_app.core.errors import CsnError
from csn_app.edge.http import actor_of, form_of, use
from csn_app.identity.browsing import go
from csn_app.ui import fields, parts
from csn_app.ui.html import help_line, page
from csn_app.ui.words import french_time

_TITLE = "Séance d’aide"


async def show(request: Request) -> Response:
    """Say whether an agent helps now, and until when; else ask for the number."""
    return await _page(request, fields.NOTHING_TYPED)


async def take(request: Request) -> Response:
    """Judge the number, or end the session."""
    form = await form_of(request)
    if actor_of(request).quality is not Quality.HOLDER:
        return _door()
    try:
        if form.get("arreter") == "oui":
            await use(request, help_session.stop)
        else:
            await use(request, help_session.allow, number=form.get("numero", "")[:40])
    except CsnError as fact:
        typed = {"numero": form.get("numero", "")[:40]}
        return await _page(request, fields.Typed(typed, {"numero": say(fact)}))
    return go(routes.HELP_SESSION)


async def _page(request: Request, typed: fields.Typed) -> Response:
    if actor_of(request).quality is not Quality.HOLDER:
        return _door()
    try:
        running = await use(request, help_session.read_help)
    except CsnError:
        return go(routes.HOME)
    lead = (
        "Un agent à côté de vous numérise vos papiers et les range dans votre carnet. Il ne lit pas ce qu’il contient."
    )
    body = h.fragment[
        parts.heading(_TITLE, lead=lead),
        _running(running) if running else _ask(typed),
        h.p(".mt-6")[h.a(href=routes.HOME, data_testid="revenir-carnet")["Revenir à mon carnet"]],
        help_line(),
    ]
    return page(body, title=_TITLE, errors=typed.errors)


def _ask(typed: fields.Typed) -> Node:
    return h.form(".form.mt-6", method="post", action=routes.HELP_SESSION, novalidate=True)[
        fields.text_field(
            "numero",
            label="Numéro lu par l’agent",
            typed=typed,
            hint="6\u00a0chiffres. L’agent vous le lit\u00a0: ne lui donnez jamais un de vos codes.",
            width="8",
            testid="champ-numero-aide",
            inputmode="numeric",
        ),
        parts.submit("Laisser l’agent m’aider 30 minutes", testid="ouvrir-seance"),
    ]


def _running(running: HelpSession) -> Node:
    words = f"Jusqu’à {french_time(running.until)}, un agent peut ajouter vos documents. Il ne lit rien."
    return h.fragment[
        h.div(".mt-6")[parts.note(words, kind="info", role="status", testid="seance-en-cours")],
        h.form(".mt-4", method="post", action=routes.HELP_SESSION)[
            h.input(type="hidden", name="arreter", value="oui"),
            parts.submit("Arrêter maintenant", testid="arreter-seance", kind="danger"),
        ],
    ]


def _door() -> Response:
    return go(f"{routes.SIGN_IN}?suite={routes.HELP_SESSION}")


ROUTES = [
    Route(routes.HELP_SESSION, show, methods=["GET"]),
    Route(routes.HELP_SESSION, take, methods=["POST"]),
]
