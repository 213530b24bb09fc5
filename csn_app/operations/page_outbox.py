"""The messages that did not leave, or of which nobody knows: send again, or never."""

import reflex as rx

from csn_app.operations.state_outbox import OutboxState, StuckView
from csn_app.ui import layout
from csn_app.ui.components import badge, button, empty, hidden_text, skeleton, tile


def outbox_page() -> rx.Component:
    """Which messages need me?"""
    listed = rx.el.ul(
        rx.foreach(OutboxState.messages, _message),
        class_name="rows rows-wrap card card-0",
        data_testid="messages-bloques",
    )
    return layout.shell(
        layout.heading(
            "Messages bloqués",
            lead="Un message dont on ne sait pas s’il est parti n’est jamais renvoyé sans vous.",
        ),
        rx.cond(OutboxState.loaded, rx.cond(OutboxState.messages.length() > 0, listed, _none()), skeleton(lines=4)),
        nav="messages-bloques",
        cover="operator",
        loaded=OutboxState.loaded,
    )


def _message(message: rx.Var[StuckView]) -> rx.Component:
    about = hidden_text("\u00a0: " + message.what + ", " + message.since)
    state = rx.cond(
        message.uncertain, badge("Parti ou non\u00a0?", kind="warn"), badge("Abandonné", kind="danger", icon_name="ban")
    )
    again = button(
        "Renvoyer",
        about,
        testid="renvoyer-" + message.id,
        kind="2",
        small=True,
        on_click=OutboxState.retry(message.id),
    )
    never = button(
        "Ne plus envoyer",
        about,
        testid="oublier-" + message.id,
        kind="3",
        small=True,
        on_click=OutboxState.drop(message.id),
    )
    return rx.el.li(
        tile("send", hue="ardoise"),
        rx.el.div(
            rx.el.p(message.what, class_name="t"),
            rx.el.p(message.since, ". ", message.tries, ".", class_name="m"),
            rx.el.p(state),
            class_name="body",
        ),
        rx.el.div(again, never, class_name="end"),
        data_testid="message-" + message.id,
    )


def _none() -> rx.Component:
    return empty(
        icon_name="send",
        missing="Aucun message bloqué",
        helps="Un e-mail ou un SMS qui ne part pas après plusieurs essais arrive ici.",
    )
