# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""A professional's first message to a patient."""

import reflex as rx

from csn_app import routes
from csn_app.messaging.page_parts import watch
from csn_app.messaging.page_reply import writing
from csn_app.messaging.state_reply import ReplyState
from csn_app.messaging.wording import Choice
from csn_app.ui import layout
from csn_app.ui.components import empty, link_button, note, skeleton


def desk_new_page() -> rx.Component:
    """To whom do I write, and about what?"""
    form = rx.el.section(
        rx.el.p(rx.el.b("À\u00a0: "), ReplyState.to, " ", rx.el.a("Changer de patient", href=routes.DESK_MESSAGE_NEW)),
        rx.el.div(
            writing(
                "Message",
                hint="Votre patient pourra répondre tant que vous ne terminez pas la conversation.",
                professional=True,
                first=True,
            ),
            class_name="mt-4",
        ),
        class_name="card",
        aria_label="Nouveau message",
        data_testid="nouveau-message",
    )
    shown = rx.cond(ReplyState.to != "", form, _people())
    return layout.shell(
        layout.heading("Écrire à un patient", lead="Vous seul pouvez commencer une conversation avec lui"),
        rx.el.div(
            rx.cond(ReplyState.loaded, shown, skeleton(lines=5)),
            note(
                "Les courriels et SMS que reçoit le patient disent seulement qu’il y a du nouveau, jamais le sujet.",
                icon_name="shield-check",
            ),
            class_name="split",
        ),
        watch(),
        nav="pro-messages",
        cover="pro",
        loaded=ReplyState.loaded,
    )


def _people() -> rx.Component:
    def person(one: rx.Var[Choice]) -> rx.Component:
        link = rx.el.a(
            one.words,
            href=routes.DESK_MESSAGE_NEW + "?patient=" + one.code,
            class_name="go",
            data_testid="ecrire-a-" + one.code,
        )
        return rx.el.li(rx.el.div(rx.el.p(link, class_name="t"), class_name="body"), class_name="hit")

    rows = rx.el.ul(rx.foreach(ReplyState.people, person), class_name="rows", data_testid="patients-a-qui-ecrire")
    nobody = empty(
        icon_name="users",
        missing="Aucun patient ne vous a autorisé pour le moment",
        helps="Un patient vous ajoute lui-même, dans son carnet, à la page «\u00a0Mes soignants\u00a0».",
        action=link_button("Revenir à mes patients", href=routes.DESK, testid="retour-patients"),
    )
    return rx.el.section(
        rx.el.h2("À quel patient\u00a0?", class_name="sec-h"),
        rx.cond(ReplyState.people.length() > 0, rx.el.div(rows, class_name="card card-0"), nobody),
    )
