"""The first pages of activation: what to have ready, card, number (A3 to A5)."""

from collections.abc import Mapping
from datetime import UTC, datetime

import htpy as h
from htpy import Element, Node
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from csn_app import routes
from csn_app.core.errors import CsnError
from csn_app.edge.http import form_of, use
from csn_app.identity import activation, visits, wording
from csn_app.identity.birth import BirthNotUnderstood, parse_birth
from csn_app.identity.browsing import browser_of, go, remember
from csn_app.identity.candidate import ActivationStopped
from csn_app.identity.card import LENGTHS, WITH_PHOTO, WITHOUT_PHOTO, SerialNotUnderstood, parse_serial
from csn_app.identity.drawings import CARD_WITH_PHOTO, CARD_WITHOUT_PHOTO
from csn_app.identity.form_stopped import stopped
from csn_app.identity.nir import NirNotUnderstood, parse_nir
from csn_app.identity.throttles import MustWait
from csn_app.ui import fields, parts
from csn_app.ui.html import help_line, page

STEPS = 5
_READY = (
    ("id-card", "k-tilleul", "Votre carte Vitale", "Nous vous montrons où lire les numéros."),
    (
        "key-round",
        "k-mirabelle",
        "Le code reçu",
        "12\u00a0caractères, par SMS ou par e-mail. Perdu\u00a0? Vous pourrez en demander un nouveau.",
    ),
    ("smartphone", "k-bleuet", "Votre téléphone ou votre e-mail", "Pour recevoir un code de sécurité."),
)


async def start(request: Request) -> Response:
    """Say what to have ready and how long it takes."""
    over = request.query_params.get("avis") == "fin"
    child = h.fragment[
        h.b["Pour un enfant\u00a0?"],
        " Activez d’abord votre carnet ou connectez-vous. Puis ouvrez «\u00a0Mes proches\u00a0» et «\u00a0Ajouter un "
        "enfant\u00a0», avec votre carte Vitale et le code reçu pour l’enfant. ",
        h.a(href=f"{routes.SIGN_IN}?suite={routes.RELATIVES}", data_testid="activer-enfant")["Ajouter un enfant"],
    ]
    body = h.fragment[
        over and h.div(".mb-4")[parts.note(_OVER, kind="info", role="status", testid="visite-terminee")],
        parts.back(routes.WELCOME),
        h.div(".mt-3")[parts.heading("Activer mon carnet", lead=_LEAD)],
        h.h2(".sec.sec-h")["Gardez près de vous"],
        h.div(".card.card-0")[
            h.ul(".rows")[
                (
                    h.li[
                        h.span(class_=f"tile {colour}", aria_hidden="true")[parts.icon(icon)],
                        h.div(".body")[h.p(".t")[title], h.p(".m")[text]],
                    ]
                    for icon, colour, title, text in _READY
                )
            ]
        ],
        h.p(".line.btns.mt-8")[parts.link_button("Commencer", href=routes.ACTIVATION_CARD, testid="commencer")],
        h.div(".mt-8")[parts.note(child, icon_name="users")],
        help_line(),
    ]
    return page(body, title="Activer mon carnet")


_LEAD = "5\u00a0questions, environ 5\u00a0minutes. Vous pouvez vous arrêter et reprendre pendant 24\u00a0heures."
_OVER = "Vos réponses ne sont plus gardées\u00a0: 24\u00a0heures sont passées, ou c’est déjà fini. Recommencez ici."


async def show_card(request: Request) -> Response:
    """Ask which card, and its serial number."""
    answers = await use(request, visits.read_visit, token=browser_of(request).visit)
    return _card_page(fields.Typed(answers))


async def take_card(request: Request) -> Response:
    """Keep the card's serial number, or say which number was typed instead."""
    form = await form_of(request)
    card, serial = form.get("carte", ""), form.get("serie", "")[:40].replace("\x00", "")
    card = card if card in LENGTHS else ""
    try:
        answers = await _keep(request, {"carte": card, "serie": serial, "carte_sue": ""}, opens=True)
    except MustWait as fact:
        return _card_page(fields.Typed({"carte": card, "serie": serial}, {"serie": wording.say(fact)}))
    if card not in LENGTHS:
        return remember(request, _card_page(fields.Typed(answers, {"carte": "Choisissez votre carte."})))
    try:
        parse_serial(serial, card=card, nir=answers.get("nir_lu", ""))
    except SerialNotUnderstood as fact:
        return remember(request, _card_page(fields.Typed(answers, {"serie": wording.say(fact)})))
    await _keep(request, {"carte_sue": "oui"})
    return remember(request, go(routes.ACTIVATION_NUMBER))


async def show_number(request: Request) -> Response:
    """Ask for the social security number and the date of birth."""
    answers = await use(request, visits.read_visit, token=browser_of(request).visit)
    if "carte_sue" not in answers:
        return go(routes.ACTIVATION_CARD)
    return _number_page(fields.Typed(answers))


