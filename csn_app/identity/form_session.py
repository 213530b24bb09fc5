"""Leaving, staying, and the place from which a professional works."""

from uuid import UUID

import htpy as h
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from csn_app import routes
from csn_app.core.actor import VISITOR, Quality
from csn_app.core.errors import NotFound
from csn_app.edge import cookies
from csn_app.edge.http import actor_of, form_of, use
from csn_app.identity import service, sessions
from csn_app.identity.browsing import go
from csn_app.ui import fields, parts
from csn_app.ui.assets import asset_url
from csn_app.ui.errors import error_page
from csn_app.ui.html import page


async def sign_out(request: Request) -> Response:
    """End the session in every tab; « Quitter vite » leads to a page that says nothing of health."""
    form = await form_of(request)
    if actor_of(request) is not VISITOR:
        await use(request, sessions.end_session)
    note = "inactif" if form.get("inactif") == "1" else "sorti"
    answer = go(routes.GOODBYE if form.get("vite") == "1" else f"{routes.SIGN_IN}?avis={note}")
    cookies.clear(answer, cookies.session_cookie(), cookies.visit_cookie())
    return answer


async def extend(request: Request) -> Response:
    """Keep the session alive: asking is enough, the gate has counted it as activity."""
    return Response(status_code=401 if actor_of(request) is VISITOR else 204)


async def change_space(request: Request) -> Response:
    """Go into the space of somebody for whom one acts, or back to one's own; the session remembers it, not the page."""
    form = await form_of(request)
    try:
        if form.get("espace"):
            await use(request, sessions.enter_space, delegation_id=UUID(form["espace"]))
        else:
            await use(request, sessions.leave_space)
    except (ValueError, NotFound):
        return Response(error_page(404), status_code=404, media_type="text/html; charset=utf-8")
    return go(routes.HOME)


async def space_changed(request: Request) -> Response:  # noqa: ARG001 - a route's signature
    """Begin anew in the space where the session is: a tab was left in another one."""
    return go(routes.HOME)


async def goodbye(request: Request) -> Response:  # noqa: ARG001 - a route's signature
    """Show a page that whoever looks over a shoulder may see: no name, no health, no way back."""
    whole = h.html(lang="fr")[
        h.head[
            h.meta(charset="utf-8"),
            h.meta(name="viewport", content="width=device-width, initial-scale=1"),
            h.meta(name="robots", content="noindex"),
            h.title["Page fermée"],
            # No drawing of the carnet in the tab either, and no request for one.
            h.link(rel="icon", href="data:,"),
            h.link(rel="stylesheet", href=asset_url("csn.css")),
        ],
        h.body(data_pret=True)[
            h.main("#contenu.wide")[
                h.div(".page.page-narrow.flush.any-width")[
                    h.h1["Page fermée"], h.p(".lead.mt-2")["Vous pouvez fermer cet onglet."]
                ]
            ]
        ],
    ]
    return HTMLResponse(str(whole))


async def show_places(request: Request) -> Response:
    """Ask a professional from where they work today."""
    return await _places_page(request, error="")


async def take_place(request: Request) -> Response:
    """Keep the place for this session; it is written in every trace."""
    form = await form_of(request)
    try:
        await use(request, sessions.choose_place, place_id=UUID(form.get("lieu", "")))
    except (ValueError, NotFound):
        return await _places_page(request, error="Choisissez un lieu de la liste.")
    return go(routes.DESK)


async def _places_page(request: Request, *, error: str) -> Response:
    if actor_of(request).quality is not Quality.PROFESSIONAL:
        return go(routes.SIGN_IN)
    places = await use(request, service.my_places)
    choices = [
        fields.Choice(str(p.id), p.name, hint=p.town, testid=f"lieu-{number}") for number, p in enumerate(places, 1)
    ]
    title = "D’où travaillez-vous\u00a0?"
    typed = fields.Typed(errors={"lieu": error} if error else {})
    body = h.form(".form", method="post", action=routes.CHOOSE_PLACE, novalidate=True)[
        fields.choice_field(
            "lieu",
            label=h.h1[title],
            choices=choices,
            typed=typed,
            hint="Vos patients lisent ce lieu à côté de votre nom.",
        ),
        parts.submit("Continuer", testid="continuer"),
    ]
    return page(body, title=title, errors=typed.errors)


ROUTES = [
    Route(routes.SIGN_OUT, sign_out, methods=["POST"]),
    Route(routes.EXTEND_SESSION, extend, methods=["POST"]),
    Route(routes.CHANGE_SPACE, space_changed, methods=["GET"]),
    Route(routes.CHANGE_SPACE, change_space, methods=["POST"]),
    Route(routes.GOODBYE, goodbye, methods=["GET"]),
    Route(routes.CHOOSE_PLACE, show_places, methods=["GET"]),
    Route(routes.CHOOSE_PLACE, take_place, methods=["POST"]),
]
