"""The last pages of activation: identifiant and password, where codes come, first code, recovery codes (A7 to A9)."""

import htpy as h
from htpy import Node
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from csn_app import routes
from csn_app.core.actor import VISITOR
from csn_app.core.errors import CsnError
from csn_app.edge.http import actor_of, form_of, slow, use
from csn_app.identity import opening, visits, wording
from csn_app.identity.browsing import browser_of, enter, go
from csn_app.identity.candidate import ActivationStopped
from csn_app.identity.code_step import authenticator_card, code_page, resend
from csn_app.identity.form_activation import STEPS
from csn_app.identity.form_activation_code import OVER
from csn_app.identity.form_password import PASSWORD_HINT, PASSWORD_RULES
from csn_app.identity.form_stopped import stopped
from csn_app.identity.hashing import hash_password
from csn_app.identity.login_id import LoginIdRefused, check_login_id
from csn_app.identity.password import PasswordRefused, Personal, check_password
from csn_app.identity.second_factor import Factor
from csn_app.identity.visits import VisitOver
from csn_app.ui import fields, parts
from csn_app.ui.html import help_line, page


async def show_login_id(request: Request) -> Response:
    """Propose an identifiant and ask for a password."""
    try:
        proposal = await use(request, opening.propose, browser=browser_of(request))
    except (VisitOver, ActivationStopped) as fact:
        return _leave(fact)
    answers = await use(request, visits.read_visit, token=browser_of(request).visit)
    typed = fields.Typed({"identifiant": answers.get("identifiant_tape") or proposal.login_id})
    return _login_id_page(typed, kept="condense" in answers)


async def take_login_id(request: Request) -> Response:
    """Judge identifiant and password; only the password's hash is kept."""
    form, browser = await form_of(request), browser_of(request)
    typed_id, password = form.get("identifiant", "")[:120].replace("\x00", ""), form.get("mdp", "")[:1_000]
    try:
        proposal = await use(request, opening.propose, browser=browser)
        await use(request, visits.keep_typed, token=browser.visit, answers={"identifiant_tape": typed_id})
        answers = await use(request, visits.read_visit, token=browser.visit)
        kept = "" if password else answers.get("condense", "")
        login_id, errors = await _judge(typed_id, password, personal=proposal.personal, kept=kept)
        if not errors:
            condensed = kept or await slow(hash_password, password)
            await use(request, opening.reserve, login_id=login_id, password_hash=condensed, browser=browser)
            return go(routes.ACTIVATION_FACTOR)
    except LoginIdRefused as fact:
        errors = {"identifiant": wording.say(fact)}
    except (VisitOver, ActivationStopped) as fact:
        return _leave(fact)
    return _login_id_page(fields.Typed({"identifiant": typed_id}, errors), kept="condense" in answers)


async def show_factor(request: Request) -> Response:
    """Ask where security codes come from."""
    answers = await use(request, visits.read_visit, token=browser_of(request).visit)
    return await _factor_page(request, fields.Typed(answers))


async def take_factor(request: Request) -> Response:
    """Keep the choice and the agreement; the first code leaves."""
    form = await form_of(request)
    chosen, errors = form.get("canal", ""), {}
    if chosen not in set(Factor):
        errors["canal"] = "Choisissez comment recevoir vos codes."
    if form.get("conditions") != "oui":
        errors["conditions"] = "Cochez la case pour accepter les conditions d’utilisation."
    if errors:
        return await _factor_page(request, fields.Typed(form, errors))
    try:
        await use(request, opening.choose_factor, factor=Factor(chosen), browser=browser_of(request))
    except (VisitOver, ActivationStopped) as fact:
        return _leave(fact)
    except CsnError as fact:
        return await _factor_page(request, fields.Typed(form, {"canal": wording.say(fact)}))
    return go(routes.ACTIVATION_CHECK)


async def show_check(request: Request) -> Response:
    """Ask for the first security code."""
    return await _check_page(request, fields.NOTHING_TYPED)


async def take_check(request: Request) -> Response:
    """Judge the first security code; the carnet is active and its holder signed in."""
    form = await form_of(request)
    code = form.get("code", "")[:20]
    if not code.strip():
        return await _check_page(request, fields.Typed(errors={"code": "Saisissez le code à 6\u00a0chiffres."}))
    try:
        signed_in = await use(request, opening.activate, typed=code, browser=browser_of(request))
    except (VisitOver, ActivationStopped) as fact:
        return _leave(fact)
    except LoginIdRefused as fact:
        return _login_id_page(fields.Typed(errors={"identifiant": wording.say(fact)}), kept=True)
    except CsnError as fact:
        return await _check_page(request, fields.Typed({"code": code}, {"code": wording.say(fact)}))
    return enter(signed_in, to=routes.ACTIVATION_DONE)


