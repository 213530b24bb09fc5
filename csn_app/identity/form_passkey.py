"""Signing in with a clé d’accès, and adding one from the settings: the only pages before sign-in that need a script."""

from urllib.parse import urlsplit

import htpy as h
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from csn_app import routes
from csn_app.access.lifecycle import CLOSED
from csn_app.core.actor import VISITOR
from csn_app.core.errors import CsnError
from csn_app.edge.gate import own_origin
from csn_app.edge.http import actor_of, form_of, use
from csn_app.identity import passkeys, wording
from csn_app.identity.browsing import browser_of, enter, go, remember
from csn_app.identity.form_signin import closed_page
from csn_app.identity.fresh_factor import NotProvedAgain
from csn_app.identity.passkeys import Here
from csn_app.identity.proof_pages import ProofPages
from csn_app.identity.rules import local_path
from csn_app.identity.signin import CarnetClosed, SecondStep
from csn_app.identity.visits import VisitOver, renew_visit
from csn_app.ui import fields, parts
from csn_app.ui.html import help_line, page

_MAKE = f"{routes.PASSKEY_ADD}/creer"
_CHECK = f"{routes.SIGN_IN_PASSKEY}/verifier"

PROOF = ProofPages(
    purpose=passkeys.PURPOSE,
    address=routes.PASSKEY_ADD,
    back=routes.SETTINGS,
    then=_MAKE,
    title="Ajouter une clé d’accès",
    lead=(
        "Vous entrerez avec l’empreinte, le visage ou le code de cet appareil, sans mot de passe. "
        "Nous vérifions d’abord que c’est bien vous."
    ),
)


async def begin(request: Request) -> Response:
    """Draw a challenge for whoever wants to sign in with a key."""
    form = await form_of(request)
    try:
        await use(
            request,
            passkeys.begin_signing,
            browser=browser_of(request),
            here=_here(request),
            shared=form.get("partage") == "oui",
            wanted=local_path(form.get("suite", "")),
        )
    except CsnError as fact:
        return remember(request, _sign_in_page("", fields.Typed(errors={"cle": wording.say(fact)}), status=429))
    return remember(request, go(routes.SIGN_IN_PASSKEY))


async def show(request: Request) -> Response:
    """Ask the device for its key."""
    return await _again(request, fields.NOTHING_TYPED)


async def take(request: Request) -> Response:
    """Judge the device's answer: the session begins."""
    form, browser = await form_of(request), browser_of(request)
    try:
        answer = await use(
            request, passkeys.sign_in, answer=form.get("reponse", ""), browser=browser, here=_here(request)
        )
    except VisitOver:
        return go(f"{routes.SIGN_IN}?avis=reprendre")
    except CarnetClosed as fact:
        if fact.state not in CLOSED:
            return closed_page(fact.state)
        request.state.visit = await use(request, renew_visit, token=browser.visit)
        return remember(request, go(routes.SIGN_IN_CLOSED))
    except CsnError as fact:
        return _sign_in_page("", fields.Typed(errors={"cle": wording.say(fact)}))
    if isinstance(answer, SecondStep):
        request.state.visit = await use(request, renew_visit, token=browser.visit)
        return remember(request, go(routes.SIGN_IN_CODE))
    return enter(answer)


async def show_make(request: Request) -> Response:
    """Ask the device to make a key."""
    if actor_of(request) is VISITOR:
        return go(f"{routes.SIGN_IN}?suite={routes.SETTINGS}")
    return await _make_page(request, fields.NOTHING_TYPED)


async def take_made(request: Request) -> Response:
    """Keep the key that the device made."""
    if actor_of(request) is VISITOR:
        return go(f"{routes.SIGN_IN}?suite={routes.SETTINGS}")
    form = await form_of(request)
    try:
        await use(
            request,
            passkeys.add_passkey,
            answer=form.get("reponse", ""),
            browser=browser_of(request),
            here=_here(request),
        )
    except NotProvedAgain:
        return go(routes.PASSKEY_ADD)
    except CsnError as fact:
        return await _make_page(request, fields.Typed(errors={"cle": wording.say(fact)}))
    return go(routes.SETTINGS)


