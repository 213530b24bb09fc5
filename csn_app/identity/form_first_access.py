"""The first access of professionals, agents and operators, in three pages."""

import htpy as h
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from csn_app import routes
from csn_app.core.errors import CsnError
from csn_app.edge.http import form_of, slow, use
from csn_app.identity import first_access, wording
from csn_app.identity.browsing import browser_of, enter, go, remember
from csn_app.identity.code_step import authenticator_card, code_page
from csn_app.identity.first_access import AccessPage
from csn_app.identity.form_password import PASSWORD_HINT, PASSWORD_RULES
from csn_app.identity.hashing import hash_password
from csn_app.identity.password import PasswordRefused, check_password
from csn_app.identity.second_factor import Factor
from csn_app.identity.signin import SecondStep
from csn_app.identity.visits import VisitOver
from csn_app.ui import fields, parts
from csn_app.ui.html import help_line, page

_PASSWORD = f"{routes.FIRST_ACCESS}/mot-de-passe"
_APPLICATION = f"{routes.FIRST_ACCESS}/application"
_JOURNEY = "Première connexion"


async def show_code(request: Request) -> Response:  # noqa: ARG001 - a route's signature
    """Ask for the one-time code."""
    return _code_page(fields.NOTHING_TYPED)


async def take_code(request: Request) -> Response:
    """Judge the one-time code."""
    form = await form_of(request)
    code = form.get("acces", "")[:60].replace("\x00", "")
    if not code.strip():
        return _code_page(fields.Typed(errors={"acces": "Saisissez le code reçu."}))
    try:
        await use(request, first_access.begin_access, typed=code, browser=browser_of(request))
    except CsnError as fact:
        return remember(request, _code_page(fields.Typed({"acces": code}, {"acces": wording.say(fact)})))
    return remember(request, go(_PASSWORD))


async def show_password(request: Request) -> Response:
    """Ask for a password."""
    found = await _page_of(request)
    return _password_page(found, fields.NOTHING_TYPED) if found else go(routes.FIRST_ACCESS)


async def take_password(request: Request) -> Response:
    """Judge the password; only its hash is kept."""
    form, found = await form_of(request), await _page_of(request)
    if found is None:
        return go(routes.FIRST_ACCESS)
    password = form.get("mdp", "")[:1_000]
    try:
        await slow(check_password, password, personal=found.personal)
        condensed = await slow(hash_password, password)
        await use(request, first_access.keep_password, password_hash=condensed, browser=browser_of(request))
    except PasswordRefused as fact:
        return _password_page(found, fields.Typed(errors={"mdp": wording.say(fact)}))
    except VisitOver:
        return go(routes.FIRST_ACCESS)
    return go(_APPLICATION)


async def show_application(request: Request) -> Response:
    """Show the QR code of the authenticator application and ask for its first code."""
    return await _application_page(request, fields.NOTHING_TYPED)


async def take_application(request: Request) -> Response:
    """Judge the application's first code; the account is its owner's."""
    form = await form_of(request)
    code = form.get("code", "")[:20]
    if not code.strip():
        return await _application_page(request, fields.Typed(errors={"code": "Saisissez le code à 6\u00a0chiffres."}))
    try:
        return enter(await use(request, first_access.finish_access, typed=code, browser=browser_of(request)))
    except VisitOver:
        return go(routes.FIRST_ACCESS)
    except CsnError as fact:
        return await _application_page(request, fields.Typed({"code": code}, {"code": wording.say(fact)}))


async def _page_of(request: Request) -> AccessPage | None:
    try:
        return await use(request, first_access.access_page, browser=browser_of(request))
    except VisitOver:
        return None


def _code_page(typed: fields.Typed) -> Response:
    title = "Ma première connexion"
    body = h.fragment[
        parts.back(routes.SIGN_IN),
        parts.steps(_JOURNEY, step=1, total=3),
        h.form(".form", method="post", action=routes.FIRST_ACCESS, novalidate=True)[
            parts.heading(title, lead="Pour les soignants et les agents qui ont reçu un code."),
            fields.text_field(
                "acces",
                label="Code à 12 caractères",
                typed=typed,
                hint="Il sert une seule fois et vit 6\u00a0semaines.",
                width="16",
                testid="champ-code-acces",
                data_group="4",
                autocapitalize="characters",
                spellcheck="false",
            ),
            parts.submit("Continuer", testid="continuer"),
        ],
        help_line(),
    ]
    return page(body, title=title, errors=typed.errors, cover="pro")


def _password_page(found: AccessPage, typed: fields.Typed) -> Response:
    title = "Choisissez votre mot de passe"
    body = h.fragment[
        parts.back(routes.FIRST_ACCESS),
        parts.steps(_JOURNEY, step=2, total=3),
        h.form(".form", method="post", action=_PASSWORD, novalidate=True)[
            h.h1[title],
            h.p[f"{found.name}, votre identifiant est ", h.b(data_testid="mon-identifiant")[found.login_id], "."],
            h.input(type="hidden", name="identifiant", value=found.login_id, autocomplete="username"),
            fields.password_field("mdp", typed=typed, new=True, hint=PASSWORD_HINT, rules=PASSWORD_RULES),
            parts.submit("Continuer", testid="continuer"),
        ],
        help_line(),
    ]
    return page(body, title=title, errors=typed.errors, cover="pro")


async def _application_page(request: Request, typed: fields.Typed) -> Response:
    found = await _page_of(request)
    if found is None or not found.secret:
        return go(routes.FIRST_ACCESS if found is None else _PASSWORD)
    step = SecondStep(Factor.APP, "", 0, found.login_id)
    return code_page(
        step,
        typed=typed,
        back=_PASSWORD,
        action=_APPLICATION,
        submit="Valider et entrer",
        before=authenticator_card(found.secret, login_id=found.login_id),
    )


ROUTES = [
    Route(routes.FIRST_ACCESS, show_code, methods=["GET"]),
    Route(routes.FIRST_ACCESS, take_code, methods=["POST"]),
    Route(_PASSWORD, show_password, methods=["GET"]),
    Route(_PASSWORD, take_password, methods=["POST"]),
    Route(_APPLICATION, show_application, methods=["GET"]),
    Route(_APPLICATION, take_application, methods=["POST"]),
]
