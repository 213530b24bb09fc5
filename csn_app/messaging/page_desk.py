# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""The professional's messages: the conversations that they started, and how fast they usually answer."""

import reflex as rx

from csn_app import routes
from csn_app.messaging.page_parts import archives_link, conversations, nothing_open, pages, search, watch
from csn_app.messaging.state_list import MailState
from csn_app.messaging.wording import ANSWERS
from csn_app.ui import layout
from csn_app.ui.components import button, icon, link_button


def desk_messages_page() -> rx.Component:
    """Read my patients' answers, and write to one of them."""
    column = rx.el.section(
        rx.el.h2("Conversations", id="conv", class_name="sr"),
        search(),
        rx.el.div(conversations(professional=True), class_name="mt-4"),
        pages(),
        archives_link(routes.DESK_MESSAGES),
        _answers(),
        aria_labelledby="conv",
    )
    return layout.shell(
        layout.heading("Messages", lead="Vous écrivez à vos patients, ils vous répondent", actions=write_button()),
        rx.el.div(column, nothing_open(), class_name="split split-r"),
        watch(MailState.look),
        nav="pro-messages",
        cover="pro",
        loaded=MailState.loaded,
    )


def write_button() -> rx.Component:
    """Lead to a first message."""
    words = (icon("send"), "Écrire à un patient")
    return link_button(*words, href=routes.DESK_MESSAGE_NEW, testid="commencer-message", kind="")


def _answers() -> rx.Component:
    """Say how fast one usually answers: patients read it where they reply (R-MS-9)."""
    options = [rx.el.option(words, value=code) for code, words in ANSWERS.items()]
    return rx.el.form(
        rx.el.div(
            rx.el.label("Je réponds d’habitude", html_for="delai", class_name="label"),
            rx.el.span("Vos patients le lisent quand ils vous répondent.", class_name="hint", id="delai-h"),
            rx.el.select(
                *options,
                id="delai",
                name="delai",
                class_name="input",
                default_value=MailState.answers,
                key=MailState.answers,
                aria_describedby="delai-h",
                data_testid="champ-delai",
            ),
            class_name="field",
        ),
        rx.el.p(
            button("Enregistrer", testid="enregistrer-delai", kind="2", small=True, type="submit"), class_name="mt-3"
        ),
        on_submit=MailState.say_answers,
        reset_on_submit=False,
        class_name="card mt-4",
    )
