# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""Services and information sheets: what is linked, what there is by theme, what to read."""

import reflex as rx

from csn_app.catalogue.state import CatalogueState
from csn_app.catalogue.wording import Card, Sheet
from csn_app.ui import layout
from csn_app.ui.components import badge, button, empty, hidden_text, icon, link_button, note, plain_link, skeleton, tile

_LEAD = (
    "Des services à relier si vous le voulez, des fiches pour comprendre. Aucun ne lit votre carnet sans votre accord."
)


def catalogue_page() -> rx.Component:
    """What could help me, and what may it touch?"""
    body = rx.el.div(
        note(
            "Ces services sont inventés pour la démonstration. Ils n’existent pas, et aucun n’a été contrôlé.",
            testid="services-fictifs",
        ),
        rx.cond(CatalogueState.linked.length() > 0, _linked()),
        rx.cond(CatalogueState.favourites.length() > 0, _favourites()),
        _discover(),
        _sheets(),
        class_name="stack gap-8",
    )
    return layout.shell(
        layout.heading("Services et conseils", lead=_LEAD),
        rx.cond(CatalogueState.loaded, body, skeleton(lines=6)),
        nav="catalogue",
        loaded=CatalogueState.loaded,
    )


def _linked() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Reliés à mon carnet", id="relies", class_name="sec-h"),
        rx.el.div(
            rx.el.ul(rx.foreach(CatalogueState.linked, _row), class_name="rows rows-wrap"), class_name="card card-0"
        ),
        aria_labelledby="relies",
        data_testid="liste-relies",
    )


def _favourites() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Mes favoris", id="favoris", class_name="sec-h"),
        rx.el.div(rx.foreach(CatalogueState.favourites, _card), class_name="g3"),
        aria_labelledby="favoris",
        data_testid="liste-favoris",
    )


def _row(card: rx.Var[Card]) -> rx.Component:
    manage = link_button(
        "Gérer mon accord",
        hidden_text("\u00a0: " + card.name),
        href="/services/" + card.id,
        testid="gerer-" + card.id,
        small=True,
    )
    return rx.el.li(
        tile(card.icon, hue=card.hue),
        rx.el.div(
            rx.el.p(card.name, class_name="t"),
            rx.el.p(card.does, ". ", card.linked, class_name="m"),
            class_name="body",
        ),
        rx.el.div(manage, class_name="end"),
    )


def _search() -> rx.Component:
    field = rx.el.input(
        id="recherche",
        name="recherche",
        type="search",
        max_length=80,
        default_value=CatalogueState.words,
        class_name="input",
        data_testid="champ-recherche",
    )
    return rx.el.form(
        rx.el.div(
            rx.el.label("Chercher un service ou une fiche", html_for="recherche", class_name="label"),
            field,
            class_name="field",
        ),
        rx.el.p(button("Chercher", testid="chercher-catalogue", kind="2", type="submit"), class_name="mt-3"),
        on_submit=CatalogueState.search,
        role="search",
        aria_label="Services et fiches",
        class_name="mb-3",
        key=CatalogueState.words,
    )


def _discover() -> rx.Component:
    chips = rx.el.div(
        _chip("Tous", ""),
        rx.foreach(CatalogueState.themes, lambda theme: _chip(theme, theme)),
        class_name="chips mb-3",
        role="group",
        aria_label="Thèmes",
    )
    nothing = empty(
        icon_name="search",
        missing="Aucun service trouvé",
        helps="Essayez un autre mot, ou un autre thème.",
    )
    cards = rx.el.div(rx.foreach(CatalogueState.services, _card), class_name="g3", data_testid="liste-services")
    return rx.el.section(
        rx.el.h2("Découvrir un service", id="decouvrir", class_name="sec-h"),
        _search(),
        chips,
        rx.cond(CatalogueState.services.length() > 0, cards, nothing),
        aria_labelledby="decouvrir",
    )


def _chip(words: object, theme: object) -> rx.Component:
    return rx.el.button(
        words,
        type="button",
        class_name="chip",
        on_click=CatalogueState.choose(theme),
        aria_pressed=rx.cond(CatalogueState.theme == theme, "true", "false"),
    )


def _card(card: rx.Var[Card]) -> rx.Component:
    head = rx.el.div(
        tile(card.icon, hue=card.hue),
        rx.el.div(
            rx.el.h3(rx.el.a(card.name, href="/services/" + card.id, class_name="go")),
            rx.el.p(card.editor, class_name="sm muted"),
            class_name="fill",
        ),
        class_name="line nowrap line-top gap-4",
    )
    marks = rx.el.p(
        badge(card.price),
        rx.cond(card.reads, badge(card.does, kind="info"), badge(card.does, kind="ok", icon_name="lock")),
        rx.cond(card.closed, badge(card.state, kind="warn")),
        class_name="line gap-2",
    )
    return rx.el.article(
        head,
        rx.el.p(card.about, class_name="mt-3 mb-3"),
        marks,
        class_name="card hit",
        data_testid="service-" + card.id,
    )


def _sheets() -> rx.Component:
    nothing = rx.el.p("Aucune fiche ne contient ces mots.", class_name="muted")
    listed = rx.el.div(rx.foreach(CatalogueState.sheets, _sheet), class_name="stack gap-4", data_testid="liste-fiches")
    return rx.el.section(
        rx.el.h2("Comprendre", id="comprendre", class_name="sec-h"),
        rx.cond(CatalogueState.sheets.length() > 0, listed, nothing),
        aria_labelledby="comprendre",
    )


def _sheet(sheet: rx.Var[Sheet]) -> rx.Component:
    official = plain_link(sheet.source, href=sheet.href, rel="noopener noreferrer external")
    return rx.el.details(
        rx.el.summary(icon("notebook-text"), " ", sheet.title),
        rx.el.div(
            rx.el.p(sheet.about),
            rx.el.p(sheet.who, class_name="sm muted mt-2"),
            rx.el.p(official, class_name="mt-2"),
            class_name="texte",
        ),
        class_name="mot",
        data_testid="fiche-" + sheet.slug,
    )
