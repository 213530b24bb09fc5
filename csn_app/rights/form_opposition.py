"""Refusing the carnet, its proof, and changing one's mind: pages without a script (A11)."""

import htpy as h
from htpy import Element, Node
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from csn_app import routes
from csn_app.config import settings
from csn_app.core.errors import CsnError, NotFound
from csn_app.edge.door import in_file_thread
from csn_app.edge.http import form_of, use
from csn_app.identity import wording as identity_wording
from csn_app.identity.browsing import browser_of, go, remember
from csn_app.identity.candidate import ActivationStopped, Obstacle
from csn_app.identity.card import WITHOUT_PHOTO, SerialNotUnderstood, parse_serial
from csn_app.identity.codes import in_fours
from csn_app.identity.nir import NirNotUnderstood, parse_nir
from csn_app.rights import opposition
from csn_app.rights.attestation import pdf_of
from csn_app.rights.wording import say
from csn_app.ui import fields, parts
from csn_app.ui.html import help_line, page
from csn_app.ui.words import french_datetime

TITLE = "M’opposer à la création de mon carnet"
_CHANGES = ("Pas de carnet à votre nom", "Aucun document n’y est déposé", "Les secours n’y trouvent rien")
_STAYS = ("Vos soins", "Vos remboursements", "Le droit de changer d’avis")
_STOPS = {
    Obstacle.CODE_EXPIRED: "Ce code est trop ancien\u00a0: il a plus de 6\u00a0semaines. Demandez-en un nouveau.",
    Obstacle.CODE_REPLACED: "Un code plus récent vous a été envoyé\u00a0: seul le dernier marche. Cherchez-le.",
    Obstacle.CODE_USED: "Ce code a déjà servi. Demandez-en un nouveau.",
    Obstacle.ALREADY_ACTIVE: "Ce carnet est déjà ouvert. Connectez-vous pour le fermer ou tout supprimer.",
    Obstacle.CLOSED: "Ce carnet est déjà fermé. Il n’y a rien à faire.",
}
_STOPPED_OTHERWISE = "Ce carnet ne peut pas être refusé en ligne. Adressez-vous à votre caisse d’assurance maladie."


async def show(request: Request) -> Response:  # noqa: ARG001 - a route's signature
    """Say what a refusal changes and what it does not, and ask for three numbers."""
    return _page(fields.NOTHING_TYPED)


async def take(request: Request) -> Response:
    """Judge the three numbers; the refusal is recorded at once."""
    form = await form_of(request)
    read, errors = _card_and_number(form)
    code = form.get("ocode", "")[:40].replace("\x00", "")
    if not code.strip():
        errors["ocode"] = "Saisissez le code que vous avez reçu."
    if not errors:
        try:
            await use(
                request,
                opposition.oppose,
                serial=read["serial"],
                nir=read["nir"],
                code=code,
                browser=browser_of(request),
            )
            return remember(request, go(routes.OPPOSITION_DONE))
        except ActivationStopped as fact:
            errors["ocode"] = _STOPS.get(fact.obstacle, _STOPPED_OTHERWISE)
        except CsnError as fact:
            errors["ocode"] = say(fact)
    return remember(request, _page(fields.Typed(_typed(form, "oserie", "onir", "ocode"), errors)))


async def show_done(request: Request) -> Response:
    """Show the attestation's number, its download, and how to change one's mind."""
    try:
        mine = await use(request, opposition.own_attestation, browser=browser_of(request))
    except NotFound:
        return go(routes.OPPOSITION)
    return _withdrawn_page(mine) if mine.withdrawn_at else _done_page(mine)


async def download(request: Request) -> Response:
    """Give the attestation of the refusal made in this visit."""
    try:
        mine = await use(request, opposition.own_attestation, browser=browser_of(request))
    except NotFound:
        return go(routes.OPPOSITION)
    return await pdf_answer(request, mine)


