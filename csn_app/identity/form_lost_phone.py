"""« Je n’ai plus mon téléphone », after the password: recovery code, key, another way, else the card and a delay."""

from typing import Any

import htpy as h
from htpy import Node
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from csn_app import routes
from csn_app.config import settings
from csn_app.core.errors import CsnError
from csn_app.edge.http import form_of, use
from csn_app.identity import lost_phone, visits, wording
from csn_app.identity.browsing import browser_of, go, remember
from csn_app.identity.card import WITHOUT_PHOTO, SerialNotUnderstood, parse_serial
from csn_app.identity.form_activation import birth_field, nir_field, read_number
from csn_app.identity.form_contact import base_of
from csn_app.identity.lost_phone import WaysOut
from csn_app.identity.second_factor import Factor
from csn_app.identity.visits import VisitOver
from csn_app.ui import fields, parts
from csn_app.ui.html import help_line, page
from csn_app.ui.words import PARIS, french_date, french_time

_AGAIN = f"{routes.SIGN_IN}?avis=reprendre"
_IDENTITY = f"{routes.LOST_PHONE}/identite"
_CODE = f"{routes.LOST_PHONE}/code"
_BOXES = ("nir", "naissance", "naissance-m", "naissance-a", "serie")
_BY = {Factor.SMS: "Recevoir le code par SMS au ", Factor.EMAIL: "Recevoir le code par e-mail à "}


async def show(request: Request) -> Response:
    """Show what is left to whoever has no telephone."""
    try:
        found = await use(request, lost_phone.ways_out, browser=browser_of(request))
    except VisitOver:
        return go(_AGAIN)
    return _ways_page(found)


async def take_way(request: Request) -> Response:
    """Take another way for this code."""
    way = (await form_of(request)).get("moyen", "")
    try:
        await use(request, lost_phone.choose_way, way_id=way, browser=browser_of(request))
    except VisitOver:
        return go(_AGAIN)
    return go(routes.SIGN_IN_CODE)


async def show_identity(request: Request) -> Response:
    """Ask for number, birth date and card."""
    try:
        await use(request, lost_phone.ways_out, browser=browser_of(request))
    except VisitOver:
        return go(_AGAIN)
    return _identity_page(fields.Typed(await use(request, visits.read_visit, token=browser_of(request).visit)))


async def take_identity(request: Request) -> Response:
    """Judge them, and send a code to the other known contact."""
    form, browser = await form_of(request), browser_of(request)
    typed = {name: form.get(name, "")[:40].replace("\x00", "") for name in _BOXES}
    read, errors = read_number(typed)
    try:
        read["serie_lue"] = parse_serial(typed["serie"], card=WITHOUT_PHOTO, nir=read.get("nir_lu", ""))
    except SerialNotUnderstood as fact:
        errors["serie"] = wording.say(fact)
    try:
        if not errors:
            await use(request, lost_phone.prove_identity, who=read, browser=browser)
    except VisitOver:
        return go(_AGAIN)
    except CsnError as fact:
        errors["nir"] = wording.say(fact)
    return remember(request, _identity_page(fields.Typed(typed, errors)) if errors else go(_CODE))


async def show_code(request: Request) -> Response:
    """Ask for the code that was sent to the other contact."""
    return await _code_page(request, fields.NOTHING_TYPED)


async def take_code(request: Request) -> Response:
    """Judge it: the contact waits for its day."""
    code = (await form_of(request)).get("code", "")[:20]
    if not code.strip():
        return await _code_page(request, fields.Typed(errors={"code": "Saisissez le code à 6\u00a0chiffres."}))
    given: dict[str, Any] = {"typed": code, "browser": browser_of(request), "base": base_of(request)}
    try:
        counts_at = (await use(request, lost_phone.confirm_contact, **given)).astimezone(PARIS)
    except VisitOver:
        return go(routes.LOST_PHONE)
    except CsnError as fact:
        return await _code_page(request, fields.Typed(errors={"code": wording.say(fact)}))
    title = "Votre demande est enregistrée"
    lead = (
        f"À partir du {french_date(counts_at.date())} à {french_time(counts_at)}, votre code de sécurité arrivera ici. "
        "Revenez alors vous connecter avec votre mot de passe."
    )
    body = h.fragment[
        h.div(".card", data_testid="demande-enregistree")[parts.heading(title, lead=lead)],
        h.p(".mt-6")["Nous attendons pour que la vraie personne, prévenue, puisse dire non si ce n’est pas elle."],
        help_line(),
    ]
    return page(body, title=title)


