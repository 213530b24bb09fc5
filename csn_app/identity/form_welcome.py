"""The public home: what the carnet is, and three equal ways on: activate, sign in, refuse (A1)."""

import htpy as h
from htpy import Element, Node
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from csn_app import routes
from csn_app.config import settings
from csn_app.core.actor import VISITOR, Actor
from csn_app.edge.http import actor_of
from csn_app.identity.drawings import CARNET
from csn_app.ui import parts
from csn_app.ui.html import page

TITLE = "Votre santé rassemblée dans un seul carnet"

_USES = (
    (
        "file-text",
        "k-bleuet",
        "Ne plus perdre un document",
        "Vos soignants y déposent comptes rendus, ordonnances et résultats. Vous ajoutez les vôtres avec une photo.",
    ),
    (
        "eye",
        "k-sapin",
        "Choisir qui voit quoi",
        "Soignant par soignant, pour la durée que vous voulez. Vous voyez qui a lu, quand et pourquoi.",
    ),
)
_READERS = (
    ("user-round", "k-sapin", "Vous", "Tout, tout le temps.", "Toujours", "ok", "check"),
    (
        "stethoscope",
        "k-bleuet",
        "Les soignants que vous avez choisis",
        "Seulement ce que vous laissez visible et ce qui est utile à leur métier.",
        "Si vous l’acceptez",
        "info",
        "",
    ),
    (
        "ban",
        "k-argile",
        "Employeur, assureur, mutuelle, banque",
        "La loi l’interdit, même si vous êtes d’accord.",
        "Jamais",
        "danger",
        "x",
    ),
)
_TRUE_MESSAGES = (
    "Nous ne demandons jamais votre carte bancaire.",
    "Nous ne demandons jamais votre mot de passe ni un code par téléphone.",
    "Nos messages ne contiennent jamais vos résultats, ni de lien où taper un mot de passe.",
)
_QUESTIONS = (
    (
        "Je n’ai rien demandé. Pourquoi ai-je un carnet\u00a0?",
        "La loi prévoit un carnet pour chaque personne. Vous recevez d’abord un message, avec un code. Vous avez "
        "6\u00a0semaines pour dire non. Après, vous pouvez le fermer quand vous voulez.",
    ),
    (
        "Que se passe-t-il si je ne fais rien\u00a0?",
        "Le carnet est créé après 6\u00a0semaines. Il reste vide\u00a0: personne n’y dépose ni n’y lit rien avant "
        "que vous l’activiez.",
    ),
    (
        "Mes données sont-elles protégées\u00a0?",
        "Elles sont chiffrées, carnet par carnet. Chaque lecture par quelqu’un d’autre est inscrite dans un historique "
        "que vous pouvez consulter.",
    ),
)


async def welcome(request: Request) -> Response:
    """Show the public home."""
    body = h.fragment[_ways(), _uses(), _readers(), _help(), _questions()]
    return page(body, title=TITLE, wide=True, hero=_hero(actor_of(request)))


def _hero(actor: Actor) -> Node:
    if actor is VISITOR:
        ways: Node = [
            parts.link_button("Activer mon carnet", href=routes.ACTIVATION, testid="activer"),
            parts.link_button("Me connecter", href=routes.SIGN_IN, testid="se-connecter", kind="2"),
        ]
    else:
        home = routes.HOME_OF[actor.quality]
        ways = parts.link_button(f"Continuer comme {actor.shown_name}", href=home, testid="continuer-comme")
    lead = (
        "Ordonnances, analyses, comptes rendus\u00a0: vous retrouvez tout ici. "
        "Et c’est vous qui choisissez qui peut lire quoi."
    )
    return h.fragment[
        h.div[
            parts.heading(TITLE, lead=lead),
            h.p(".line.btns.mt-8")[ways],
            h.p(".sm.mt-5")["Gratuit. Environ 5\u00a0minutes avec votre carte Vitale et le code reçu."],
        ],
        h.div(".only-d")[CARNET],
    ]