async def pdf_answer(request: Request, attestation: opposition.Attestation) -> Response:
    """Answer with an attestation as a file."""
    base = settings().public_url.rstrip("/") or f"{request.url.scheme}://{request.headers.get('host', '')}"
    address = f"{base}{routes.OPPOSITION_CHECK}"
    body = await in_file_thread(pdf_of, attestation, address=address)
    name = {"Content-Disposition": 'attachment; filename="attestation-de-refus.pdf"'}
    return Response(body, media_type="application/pdf", headers=name)


async def show_check(request: Request) -> Response:  # noqa: ARG001 - a route's signature
    """Ask for a reference."""
    return _check_page(fields.NOTHING_TYPED)


async def check(request: Request) -> Response:
    """Say what a reference proves today."""
    form = await form_of(request)
    reference = form.get("reference", "")[:40].replace("\x00", "")
    try:
        found = await use(request, opposition.verify, reference=reference, browser=browser_of(request))
    except opposition.ReferenceUnknown:
        unknown = "Cette référence n’est celle d’aucune attestation. Relisez-la par groupes de quatre."
        return remember(request, _check_page(fields.Typed({"reference": reference}, {"reference": unknown})))
    except CsnError as fact:
        return remember(request, _check_page(fields.Typed({"reference": reference}, {"reference": say(fact)})))
    return remember(request, _check_page(fields.Typed({"reference": reference}), found=found))


async def show_withdraw(request: Request) -> Response:  # noqa: ARG001 - a route's signature
    """Ask for the attestation's reference, the card and the number."""
    return _withdraw_page(fields.NOTHING_TYPED)


async def withdraw(request: Request) -> Response:
    """Withdraw a refusal; a code leaves for the person."""
    form = await form_of(request)
    read, errors = _card_and_number(form)
    reference = form.get("reference", "")[:40].replace("\x00", "")
    if not reference.strip():
        errors["reference"] = "Saisissez la référence écrite sur votre attestation."
    if not errors:
        try:
            await use(
                request,
                opposition.withdraw,
                serial=read["serial"],
                nir=read["nir"],
                reference=reference,
                browser=browser_of(request),
            )
            return remember(request, _withdrawn_page())
        except CsnError as fact:
            errors["reference"] = say(fact)
    return remember(request, _withdraw_page(fields.Typed(_typed(form, "oserie", "onir", "reference"), errors)))


