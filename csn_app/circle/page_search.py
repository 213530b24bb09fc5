# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""The search of a professional in the directory, on the page of one's professionals."""

import reflex as rx

from csn_app.circle.page_form import access_form
from csn_app.circle.state import CircleState, FoundCard
from csn_app.ui.components import avatar, badge, button, hidden_text, icon


def search_panel() -> rx.Component:
    """Find somebody by name, profession or town, then decide what they see."""
    return rx.el.section(
        rx.el.h2("Ajouter un soignant", class_name="size-lg"),
        rx.cond(CircleState.form.professional_id == "", _search(), rx.el.div(_chosen(), access_form())),
        class_name="card",
        data_testid="ajout-soignant",
    )


def _search() -> rx.Component:
    field = rx.el.div(
        rx.el.label("Nom, métier ou ville", html_for="mots", class_name="label"),
        rx.el.p("Par exemple\u00a0: Bernard Nantes, ou infirmier Caen", class_name="hint", id="mots-h"),
        rx.el.input(
            type="search",
            id="mots",
            name="mots",
            class_name="input",
            max_length=100,
            auto_focus=True,
            auto_complete="off",
            spell_check=False,
            aria_describedby="mots-h",
            data_testid="champ-recherche",
            on_change=CircleState.search.debounce(300),
        ),
        class_name="field basis-s",
    )
    form = rx.el.form(
        field,
        rx.el.button(
            icon("search"), "Chercher", type="submit", class_name="btn btn-2", data_testid="chercher-soignant"
        ),
        button("Annuler", testid="annuler-recherche", kind="3", on_click=CircleState.cancel),
        on_submit=CircleState.search_now,
        class_name="line line-end mt-4",
        role="search",
        data_testid="formulaire-recherche",
    )
    results = rx.el.ul(
        rx.foreach(CircleState.found, _result), class_name="rows rows-wrap framed mt-4", data_testid="liste-resultats"
    )
    return rx.el.div(
        form,
        rx.el.p(CircleState.found_words, class_name="muted mt-4", role="status", data_testid="nombre-resultats"),
        rx.cond(CircleState.found.length() > 0, results),
    )


def _result(one: rx.Var[FoundCard]) -> rx.Component:
    choose = button(
        "Choisir",
        hidden_text(" " + one.name),
        testid="choisir-" + one.id,
        kind="2",
        small=True,
        on_click=CircleState.decide(one.id),
    )
    body = rx.el.div(rx.el.p(one.name, class_name="t"), rx.el.p(one.who, class_name="m"), class_name="body")
    return rx.el.li(
        avatar(one.initials, hue=one.hue),
        body,
        rx.el.div(rx.cond(one.in_list, badge("Déjà dans ma liste", kind="info"), choose), class_name="end"),
        data_testid="resultat-" + one.id,
    )


def _chosen() -> rx.Component:
    return rx.el.p(
        rx.el.b(CircleState.form.name),
        rx.el.br(),
        rx.el.span(CircleState.form.who, class_name="muted"),
        class_name="mt-2",
    )
