# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""The list of documents: find one, add one."""

import reflex as rx

from csn_app.documents.page_binder import folders_card, open_folder, selection_bar, tick
from csn_app.documents.page_checks import checks_list
from csn_app.documents.page_form import fields
from csn_app.documents.page_found import found_list, search_form
from csn_app.documents.state_list import DocumentsState
from csn_app.documents.wording import LIST, Card, Chip, Line
from csn_app.ui import layout
from csn_app.ui.components import badge, button, empty, hidden_text, icon, note, skeleton, tile
from csn_app.ui.upload import add_button, drop_zone, transfers


def documents_page() -> rx.Component:
    """Where is the document I need, and how do I add one?"""
    return layout.shell(
        layout.heading("Documents", lead=DocumentsState.lead, actions=add_button()),
        rx.el.div(
            rx.el.div(
                transfers(),
                _arrived(),
                checks_list(),
                search_form(),
                rx.cond((DocumentsState.total > 0) & ~DocumentsState.searching, _categories()),
                rx.cond(~DocumentsState.searching, open_folder()),
                rx.el.h2("Liste des documents", id="liste-titre", tab_index=-1, class_name="sr"),
                rx.cond(
                    DocumentsState.loaded,
                    rx.cond(DocumentsState.searching, found_list(), _list()),
                    skeleton(lines=6),
                ),
                rx.cond(~DocumentsState.searching, selection_bar()),
                _pages(),
            ),
            rx.el.div(_add(), folders_card(), class_name="stack"),
            class_name="split",
        ),
        nav="dossier-documents",
        loaded=DocumentsState.loaded,
    )


def _categories() -> rx.Component:
    def chip(item: rx.Var[Chip]) -> rx.Component:
        words = item.words, rx.el.span(item.count, class_name="num")
        here = rx.el.a(*words, href=item.href, class_name="chip", custom_attrs={"aria-current": "true"})
        return rx.cond(item.here, here, rx.el.a(*words, href=item.href, class_name="chip"))

    return rx.el.nav(
        rx.foreach(DocumentsState.chips, chip),
        aria_label="Catégories",
        class_name="chips chips-x mb-4",
        data_testid="filtre-categories",
    )


def _list() -> rx.Component:
    none = empty(
        icon_name="file-text",
        missing="Aucun document pour le moment",
        helps="Prenez en photo une ordonnance ou un compte rendu\u00a0: vous l’aurez toujours avec vous.",
        action=button(icon("plus"), "Ajouter mon premier document", testid="ajouter-premier", custom_attrs=_PICKS),
    )
    none_here = empty(
        icon_name="file-text",
        missing="Aucun document dans cette catégorie",
        helps="Regardez dans les autres catégories, ou ajoutez un document.",
        action=rx.el.a("Voir tous les documents", href=LIST, class_name="btn btn-2", data_testid="retirer-filtre"),
    )
    rows = rx.el.ul(rx.foreach(DocumentsState.cards, _row), class_name="rows rows-wrap", data_testid="liste-documents")
    return rx.cond(
        DocumentsState.cards.length() > 0,
        rx.el.div(rows, class_name="card card-0"),
        rx.cond(DocumentsState.total > 0, none_here, none),
    )


def _row(card: rx.Var[Line]) -> rx.Component:
    return rx.el.li(
        tick(card),
        tile(card.icon, hue=card.hue),
        rx.el.div(
            rx.el.p(
                rx.el.a(card.title, href=f"{LIST}/{card.id}", class_name="go", data_testid="document-" + card.id),
                class_name="t wrap",
            ),
            rx.el.p(card.meta, class_name="m"),
            rx.el.p(card.more, class_name="m"),
            class_name="body",
        ),
        rx.cond(card.new, rx.el.div(badge("Nouveau", kind="new"), class_name="end")),
        class_name="hit",
    )


def _pages() -> rx.Component:
    newer, older = DocumentsState.newer, DocumentsState.older
    links = rx.el.nav(
        rx.cond(newer != "", rx.el.a("Plus récents", href=newer, data_testid="page-precedente")),
        rx.cond(older != "", rx.el.a("Plus anciens", href=older, data_testid="page-suivante")),
        aria_label="Pages de documents",
        class_name="pages mt-6",
    )
    return rx.cond((newer != "") | (older != ""), links)


def _add() -> rx.Component:
    zone = drop_zone(
        address=DocumentsState.sending,
        limits=DocumentsState.limits,
        max_bytes=DocumentsState.max_bytes,
        on_arrival=DocumentsState.arrive,
    )
    return rx.el.section(
        rx.el.h2("Ajouter", id="ajout-titre"), zone, aria_labelledby="ajout-titre", class_name="stack", id="ajout"
    )


def _arrived() -> rx.Component:
    forms = rx.el.section(
        rx.el.h2("À vérifier", id="arrives-titre"),
        rx.el.p(
            "Ces documents sont déjà dans votre carnet. Corrigez ce que nous avons proposé.", class_name="muted mt-1"
        ),
        rx.foreach(DocumentsState.arrived, _arrived_form),
        aria_labelledby="arrives-titre",
        class_name="mb-6",
        data_testid="arrives",
    )
    return rx.cond(DocumentsState.arrived.length() > 0, forms)


def _arrived_form(card: rx.Var[Card]) -> rx.Component:
    keep = button(
        "Laisser ainsi",
        hidden_text("\u00a0: " + card.title),
        testid="laisser-" + card.id,
        kind="3",
        small=True,
        on_click=DocumentsState.leave(card.id),
    )
    mine = rx.cond(DocumentsState.wrong == card.id, DocumentsState.errors, [])
    return rx.el.form(
        rx.el.input(type="hidden", name="id", value=card.id, read_only=True),
        rx.el.h3(card.title, class_name="wrap mb-3"),
        rx.cond(DocumentsState.twins.contains(card.id), _twin(card)),
        fields(
            card,
            today=DocumentsState.today,
            errors=mine.to(list[dict[str, str]]),
            suffix="-" + card.id,
        ),
        rx.el.p(
            button(
                "Enregistrer",
                hidden_text("\u00a0: " + card.title),
                testid="enregistrer-" + card.id,
                type="submit",
                small=True,
            ),
            keep,
            class_name="line gap-btns mt-4",
        ),
        on_submit=DocumentsState.correct,
        reset_on_submit=False,
        key=card.id,
        class_name="card mt-4",
        data_testid="formulaire-" + card.id,
    )


def _twin(card: rx.Var[Card]) -> rx.Component:
    """The same file was there already: keep both, or throw the new one away."""
    title = DocumentsState.twins[card.id]
    drop = button(
        "Ne pas le garder deux fois",
        hidden_text("\u00a0: " + card.title),
        testid="sans-doublon-" + card.id,
        kind="2",
        small=True,
        on_click=DocumentsState.drop(card.id),
    )
    said = note("Ce fichier est déjà dans votre dossier\u00a0: «\u00a0", title, "\u00a0».", kind="warn")
    return rx.el.div(said, rx.el.p(drop, class_name="mt-3"), class_name="mb-4", data_testid="doublon-" + card.id)


_PICKS = {"data-choisir": "fichiers"}