def _ways_page(found: WaysOut) -> Response:
    title = "Je n’ai plus mon téléphone"
    hours = settings().contact_change_hours
    by_card: Node = (
        found.by_card
        and h.fragment[
            h.h2(".sec.size-lg")["Rien de tout cela\u00a0?"],
            h.p(".mt-2")[
                f"Prouvez votre identité avec votre carte Vitale. Il faut ensuite attendre {hours}\u00a0heures."
            ],
            h.p(".mt-4")[
                parts.link_button("Prouver mon identité", href=_IDENTITY, kind="2", testid="prouver-identite")
            ],
        ]
    )
    body = h.fragment[
        parts.back(routes.SIGN_IN_CODE),
        h.div(".mt-3")[parts.heading(title, lead="Choisissez ce que vous avez encore.")],
        h.ul(".stack.gap-3.mt-6", data_testid="autres-moyens")[
            (h.li[_way(way.id, _words(way.factor, way.masked))] for way in found.others),
            h.li[
                parts.link_button(
                    "Un de mes codes de secours", href=routes.SIGN_IN_RECOVERY, kind="2", testid="code-de-secours"
                )
            ],
            h.li[
                h.form(method="post", action=routes.SIGN_IN_PASSKEY, hidden=True, data_passkey_only=True)[
                    h.button(".btn.btn-2", type="submit", data_testid="cle-acces")[
                        parts.icon("key-round"), "Ma clé d’accès (empreinte ou visage)"
                    ]
                ]
            ],
        ],
        by_card,
        help_line(),
    ]
    return page(body, title=title, scripts=("passkey.js",))


def _words(factor: Factor, masked: str) -> str:
    return "Le code d’une autre application" if factor is Factor.APP else f"{_BY[factor]}{masked}"


def _way(way_id: str, words: str) -> Node:
    return h.form(method="post", action=routes.LOST_PHONE)[
        h.input(type="hidden", name="moyen", value=way_id),
        h.button(".btn.btn-2", type="submit", data_testid="autre-moyen")[words],
    ]


def _identity_page(typed: fields.Typed) -> Response:
    title = "Prouvez votre identité"
    lead = "Nous envoyons ensuite un code à l’autre contact que connaît votre caisse d’assurance maladie."
    body = h.fragment[
        parts.back(routes.LOST_PHONE),
        h.div(".mt-3")[parts.heading(title, lead=lead)],
        h.form(".form.mt-6", method="post", action=_IDENTITY, novalidate=True)[
            nir_field(typed),
            birth_field(typed),
            fields.text_field(
                "serie",
                label="Numéro de série de la carte Vitale",
                typed=typed,
                hint="Avec photo\u00a0: les 11\u00a0derniers chiffres, à droite. Sans photo\u00a0: au dos, en haut.",
                width="16",
                testid="champ-serie",
                inputmode="numeric",
            ),
            parts.submit("Continuer", testid="continuer"),
        ],
        help_line(),
    ]
    return page(body, title=title, errors=typed.errors)


async def _code_page(request: Request, typed: fields.Typed) -> Response:
    try:
        factor = await use(request, lost_phone.pending_contact, browser=browser_of(request))
    except VisitOver:
        return go(routes.LOST_PHONE)
    way = "par e-mail" if factor is Factor.EMAIL else "par SMS"
    title = "Entrez le code reçu"
    body = h.fragment[
        parts.back(_IDENTITY),
        h.div(".mt-3")[parts.heading(title, lead=f"Il vient de partir {way}, au contact que connaît votre caisse.")],
        h.div(".card.mt-6")[
            h.form(".form", method="post", action=_CODE, novalidate=True)[
                fields.code_field("code", typed=typed), parts.submit("Valider", testid="valider-code", wide=True)
            ]
        ],
        help_line(),
    ]
    return page(body, title=title, errors=typed.errors)


ROUTES = [
    Route(routes.LOST_PHONE, show, methods=["GET"]),
    Route(routes.LOST_PHONE, take_way, methods=["POST"]),
    Route(_IDENTITY, show_identity, methods=["GET"]),
    Route(_IDENTITY, take_identity, methods=["POST"]),
    Route(_CODE, show_code, methods=["GET"]),
    Route(_CODE, take_code, methods=["POST"]),
]
