"""The page where a person lets a service in (OAuth 2.1): plain HTML, after a fresh sign-in, nothing ticked."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

import htpy as h
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from csn_app import routes
from csn_app.access import tokens
from csn_app.catalogue.wording import category_words
from csn_app.core.actor import VISITOR, Quality
from csn_app.core.errors import CsnError, NotFound
from csn_app.core.vocabulary import Way
from csn_app.edge.http import actor_of, form_of, use
from csn_app.interop import rules, service
from csn_app.ui import fields, parts
from csn_app.ui.html import help_line, page

_TITLE = "Relier un service à mon carnet"
_FIELDS = ("client_id", "redirect_uri", "scope", "state", "code_challenge", "code_challenge_method", "response_type")
_DURATIONS = (("30", "1 mois"), ("90", "3 mois"), ("180", "6 mois"), ("365", "1 an"))


@dataclass(frozen=True, slots=True)
class Asked:
    """What a service asks for, as its address says it."""

    given: dict[str, str]
    client: tokens.Client

    def back(self, **more: str) -> str:
        """Return the service's own address with an answer."""
        uri = self.given["redirect_uri"]
        said = urlencode({**more, "state": self.given.get("state", "")})
        return f"{uri}{'&' if urlsplit(uri).query else '?'}{said}"


async def ask(request: Request) -> Response:
    """Show what a service asks for to the person who is signed in."""
    given = {name: request.query_params.get(name, "")[:1_000] for name in _FIELDS}
    asked = await _asked(request, given)
    if asked is None:
        return _unknown()
    fault = _fault(asked)
    if fault:
        return RedirectResponse(asked.back(error=fault), status_code=302)
    actor = actor_of(request)
    if actor is VISITOR:
        wanted = f"{routes.OAUTH_AUTHORIZE}?{urlencode({k: v for k, v in given.items() if v})}"
        return RedirectResponse(f"{routes.SIGN_IN}?suite={quote(wanted, safe='/')}", status_code=303)
    return await _page(request, asked, fields.NOTHING_TYPED)


async def answer(request: Request) -> Response:
    """Keep what the person agreed to, and lead them back to the service."""
    form = await form_of(request)
    asked = await _asked(request, {name: form.get(name, "")[:1_000] for name in _FIELDS})
    if asked is None or _fault(asked) or actor_of(request) is VISITOR:
        return _unknown()
    if form.get("reponse") != "oui":
        return _leave(asked, asked.back(error="access_denied"), said="Vous n’avez rien accepté.")
    if form.get("espace", "") != str(actor_of(request).space_id):
        # A tab that was left in another space: what was read for one carnet is not agreed to for another.
        return _unknown()
    lines = [name.removeprefix("but-") for name, value in form.items() if name.startswith("but-") and value]
    if not lines:
        typed = fields.Typed(form, {"but": "Cochez au moins un usage, ou refusez."})
        return await _page(request, asked, typed)
    try:
        code = await use(
            request,
            service.agree,
            client=asked.client,
            redirect_uri=asked.given["redirect_uri"],
            challenge=asked.given["code_challenge"],
            scope=asked.given["scope"],
            lines=lines,
            days=form.get("duree", ""),
        )
    except service.NotFresh:
        return _sign_in_again(asked)
    except CsnError:
        return _unknown()
    return _leave(asked, asked.back(code=code), said="C’est accepté.")


ROUTES = [
    Route(routes.OAUTH_AUTHORIZE, ask, methods=["GET"]),
    Route(routes.OAUTH_AUTHORIZE, answer, methods=["POST"]),
]


async def _asked(request: Request, given: dict[str, str]) -> Asked | None:
    """Return what is asked, or None for an unknown service or an address that is not exactly its own."""
    known = given["client_id"], given["redirect_uri"]
    try:
        client = await use(request, tokens.find_client, client_id=known[0], redirect_uri=known[1])
    except NotFound:
        return None
    return Asked(given, client)