def _ways() -> Element:
    return h.section(".sec", aria_labelledby="que")[
        h.h2("#que.size-2xl")["Que voulez-vous faire\u00a0?"],
        h.div(".g3.mt-6")[
            _way(
                "key-round",
                "J’ai reçu un code",
                "Il est arrivé par SMS ou par e-mail. Il compte 12\u00a0caractères et vit 6\u00a0semaines.",
                h.a(".go.b", href=routes.ACTIVATION)["Activer mon carnet"],
                mark=".signet",
            ),
            _way(
                "smartphone",
                "Je n’ai pas de code",
                "Le code est perdu ou trop ancien\u00a0? Vous pouvez en recevoir un nouveau en quelques minutes.",
                h.a(".go.b", href=routes.ACTIVATION)["Recevoir un code"],
            ),
            _way(
                "ban",
                "Je ne veux pas de carnet",
                "Vous pouvez refuser sans donner de raison. Et si le carnet existe déjà, vous pouvez le fermer.",
                h.a(".go.b", href=routes.OPPOSITION, data_testid="m-opposer")["M’opposer ou fermer mon carnet"],
            ),
        ],
    ]


def _way(icon: str, title: str, text: str, link: Element, *, mark: str = "") -> Element:
    return h.div(f".card.hit{mark}")[
        parts.icon(icon, size="l"), h.h3(".mt-3")[title], h.p(".muted.mt-2.mb-4")[text], link
    ]


def _uses() -> Element:
    return h.section(".sec", aria_labelledby="sert")[
        h.h2("#sert.size-2xl")["À quoi sert le carnet\u00a0?"],
        h.ul(".g2.mt-6.gap-8")[
            (
                h.li(".line.nowrap.line-top.gap-4")[
                    h.span(class_=f"tile {colour}", aria_hidden="true")[parts.icon(icon)],
                    h.div[h.h3[title], h.p(".muted.mt-1")[text]],
                ]
                for icon, colour, title, text in _USES
            )
        ],
    ]


def _readers() -> Element:
    return h.section(".sec", aria_labelledby="qui")[
        h.h2("#qui.size-2xl")["Qui peut lire mon carnet\u00a0?"],
        h.div(".card.card-0.mt-6")[
            h.ul(".rows.rows-wrap")[
                (
                    h.li[
                        h.span(class_=f"tile {colour}", aria_hidden="true")[parts.icon(icon)],
                        h.div(".body")[h.p(".t")[who], h.p(".m")[what]],
                        h.div(".end")[parts.badge(word, kind=kind, icon_name=sign)],
                    ]
                    for icon, colour, who, what, word, kind, sign in _READERS
                )
            ]
        ],
    ]


def _help() -> Element:
    number = settings().helpline_number
    phone = (
        number
        and h.div[
            h.h2["Besoin d’aide ou pas d’ordinateur\u00a0?"],
            h.div(".card.mt-4")[
                h.h3["Par téléphone"], h.p(".big.mt-2")[h.a(href=f"tel:{number.replace(' ', '')}")[number]]
            ],
        ]
    )
    scam = h.div("#vrai-message.well")[
        h.h2(".size-lg")["Vrai message ou arnaque\u00a0?"],
        h.div(".texte.mt-3")[h.ul[(h.li[sentence] for sentence in _TRUE_MESSAGES)]],
    ]
    return h.section(class_="sec split" if number else "sec", aria_label="Aide")[phone, scam]


def _questions() -> Element:
    return h.section(".sec.mb-8", aria_labelledby="faq")[
        h.h2("#faq.mb-3")["Questions fréquentes"],
        (
            h.details(".fold", open=number == 0)[h.summary[question], h.div[h.p[answer]]]
            for number, (question, answer) in enumerate(_QUESTIONS)
        ),
    ]


ROUTES = [
    Route(routes.WELCOME, welcome, methods=["GET"]),
]
