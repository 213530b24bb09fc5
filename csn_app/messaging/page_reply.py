# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""The box where one answers: words kept as they are typed, files, and what to do when it cannot wait (R-MS-9)."""

import reflex as rx

from csn_app.messaging.rules import BODY_MAX, SUBJECT_MAX
from csn_app.messaging.state_reply import ReplyState
from csn_app.messaging.state_thread import ThreadState
from csn_app.messaging.wording import FileCard
from csn_app.ui.components import button, error_summary, field_error, hidden_text, icon, note
from csn_app.ui.upload import attach_place, transfers

_FORM = "formulaire-reponse"


def reply(*, professional: bool = False) -> rx.Component:
    """Answer while the conversation is open; afterwards say why nobody can."""
    head = ThreadState.head
    open_ = writing("Répondre à " + head.name, hint=head.hint, professional=professional)
    stopped = note(head.stopped, icon_name="lock", testid="conversation-terminee")
    return rx.el.div(rx.cond(head.standing == "OPEN", open_, stopped), class_name="mt-6")


def writing(label: object, *, hint: object, professional: bool, first: bool = False) -> rx.Component:
    """Write and attach; ``first`` asks for the subject too."""
    form = rx.el.form(
        error_summary(ReplyState.errors),
        *([_subject()] if first else []),
        rx.el.input(type="hidden", name="cle", value=ReplyState.key, read_only=True),
        rx.el.div(_words(label, hint=hint), class_name="field"),
        id=_FORM,
        key=ReplyState.key,
        on_submit=ReplyState.send,
        reset_on_submit=False,
        class_name="form",
        data_testid=_FORM,
    )
    attached = rx.el.ul(
        rx.foreach(ReplyState.files, _attached),
        class_name="stack gap-2 mt-3",
        aria_label="Fichiers joints",
        data_testid="pieces-jointes",
    )
    send = rx.el.button(
        icon("send"),
        "Envoyer",
        type="submit",
        class_name="btn push",
        data_testid="envoyer",
        custom_attrs={"form": _FORM},
    )
    # What is below belongs to no form: the place for files has forms of its own.
    return rx.el.div(
        form,
        rx.cond(ReplyState.files.length() > 0, attached),
        transfers(),
        rx.el.div(_joining(professional=professional), send, class_name="line between line-top mt-3"),
        rx.fragment() if professional else rx.cond(ReplyState.choosing, _documents()),
    )


def _subject() -> rx.Component:
    wrong = ReplyState.wrong["champ-sujet"]
    return rx.el.div(
        rx.el.label("Sujet, lu par le patient", html_for="champ-sujet", class_name="label"),
        rx.el.input(
            id="champ-sujet",
            name="sujet",
            default_value=ReplyState.subject,
            max_length=SUBJECT_MAX,
            auto_complete="off",
            class_name="input",
            aria_invalid=rx.cond(wrong, "true", "false"),
            aria_describedby="champ-sujet-e",
            data_testid="champ-sujet",
            on_change=lambda text: ReplyState.note(ReplyState.key, "sujet", text).debounce(600),
            # One wait serves both fields: leaving one of them keeps it at once.
            on_blur=lambda text: ReplyState.note(ReplyState.key, "sujet", text),
        ),
        rx.cond(wrong, field_error("champ-sujet", sentence=wrong)),
        class_name="field",
    )


def _words(label: object, *, hint: object) -> rx.Component:
    wrong = ReplyState.wrong["champ-reponse"]
    return rx.fragment(
        rx.el.label(label, html_for="champ-reponse", class_name="label"),
        rx.cond(hint != "", rx.el.span(hint, class_name="hint", id="champ-reponse-h")),
        rx.el.textarea(
            id="champ-reponse",
            name="reponse",
            default_value=ReplyState.body,
            max_length=BODY_MAX,
            class_name="input",
            aria_invalid=rx.cond(wrong, "true", "false"),
            aria_describedby="champ-reponse-h champ-reponse-e",
            data_testid="champ-reponse",
            on_change=lambda text: ReplyState.note(ReplyState.key, "reponse", text).debounce(600),
            on_blur=lambda text: ReplyState.note(ReplyState.key, "reponse", text),
        ),
        rx.cond(wrong, field_error("champ-reponse", sentence=wrong)),
    )


def _joining(*, professional: bool) -> rx.Component:
    dossier = button(
        icon("file-text"), "Un document de mon carnet", testid="joindre-du-carnet", kind="2", on_click=ReplyState.choose
    )
    place = attach_place(
        *([] if professional else [dossier]),
        address=ReplyState.address,
        limits=ReplyState.left_words,
        max_bytes=ReplyState.left,
        on_arrival=ReplyState.arrive,
    )
    words = "Joindre un fichier" if professional else "Joindre un document"
    return rx.el.details(
        rx.el.summary(icon("paperclip"), words, id="joindre", data_testid="joindre"), place, class_name="mot basis-s"
    )


def _attached(file: rx.Var[FileCard]) -> rx.Component:
    remove = button(
        "Retirer",
        hidden_text("\u00a0: " + file.name),
        testid="retirer-piece-" + file.id,
        kind="3",
        small=True,
        on_click=ReplyState.detach(file.id),
    )
    return rx.el.li(
        icon("paperclip"),
        rx.el.span(
            rx.el.b(file.name, class_name="wrap"), " ", rx.el.span(file.size, class_name="sm muted"), class_name="fill"
        ),
        remove,
        class_name="line nowrap well-s",
    )


def _documents() -> rx.Component:
    """Choose among the newest documents of the carnet; a copy goes with the message."""
    none = rx.el.p("Votre carnet n’a pas encore de document.", class_name="muted")
    choice = rx.el.form(
        rx.el.label("Document à joindre", html_for="document-a-joindre", class_name="label"),
        rx.el.select(
            rx.foreach(ReplyState.documents, lambda one: rx.el.option(one.words, value=one.code)),
            id="document-a-joindre",
            name="document",
            class_name="input",
            data_testid="document-a-joindre",
        ),
        rx.el.p("Le soignant reçoit une copie de ce document.", class_name="hint mt-2"),
        rx.el.p(
            button("Joindre ce document", testid="joindre-document", kind="2", small=True, type="submit"),
            button("Annuler", testid="annuler-document", kind="3", small=True, on_click=ReplyState.choose),
            class_name="line gap-btns mt-3",
        ),
        on_submit=ReplyState.take,
        class_name="well mt-3",
        data_testid="formulaire-document",
    )
    return rx.cond(ReplyState.documents.length() > 0, choice, none)
