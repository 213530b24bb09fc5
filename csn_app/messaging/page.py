"""The person's messages: what their professionals wrote, and why nobody else starts."""

import reflex as rx

from csn_app import routes
from csn_app.messaging.page_parts import archives_link, conversations, nothing_open, pages, search, watch
from csn_app.messaging.state_list import MailState
from csn_app.ui import layout
from csn_app.ui.components import icon


def messages_page() -> rx.Component:
    """Read and answer my professionals."""
    column = rx.el.section(
        rx.el.h2("Conversations", id="conv", class_name="sr"),
        search(),
        rx.el.div(conversations(), class_name="mt-4"),
        pages(),
        archives_link(routes.MESSAGES),
        why_not(),
        aria_labelledby="conv",
    )
    return layout.shell(
        layout.heading("Messages", lead="Vos soignants vous écrivent, vous leur répondez"),
        rx.el.div(column, nothing_open(), class_name="split split-r"),
        watch(MailState.look),
        nav="messagerie",
        loaded=MailState.loaded,
    )


def why_not() -> rx.Component:
    """Say why a person does not write first, and what to do instead (R-MS-1)."""
    return rx.el.details(
        rx.el.summary(icon("info"), "Je veux écrire à un soignant"),
        rx.el.div(
            rx.el.p(
                "Seul un soignant peut commencer une conversation. Ainsi, il s’organise pour vous répondre "
                "et rien n’est oublié."
            ),
            rx.el.p(rx.el.b("Pour le joindre maintenant\u00a0: "), "téléphonez à son cabinet, ou prenez rendez-vous."),
            rx.el.p(rx.el.a("Voir mes soignants", href=routes.CAREGIVERS)),
            class_name="stack",
        ),
        class_name="fold mt-4",
        data_testid="pourquoi-pas-ecrire",
    )
