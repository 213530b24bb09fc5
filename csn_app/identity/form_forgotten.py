"""Identifiant or password forgotten: who one is, where to send it, code, new password (R-ID-24)."""

import htpy as h
from htpy import Node
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from csn_app import routes
from csn_app.core.errors import CsnError
from csn_app.core.work import Channel
from csn_app.edge.http import form_of, slow, use
from csn_app.identity import recovery, visits, wording
from csn_app.identity.browsing import browser_of, go, remember
from csn_app.identity.card import WITHOUT_PHOTO, SerialNotUnderstood, parse_serial
from csn_app.identity.form_activation import birth_field, nir_field, read_number
from csn_app.identity.form_password import PASSWORD_HINT, PASSWORD_RULES
from csn_app.identity.hashing import hash_password
from csn_app.identity.password import PasswordRefused, check_password
from csn_app.identity.visits import VisitOver
from csn_app.ui import fields, parts
from csn_app.ui.html import help_line, page

_CODE = f"{routes.FORGOTTEN_PASSWORD}/code"
_NEW = f"{routes.FORGOTTEN_PASSWORD}/nouveau"
_CHANNELS = (
    fields.Choice("SMS", "Par SMS", testid="canal-sms"),
    fields.Choice("EMAIL", "Par e-mail", testid="canal-email"),
)
_BOXES = ("nir", "naissance", "naissance-m", "naissance-a", "serie", "canal")


async def show_login_id(request: Request) -> Response:
    """Ask who one is, to be reminded of the identifiant."""
    return _who_page(fields.Typed(await _kept(request)), of_password=False)


async def show_password(request: Request) -> Response:
    """Ask who one is, to choose a new password."""
    return _who_page(fields.Typed(await _kept(request)), of_password=True)


async def take_login_id(request: Request) -> Response:
    """Send the identifiant, if the person is known; say the same if not."""
    return await _take(request, of_password=False)


async def take_password(request: Request) -> Response:
    """Send a code, if the person is known; say the same if not."""
    return await _take(request, of_password=True)


async def show_code(request: Request) -> Response:
    """Ask for the code that was sent, if it was."""
    answers = await _kept(request)
    return _code_page(fields.NOTHING_TYPED) if answers.get("oubli") == "code" else go(routes.FORGOTTEN_PASSWORD)


async def take_code(request: Request) -> Response:
    """Judge the code."""
    form = await form_of(request)
    code = form.get("code", "")[:20]
    if not code.strip():
        return _code_page(fields.Typed(errors={"code": "Saisissez le code à 6\u00a0chiffres."}))
    try:
        await use(request, recovery.check_reset_code, typed=code, browser=browser_of(request))
    except VisitOver:
        return go(routes.FORGOTTEN_PASSWORD)
    except CsnError as fact:
        return _code_page(fields.Typed({"code": code}, {"code": wording.say(fact)}))
    return go(_NEW)


async def show_new(request: Request) -> Response:
    """Ask for the new password."""
    try:
        await use(request, recovery.known_of, browser=browser_of(request))
    except VisitOver:
        return go(routes.FORGOTTEN_PASSWORD)
    return _new_page(fields.NOTHING_TYPED)


async def take_new(request: Request) -> Response:
    """Judge the new password, and change it."""
    form, browser = await form_of(request), browser_of(request)
    password = form.get("mdp", "")[:1_000]
    try:
        await slow(check_password, password, personal=await use(request, recovery.known_of, browser=browser))
        await use(request, recovery.reset_password, password_hash=await slow(hash_password, password), browser=browser)
    except VisitOver:
        return go(routes.FORGOTTEN_PASSWORD)
    except PasswordRefused as fact:
        return _new_page(fields.Typed(errors={"mdp": wording.say(fact)}))
    return go(f"{routes.SIGN_IN}?avis=nouveau")


async def _kept(request: Request) -> dict[str, str]:
    return await use(request, visits.read_visit, token=browser_of(request).visit)


