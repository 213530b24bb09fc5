# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""Asking the author of a document to correct it, and reading the answer (R-DO-9)."""

import reflex as rx

from csn_app.documents.state_document import DocumentState
from csn_app.documents.wording import Correction
from csn_app.ui.components import button, field_error


def corrections_card() -> rx.Component:
    """A document that a professional deposited cannot be changed by its person: its author is asked."""
    ask = button(
        "Demander une correction",
        testid="demander-correction",
        id="demander-correction",
        kind="2",
        small=True,
        on_click=DocumentState.ask,
    )
    card = rx.el.section(
        rx.el.h2("Une erreur dans ce document\u00a0?", id="corrections-titre", tab_index=-1, class_name="size-lg"),
        rx.el.p("Son auteur seul peut le corriger. Vous pouvez le lui demander.", class_name="sm muted mt-1"),
        rx.foreach(DocumentState.corrections, _correction),
        rx.cond(
            DocumentState.asking,
            _form(),
            rx.cond(DocumentState.waiting, rx.fragment(), rx.el.p(ask, class_name="mt-4")),
        ),
        class_name="card",
        aria_labelledby="corrections-titre",
        data_testid="panneau-correction",
    )
    return rx.cond(DocumentState.mine, rx.fragment(), card)


def _form() -> rx.Component:
    wrong = DocumentState.ask_error
    return rx.el.form(
        rx.el.div(
            rx.el.label("Qu’est-ce qui n’est pas juste\u00a0?", html_for="champ-correction", class_name="label"),
            rx.el.span("Seul l’auteur du document lira cette demande.", class_name="hint", id="champ-correction-h"),
            rx.el.textarea(
                id="champ-correction",
                name="correction",
                class_name="input",
                rows="4",
                max_length=1000,
                aria_describedby="champ-correction-h champ-correction-e",
                aria_invalid=rx.cond(wrong != "", "true", "false"),
                data_testid="champ-correction",
            ),
            field_error("champ-correction", sentence=wrong),
            class_name="field",
        ),
        rx.el.p(
            button("Envoyer la demande", testid="envoyer-correction", type="submit", small=True),
            button("Annuler", testid="annuler-correction", kind="3", small=True, on_click=DocumentState.leave),
            class_name="line gap-btns mt-4",
        ),
        on_submit=DocumentState.send,
        reset_on_submit=False,
        class_name="mt-4",
        data_testid="formulaire-correction",
    )


def _correction(asked: rx.Var[Correction]) -> rx.Component:
    return rx.el.div(
        rx.el.p(asked.asked, class_name="sm muted"),
        rx.el.p(asked.words, class_name="wrap"),
        rx.el.p(asked.answer, class_name="b mt-1", data_testid="reponse-correction"),
        rx.cond(asked.answer_words != "", rx.el.p(asked.answer_words, class_name="wrap")),
        class_name="mt-3",
    )
