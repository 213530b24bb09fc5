"""The page of a security code, at sign-in and at the end of activation (A10)."""

import htpy as h
import qrcode
from htpy import Element, Node
from starlette.responses import Response

from csn_app.identity import second_factor
from csn_app.identity.codes import in_fours
from csn_app.identity.second_factor import Factor
from csn_app.identity.signin import SecondStep
from csn_app.ui import fields, parts
from csn_app.ui.html import help_line, page

TITLE = "Entrez le code de sécurité"
_TRUST = "Il ne demandera plus de code pendant quelques semaines. Ne cochez pas sur un appareil partagé."


def code_page(
    step: SecondStep,
    *,
    typed: fields.Typed,
    back: str,
    action: str,
    submit: str,
    before: Node = None,
    after: Node = None,
    trust: bool = False,
) -> Response:
    """Ask for the six digits. ``before`` stands over the form (a QR code), ``after`` under it (nothing received)."""
    hint = (
        "Vous pouvez le coller. Il change toutes les 30\u00a0secondes."
        if step.factor is Factor.APP
        else "Vous pouvez le coller. Il est valable 10\u00a0minutes."
    )
    warning = h.fragment[h.b["Ne donnez ce code à personne,"], " même à quelqu’un qui dit appeler de notre part."]
    body = h.fragment[
        parts.back(back),
        h.div(".mt-3")[parts.heading(TITLE, lead=_sent_to(step))],
        before,
        h.div(".card.mt-6")[
            h.form(".form", method="post", action=action, novalidate=True)[
                fields.code_field("code", typed=typed, hint=hint),
                trust and fields.tick_field("confiance", label="Faire confiance à cet appareil", hint=_TRUST),
                parts.submit(submit, testid="valider-code", wide=True),
            ]
        ],
        after,
        h.div(".mt-8")[parts.note(warning, kind="info", icon_name="shield-check")],
        help_line(),
    ]
    return page(body, title=TITLE, errors=typed.errors)


def resend(step: SecondStep, *, action: str, others: Node = None) -> Node:
    """Offer what to do when nothing came: wait, ask for another code, take another way."""
    waiting = step.resend_in > 0
    delay = (
        # Only the end is announced: a number that changes every second would be read out every second.
        h.fragment[
            h.p(".muted", data_testid="delai-renvoi", data_countdown="renvoyer")[
                "Vous pourrez demander un nouveau code dans ", h.span(data_left=True)[str(step.resend_in)], " secondes."
            ],
            h.p(".muted", role="status"),
        ]
        if waiting
        else h.p(".muted", data_testid="delai-renvoi")["Vous pouvez demander un nouveau code."]
    )
    button = h.button(
        "#renvoyer.btn.btn-2", type="submit", aria_disabled="true" if waiting else None, data_testid="renvoyer-code"
    )
    return h.fragment[
        h.h2(".sec.size-lg.mb-2")["Vous n’avez rien reçu\u00a0?"],
        delay,
        h.form(".line.gap-3.mt-4", method="post", action=action)[
            button[parts.icon("refresh-cw"), "Renvoyer le code"], others
        ],
    ]


def recovery_page(typed: fields.Typed, *, back: str, action: str, words: str) -> Response:
    """Ask for one of the recovery codes, in place of a security code; ``words`` say what it then does."""
    title = "Utiliser un code de secours"
    body = h.fragment[
        parts.back(back),
        h.div(".mt-3")[parts.heading(title, lead="Chacun de vos 8\u00a0codes sert une fois.")],
        h.div(".card.mt-6")[
            h.form(".form", method="post", action=action, novalidate=True)[
                fields.text_field(
                    "secours",
                    label="Code de secours",
                    typed=typed,
                    hint="8\u00a0caractères. Majuscules ou minuscules, c’est pareil.",
                    width="16",
                    testid="champ-secours",
                    autocapitalize="characters",
                    spellcheck="false",
                ),
                parts.submit(words, testid="valider-code", wide=True),
            ]
        ],
        help_line(),
    ]
    return page(body, title=title, errors=typed.errors)


def authenticator_card(secret: str, *, login_id: str) -> Element:
    """Show the QR code of an authenticator application, and its key in text for those who cannot scan it."""
    return h.div(".card.mt-6")[
        h.h2(".size-lg")["Ajoutez le carnet à votre application de codes"],
        h.p(".muted.mt-2")["Ouvrez l’application, choisissez d’ajouter un compte, puis visez ce carré."],
        h.p(".mt-4")[qr_code(second_factor.authenticator_uri(secret, login_id=login_id))],
        h.p(".mt-4")["Vous ne pouvez pas viser\u00a0? Tapez cette clé dans l’application\u00a0:"],
        h.p(".num.b.wrap", data_testid="cle-application")[in_fours(secret)],
    ]


def qr_code(text: str) -> Element:
    """Draw a QR code, without any style or script."""
    code = qrcode.QRCode(border=0, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(text)
    rows = code.get_matrix()
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return h.svg(
        ".qr", viewBox=f"0 0 {len(rows)} {len(rows)}", role="img", aria_label="Carré à viser avec l’application"
    )[h.path(d=path, fill="#000", shape_rendering="crispEdges")]


def _sent_to(step: SecondStep) -> Node:
    if step.factor is Factor.APP:
        return "Ouvrez votre application de codes et recopiez les 6\u00a0chiffres."
    way = "un SMS au " if step.factor is Factor.SMS else "un e-mail à "
    return h.fragment["Nous venons d’envoyer ", way, h.span(".num.b")[step.masked], ". Il contient 6\u00a0chiffres."]
