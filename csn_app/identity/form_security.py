"""Changing how one signs in, in pages without a script: who one is again, then every act for ten minutes (B17)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import htpy as h
from htpy import Node
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from csn_app import routes
from csn_app.core.errors import CsnError, NotFound
from csn_app.edge.http import form_of, slow, use
from csn_app.identity import factors, wording
from csn_app.identity.browsing import browser_of, go
from csn_app.identity.code_step import authenticator_card
from csn_app.identity.factors import FactorView
from csn_app.identity.form_password import PASSWORD_HINT, PASSWORD_RULES
from csn_app.identity.fresh_factor import NotProvedAgain
from csn_app.identity.hashing import hash_password
from csn_app.identity.own_account import SECURITY
from csn_app.identity.password import check_password
from csn_app.identity.proof_pages import ProofPages
from csn_app.identity.second_factor import Factor
from csn_app.identity.visits import VisitOver
from csn_app.ui import fields, parts
from csn_app.ui.html import help_line, page

HUB = f"{routes.SECURITY}/gerer"
CONTACT = f"{routes.SECURITY}/contact"
_FACTOR = f"{routes.SECURITY}/moyen"
_APP = f"{routes.SECURITY}/application"
_CODES = f"{routes.SECURITY}/codes-de-secours"
_PASSWORD = f"{routes.SECURITY}/mot-de-passe"

PROOF = ProofPages(
    purpose=SECURITY,
    address=routes.SECURITY,
    back=routes.SETTINGS,
    then=HUB,
    title="Changer mes moyens de connexion",
    lead="Mot de passe, e-mail, mobile, application, codes de secours. Nous vérifions d’abord que c’est bien vous.",
)
_DONE = {
    "moyen": "C’est fait. La liste est à jour.",
    "application": "Votre application est ajoutée.",
    "mdp": "Votre mot de passe est changé. Vos autres appareils sont déconnectés.",
    "contact": "C’est noté. Le changement compte dans quelques jours\u00a0: vous pouvez l’annuler dans vos paramètres.",
}
_NAMES = {Factor.SMS: "SMS au ", Factor.EMAIL: "E-mail à ", Factor.APP: "Application de codes"}


async def proved(request: Request, act: Callable[..., Any], /, **given: Any) -> Any:
    """Run an act that asks a fresh proof."""
    return await use(request, act, browser=browser_of(request), **given)


async def show_hub(request: Request) -> Response:
    """Show what can be changed, for ten minutes."""
    try:
        if not await proved(request, factors.may_change):
            return go(routes.SECURITY)
        listed = await use(request, factors.list_factors)
    except NotFound:
        return go(routes.SECURITY)
    return _hub_page(listed, done=request.query_params.get("fait", ""))


async def change_factor(request: Request) -> Response:
    """Take a factor away, or let it serve first."""
    form = await form_of(request)
    act = factors.make_first if form.get("acte") == "premier" else factors.remove_factor
    try:
        await proved(request, act, factor_id=UUID(form.get("moyen", "")))
    except (NotProvedAgain, NotFound, ValueError):
        # A factor that is gone: the page shows what there is.
        return go(HUB)
    return go(f"{HUB}?fait=moyen")


async def show_app(request: Request) -> Response:
    """Show the key of a new application."""
    return await _app_page(request, fields.NOTHING_TYPED)


async def take_app(request: Request) -> Response:
    """Keep an application that makes a right code."""
    code = (await form_of(request)).get("code", "")[:20]
    if not code.strip():
        return await _app_page(request, fields.Typed(errors={"code": "Saisissez le code à 6\u00a0chiffres."}))
    try:
        await proved(request, factors.add_app, typed=code)
    except (NotProvedAgain, NotFound, VisitOver):
        return go(HUB)
    except CsnError as fact:
        return await _app_page(request, fields.Typed(errors={"code": wording.say(fact)}))
    return go(f"{HUB}?fait=application")


async def ask_codes(request: Request) -> Response:
    """Say what drawing new recovery codes does, before it is done."""
    try:
        if not await proved(request, factors.may_change):
            return go(routes.SECURITY)
    except NotFound:
        return go(routes.SECURITY)
    title = "Recevoir de nouveaux codes de secours\u00a0?"
    body = h.fragment[
        parts.back(HUB),
        h.div(".mt-3")[parts.heading(title, lead="Les anciens ne marcheront plus. Gardez les nouveaux sur papier.")],
        h.form(".mt-6", method="post", action=_CODES)[parts.submit("Recevoir 8 codes", testid="nouveaux-codes")],
        help_line(),
    ]
    return page(body, title=title)


async def give_codes(request: Request) -> Response:
    """Draw the codes and show them, this once."""
    try:
        drawn = await proved(request, factors.renew_recovery_codes)
    except (NotProvedAgain, NotFound):
        return go(HUB)
    title = "Vos nouveaux codes de secours"
    body = h.fragment[
        parts.heading(title, lead="Chacun sert une fois, à la place du code de sécurité. Nous ne les montrons plus."),
        h.ul(".card.mt-6", data_testid="codes-secours")[(h.li(".num.b")[code] for code in drawn)],
        h.p(".mt-6")[parts.link_button("J’ai gardé mes codes", href=HUB, testid="codes-gardes")],
        help_line(),
    ]
    return page(body, title=title)


async def show_password(request: Request) -> Response:
    """Ask for the new password."""
    try:
        await proved(request, factors.known_personal)
    except (NotProvedAgain, NotFound):
        return go(HUB)
    return _password_page(fields.NOTHING_TYPED)


async def take_password(request: Request) -> Response:
    """Judge the new password, and change it."""
    password = (await form_of(request)).get("mdp", "")[:1_000]
    try:
        await slow(check_password, password, personal=await proved(request, factors.known_personal))
        await proved(request, factors.change_password, password_hash=await slow(hash_password, password))
    except (NotProvedAgain, NotFound):
        return go(HUB)
    except CsnError as fact:
        return _password_page(fields.Typed(errors={"mdp": wording.say(fact)}))
    return go(f"{HUB}?fait=mdp")


async def _app_page(request: Request, typed: fields.Typed) -> Response:
    try:
        secret, login_id = await proved(request, factors.begin_app)
    except (NotProvedAgain, NotFound):
        return go(HUB)
    except CsnError as fact:
        return page(h.fragment[parts.back(HUB), parts.heading(wording.say(fact))], title="Application", status=422)
    title = "Ajouter une application de codes"
    body = h.fragment[
        parts.back(HUB),
        h.div(".mt-3")[parts.heading(title, lead="Une application sur un téléphone ou un ordinateur fait vos codes.")],
        authenticator_card(secret, login_id=login_id),
        h.div(".card.mt-6")[
            h.form(".form", method="post", action=_APP, novalidate=True)[
                fields.code_field("code", typed=typed, hint="Le code que l’application affiche maintenant."),
                parts.submit("Ajouter", testid="valider-code", wide=True),
            ]
        ],
        help_line(),
    ]
    return page(body, title=title, errors=typed.errors)


def _password_page(typed: fields.Typed) -> Response:
    title = "Changer mon mot de passe"
    body = h.fragment[
        parts.back(HUB),
        h.form(".form.mt-3", method="post", action=_PASSWORD, novalidate=True)[
            parts.heading(title, lead="Vos autres appareils seront déconnectés. Celui-ci reste ouvert."),
            fields.password_field("mdp", typed=typed, new=True, hint=PASSWORD_HINT, rules=PASSWORD_RULES),
            parts.submit("Changer mon mot de passe", testid="continuer"),
        ],
        help_line(),
    ]
    return page(body, title=title, errors=typed.errors)


def _hub_page(listed: list[FactorView], *, done: str) -> Response:
    said = _DONE.get(done)
    acts = (
        ("Changer mon e-mail ou mon mobile", CONTACT, "changer-contact"),
        ("Ajouter une application de codes", _APP, "ajouter-application"),
        ("Recevoir de nouveaux codes de secours", _CODES, "renouveler-codes"),
        ("Changer mon mot de passe", _PASSWORD, "changer-mdp"),
    )
    title = "Mes moyens de connexion"
    body = h.fragment[
        said and h.div(".mb-4")[parts.note(said, kind="ok", role="status", testid="fait")],
        parts.back(routes.SETTINGS),
        h.div(".mt-3")[parts.heading(title, lead="Cette page reste ouverte 10\u00a0minutes.")],
        h.h2(".sec.size-lg")["D’où vient votre code de sécurité"],
        h.ul(".rows.rows-wrap.framed.mt-4", data_testid="liste-moyens")[(_factor_row(view) for view in listed)],
        h.h2(".sec.size-lg")["Changer"],
        h.ul(".stack.gap-3.mt-4")[
            (h.li[parts.link_button(words, href=href, testid=testid, kind="2")] for words, href, testid in acts)
        ],
        help_line(),
    ]
    return page(body, title=title)


def _factor_row(view: FactorView) -> Node:
    name = f"{_NAMES[view.factor]}{view.masked}"
    more = "Sert d’abord" if not view.id else (view.device and f"Ajoutée depuis {view.device}") or "En plus"
    acts: Node = (
        view.id
        and h.div(".end.line.gap-2")[
            _act(view, "premier", "Utiliser d’abord", name=name), _act(view, "retirer", "Retirer", name=name)
        ]
    )
    return h.li[h.div(".body")[h.p(".t")[name], h.p(".m")[more]], acts]


def _act(view: FactorView, act: str, words: str, *, name: str) -> Node:
    return h.form(method="post", action=_FACTOR)[
        h.input(type="hidden", name="moyen", value=view.id),
        h.input(type="hidden", name="acte", value=act),
        h.button(".btn.btn-2.btn-s", type="submit", data_testid=f"{act}-{view.factor}")[
            words, h.span(".sr")[f"\u00a0: {name}"]
        ],
    ]


ROUTES = [
    *PROOF.routes,
    Route(HUB, show_hub, methods=["GET"]),
    Route(_FACTOR, change_factor, methods=["POST"]),
    Route(_APP, show_app, methods=["GET"]),
    Route(_APP, take_app, methods=["POST"]),
    Route(_CODES, ask_codes, methods=["GET"]),
    Route(_CODES, give_codes, methods=["POST"]),
    Route(_PASSWORD, show_password, methods=["GET"]),
    Route(_PASSWORD, take_password, methods=["POST"]),
]