def _fault(asked: Asked) -> str:
    if asked.client.closed:
        return "temporarily_unavailable"
    given = asked.given
    if given["response_type"] != "code":
        return "unsupported_response_type"
    if given["code_challenge_method"] != "S256" or not rules.is_challenge(given["code_challenge"]):
        return "invalid_request"
    return "" if service.lines_of(asked.client, given["scope"]) else "invalid_scope"


async def _page(request: Request, asked: Asked, typed: fields.Typed) -> Response:
    actor = actor_of(request)
    if actor.quality is not Quality.HOLDER:
        return _unknown()
    if not await use(request, service.is_fresh):
        return _sign_in_again(asked)
    name = asked.client.name
    whose = f"le carnet de {actor.mandate.name}" if actor.mandate else "votre carnet"
    ticks = [
        fields.tick_field(
            f"but-{row['code']}",
            label=f"{row['purpose_fr']}\u00a0: {'ajouter' if row['way'] == Way.WRITE else 'lire'} "
            f"«\u00a0{category_words(row['category']).lower()}\u00a0»",
            typed=typed,
            testid=f"but-{row['code']}",
        )
        for row in service.lines_of(asked.client, asked.given["scope"])
    ]
    body = h.fragment[
        parts.heading(f"{name} demande à être relié", lead=f"Cochez ce que ce service pourra faire dans {whose}."),
        parts.note("Service inventé pour la démonstration. Rien n’est coché d’avance. Vous arrêtez quand vous voulez."),
        h.div(".card.mt-6")[
            h.form(".form", method="post", action=routes.OAUTH_AUTHORIZE, novalidate=True)[
                (h.input(type="hidden", name=key, value=value) for key, value in asked.given.items()),
                h.input(type="hidden", name="espace", value=str(actor.space_id)),
                h.fieldset("#but", tabindex="-1")[h.legend(".label")[f"Ce que j’accepte de {name}"], ticks],
                fields.select_field(
                    "duree", label="Pour combien de temps\u00a0?", options=_DURATIONS[::-1], typed=typed
                ),
                h.button(".btn.btn-w", type="submit", name="reponse", value="oui", data_testid="accepter")["J’accepte"],
                h.button(".btn.btn-2.btn-w", type="submit", name="reponse", value="non", data_testid="refuser")[
                    "Je refuse"
                ],
            ]
        ],
        help_line(),
    ]
    return page(body, title=_TITLE, errors=typed.errors)


def _leave(asked: Asked, address: str, *, said: str) -> Response:
    """Lead the browser back by a header: a form of ours may not be answered by another site (form-action)."""
    body = h.fragment[
        parts.heading(said, lead=f"Vous retournez chez {asked.client.name}."),
        h.p(".mt-6")[h.a(".btn", href=address, data_testid="retourner")[f"Retourner chez {asked.client.name}"]],
    ]
    shown = page(body, title=_TITLE)
    shown.headers["Refresh"] = f"0; url={address}"
    return shown


def _sign_in_again(asked: Asked) -> Response:
    body = h.fragment[
        parts.heading("Connectez-vous de nouveau", lead="Relier un service demande de s’être connecté il y a peu."),
        h.p(".mt-4")[f"Déconnectez-vous, puis recommencez chez {asked.client.name}\u00a0: rien n’a changé."],
        h.form(".mt-6", method="post", action=routes.SIGN_OUT)[parts.submit("Me déconnecter", testid="se-reconnecter")],
    ]
    return page(body, title=_TITLE, status=403)


def _unknown() -> Response:
    body = h.fragment[
        parts.heading("Cette demande n’est pas valable", lead="Rien n’a changé, et rien n’a été envoyé."),
        h.p(".mt-4")["Le service qui vous a conduit ici n’est pas connu, ou son adresse n’est pas la sienne."],
        help_line(),
    ]
    return page(body, title=_TITLE, status=400)
