# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""The trash: put a document back, or delete it for good."""

import reflex as rx

from csn_app.documents.state_trash import TrashState
from csn_app.documents.wording import LIST, Line
from csn_app.ui import layout
from csn_app.ui.components import button, closes_dialog, dialog, empty, hidden_text, icon, opens_dialog, skeleton, tile

_EMPTYING = "dialogue-vider"


def trash_page() -> rx.Component:
    """What did I throw away, and how do I get it back?"""
    lead = rx.el.span(
        "Vous seul voyez ces documents. Ils sont supprimés pour de bon ",
        TrashState.days,
        " jours après avoir été mis ici.",
    )
    return layout.shell(
        rx.el.nav(rx.el.ol(rx.el.li(rx.el.a("Documents", href=LIST))), aria_label="Fil d’Ariane", class_name="crumb"),
        layout.heading("Corbeille", lead=lead),
        rx.el.h2("Documents de la corbeille", id="corbeille-titre", tab_index=-1, class_name="sr"),
        rx.cond(TrashState.loaded, _list(), skeleton(lines=4)),
        _pages(),
        nav="dossier-documents",
        loaded=TrashState.loaded,
    )


def _list() -> rx.Component:
    none = empty(
        icon_name="file-text",
        missing="La corbeille est vide",
        helps="Un document que vous mettez à la corbeille attend ici avant de disparaître.",
        action=rx.el.a("Voir mes documents", href=LIST, class_name="btn btn-2", data_testid="retour-liste"),
    )
    rows = rx.el.ul(rx.foreach(TrashState.cards, _row), class_name="rows rows-wrap", data_testid="liste-corbeille")
    everything = rx.el.p(
        opens_dialog("Vider la corbeille", dialog_id=_EMPTYING, testid="vider-corbeille", kind="3", small=True),
        class_name="mt-4",
    )
    return rx.cond(
        TrashState.cards.length() > 0,
        rx.el.div(rx.el.div(rows, class_name="card card-0"), everything, _emptying()),
        none,
    )


def _row(card: rx.Var[Line]) -> rx.Component:
    said = hidden_text("\u00a0: " + card.title)
    back = button(
        "Remettre", said, testid="remettre-" + card.id, kind="2", small=True, on_click=TrashState.restore(card.id)
    )
    remove = button(
        icon("x"),
        "Supprimer",
        said,
        testid="supprimer-" + card.id,
        kind="3",
        small=True,
        on_click=TrashState.delete(card.id),
    )
    return rx.el.li(
        tile(card.icon, hue=card.hue),
        rx.el.div(
            rx.el.p(card.title, class_name="t wrap"),
            rx.el.p(card.meta, class_name="m"),
            rx.el.p(card.more, class_name="m"),
            class_name="body",
        ),
        rx.el.div(back, rx.cond(card.new, remove), class_name="end"),
        data_testid="corbeille-" + card.id,
    )


def _emptying() -> rx.Component:
    confirm = button(
        "Supprimer tous ces documents",
        testid="confirmer-vider",
        kind="danger",
        on_click=TrashState.empty,
        custom_attrs={"data-ferme": "oui"},
    )
    return dialog(
        rx.el.p("Tout ce que vous avez mis à la corbeille disparaît tout de suite. Vous ne pourrez pas le retrouver."),
        dialog_id=_EMPTYING,
        title="Vider la corbeille\u00a0?",
        actions=rx.el.div(confirm, closes_dialog("Garder la corbeille", testid="garder"), class_name="line gap-btns"),
    )


def _pages() -> rx.Component:
    older = rx.el.a("Plus anciens", href=TrashState.older, data_testid="page-suivante")
    return rx.cond(
        TrashState.older != "",
        rx.el.nav(older, aria_label="Pages de la corbeille", class_name="pages mt-6"),
    )