async def _take(request: Request, *, of_password: bool) -> Response:
    form, browser = await form_of(request), browser_of(request)
    typed = {name: form.get(name, "")[:40].replace("\x00", "") for name in _BOXES}
    read, errors = read_number(typed)
    if of_password:
        try:
            read["serie_lue"] = parse_serial(typed["serie"], card=WITHOUT_PHOTO, nir=read.get("nir_lu", ""))
        except SerialNotUnderstood as fact:
            errors["serie"] = wording.say(fact)
    if typed["canal"] not in {choice.value for choice in _CHANNELS}:
        errors["canal"] = "Choisissez comment recevoir le message."
    kept = {**typed, "canal": ""}
    act = recovery.begin_reset if of_password else recovery.remind_login_id
    try:
        await use(request, visits.keep_typed, token=browser.visit, answers=kept, address=browser.address)
        if not errors:
            await use(request, act, who=read, channel=Channel(typed["canal"]), browser=browser)
    except CsnError as fact:
        errors["nir"] = wording.say(fact)
    if errors:
        return remember(request, _who_page(fields.Typed(typed, errors), of_password=of_password))
    return remember(request, go(_CODE if of_password else f"{routes.SIGN_IN}?avis=rappel"))


def _who_page(typed: fields.Typed, *, of_password: bool) -> Response:
    title = "Mot de passe oublié" if of_password else "Identifiant oublié"
    lead = "Nous envoyons le message aux coordonnées connues de votre caisse d’assurance maladie."
    serial: Node = of_password and fields.text_field(
        "serie",
        label="Numéro de série de la carte Vitale",
        typed=typed,
        hint="Avec photo\u00a0: les 11\u00a0derniers chiffres, à droite. Sans photo\u00a0: au dos, en haut à gauche.",
        width="16",
        testid="champ-serie",
        inputmode="numeric",
    )
    body = h.fragment[
        parts.back(routes.SIGN_IN),
        h.div(".mt-3")[parts.heading(title, lead=lead)],
        h.form(
            ".form.mt-6",
            method="post",
            action=routes.FORGOTTEN_PASSWORD if of_password else routes.FORGOTTEN_LOGIN_ID,
            novalidate=True,
        )[
            nir_field(typed),
            birth_field(typed),
            serial,
            fields.choice_field(
                "canal", label="Comment recevoir le message\u00a0?", choices=_CHANNELS, typed=typed, side_by_side=True
            ),
            parts.submit("Continuer", testid="continuer"),
        ],
        help_line(),
    ]
    return page(body, title=title, errors=typed.errors)


def _code_page(typed: fields.Typed) -> Response:
    title = "Entrez le code de sécurité"
    lead = "Si les informations données sont exactes, un code à 6\u00a0chiffres vient de partir."
    body = h.fragment[
        parts.back(routes.FORGOTTEN_PASSWORD),
        h.div(".mt-3")[parts.heading(title, lead=lead)],
        h.div(".card.mt-6")[
            h.form(".form", method="post", action=_CODE, novalidate=True)[
                fields.code_field("code", typed=typed), parts.submit("Continuer", testid="valider-code", wide=True)
            ]
        ],
        help_line(),
    ]
    return page(body, title=title, errors=typed.errors)


def _new_page(typed: fields.Typed) -> Response:
    title = "Choisissez un nouveau mot de passe"
    body = h.fragment[
        parts.back(routes.FORGOTTEN_PASSWORD),
        h.form(".form.mt-3", method="post", action=_NEW, novalidate=True)[
            parts.heading(title, lead="Le changer vous déconnecte de tous vos appareils."),
            fields.password_field("mdp", typed=typed, new=True, hint=PASSWORD_HINT, rules=PASSWORD_RULES),
            parts.submit("Changer mon mot de passe", testid="continuer"),
        ],
        help_line(),
    ]
    return page(body, title=title, errors=typed.errors)


ROUTES = [
    Route(routes.FORGOTTEN_LOGIN_ID, show_login_id, methods=["GET"]),
    Route(routes.FORGOTTEN_LOGIN_ID, take_login_id, methods=["POST"]),
    Route(routes.FORGOTTEN_PASSWORD, show_password, methods=["GET"]),
    Route(routes.FORGOTTEN_PASSWORD, take_password, methods=["POST"]),
    Route(_CODE, show_code, methods=["GET"]),
    Route(_CODE, take_code, methods=["POST"]),
    Route(_NEW, show_new, methods=["GET"]),
    Route(_NEW, take_new, methods=["POST"]),
]
