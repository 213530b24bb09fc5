# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""Who can see a document: every named person, yes or no with the reason, and the switch that changes it at once."""

import reflex as rx

from csn_app.documents.state_document import DocumentState
from csn_app.documents.wording import Option, ReaderCard
from csn_app.ui.components import avatar, badge, button, hidden_text, link_button, switch


def readers_panel() -> rx.Component:
    """Decide person by person; who has no choice has the reason in its place."""
    nobody = rx.el.p("Personne d’autre que vous\u00a0: vous n’avez autorisé aucun soignant.", class_name="card-b")
    rows = rx.el.ul(rx.foreach(DocumentState.readers, _row), class_name="rows rows-wrap")
    return rx.el.section(
        rx.el.div(
            rx.el.div(
                rx.el.h2("Qui peut voir ce document", id="voit", tab_index=-1),
                rx.el.p("Chaque changement est enregistré tout de suite.", class_name="sm muted mt-1"),
            ),
            link_button(
                "Ouvrir à un autre", href=DocumentState.open_to, testid="envoyer-soignant", kind="3", small=True
            ),
            class_name="card-h",
        ),
        _all(),
        rx.cond(DocumentState.readers.length() > 0, rows, nobody),
        _professions(),
        aria_labelledby="voit",
        class_name="card card-0",
        data_testid="panneau-visibilite",
    )


def _all() -> rx.Component:
    except_for = rx.el.span("Sauf à son auteur, et à vous.", class_name="hint", id="masquer-h")
    return rx.el.label(
        rx.el.span(rx.el.span("Masquer à tous les soignants", class_name="b"), rx.el.br(), except_for),
        switch(
            DocumentState.masked,
            on="Oui",
            off="Non",
            testid="masquer-document",
            described_by="masquer-h",
            on_change=DocumentState.mask,
        ),
        class_name="switch card-h",
    )


def _row(reader: rx.Var[ReaderCard]) -> rx.Component:
    choose = rx.el.span(
        switch(
            reader.sees,
            on="Voit",
            off="Ne voit pas",
            testid="voit-" + reader.id,
            label=reader.name + " voit ce document",
            on_change=DocumentState.set_reader(reader.id),
        ),
        class_name="switch",
    )
    said = rx.match(
        reader.kind,
        ("ok", badge(reader.answer, kind="ok", icon_name="eye")),
        ("danger", badge(reader.answer, kind="danger", icon_name="ban")),
        ("always", badge(reader.answer, icon_name="lock")),
        badge(reader.answer, icon_name="eye-off"),
    )
    again = link_button(
        reader.act,
        hidden_text("\u00a0: " + reader.name),
        href=reader.href,
        testid="ajouter-" + reader.id,
        kind="3",
        small=True,
    )
    return rx.el.li(
        avatar(reader.initials, hue="bleuet"),
        rx.el.div(rx.el.p(reader.name, class_name="t"), rx.el.p(reader.who, class_name="m"), class_name="body"),
        rx.el.div(rx.cond(reader.switch, choose, said), rx.cond(reader.href != "", again), class_name="end"),
        data_testid="lecteur-" + reader.id,
    )


def _professions() -> rx.Component:
    """Mask from everybody of a profession, those to come too."""

    def masked(one: rx.Var[Option]) -> rx.Component:
        take_off = button(
            "Montrer",
            hidden_text(" à ce métier\u00a0: " + one.words),
            testid="montrer-metier-" + one.code,
            kind="2",
            small=True,
            on_click=DocumentState.show_profession(one.code),
        )
        return rx.el.li(rx.el.div(rx.el.p(one.words, class_name="t"), class_name="body"), take_off)

    listed = rx.cond(
        DocumentState.professions.length() > 0,
        rx.el.ul(rx.foreach(DocumentState.professions, masked), class_name="rows", data_testid="metiers-masques"),
    )
    folded = rx.el.details(
        rx.el.summary("Masquer à un métier", data_testid="par-metier"),
        rx.el.div(_choose_profession()),
        class_name="mot",
    )
    return rx.cond(
        DocumentState.per_person,
        rx.el.div(
            rx.cond(DocumentState.professions.length() > 0, rx.el.h3("Masqué à ces métiers", class_name="size-lg")),
            listed,
            folded,
            class_name="card-b",
        ),
    )


def _choose_profession() -> rx.Component:
    return rx.el.form(
        rx.el.div(
            rx.el.label("Métier", html_for="metier-masque", class_name="label"),
            rx.el.select(
                rx.foreach(DocumentState.choices, lambda one: rx.el.option(one.words, value=one.code)),
                id="metier-masque",
                name="metier",
                class_name="input",
            ),
            class_name="field",
        ),
        rx.el.p(button("Masquer à ce métier", testid="masquer-metier", kind="2", small=True, type="submit")),
        on_submit=DocumentState.mask_profession,
        class_name="form",
    )


def _open_to_another() -> rx.Component:
    return link_button("Ouvrir à un autre", href=DocumentState.open_to, testid="envoyer-soignant", kind="3", small=True)