def _card_and_number(form: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    read, errors = {}, {}
    try:
        read["nir"] = parse_nir(form.get("onir", "")[:40].replace("\x00", ""))
    except NirNotUnderstood as fact:
        errors["onir"] = identity_wording.say(fact)
    try:
        # The card without a photo allows every length: which card it is is not asked here.
        typed = form.get("oserie", "")[:40].replace("\x00", "")
        read["serial"] = parse_serial(typed, card=WITHOUT_PHOTO, nir=read.get("nir", ""))
    except SerialNotUnderstood as fact:
        errors = {"oserie": identity_wording.say(fact), **errors}
    return read, errors


def _typed(form: dict[str, str], *names: str) -> dict[str, str]:
    return {name: form.get(name, "")[:40].replace("\x00", "") for name in names}


def _page(typed: fields.Typed) -> Response:
    lead = "C’est votre droit. Vous n’avez pas à donner de raison, et cela ne coûte rien."
    child = "Pour un enfant\u00a0: votre carte et votre numéro, avec le code reçu pour l’enfant."
    body = h.fragment[
        parts.back(routes.WELCOME),
        h.div(".mt-3")[parts.heading(TITLE, lead=lead)],
        h.div(".g2.mt-6")[
            _card("o1", "Ce qui change", _CHANGES, icon="x"),
            _card("o2", "Ce qui ne change pas", _STAYS, icon="check"),
        ],
        h.form(".form.mt-8", method="post", action=routes.OPPOSITION, novalidate=True)[
            h.p[child],
            _serial_field(typed),
            _number_field(typed),
            _code_field(typed),
            parts.submit("Confirmer mon opposition", testid="confirmer-opposition", kind="danger"),
        ],
        _otherwise(),
    ]
    return page(body, title=TITLE, errors=typed.errors)


def _otherwise() -> Node:
    """Say what comes next, and lead whoever is not in this case elsewhere."""
    number = settings().helpline_number
    phone: Node = number and [
        " Vous préférez le faire par téléphone\u00a0? Appelez le ",
        h.a(href=f"tel:{number.replace(' ', '')}")[number],
        ".",
    ]
    close = h.a(href=f"{routes.SIGN_IN}?suite={routes.RIGHTS}", data_testid="vers-fermeture")
    return h.fragment[
        h.p(".muted.mt-6")["Vous recevrez une attestation.", phone],
        h.hr,
        h.p[h.b["Votre carnet existe déjà\u00a0?"], " ", close["Le fermer ou tout supprimer"]],
        h.p(".mt-3")[
            h.b["Vous avez déjà refusé\u00a0?"],
            " ",
            h.a(href=routes.OPPOSITION_WITHDRAW, data_testid="vers-retrait")["Changer d’avis"],
            " ou ",
            h.a(href=routes.OPPOSITION_CHECK)["vérifier une attestation"],
        ],
    ]


def _card(name: str, title: str, lines: tuple[str, ...], *, icon: str) -> Element:
    colour = "c-ok" if icon == "check" else ""
    return h.section(".card", aria_labelledby=name)[
        h.h2(f"#{name}.size-lg")[title],
        h.ul(".stack.gap-2.mt-3")[
            (
                h.li(".line.nowrap.line-top")[h.span(class_=colour or None)[parts.icon(icon)], h.span[line]]
                for line in lines
            )
        ],
    ]


def _serial_field(typed: fields.Typed) -> Element:
    return fields.text_field(
        "oserie",
        label="Numéro de série de votre carte Vitale",
        typed=typed,
        hint=["8 à 13\u00a0chiffres. ", h.a(href=routes.ACTIVATION_CARD)["Où le trouver\u00a0?"]],
        width="16",
        testid="champ-serie",
        inputmode="numeric",
    )


def _number_field(typed: fields.Typed) -> Element:
    return fields.text_field(
        "onir",
        label="Numéro de sécurité sociale",
        typed=typed,
        hint="15\u00a0caractères",
        width="24",
        testid="champ-nir",
        data_group="nir",
        autocapitalize="characters",
        spellcheck="false",
    )


def _code_field(typed: fields.Typed) -> Element:
    return fields.text_field(
        "ocode",
        label="Code reçu",
        typed=typed,
        hint=["12\u00a0caractères. ", h.a(href=routes.ACTIVATION_CARD)["J’ai besoin d’un code"]],
        width="16",
        testid="champ-code-provisoire",
        autocapitalize="characters",
        spellcheck="false",
    )


def _reference_field(typed: fields.Typed) -> Element:
    return fields.text_field(
        "reference",
        label="Référence de l’attestation",
        typed=typed,
        hint="12\u00a0caractères, par groupes de quatre",
        width="16",
        testid="champ-reference",
        autocapitalize="characters",
        spellcheck="false",
    )


def _done_page(mine: opposition.Attestation) -> Response:
    title = "Votre refus est enregistré"
    body = h.fragment[
        h.div(".card.signet")[
            h.p(".c-ok")[parts.icon("circle-check", size="l")],
            parts.heading(title, lead=f"Pour {mine.name}, le {french_datetime(mine.opposed_at)}. C’est immédiat."),
            h.dl(".dl.mt-4")[
                h.div[
                    h.dt["Numéro de l’attestation"],
                    h.dd(".num.b", data_testid="reference-attestation")[in_fours(mine.reference)],
                ]
            ],
            h.p(".line.btns.mt-4")[
                parts.link_button(
                    "Télécharger l’attestation",
                    href=routes.OPPOSITION_PROOF,
                    testid="telecharger-attestation",
                    icon_name="download",
                )
            ],
        ],
        h.h2(".sec.size-lg")["Si vous changez d’avis"],
        h.p[
            "C’est possible quand vous voulez. Gardez ce numéro, puis ",
            h.a(href=routes.OPPOSITION_WITHDRAW, data_testid="vers-retrait")["retirez votre refus"],
            "\u00a0: vous recevrez un code.",
        ],
        help_line(),
    ]
    return page(body, title=title)


def _withdraw_page(typed: fields.Typed) -> Response:
    title = "Retirer mon refus"
    body = h.fragment[
        parts.back(routes.OPPOSITION),
        h.div(".mt-3")[
            parts.heading(title, lead="Vous recevrez un code pour activer le carnet, ou pour le refuser à nouveau.")
        ],
        h.form(".form.mt-6", method="post", action=routes.OPPOSITION_WITHDRAW, novalidate=True)[
            _serial_field(typed),
            _number_field(typed),
            _reference_field(typed),
            parts.submit("Retirer mon refus", testid="retirer-opposition"),
        ],
        help_line("Attestation perdue\u00a0? Appelez le "),
    ]
    return page(body, title=title, errors=typed.errors)


def _withdrawn_page(mine: opposition.Attestation | None = None) -> Response:
    title = "Votre refus est retiré"
    when = f" le {french_datetime(mine.withdrawn_at)}" if mine and mine.withdrawn_at else ""
    lead = f"C’est fait{when}. Un code d’activation part vers le contact que votre caisse connaît."
    body = h.fragment[
        h.div(".card.signet")[h.p(".c-ok")[parts.icon("circle-check", size="l")], parts.heading(title, lead=lead)],
        h.p(".line.btns.mt-6")[parts.link_button("Activer mon carnet", href=routes.ACTIVATION, testid="activer")],
        help_line(),
    ]
    return page(body, title=title)


def _check_page(typed: fields.Typed, *, found: opposition.Verified | None = None) -> Response:
    title = "Vérifier une attestation de refus"
    body = h.fragment[
        parts.back(routes.OPPOSITION),
        h.div(".mt-3")[parts.heading(title, lead="Tapez la référence écrite sur le document.")],
        h.div(".mt-6")[_what_it_proves(found)] if found else None,
        h.form(".form.mt-6", method="post", action=routes.OPPOSITION_CHECK, novalidate=True)[
            _reference_field(typed), parts.submit("Vérifier", testid="verifier-attestation")
        ],
        help_line(),
    ]
    return page(body, title=title, errors=typed.errors)


def _what_it_proves(found: opposition.Verified) -> Element:
    said = f"Refus de {found.initials} enregistré le {french_datetime(found.opposed_at)}"
    if found.withdrawn_at:
        words = f"{said}, puis retiré le {french_datetime(found.withdrawn_at)}."
        return parts.note(words, kind="warn", role="status", testid="attestation-retiree")
    words = f"Attestation vraie. {said}. Il tient toujours."
    return parts.note(words, kind="ok", role="status", testid="attestation-vraie")


ROUTES = [
    Route(routes.OPPOSITION, show, methods=["GET"]),
    Route(routes.OPPOSITION, take, methods=["POST"]),
    Route(routes.OPPOSITION_DONE, show_done, methods=["GET"]),
    Route(routes.OPPOSITION_PROOF, download, methods=["GET"]),
    Route(routes.OPPOSITION_CHECK, show_check, methods=["GET"]),
    Route(routes.OPPOSITION_CHECK, check, methods=["POST"]),
    Route(routes.OPPOSITION_WITHDRAW, show_withdraw, methods=["GET"]),
    Route(routes.OPPOSITION_WITHDRAW, withdraw, methods=["POST"]),
]
