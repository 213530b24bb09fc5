"""Another e-mail or mobile number: what it is, the code sent to it, and the link by which the old one calls it off."""

import htpy as h
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from csn_app import routes
from csn_app.config import settings
from csn_app.core.errors import CsnError, NotFound
from csn_app.edge.gate import own_origin
from csn_app.edge.http import form_of, use
from csn_app.identity import contact_changes, factors, wording
from csn_app.identity.browsing import browser_of, go
from csn_app.identity.form_security import CONTACT, HUB, proved
from csn_app.identity.fresh_factor import NotProvedAgain
from csn_app.identity.visits import VisitOver
from csn_app.ui import fields, parts
from csn_app.ui.html import help_line, page

_CODE = f"{CONTACT}/code"


async def show(request: Request) -> Response:
    """Ask for the new address or number."""
    try:
        if not await proved(request, factors.may_change):
            return go(routes.SECURITY)
    except NotFound:
        return go(routes.SECURITY)
    return _page(fields.NOTHING_TYPED)


async def take(request: Request) -> Response:
    """Send a code to it."""
    typed = (await form_of(request)).get("contact", "")[:260].replace("\x00", "").strip()
    if not typed:
        empty = "Saisissez votre nouvel e-mail ou votre nouveau numéro de mobile."
        return _page(fields.Typed(errors={"contact": empty}))
    try:
        await proved(request, contact_changes.begin_change, typed=typed)
    except (NotProvedAgain, NotFound):
        return go(HUB)
    except CsnError as fact:
        return _page(fields.Typed({"contact": typed}, {"contact": wording.say(fact)}))
    return go(_CODE)


async def show_code(request: Request) -> Response:
    """Ask for the code that was sent to it."""
    return await _code_page(request, fields.NOTHING_TYPED)


async def take_code(request: Request) -> Response:
    """Judge the code: the change waits for its day."""
    code = (await form_of(request)).get("code", "")[:20]
    if not code.strip():
        return await _code_page(request, fields.Typed(errors={"code": "Saisissez le code à 6\u00a0chiffres."}))
    try:
        await proved(request, contact_changes.confirm_change, typed=code, base=base_of(request))
    except (NotProvedAgain, NotFound, VisitOver):
        return go(HUB)
    except CsnError as fact:
        return await _code_page(request, fields.Typed(errors={"code": wording.say(fact)}))
    return go(f"{HUB}?fait=contact")


async def ask_cancel(request: Request) -> Response:
    """Ask before calling off: a mail program that follows every link must not do it."""
    token = request.query_params.get("jeton", "")
    try:
        waits = await use(request, contact_changes.check_link, token=token)
    except (NotFound, ValueError):
        waits = False
    if not waits:
        return _gone()
    title = "Annuler le changement de coordonnées\u00a0?"
    body = h.fragment[
        parts.heading(title, lead="Vos codes et vos messages continueront d’arriver où ils arrivent aujourd’hui."),
        h.form(".mt-6", method="post", action=f"{routes.CONTACT_CANCEL}?jeton={token}")[
            parts.submit("Annuler le changement", testid="confirmer-annulation")
        ],
        help_line(),
    ]
    return page(body, title=title)


async def cancel(request: Request) -> Response:
    """Call it off."""
    try:
        await use(request, contact_changes.cancel_by_link, token=request.query_params.get("jeton", ""))
    except (NotFound, ValueError):
        return _gone()
    advice = "Ce n’était pas vous\u00a0? Changez votre mot de passe\u00a0: quelqu’un l’a peut-être."
    body = h.fragment[
        parts.heading("Le changement est annulé", lead="Rien n’a changé."),
        h.p(".mt-4")[advice],
        h.p(".mt-6")[parts.link_button("Changer mon mot de passe", href=routes.FORGOTTEN_PASSWORD, kind="2")],
        help_line(),
    ]
    return page(body, title="Le changement est annulé")


def base_of(request: Request) -> str:
    """Return our own address, for a link in a message."""
    return settings().public_url.rstrip("/") or own_origin(request.scope, request.headers)


def _gone() -> Response:
    title = "Ce lien ne fonctionne plus"
    body = h.fragment[
        parts.heading(title, lead="Le changement est déjà fait, ou déjà annulé."),
        h.p(".mt-4")["Connectez-vous et ouvrez «\u00a0Paramètres\u00a0» pour voir vos coordonnées."],
        help_line(),
    ]
    return page(body, title=title, status=404)


def _page(typed: fields.Typed) -> Response:
    title = "Changer mon e-mail ou mon mobile"
    hours = settings().contact_change_hours
    lead = (
        f"Le nouveau compte dans {hours}\u00a0heures. D’ici là, l’ancien reçoit tout et peut annuler\u00a0: "
        "personne ne vous prend votre carnet par surprise."
    )
    body = h.fragment[
        parts.back(HUB),
        h.div(".mt-3")[parts.heading(title, lead=lead)],
        h.div(".card.mt-6")[
            h.form(".form", method="post", action=CONTACT, novalidate=True)[
                fields.text_field(
                    "contact",
                    label="Nouvel e-mail ou nouveau mobile",
                    typed=typed,
                    hint="Par exemple\u00a0: alice@example.fr ou 06 39 98 00 18. Nous y envoyons un code.",
                    testid="champ-contact",
                    autocapitalize="none",
                    spellcheck="false",
                ),
                parts.submit("Recevoir un code", testid="continuer", wide=True),
            ]
        ],
        help_line(),
    ]
    return page(body, title=title, errors=typed.errors)


async def _code_page(request: Request, typed: fields.Typed) -> Response:
    try:
        factor = await use(request, contact_changes.pending_proof, browser=browser_of(request))
    except (VisitOver, NotFound):
        return go(HUB)
    title = "Entrez le code reçu"
    way = "par e-mail" if factor == "EMAIL" else "par SMS"
    body = h.fragment[
        parts.back(CONTACT),
        h.div(".mt-3")[parts.heading(title, lead=f"Il vient de partir {way}, à votre nouvelle adresse ou numéro.")],
        h.div(".card.mt-6")[
            h.form(".form", method="post", action=_CODE, novalidate=True)[
                fields.code_field("code", typed=typed), parts.submit("Valider", testid="valider-code", wide=True)
            ]
        ],
        help_line(),
    ]
    return page(body, title=title, errors=typed.errors)


ROUTES = [
    Route(CONTACT, show, methods=["GET"]),
    Route(CONTACT, take, methods=["POST"]),
    Route(_CODE, show_code, methods=["GET"]),
    Route(_CODE, take_code, methods=["POST"]),
    Route(routes.CONTACT_CANCEL, ask_cancel, methods=["GET"]),
    Route(routes.CONTACT_CANCEL, cancel, methods=["POST"]),
]
