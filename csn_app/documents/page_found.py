# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""Searching one's documents: one field, filters on demand, and what was found with its words marked."""

from typing import Any

import reflex as rx

from csn_app.documents.asking import WORDS_MAX
from csn_app.documents.rules import open_categories
from csn_app.documents.state_list import DocumentsState
from csn_app.documents.wording import LIST, Option
from csn_app.documents.wording_search import MINE, FoundLine, period_options, sort_options
from csn_app.ui.components import badge, button, empty, icon, tile
from csn_app.ui.extract import extract

_EVERYBODY = [Option(MINE, "Moi ou mes proches")]


def search_form() -> rx.Component:
    """Which document says this?"""
    box = rx.el.div(
        rx.el.label("Chercher dans mes documents", html_for="champ-recherche", class_name="label"),
        rx.el.input(
            id="champ-recherche",
            name="q",
            type="search",
            class_name="input",
            max_length=WORDS_MAX,
            auto_complete="off",
            default_value=DocumentsState.question,
            key="q-" + DocumentsState.question,
            data_testid="champ-recherche",
        ),
        class_name="field basis-s",
    )
    more = rx.el.a("Trier et filtrer", href=f"{LIST}?filtres=oui", class_name="btn btn-3", data_testid="trier-filtrer")
    return rx.el.form(
        rx.el.div(
            box,
            button(icon("search"), "Chercher", testid="chercher", kind="2", type="submit"),
            rx.cond(DocumentsState.advanced | (DocumentsState.question != ""), rx.fragment(), more),
            class_name="line line-end",
        ),
        rx.cond(DocumentsState.advanced, _filters()),
        on_submit=DocumentsState.search,
        reset_on_submit=False,
        role="search",
        class_name="mb-4",
        data_testid="recherche-documents",
    )


def _filters() -> rx.Component:
    categories = [Option(code, words) for code, words in open_categories().items()]
    new = rx.el.input(
        type="checkbox",
        name="nouveaux",
        value="oui",
        class_name="check",
        default_checked=DocumentsState.chosen["nouveaux"] == "oui",
        data_testid="filtre-nouveaux",
    )
    return rx.el.div(
        rx.el.input(type="hidden", name="filtres", value="oui", read_only=True),
        rx.el.div(
            _select("categorie", "Catégorie", first="Toutes", options=categories),
            _select("periode", "Période", first="Depuis toujours", options=period_options()),
            _select("auteur", "Ajouté par", first="Tout le monde", options=_EVERYBODY, people=True),
            rx.cond(
                DocumentsState.people.length() > 0,
                _select("vu-par", "Visible par", first="Tout le monde", options=[], people=True),
            ),
            _select("tri", "Ordre", first="", options=sort_options()),
            class_name="line line-end mt-3",
        ),
        rx.el.label(new, rx.el.span("Seulement ceux que je n’ai pas encore ouverts"), class_name="tick mt-3"),
        key="filtres-" + DocumentsState.chosen.to_string(),
        data_testid="filtres",
    )


def _select(name: str, words: str, *, first: str, options: list[Option], people: bool = False) -> rx.Component:
    def option(one: rx.Var[Option]) -> rx.Component:
        return rx.el.option(one.words, value=one.code)

    known = [rx.el.option(one.words, value=one.code) for one in options]
    every = [rx.el.option(first, value="")] if first else []
    return rx.el.div(
        rx.el.label(words, html_for=f"filtre-{name}", class_name="label"),
        rx.el.select(
            *every,
            *known,
            rx.foreach(DocumentsState.people, option) if people else rx.fragment(),
            id=f"filtre-{name}",
            name=name,
            class_name="input",
            default_value=DocumentsState.chosen[name],
            data_testid=f"filtre-{name}",
        ),
        class_name="field",
    )


def found_list() -> rx.Component:
    """Show what was found, how many, and what was looked for instead."""
    rows = rx.el.ul(rx.foreach(DocumentsState.found, _row), class_name="rows rows-wrap", data_testid="resultats")
    none = empty(
        icon_name="search",
        missing="Aucun document trouvé",
        helps="Vérifiez l’orthographe, ou essayez un mot plus court.",
        action=_every(),
    )
    shown = rx.el.div(rows, class_name="card card-0")
    return rx.el.div(
        rx.el.div(
            rx.el.div(
                rx.el.p(DocumentsState.found_words, class_name="b", data_testid="nombre-trouves"),
                rx.cond(DocumentsState.meant != "", rx.el.p(DocumentsState.meant, class_name="muted mt-1")),
                role="status",
                data_testid="resultats-dits",
            ),
            rx.cond(DocumentsState.found.length() > 0, _every()),
            class_name="line between mb-4",
        ),
        rx.cond(DocumentsState.found.length() > 0, shown, none),
    )


def _every() -> rx.Component:
    return rx.el.a("Voir tous les documents", href=LIST, data_testid="retirer-filtre")


def _row(line: rx.Var[FoundLine]) -> rx.Component:
    title: Any = rx.el.a(line.title, href=line.href, class_name="go", data_testid="document-" + line.id)
    return rx.el.li(
        tile(line.icon, hue=line.hue),
        rx.el.div(
            rx.el.p(title, class_name="t wrap"),
            rx.el.p(line.meta, class_name="m"),
            extract(line.extract, where=line.where),
            class_name="body",
        ),
        rx.cond(line.new, rx.el.div(badge("Nouveau", kind="new"), class_name="end")),
        class_name="hit",
    )
