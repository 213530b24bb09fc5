# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""The messages of a conversation, with their files."""

import reflex as rx

from csn_app.messaging.state_thread import ThreadState
from csn_app.messaging.wording import FileCard, MessageCard
from csn_app.ui.components import button, download_link, empty, hidden_text, icon, link_button, plain_link, skeleton


def thread(below: rx.Component, *, filing: bool) -> rx.Component:
    """Show the messages, then ``below``: what may be answered. ``filing``: received files may go to the carnet."""
    head = ThreadState.head
    top = rx.el.div(
        rx.el.div(
            rx.el.span(head.initials, class_name="av k-" + head.hue, aria_hidden="true"),
            rx.el.div(
                rx.el.h2(head.subject, id="fil", class_name="size-lg wrap"),
                rx.el.p(head.name, rx.cond(head.who != "", ", " + head.who, ""), class_name="sm muted"),
            ),
            class_name="line nowrap",
        ),
        class_name="card-h",
    )
    more = button("Voir les messages précédents", testid="messages-precedents", kind="2", small=True,
                  on_click=ThreadState.show_older)  # fmt: skip
    chat = rx.el.ol(
        rx.foreach(ThreadState.messages, lambda message: _message(message, filing=filing)),
        class_name="chat",
        data_testid="fil-messages",
    )
    found = rx.el.section(
        top,
        rx.el.div(
            rx.cond(ThreadState.older, rx.el.p(more, class_name="center mb-4")), chat, below, class_name="card-b"
        ),
        class_name="card card-0",
        aria_labelledby="fil",
    )
    gone = empty(
        icon_name="messages-square",
        missing="Cette conversation n’existe pas ou n’existe plus",
        helps="Elle a peut-être été supprimée. Vos autres conversations sont dans la liste.",
        action=link_button("Voir mes messages", href=ThreadState.back, testid="retour-messages", kind=""),
    )
    return rx.cond(ThreadState.missing, gone, rx.cond(ThreadState.head.id != "", found, skeleton(lines=6)))


def _message(message: rx.Var[MessageCard], *, filing: bool) -> rx.Component:
    said = rx.el.li(
        rx.el.p(rx.el.b(message.who), ", ", message.at, class_name="sm muted mb-2"),
        rx.foreach(message.lines, lambda line: rx.el.p(line, class_name="wrap said")),
        rx.foreach(message.files, lambda file: _file(file, filing=filing)),
        class_name=rx.cond(message.mine, "me", ""),
        data_testid="message-" + message.id,
    )
    day = rx.el.li(rx.el.span(message.day, class_name="badge"), class_name="sys")
    return rx.fragment(rx.cond(message.day != "", day), said)


def _file(file: rx.Var[FileCard], *, filing: bool) -> rx.Component:
    said = hidden_text("\u00a0: " + file.name)
    look = plain_link(
        "Ouvrir",
        said,
        href=file.open,
        class_name="btn btn-3 btn-s",
        custom_attrs={"target": "_blank", "rel": "noopener"},
        data_testid="ouvrir-piece-" + file.id,
    )
    take = download_link(
        icon("download", size="s"),
        "Télécharger",
        said,
        href=file.download,
        testid="telecharger-piece-" + file.id,
        small=True,
    )
    more = rx.cond(file.keepable, _keep(file), rx.cond(file.kept != "", _kept(file), take)) if filing else take
    return rx.el.div(
        icon("paperclip"),
        rx.el.span(
            rx.el.b(file.name, class_name="wrap"),
            rx.el.br(),
            rx.el.span(file.size, class_name="sm muted"),
            class_name="named",
        ),
        look,
        more,
        rx.cond(ThreadState.keeping == file.id, _filing(file)) if filing else rx.fragment(),
        class_name="line attached",
        data_testid="piece-" + file.id,
    )


def _keep(file: rx.Var[FileCard]) -> rx.Component:
    return button(
        icon("file-plus", size="s"),
        "Ranger dans mes documents",
        hidden_text("\u00a0: " + file.name),
        testid="ranger-piece-jointe-" + file.id,
        kind="2",
        small=True,
        on_click=ThreadState.keep(file.id),
    )


def _kept(file: rx.Var[FileCard]) -> rx.Component:
    return rx.el.a(
        icon("check", size="s"),
        "Rangé dans mes documents",
        hidden_text("\u00a0: " + file.name),
        href=file.kept,
        class_name="btn btn-3 btn-s",
        data_testid="piece-rangee-" + file.id,
    )


def _filing(file: rx.Var[FileCard]) -> rx.Component:
    field = "categorie-" + file.id
    return rx.el.form(
        rx.el.label("Dans quelle catégorie\u00a0?", html_for=field, class_name="label"),
        rx.el.select(
            rx.foreach(ThreadState.categories, lambda one: rx.el.option(one.words, value=one.code)),
            id=field,
            name="categorie",
            class_name="input",
            default_value=file.category,
            auto_focus=True,
            data_testid=field,
        ),
        rx.el.p(button("Ranger", testid="ranger-" + file.id, type="submit", small=True), class_name="mt-3"),
        on_submit=ThreadState.file_away,
        class_name="filing",
        data_testid="formulaire-ranger",
    )
