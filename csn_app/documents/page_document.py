# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""The page of one document: read it, and know who can."""

import reflex as rx

from csn_app.documents.page_correction import corrections_card
from csn_app.documents.page_form import fields
from csn_app.documents.page_proposals import proposals_card, words_explained
from csn_app.documents.page_readers import readers_panel
from csn_app.documents.state_document import DocumentState
from csn_app.documents.wording import LIST, Fact
from csn_app.ui import layout
from csn_app.ui.components import (
    badge,
    button,
    closes_dialog,
    dialog,
    empty,
    error_summary,
    icon,
    opens_dialog,
    plain_link,
    skeleton,
)
from csn_app.ui.viewer import viewer

_DELETION = "dialogue-suppression"


def document_page() -> rx.Component:
    """What does this document say, and who can read it?"""
    found = rx.el.div(
        _crumb(),
        _head(),
        rx.cond(DocumentState.editing, _form()),
        rx.el.div(
            _preview(),
            rx.el.div(
                proposals_card(), readers_panel(), corrections_card(), words_explained(), _facts(), class_name="stack"
            ),
            class_name="split split-2",
        ),
        _deletion(),
    )
    return layout.shell(
        rx.cond(
            DocumentState.missing,
            _missing(),
            rx.cond(DocumentState.loaded, found, rx.el.div(layout.heading("Document"), skeleton(lines=6))),
        ),
        nav="dossier-documents",
        loaded=DocumentState.loaded,
    )


def _crumb() -> rx.Component:
    card = DocumentState.card
    return rx.el.nav(
        rx.el.ol(
            rx.el.li(rx.el.a("Documents", href=LIST)),
            rx.el.li(rx.el.a(DocumentState.category_words, href=LIST + "?categorie=" + card.category)),
        ),
        aria_label="Fil d’Ariane",
        class_name="crumb",
    )


def _head() -> rx.Component:
    card = DocumentState.card
    change = button(
        icon("pencil"), "Modifier", testid="renommer", kind="2", small=True, id="renommer", on_click=DocumentState.edit
    )
    throw = button(
        "Mettre à la corbeille", testid="mettre-corbeille", kind="3", small=True, on_click=DocumentState.throw_away
    )
    remove = opens_dialog(icon("x"), "Supprimer", dialog_id=_DELETION, testid="supprimer", kind="3", small=True)
    return rx.el.div(
        rx.el.h1(card.title, tab_index=-1, class_name="wrap"),
        rx.el.p(
            rx.cond(card.new, badge("Nouveau", kind="new")),
            rx.cond(DocumentState.keeps == "cache", badge("Caché à mes parents", icon_name="lock")),
            rx.el.span(DocumentState.origin, class_name="muted"),
            class_name="line gap-2 mt-3",
        ),
        rx.el.p(
            plain_link(
                icon("download"),
                "Télécharger",
                href=DocumentState.file,
                # A download is no navigation: the page stays connected.
                download="",
                class_name="btn btn-s",
                data_testid="telecharger",
            ),
            rx.cond(DocumentState.mine, rx.fragment(change, throw, remove)),
            rx.cond(DocumentState.keeps != "", _keeps()),
            class_name="line gap-btns mt-4",
        ),
        class_name="head",
    )


def _keeps() -> rx.Component:
    """A minor keeps a document from those who represent them (R-ID-30)."""
    words = rx.cond(DocumentState.keeps == "cache", "Montrer à mes parents", "Cacher à mes parents")
    return button(icon("lock"), words, testid="cacher-parents", kind="3", small=True, on_click=DocumentState.keep)


def _form() -> rx.Component:
    return rx.el.form(
        error_summary(DocumentState.errors),
        fields(DocumentState.card, today=DocumentState.today, errors=DocumentState.errors),
        rx.el.p(
            button("Enregistrer", testid="enregistrer", type="submit"),
            button("Annuler", testid="annuler", kind="3", on_click=DocumentState.cancel),
            class_name="line btns mt-4",
        ),
        on_submit=DocumentState.save,
        reset_on_submit=False,
        key=DocumentState.card.id,
        class_name="well form mb-6",
        data_testid="formulaire-document",
    )


def _preview() -> rx.Component:
    card = DocumentState.card
    shown = DocumentState.file + "?vue=1"
    alone = plain_link(
        "Ouvrir le fichier seul",
        href=shown,
        custom_attrs={"target": "_blank", "rel": "noopener"},
        data_testid="ouvrir-fichier",
    )
    return rx.el.section(
        rx.el.h2("Aperçu du document", id="apercu-titre", class_name="sr"),
        viewer(
            document_id=card.id,
            title=card.title,
            kind=DocumentState.preview,
            pages=DocumentState.pages,
            page=DocumentState.at,
        ),
        rx.el.p("Vous ne voyez pas le document\u00a0? ", alone, class_name="sm muted mt-3"),
        aria_labelledby="apercu-titre",
        data_testid="apercu-document",
    )


def _facts() -> rx.Component:
    def fact(item: rx.Var[Fact]) -> rx.Component:
        return rx.el.div(rx.el.dt(item.name), rx.el.dd(item.words))

    return rx.el.details(
        rx.el.summary("Informations"),
        rx.el.div(
            rx.el.dl(rx.foreach(DocumentState.facts, fact), class_name="dl"),
            rx.el.p(DocumentState.text, class_name="sm muted mt-3", data_testid="etat-texte"),
            rx.cond(
                DocumentState.earlier.length() > 0,
                rx.el.ul(rx.foreach(DocumentState.earlier, _earlier), class_name="mt-3", data_testid="versions"),
            ),
        ),
        open=True,
        class_name="fold",
        data_testid="informations",
    )


def _earlier(version: rx.Var[Fact]) -> rx.Component:
    link = plain_link(version.words, href=version.name, custom_attrs={"target": "_blank", "rel": "noopener"})
    return rx.el.li(link, ", remplacée")


def _deletion() -> rx.Component:
    confirm = button(
        "Supprimer ce document",
        testid="confirmer-suppression",
        kind="danger",
        on_click=DocumentState.delete,
        custom_attrs={"data-ferme": "oui"},
    )
    return dialog(
        rx.el.p("Il disparaît tout de suite, pour vous et pour vos soignants. Vous ne pourrez pas le retrouver."),
        rx.el.p("L’historique garde seulement la trace qu’un document a été supprimé.", class_name="mt-3"),
        dialog_id=_DELETION,
        title="Supprimer ce document\u00a0?",
        actions=rx.el.div(confirm, closes_dialog("Garder ce document", testid="garder"), class_name="line gap-btns"),
    )


def _missing() -> rx.Component:
    back = rx.el.a("Voir mes documents", href=LIST, class_name="btn", data_testid="retour-liste")
    return rx.el.div(
        layout.heading("Ce document n’existe pas ou n’existe plus"),
        empty(
            icon_name="file-text",
            missing="Rien à cette adresse",
            helps="Il a peut-être été supprimé. Vos autres documents sont dans la liste.",
            action=back,
        ),
    )
