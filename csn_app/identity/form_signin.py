"""The pages of sign-in: identifiant and password, security code, recovery code (A2, A10)."""

from typing import Any

import htpy as h
from htpy import Node
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from csn_app import routes
from csn_app.access.lifecycle import CLOSED
from csn_app.core.actor import VISITOR
from csn_app.core.errors import CsnError
from csn_app.core.vocabulary import SpaceState
from csn_app.edge.http import actor_of, form_of, slow, use
from csn_app.identity import signin, trusted, wording
from csn_app.identity.browsing import browser_of, enter, go, remember
from csn_app.identity.code_step import code_page, recovery_page, resend
from csn_app.identity.hashing import verify_password
from csn_app.identity.rules import local_path
from csn_app.identity.second_factor import Factor
from csn_app.identity.throttles import MustWait
from csn_app.identity.visits import VisitOver, renew_visit
from csn_app.ui import fields, parts
from csn_app.ui.html import help_line, page

_NOTES = {
    "inactif": "Vous n’avez rien fait pendant plusieurs minutes\u00a0: la session est fermée. Reconnectez-vous.",
    "session": "Votre session est terminée. Reconnectez-vous.",
    "sorti": "Vous êtes déconnecté, ici et dans les autres onglets.",
    "nouveau": "Votre mot de passe est changé. Connectez-vous.",
    "rappel": (
        "Si les informations données sont exactes, votre identifiant vient de partir. Il arrive en quelques minutes."
    ),
    "reprendre": "Votre connexion a pris trop de temps. Recommencez avec votre mot de passe.",
}
_CLOSED = {
    SpaceState.DECEASED: (
        "Ce carnet est fermé",
        "La personne est connue comme décédée. Si c’est inexact, adressez-vous à sa caisse d’assurance maladie.",
    ),
    SpaceState.SUSPENDED: ("Ce carnet est suspendu", "Personne ne peut l’ouvrir pour le moment."),
}
_CLOSED_OTHERWISE = (
    "Ce carnet est fermé",
    "Personne ne peut l’ouvrir. Adressez-vous à votre caisse d’assurance maladie.",
)


async def show_sign_in(request: Request) -> Response:
    """Show the page of identifiant and password; who is signed in already goes home."""
    actor = actor_of(request)
    if actor is not VISITOR:
        return go(routes.HOME_OF[actor.quality])
    wanted = local_path(request.query_params.get("suite", ""))
    return _page(fields.NOTHING_TYPED, wanted=wanted, note=request.query_params.get("avis", ""))


async def take_password(request: Request) -> Response:
    """Judge identifiant and password; the code leaves if they go together."""
    form = await form_of(request)
    login_id, password = form.get("identifiant", ""), form.get("mdp", "")[:1_000]
    errors = {}
    if not login_id.strip():
        errors["identifiant"] = (
            "Saisissez votre identifiant. Ce n’est ni votre e-mail ni votre numéro de sécurité sociale."
        )
    if not password:
        errors["mdp"] = "Saisissez votre mot de passe."
    if errors:
        return _again(request, form, errors)
    try:
        return await _judge(request, form, login_id=login_id, password=password)
    except MustWait as fact:
        return _again(request, form, {"mdp": wording.blocked(fact)}, status=429)
    except signin.CarnetClosed as fact:
        if fact.state not in CLOSED:
            return closed_page(fact.state)
        request.state.visit = await use(request, renew_visit, token=browser_of(request).visit)
        return remember(request, go(routes.SIGN_IN_CLOSED))
    except VisitOver:
        return go(f"{routes.SIGN_IN}?avis=reprendre")


async def _judge(request: Request, form: dict[str, str], *, login_id: str, password: str) -> Response:
    browser = browser_of(request)
    # What PostgreSQL cannot keep is nobody's identifiant.
    knocked = await use(request, signin.knock, login_id=login_id.replace("\x00", ""), browser=browser)
    if not await slow(verify_password, knocked.password_hash, password):
        answer = _again(request, form, {"mdp": wording.password_wrong(knocked.tries)})
        answer.background = BackgroundTask(use, request, signin.refuse_password, knocked=knocked)
        return answer
    wish: dict[str, Any] = {"shared": form.get("partage") == "oui", "wanted": local_path(form.get("suite", ""))}
    entered = await use(request, trusted.enter_trusted, knocked=knocked, browser=browser, **wish)
    if entered is not None:
        return enter(entered)
    await use(request, signin.accept_password, knocked=knocked, browser=browser, **wish)
    request.state.visit = await use(request, renew_visit, token=browser.visit)
    return remember(request, go(routes.SIGN_IN_CODE))


async def show_code(request: Request) -> Response:
    """Show the page of the security code."""
    return await _code_page(request, fields.NOTHING_TYPED)


async def take_code(request: Request) -> Response:
    """Judge the security code; the session begins."""
    form = await form_of(request)
    code = form.get("code", "")[:20]
    if not code.strip():
        return await _code_page(request, fields.Typed(form, {"code": "Saisissez le code à 6\u00a0chiffres."}))
    if form.get("confiance") == "oui":
        await use(request, trusted.wish_trust, browser=browser_of(request))
    try:
        return enter(await use(request, signin.enter_code, typed=code, browser=browser_of(request)))
    except VisitOver:
        return go(f"{routes.SIGN_IN}?avis=reprendre")
    except CsnError as fact:
        return await _code_page(request, fields.Typed({"code": code}, {"code": wording.say(fact)}))


async def send_again(request: Request) -> Response:
    """Send a new security code."""
    try:
        await use(request, signin.send_again, browser=browser_of(request))
    except VisitOver:
        return go(f"{routes.SIGN_IN}?avis=reprendre")
    except CsnError as fact:
        return await _code_page(request, fields.Typed(errors={"code": wording.say(fact)}))
    return go(routes.SIGN_IN_CODE)