async def take_number(request: Request) -> Response:
    """Keep number and date; who is known by their card and cannot activate is told why."""
    form = await form_of(request)
    boxes = ("nir", "naissance", "naissance-m", "naissance-a")
    answers = await _keep(request, {name: form.get(name, "")[:40].replace("\x00", "") for name in boxes})
    if "carte_sue" not in answers:
        return go(routes.ACTIVATION_CARD)
    read, errors = read_number(answers)
    if errors:
        return _number_page(fields.Typed(answers, errors))
    try:
        read["serie_lue"] = parse_serial(answers["serie"], card=answers["carte"], nir=read["nir_lu"])
        await use(request, activation.check_identity, who=read, browser=browser_of(request))
    except SerialNotUnderstood as fact:
        return _card_page(fields.Typed(answers, {"serie": wording.say(fact)}))
    except ActivationStopped as fact:
        return stopped(fact.obstacle)
    except CsnError as fact:
        return _number_page(fields.Typed(answers, {"nir": wording.say(fact)}))
    return go(routes.ACTIVATION_CODE)


def read_number(answers: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Read the number and the date as typed; returns what was understood, and a sentence per box to correct."""
    read, errors = {}, {}
    try:
        read["nir_lu"] = parse_nir(answers.get("nir", ""))
    except NirNotUnderstood as fact:
        errors["nir"] = wording.say(fact)
    day, month, year = (answers.get(f"naissance{box}", "") for box in ("", "-m", "-a"))
    try:
        read["ne_le"] = parse_birth(day, month, year, today=datetime.now(UTC).date())
    except BirthNotUnderstood as fact:
        box, sentence = wording.birth_error(fact)
        errors[box] = sentence
    return read, errors


async def _keep(request: Request, answers: Mapping[str, str], *, opens: bool = False) -> dict[str, str]:
    """Keep what was typed, right or wrong, and return everything kept; the first page ``opens`` the visit."""
    browser = browser_of(request)
    address = browser.address if opens else ""
    await use(request, visits.keep_typed, token=browser.visit, answers=answers, address=address)
    return await use(request, visits.read_visit, token=browser.visit)


_CARDS = (
    fields.Choice(
        WITH_PHOTO, "Avec ma photo", "Regardez le côté face.", drawing=CARD_WITH_PHOTO, testid="carte-avec-photo"
    ),
    fields.Choice(
        WITHOUT_PHOTO, "Sans photo", "Retournez la carte.", drawing=CARD_WITHOUT_PHOTO, testid="carte-sans-photo"
    ),
)


def _card_page(typed: fields.Typed) -> Response:
    title = "Quelle carte Vitale avez-vous\u00a0?"
    hint: Node = [
        "Avec photo\u00a0: les 11\u00a0derniers chiffres, à droite de la carte, écrits à la verticale. ",
        "Sans photo\u00a0: 8 à 13\u00a0chiffres, au dos, en haut à gauche.",
    ]
    body = h.fragment[
        parts.back(routes.ACTIVATION),
        parts.steps("Activation", step=1, total=STEPS),
        h.form(".form", method="post", action=routes.ACTIVATION_CARD, novalidate=True)[
            fields.choice_field(
                "carte",
                label=h.h1[title],
                choices=_CARDS,
                typed=typed,
                hint="Nous cherchons le numéro de série\u00a0: il prouve que vous avez la carte en main.",
                side_by_side=True,
            ),
            h.div(".card.couture")[
                fields.text_field(
                    "serie",
                    label="Numéro de série",
                    typed=typed,
                    hint=hint,
                    width="16",
                    testid="champ-serie",
                    inputmode="numeric",
                )
            ],
            parts.submit("Continuer", testid="continuer"),
        ],
        help_line("Carte perdue ou bloqué\u00a0? Appelez le "),
    ]
    return page(body, title=title, errors=typed.errors)


def nir_field(typed: fields.Typed) -> Element:
    """Ask for the social security number."""
    return fields.text_field(
        "nir",
        label="Numéro à 15 caractères",
        typed=typed,
        hint="Par exemple\u00a0: 2 84 05 44 109 961 48. Les espaces s’ajoutent tout seuls.",
        width="24",
        testid="champ-nir",
        data_group="nir",
        autocapitalize="characters",
        spellcheck="false",
    )


def birth_field(typed: fields.Typed) -> Element:
    """Ask for the date of birth."""
    hint = "Par exemple\u00a0: 27 3 1984. Jour et mois inconnus\u00a0? Donnez l’année seule."
    return fields.date_field("naissance", label="Date de naissance", typed=typed, hint=hint, birth=True)


def _number_page(typed: fields.Typed) -> Response:
    title = "Votre numéro de sécurité sociale"
    where = h.ul[
        h.li["Sur la face de la carte Vitale, sous votre nom."],
        h.li["Sur une attestation de droits ou une fiche de paie."],
        h.li["Né en Corse\u00a0: 2A ou 2B à la place du département."],
    ]
    body = h.fragment[
        parts.back(routes.ACTIVATION_CARD),
        parts.steps("Activation", step=2, total=STEPS),
        h.form(".form", method="post", action=routes.ACTIVATION_NUMBER, novalidate=True)[
            h.h1[title],
            nir_field(typed),
            parts.disclosure("Où le trouver\u00a0?", content=where),
            birth_field(typed),
            parts.submit("Continuer", testid="continuer"),
        ],
        help_line(),
    ]
    return page(body, title=title, errors=typed.errors)


ROUTES = [
    Route(routes.ACTIVATION, start, methods=["GET"]),
    Route(routes.ACTIVATION_CARD, show_card, methods=["GET"]),
    Route(routes.ACTIVATION_CARD, take_card, methods=["POST"]),
    Route(routes.ACTIVATION_NUMBER, show_number, methods=["GET"]),
    Route(routes.ACTIVATION_NUMBER, take_number, methods=["POST"]),
]