async def send_again(request: Request) -> Response:
    """Send the first security code once more."""
    try:
        await use(request, opening.send_first_code_again, browser=browser_of(request))
    except (VisitOver, ActivationStopped) as fact:
        return _leave(fact)
    except CsnError as fact:
        return await _check_page(request, fields.Typed(errors={"code": wording.say(fact)}))
    return go(routes.ACTIVATION_CHECK)


async def show_done(request: Request) -> Response:
    """Show the recovery codes, once: they are forgotten when the carnet is opened."""
    answers = await use(request, visits.read_visit, token=browser_of(request).visit)
    if actor_of(request) is VISITOR or "secours" not in answers:
        return go(routes.HOME)
    return _done_page(answers, asked=False)


async def open_carnet(request: Request) -> Response:
    """Open the carnet; without the tick, ask once more and then let go."""
    form, token = await form_of(request), browser_of(request).visit
    answers = await use(request, visits.read_visit, token=token)
    if "secours" in answers and form.get("note") != "oui" and form.get("demande") != "oui":
        return _done_page(answers, asked=True)
    await use(request, visits.forget_visit, token=token)
    return go(routes.HOME)


async def download_codes(request: Request) -> Response:
    """Give the recovery codes as a text file."""
    answers = await use(request, visits.read_visit, token=browser_of(request).visit)
    if actor_of(request) is VISITOR or "secours" not in answers:
        return go(routes.HOME)
    lines = ["Carnet de santé numérique : codes de secours", f"Identifiant : {answers['identifiant']}", ""]
    text = "\r\n".join([*lines, *(_shown(code) for code in answers["secours"].split()), ""])
    name = {"Content-Disposition": 'attachment; filename="codes-de-secours.txt"'}
    return PlainTextResponse(text, headers=name)


def _leave(fact: CsnError) -> Response:
    return stopped(fact.obstacle) if isinstance(fact, ActivationStopped) else go(OVER)


async def _judge(login_id: str, password: str, *, personal: Personal, kept: str) -> tuple[str, dict[str, str]]:
    errors, checked = {}, ""
    try:
        checked = check_login_id(login_id)
    except LoginIdRefused as fact:
        errors["identifiant"] = wording.say(fact)
    try:
        if not kept:
            known = Personal((*personal.words, checked), personal.birth_date)
            await slow(check_password, password, personal=known)
    except PasswordRefused as fact:
        errors["mdp"] = wording.say(fact)
    return checked, errors


def _login_id_page(typed: fields.Typed, *, kept: bool) -> Response:
    title = "Choisissez votre identifiant et votre mot de passe"
    hint = (
        "Minuscules, chiffres, point ou tiret. Ni e-mail ni numéro de sécurité sociale. Vous ne pourrez pas le changer."
    )
    body = h.fragment[
        parts.back(routes.ACTIVATION_CODE),
        parts.steps("Activation", step=4, total=STEPS),
        h.form(".form", method="post", action=routes.ACTIVATION_LOGIN_ID, novalidate=True)[
            h.h1[title],
            fields.identifier_field("identifiant", label="Identifiant", typed=typed, hint=hint),
            fields.password_field("mdp", typed=typed, new=True, hint=PASSWORD_HINT, rules=PASSWORD_RULES),
            kept and parts.note("Votre mot de passe est gardé. Laissez le champ vide pour le garder.", kind="ok"),
            h.p(".hint")[
                "Pas besoin de le taper deux fois\u00a0: affichez-le, vérifiez-le, puis notez-le en lieu sûr."
            ],
            parts.submit("Continuer", testid="continuer"),
        ],
        help_line(),
    ]
    return page(body, title=title, errors=typed.errors)


async def _factor_page(request: Request, typed: fields.Typed) -> Response:
    try:
        contacts = await use(request, opening.contacts_to_choose, browser=browser_of(request))
    except (VisitOver, ActivationStopped) as fact:
        return _leave(fact)
    title, choices = "Comment recevoir vos codes de sécurité\u00a0?", _factors(contacts)
    terms: Node = ["J’accepte les ", h.a(href=routes.TERMS)["conditions d’utilisation"], "."]
    body = h.fragment[
        parts.back(routes.ACTIVATION_LOGIN_ID),
        parts.steps("Activation", step=5, total=STEPS),
        h.form(".form", method="post", action=routes.ACTIVATION_FACTOR, novalidate=True)[
            fields.choice_field(
                "canal",
                label=h.h1[title],
                choices=choices,
                typed=typed,
                hint="À chaque connexion, un code confirme que c’est bien vous.",
                default=choices[0].value,
            ),
            fields.tick_field("conditions", label=terms, typed=typed, testid="conditions"),
            parts.submit("Activer mon carnet", testid="continuer"),
        ],
        help_line(),
    ]
    return page(body, title=title, errors=typed.errors)


