# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""What one does of a conversation besides answering: put it away, delete it, block, report."""

import reflex as rx

from csn_app.messaging.state_thread import ThreadState
from csn_app.messaging.wording import REPORTS
from csn_app.ui.components import button, closes_dialog, dialog, icon, opens_dialog

_DELETION = "dialogue-suppression"


def manage(acts: rx.Component) -> rx.Component:
    """Offer what is rarely done, below the conversation."""
    archive = button(
        icon("folder", size="s"),
        rx.cond(ThreadState.head.archived, "Sortir des archives", "Archiver"),
        testid="archiver",
        kind="3",
        small=True,
        on_click=ThreadState.archive,
    )
    delete = opens_dialog(
        icon("x", size="s"), "Supprimer", dialog_id=_DELETION, testid="supprimer-conversation", kind="3", small=True
    )
    shown = rx.el.div(
        archive, delete, acts, class_name="line gap-btns mt-4", role="group", aria_label="Gérer cette conversation"
    )
    return rx.cond(ThreadState.head.id != "", shown)


def delete_dialog(stays: str) -> rx.Component:
    """Ask before an exchange is deleted on one's own side."""
    confirm = button(
        "Supprimer la conversation",
        testid="confirmer-suppression",
        kind="danger",
        on_click=ThreadState.delete,
        custom_attrs={"data-ferme": "oui"},
    )
    return dialog(
        rx.el.p("Les messages et leurs fichiers disparaissent de votre côté, tout de suite."),
        rx.el.p(stays, "Ce que vous avez rangé dans vos documents reste.", class_name="mt-3"),
        dialog_id=_DELETION,
        title="Supprimer cette conversation\u00a0?",
        actions=rx.el.div(
            confirm, closes_dialog("Garder la conversation", testid="garder"), class_name="line gap-btns"
        ),
    )


def block_dialog() -> rx.Component:
    """Ask before a correspondent is blocked, and say what a block does not change."""
    confirm = button(
        "Bloquer ses messages",
        testid="confirmer-blocage",
        kind="danger",
        on_click=ThreadState.block,
        custom_attrs={"data-ferme": "oui"},
    )
    return dialog(
        rx.el.p("Vous ne pourrez plus vous écrire, ni l’un ni l’autre. Vous pourrez débloquer quand vous voudrez."),
        rx.el.p(
            "Ce soignant lit encore ce que vous lui montrez de votre carnet. Pour l’arrêter, changez son accès.",
            class_name="mt-3",
        ),
        dialog_id="dialogue-blocage",
        title="Bloquer ses messages\u00a0?",
        actions=rx.el.div(
            confirm, closes_dialog("Continuer à recevoir", testid="ne-pas-bloquer"), class_name="line gap-btns"
        ),
    )


def report_dialog() -> rx.Component:
    """Report a correspondent: a reason and, if one wishes, a few words."""
    send = button(
        "Envoyer le signalement",
        testid="confirmer-signalement",
        type="submit",
        custom_attrs={"form": "signalement", "data-ferme": "oui"},
    )
    return dialog(
        rx.el.p("Votre soignant n’est pas prévenu. Vous pouvez aussi bloquer ses messages.", class_name="mb-4"),
        _report_fields(),
        dialog_id="dialogue-signalement",
        title="Signaler ses messages",
        actions=rx.el.div(send, closes_dialog("Ne pas signaler", testid="ne-pas-signaler"), class_name="line gap-btns"),
    )


def _report_fields() -> rx.Component:
    return rx.el.form(
        rx.el.div(
            rx.el.label("Raison", html_for="raison", class_name="label"),
            rx.el.select(
                *(rx.el.option(words, value=code) for code, words in REPORTS.items()),
                id="raison",
                name="raison",
                class_name="input",
                data_testid="champ-raison",
            ),
            class_name="field",
        ),
        rx.el.div(
            rx.el.label("Précisions (facultatif)", html_for="precisions", class_name="label"),
            rx.el.span(
                "Seule l’équipe qui gère le service les lit, sans votre nom.", class_name="hint", id="precisions-h"
            ),
            rx.el.textarea(
                id="precisions",
                name="precisions",
                max_length=1000,
                class_name="input",
                aria_describedby="precisions-h",
                data_testid="champ-precisions",
            ),
            class_name="field",
        ),
        id="signalement",
        on_submit=ThreadState.report,
        class_name="form",
    )