async def show_recovery(request: Request) -> Response:
    """Show the page of the recovery code."""
    try:
        await use(request, signin.second_step, browser=browser_of(request))
    except VisitOver:
        return go(f"{routes.SIGN_IN}?avis=reprendre")
    return _recovery_page(fields.NOTHING_TYPED)


async def take_recovery(request: Request) -> Response:
    """Judge a recovery code; the session begins, and that code has served."""
    form = await form_of(request)
    code = form.get("secours", "")[:40]
    if not code.strip():
        return _recovery_page(fields.Typed(form, {"secours": "Saisissez un de vos codes de secours."}))
    try:
        return enter(await use(request, signin.enter_recovery_code, typed=code, browser=browser_of(request)))
    except VisitOver:
        return go(f"{routes.SIGN_IN}?avis=reprendre")
    except CsnError as fact:
        return _recovery_page(fields.Typed({"secours": code}, {"secours": wording.say(fact)}))


def _again(request: Request, form: dict[str, str], errors: dict[str, str], *, status: int = 422) -> Response:
    typed = fields.Typed({"identifiant": form.get("identifiant", "")[:100], "partage": form.get("partage", "")}, errors)
    return remember(request, _page(typed, wanted=local_path(form.get("suite", "")), status=status))


def _page(typed: fields.Typed, *, wanted: str, note: str = "", status: int = 200) -> Response:
    shared_hint = (
        "Mode discret\u00a0: rien n’est gardé ici, l’onglet a un titre neutre, "
        "et la session se ferme après 5\u00a0minutes sans action."
    )
    body = h.fragment[
        note in _NOTES and h.div(".mb-4")[parts.note(_NOTES[note], kind="info", role="status")],
        parts.heading("Me connecter"),
        h.div(".card.mt-6")[
            h.form(".form", method="post", action=routes.SIGN_IN, novalidate=True)[
                fields.identifier_field(
                    "identifiant", label="Identifiant", typed=typed, hint="Par exemple\u00a0: alice.martin"
                ),
                fields.password_field("mdp", typed=typed),
                fields.tick_field(
                    "partage", label="Cet appareil est utilisé par d’autres personnes", typed=typed, hint=shared_hint
                ),
                wanted and h.input(type="hidden", name="suite", value=wanted),
                parts.submit("Continuer", testid="continuer", wide=True),
            ]
        ],
        h.form(".mt-4", method="post", action=routes.SIGN_IN_PASSKEY, hidden=True, data_passkey_only=True)[
            wanted and h.input(type="hidden", name="suite", value=wanted),
            h.button(".btn.btn-2.btn-wide", type="submit", data_testid="cle-acces")[
                parts.icon("key-round"), "Utiliser une clé d’accès (empreinte ou visage)"
            ],
        ],
        h.p(".line.gap-links.mt-4")[
            h.a(".btn.btn-3", href=routes.FORGOTTEN_LOGIN_ID, data_testid="identifiant-oublie")["Identifiant oublié"],
            h.a(".btn.btn-3", href=routes.FORGOTTEN_PASSWORD, data_testid="mot-de-passe-oublie")["Mot de passe oublié"],
        ],
        h.hr,
        h.p["Première visite\u00a0? ", h.a(href=routes.ACTIVATION)["Activer mon carnet"]],
    ]
    return page(body, title="Me connecter", errors=typed.errors, status=status, scripts=("passkey.js",))


async def _code_page(request: Request, typed: fields.Typed) -> Response:
    try:
        step = await use(request, signin.second_step, browser=browser_of(request))
    except VisitOver:
        return go(f"{routes.SIGN_IN}?avis=reprendre")
    others: Node = h.fragment[
        parts.link_button("Utiliser un code de secours", href=routes.SIGN_IN_RECOVERY, kind="3"),
        parts.link_button("Je n’ai plus mon téléphone", href=routes.LOST_PHONE, kind="3", testid="telephone-perdu"),
    ]
    return code_page(
        step,
        typed=typed,
        back=routes.SIGN_IN,
        action=routes.SIGN_IN_CODE,
        submit="Valider et entrer",
        trust=trusted.is_offered(),
        after=resend(step, action=f"{routes.SIGN_IN_CODE}/renvoyer", others=others)
        if step.factor is not Factor.APP
        else h.p(".mt-6")[others],
    )


def _recovery_page(typed: fields.Typed) -> Response:
    return recovery_page(typed, back=routes.SIGN_IN_CODE, action=routes.SIGN_IN_RECOVERY, words="Valider et entrer")


def closed_page(state: SpaceState) -> Response:
    """Say why nobody enters, to who proved that the carnet is theirs."""
    title, lead = _CLOSED.get(state, _CLOSED_OTHERWISE)
    body = h.fragment[parts.heading(title, lead=lead), help_line("Le numéro de l’assistance\u00a0: ", after=".")]
    return page(body, title=title, status=403)


ROUTES = [
    Route(routes.SIGN_IN, show_sign_in, methods=["GET"]),
    Route(routes.SIGN_IN, take_password, methods=["POST"]),
    Route(routes.SIGN_IN_CODE, show_code, methods=["GET"]),
    Route(routes.SIGN_IN_CODE, take_code, methods=["POST"]),
    Route(f"{routes.SIGN_IN_CODE}/renvoyer", send_again, methods=["POST"]),
    Route(routes.SIGN_IN_RECOVERY, show_recovery, methods=["GET"]),
    Route(routes.SIGN_IN_RECOVERY, take_recovery, methods=["POST"]),
]