async def _again(request: Request, typed: fields.Typed) -> Response:
    try:
        options = await use(request, passkeys.signing_options, browser=browser_of(request), here=_here(request))
    except VisitOver:
        return go(f"{routes.SIGN_IN}?avis=reprendre")
    return _sign_in_page(options, typed)


def _sign_in_page(options: str, typed: fields.Typed, *, status: int = 200) -> Response:
    """Without ``options`` the challenge is spent: the button draws another one."""
    title = "Me connecter avec ma clé d’accès"
    words = "Utiliser ma clé d’accès"
    body = h.fragment[
        parts.back(routes.SIGN_IN),
        h.div(".mt-3")[
            parts.heading(title, lead="Votre appareil vous demande l’empreinte, le visage ou son propre code.")
        ],
        h.div(".card.mt-6")[
            _ceremony("get", options, action=_CHECK, words=words)
            if options
            else h.form(".form", method="post", action=routes.SIGN_IN_PASSKEY)[
                _key_error(typed),
                parts.submit("Essayer de nouveau", testid="cle-acces", wide=True, icon_name="key-round"),
            ]
        ],
        h.p(".mt-6")[parts.link_button("Me connecter avec mon mot de passe", href=routes.SIGN_IN, kind="3")],
        help_line(),
    ]
    return page(body, title=title, errors=typed.errors, status=status, scripts=("passkey.js",))


async def _make_page(request: Request, typed: fields.Typed) -> Response:
    try:
        options = await use(request, passkeys.begin_adding, browser=browser_of(request), here=_here(request))
    except NotProvedAgain:
        return go(routes.PASSKEY_ADD)
    except CsnError as fact:
        options, typed = "", fields.Typed(errors={"cle": wording.say(fact)})
    title = "Créer ma clé d’accès"
    body = h.fragment[
        parts.back(routes.SETTINGS),
        h.div(".mt-3")[
            parts.heading(title, lead="Elle reste dans cet appareil ou dans votre gestionnaire de mots de passe.")
        ],
        h.div(".card.mt-6")[
            _key_error(typed), options and _ceremony("create", options, action=_MAKE, words="Créer ma clé d’accès")
        ],
        help_line(),
    ]
    return page(body, title=title, errors=typed.errors, scripts=("passkey.js",))


def _ceremony(kind: str, options: str, *, action: str, words: str) -> h.Element:
    """Let the script ask the device, and send its answer as a form like any other."""
    return h.form(".form", method="post", action=action, data_passkey=kind, data_options=options)[
        h.input(type="hidden", name="reponse"),
        h.p(".muted", role="status", data_said=True),
        h.noscript[h.p["Une clé d’accès a besoin de JavaScript. Utilisez votre mot de passe."]],
        h.button(".btn.btn-wide", type="button", data_testid="cle-acces", hidden=True)[parts.icon("key-round"), words],
    ]


def _key_error(typed: fields.Typed) -> h.Node:
    return typed.errors.get("cle") and h.p(".err", id="cle", tabindex="-1")[typed.errors["cle"]]


def _here(request: Request) -> Here:
    origin = own_origin(request.scope, request.headers)
    return Here(origin, urlsplit(origin).hostname or "")


ROUTES = [
    Route(routes.SIGN_IN_PASSKEY, begin, methods=["POST"]),
    Route(routes.SIGN_IN_PASSKEY, show, methods=["GET"]),
    Route(_CHECK, take, methods=["POST"]),
    *PROOF.routes,
    Route(_MAKE, show_make, methods=["GET"]),
    Route(_MAKE, take_made, methods=["POST"]),
]