def _factors(contacts: dict[Factor, str]) -> list[fields.Choice]:
    sms, email = contacts.get(Factor.SMS), contacts.get(Factor.EMAIL)
    safest: Node = ["Avec une application de codes ", parts.badge("Le plus sûr", kind="ok", icon_name="shield-check")]
    found = [
        sms and fields.Choice("SMS", "Par SMS", f"Au {sms}. Simple, mais il faut du réseau.", testid="canal-sms"),
        fields.Choice("APP", safest, "Marche même sans réseau.", testid="canal-app"),
        email
        and fields.Choice(
            "EMAIL",
            "Par e-mail",
            f"À {email}. Moins sûr\u00a0: votre boîte e-mail doit être bien protégée.",
            testid="canal-email",
        ),
    ]
    return [choice for choice in found if choice]


async def _check_page(request: Request, typed: fields.Typed) -> Response:
    try:
        step, secret = await use(request, opening.first_code_step, browser=browser_of(request))
    except (VisitOver, ActivationStopped) as fact:
        return _leave(fact)
    return code_page(
        step,
        typed=typed,
        back=routes.ACTIVATION_FACTOR,
        action=routes.ACTIVATION_CHECK,
        submit="Activer mon carnet",
        before=authenticator_card(secret, login_id=step.login_id) if secret else None,
        after=None if secret else resend(step, action=f"{routes.ACTIVATION_CHECK}/renvoyer"),
    )


def _done_page(answers: dict[str, str], *, asked: bool) -> Response:
    title, name = "Votre carnet est actif", answers.get("nom", "")
    lead: Node = [f"Bienvenue {name}. Retenez votre identifiant\u00a0: ", h.b[answers["identifiant"]]]
    missing = "Gardez vos codes\u00a0: sans eux, un téléphone perdu vous ferme la porte. Vous pouvez aussi continuer."
    body = h.fragment[
        h.div(".card.signet")[h.p(".c-ok")[parts.icon("circle-check", size="l")], parts.heading(title, lead=lead)],
        h.h2(".sec")["Vos 8 codes de secours"],
        h.p(".muted")[
            "Chacun sert une fois, si vous perdez votre téléphone. Imprimez-les et rangez-les avec vos papiers."
        ],
        h.div(".well.mt-4")[
            h.ul(".codes.b", data_testid="codes-de-secours")[
                (h.li[_shown(code)] for code in answers["secours"].split())
            ]
        ],
        h.p(".line.btns.mt-4.no-print")[
            h.button(".btn.btn-2", type="button", hidden=True, data_print=True)[parts.icon("printer"), "Imprimer"],
            parts.link_button(
                "Enregistrer", href=f"{routes.ACTIVATION_DONE}/codes.txt", kind="2", icon_name="download"
            ),
        ],
        h.form(".form.mt-8.no-print", method="post", action=routes.ACTIVATION_DONE)[
            asked and parts.note(missing, kind="warn", role="alert", testid="codes-a-garder"),
            asked and h.input(type="hidden", name="demande", value="oui"),
            fields.tick_field("note", label="J’ai gardé mes codes de secours"),
            parts.submit("Ouvrir mon carnet", testid="ouvrir-carnet"),
        ],
    ]
    return page(body, title=title)


def _shown(code: str) -> str:
    return f"{code[:4]}-{code[4:]}"


ROUTES = [
    Route(routes.ACTIVATION_LOGIN_ID, show_login_id, methods=["GET"]),
    Route(routes.ACTIVATION_LOGIN_ID, take_login_id, methods=["POST"]),
    Route(routes.ACTIVATION_FACTOR, show_factor, methods=["GET"]),
    Route(routes.ACTIVATION_FACTOR, take_factor, methods=["POST"]),
    Route(routes.ACTIVATION_CHECK, show_check, methods=["GET"]),
    Route(routes.ACTIVATION_CHECK, take_check, methods=["POST"]),
    Route(f"{routes.ACTIVATION_CHECK}/renvoyer", send_again, methods=["POST"]),
    Route(routes.ACTIVATION_DONE, show_done, methods=["GET"]),
    Route(routes.ACTIVATION_DONE, open_carnet, methods=["POST"]),
    Route(f"{routes.ACTIVATION_DONE}/codes.txt", download_codes, methods=["GET"]),
]
