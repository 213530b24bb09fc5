# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""One conversation, as the professional who started it reads it."""

import reflex as rx

from csn_app import routes
from csn_app.messaging.page_chat import thread
from csn_app.messaging.page_manage import delete_dialog, manage
from csn_app.messaging.page_parts import conversations, watch
from csn_app.messaging.page_reply import reply
from csn_app.messaging.page_thread import thread_frame
from csn_app.messaging.state_thread import ThreadState
from csn_app.ui import layout
from csn_app.ui.components import button, icon


def desk_thread_page() -> rx.Component:
    """What did my patient answer, and is it done?"""
    return layout.shell(
        thread_frame(
            thread(reply(professional=True), filing=False),
            manage(_acts()),
            beside=conversations(here=ThreadState.head.id, professional=True),
            base=routes.DESK_MESSAGES,
            lead="Vous écrivez à vos patients, ils vous répondent",
        ),
        delete_dialog("Votre patient garde les messages de son côté. "),
        watch(ThreadState.look),
        nav="pro-messages",
        cover="pro",
        loaded=ThreadState.loaded,
    )


def _acts() -> rx.Component:
    """End the conversation, or open it again (R-MS-4)."""
    end = button(
        icon("lock", size="s"),
        "Terminer la conversation",
        testid="terminer-conversation",
        kind="2",
        small=True,
        on_click=ThreadState.close,
    )
    again = button(
        icon("refresh-cw", size="s"),
        "Rouvrir la conversation",
        testid="rouvrir-conversation",
        kind="2",
        small=True,
        on_click=ThreadState.reopen,
    )
    standing = ThreadState.head.standing
    return rx.cond(standing == "OPEN", end, rx.cond(standing == "CLOSED", again))
