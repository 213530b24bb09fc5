"""The page of the activation code, and how to get another one (A6, R-ID-13, R-ID-14)."""

import htpy as h
from htpy import Element, Node
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from csn_app import routes
from csn_app.core.errors import CsnError
from csn_app.core.work import Channel
from csn_app.edge.http import form_of, use
from csn_app.identity import activation, visits, wording
from csn_app.identity.activation import Ways
from csn_app.identity.browsing import browser_of, go
from csn_app.identity.candidate import ActivationStopped
from csn_app.identity.form_activation import STEPS
from csn_app.identity.form_stopped import stopped
from csn_app.identity.visits import VisitOver
from csn_app.ui import fields, parts
from csn_app.ui.html import help_line, page

TITLE = "Entrez le code reçu"
OVER = f"{routes.ACTIVATION}?avis=fin"
_SENT = (
    "Si les informations données sont exactes, un nouveau code vient de partir. Il arrive en quelques minutes, et "
    "l’ancien ne marche plus."
)
_NOT_RECOGNISED = (
    "Rien n’arrive\u00a0? Vérifiez le numéro de la carte, le numéro de sécurité sociale et la date de naissance du "
    "titulaire. Pour un enfant, activez d’abord votre carnet\u00a0: vous ajouterez le sien ensuite."
)


async def show_code(request: Request) -> Response:
    """Ask for the activation code."""
    answers = await use(request, visits.read_visit, token=browser_of(request).visit)
    if "nir_lu" not in answers or "ne_le" not in answers:
        return go(routes.ACTIVATION_NUMBER if "carte_sue" in answers else OVER)
    return await _page(request, fields.Typed(answers), sent=request.query_params.get("envoye") == "1")


async def take_code(request: Request) -> Response:
    """Judge the activation code."""
    form = await form_of(request)
    code = form.get("provisoire", "")[:60].replace("\x00", "")
    browser = browser_of(request)
    if not code.strip():
        return await _page(request, fields.Typed(errors={"provisoire": "Saisissez le code reçu."}))
    await use(request, visits.keep_typed, token=browser.visit, answers={"provisoire": code})
    try:
        await use(request, activation.check_code, typed=code, browser=browser)
    except VisitOver:
        return go(OVER)
    except ActivationStopped as fact:
        return stopped(fact.obstacle)
    except CsnError as fact:
        return await _page(request, fields.Typed({"provisoire": code}, {"provisoire": wording.say(fact)}))
    return go(routes.ACTIVATION_LOGIN_ID)


async def send_new_code(request: Request) -> Response:
    """Send another code if the person is known, and give the same answer if not."""
    form = await form_of(request)
    channel = Channel.EMAIL if form.get("canal") == Channel.EMAIL else Channel.SMS
    try:
        await use(request, activation.request_code, channel=channel, browser=browser_of(request))
    except VisitOver:
        return go(OVER)
    except ActivationStopped as fact:
        return stopped(fact.obstacle)
    except CsnError as fact:
        return await _page(request, fields.Typed(errors={"provisoire": wording.say(fact)}))
    return go(f"{routes.ACTIVATION_CODE}?envoye=1")


async def _page(request: Request, typed: fields.Typed, *, sent: bool = False) -> Response:
    try:
        ways = await use(request, activation.ways_to_send, browser=browser_of(request))
    except VisitOver:
        return go(OVER)
    body = h.fragment[
        sent and h.div(".mb-4")[parts.note(_SENT, kind="ok", role="status", testid="code-demande")],
        parts.back(routes.ACTIVATION_NUMBER),
        parts.steps("Activation", step=3, total=STEPS),
        h.form("#demande", method="post", action=routes.ACTIVATION_NEW_CODE),
        h.form(".form", method="post", action=routes.ACTIVATION_CODE, novalidate=True)[
            h.h1[TITLE],
            fields.text_field(
                "provisoire",
                label="Code à 12 caractères",
                typed=typed,
                hint="Des lettres et des chiffres. Vous pouvez le coller. Majuscules ou minuscules, c’est pareil.",
                width="16",
                testid="champ-code-provisoire",
                data_group="4",
                autocapitalize="characters",
                spellcheck="false",
            ),
            _other_code(ways),
            parts.submit("Continuer", testid="continuer"),
        ],
        help_line(),
    ]
    return page(body, title=TITLE, errors=typed.errors)


def _other_code(ways: Ways) -> Element:
    # The buttons belong to the other form: Enter in the field must not ask for a new code.
    sms = (ways.sms or not ways.recognised) and _button(
        "code-par-sms", Channel.SMS, "smartphone", ["SMS au ", h.span(".num")[ways.sms]] if ways.sms else "Par SMS"
    )
    email = (ways.email or not ways.recognised) and _button(
        "code-par-email", Channel.EMAIL, "send", f"E-mail à {ways.email}" if ways.email else "Par e-mail"
    )
    return h.div(".card")[
        h.h2(".size-lg")["J’ai besoin d’un code"],
        h.p(".muted.mt-1.mb-4")[
            "Perdu, trop ancien ou jamais reçu\u00a0? Choisissez où en recevoir un nouveau. Ce sont les coordonnées "
            "connues de votre caisse d’assurance maladie."
        ],
        h.div(".line.btns")[sms, email],
        not ways.recognised and h.p(".mt-4", data_testid="pas-reconnu")[_NOT_RECOGNISED],
        h.p(".muted.mt-4")[
            "Ces coordonnées ne sont plus les vôtres\u00a0? Donnez les nouvelles à votre caisse, puis revenez."
        ],
    ]


def _button(testid: str, channel: Channel, icon: str, words: Node) -> Element:
    return h.button(".btn.btn-2", type="submit", form="demande", name="canal", value=channel.value, data_testid=testid)[
        parts.icon(icon), h.span[words]
    ]


ROUTES = [
    Route(routes.ACTIVATION_CODE, show_code, methods=["GET"]),
    Route(routes.ACTIVATION_CODE, take_code, methods=["POST"]),
    Route(routes.ACTIVATION_NEW_CODE, send_new_code, methods=["POST"]),
]
