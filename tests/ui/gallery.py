"""Every piece of the plain HTML pages in every state, for those who build and test screens. Never published."""

import htpy as h
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from csn_app.ui import fields, html, parts
from csn_app.ui.assets import ASSETS, PREFIX

CSP = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'"

EMPTY = fields.NOTHING_TYPED
WRONG = fields.Typed(
    values={"identifiant": "Alice Martin", "nir": "2 84 05", "naissance": "14", "naissance-m": "13", "code": "40 71"},
    errors={
        "identifiant": "Saisissez votre identifiant. Ce n’est ni votre e-mail ni votre numéro de sécurité sociale.",
        "mdp": "Le mot de passe ne correspond pas. Il vous reste 4 essais.",
        "nir": "Il manque 10 caractères. Le numéro en compte 15.",
        "naissance-m": "Le mois va de 1 à 12.",
        "code": "Ce code a plus de 10 minutes. Demandez-en un nouveau.",
        "canal": "Choisissez comment recevoir vos codes.",
        "duree": "Choisissez une durée de la liste.",
        "cgu": "Cochez la case pour continuer.",
    },
)
CHANNELS = (
    fields.Choice("SMS", "Par SMS", hint="Au 06 •• •• •• 18. Simple, mais il faut du réseau.", testid="canal-sms"),
    fields.Choice(
        "APP",
        ["Avec une application de codes ", parts.badge("Le plus sûr", kind="ok", icon_name="shield-check")],
        hint="Marche même sans réseau.",
        testid="canal-app",
    ),
)
DURATIONS = (("24h", "24 heures"), ("30j", "30 jours"))
KINDS = ("", "ok", "info", "warn", "danger")
RULES = (fields.Rule("12 caractères ou plus", "min:12"), fields.Rule("Pas seulement des chiffres", "letter"))


def _form(typed: fields.Typed) -> h.Element:
    return h.form(".form", method="post", novalidate=True)[
        fields.identifier_field(
            "identifiant", label="Identifiant", typed=typed, hint="Par exemple\u00a0: alice.martin"
        ),
        fields.password_field("mdp", typed=typed, new=True, rules=RULES, hint="Quatre mots sans lien entre eux."),
        fields.text_field(
            "nir",
            label="Numéro à 15 caractères",
            typed=typed,
            width="24",
            testid="champ-nir",
            data_group="nir",
            hint="Il commence par 1 ou 2.",
        ),
        parts.disclosure("Où le trouver\u00a0?", content=h.ul[h.li["Sur la face de la carte Vitale."]]),
        fields.date_field("naissance", label="Date de naissance", typed=typed, hint="Par exemple\u00a0: 27 3 1984"),
        fields.code_field("code", typed=typed),
        fields.choice_field("canal", label="Comment recevoir vos codes\u00a0?", choices=CHANNELS, typed=typed),
        fields.select_field("duree", label="Jusqu’à quand", options=DURATIONS, typed=typed),
        fields.tick_field("cgu", label=["J’accepte les ", h.a(href="/")["conditions d’utilisation"], "."], typed=typed),
        h.p(".line.btns")[
            parts.submit("Continuer", testid="continuer"),
            parts.submit("Plus tard", testid="plus-tard", kind="2"),
            parts.submit("Fermer mon carnet", testid="fermer", kind="danger"),
        ],
    ]


def _body(typed: fields.Typed) -> h.Node:
    return h.fragment[
        parts.back("/"),
        parts.steps("Activation", step=2, total=5),
        parts.heading("Composants", lead="Chaque pièce, dans chaque état."),
        [h.div(".mt-4")[parts.note("Une phrase et ce qu’il faut faire.", kind=kind)] for kind in KINDS],
        h.div(".card.mt-6")[_form(typed)],
        h.p(".line.mt-4")[
            parts.link_button("Identifiant oublié", href="/", kind="3"),
            parts.link_button("Avec ma clé d’accès", href="/", kind="2", icon_name="key-round"),
        ],
    ]


def _rest(_: Request) -> Response:
    return html.page(_body(EMPTY), title="Composants")


def _wrong(_: Request) -> Response:
    return html.page(_body(WRONG), title="Composants", errors=WRONG.errors)


def _hero(_: Request) -> Response:
    hero = h.div[
        h.h1["Votre santé rassemblée dans un seul carnet"],
        h.p(".lead")["Ordonnances, analyses, vaccins\u00a0: vous retrouvez tout ici."],
        h.p(".line.btns.mt-8")[
            parts.link_button("Activer mon carnet", href="/activation"),
            parts.link_button("Me connecter", href="/connexion", kind="2"),
        ],
    ]
    cards = h.div(".g3")[
        (h.section(".card")[h.h2(".size-lg")[words]] for words in ("J’ai un code", "Je n’ai pas de code"))
    ]
    return html.page(cards, title="Accueil", hero=hero, wide=True)


def _static(request: Request) -> Response:
    asset = ASSETS[request.path_params["name"]]
    return Response(asset.body, media_type=asset.media_type)


app = Starlette(
    routes=[
        Route("/", _rest),
        Route("/a-corriger", _wrong),
        Route("/heros", _hero),
        Route(PREFIX + "{name}", _static),
    ]
)
