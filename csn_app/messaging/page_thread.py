# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""One conversation, as the person reads it."""

import reflex as rx

from csn_app import routes
from csn_app.messaging.page import why_not
from csn_app.messaging.page_chat import thread
from csn_app.messaging.page_manage import block_dialog, delete_dialog, manage, report_dialog
from csn_app.messaging.page_parts import conversations, watch
from csn_app.messaging.page_reply import reply
from csn_app.messaging.state_thread import ThreadState
from csn_app.ui import layout
from csn_app.ui.components import button, icon, link_button, opens_dialog


def thread_page() -> rx.Component:
    """What did my professional write, and what do I answer?"""
    return layout.shell(
        thread_frame(
            thread(reply(), filing=True),
            manage(_acts()),
            beside=rx.fragment(conversations(here=ThreadState.head.id), why_not()),
            base=routes.MESSAGES,
            lead="Vos soignants vous écrivent, vous leur répondez",
        ),
        delete_dialog("Votre soignant garde les messages de son côté. "),
        block_dialog(),
        report_dialog(),
        watch(ThreadState.look),
        nav="messagerie",
        loaded=ThreadState.loaded,
    )


def thread_frame(*content: rx.Component, beside: rx.Component, base: str, lead: str) -> rx.Component:
    """Put a conversation beside the list on large screens, and alone on small ones."""
    head = rx.el.div(
        rx.el.p("Messages", class_name="big"),
        rx.el.p(lead, class_name="lead"),
        class_name="head only-d",
    )
    back = rx.el.p(
        rx.el.a(icon("arrow-left", size="s"), "Toutes les conversations", href=base, class_name="back"),
        class_name="only-m mb-2",
    )
    title = rx.cond(
        ThreadState.missing,
        "Conversation introuvable",
        rx.cond(ThreadState.head.name != "", "Conversation avec " + ThreadState.head.name, "Conversation"),
    )
    listed = rx.el.section(
        rx.el.h2("Conversations", id="conv", class_name="sr"), beside, aria_labelledby="conv", class_name="only-d"
    )
    return rx.fragment(
        rx.el.h1(title, tab_index=-1, class_name="sr"),
        head,
        rx.el.div(listed, rx.el.div(back, *content), class_name="split split-r"),
    )


def _acts() -> rx.Component:
    """What a person does of a conversation, apart from answering."""
    block = opens_dialog(
        icon("ban", size="s"),
        "Bloquer ses messages",
        dialog_id="dialogue-blocage",
        testid="bloquer",
        kind="3",
        small=True,
    )
    unblock = button(
        icon("check", size="s"),
        "Débloquer ses messages",
        testid="debloquer",
        kind="2",
        small=True,
        on_click=ThreadState.unblock,
    )
    report = opens_dialog(
        icon("flag", size="s"), "Signaler", dialog_id="dialogue-signalement", testid="signaler", kind="3", small=True
    )
    access = link_button("Changer son accès", href=routes.CAREGIVERS, testid="changer-acces", kind="3", small=True)
    return rx.fragment(rx.cond(ThreadState.head.blocked, unblock, block), report, access)
