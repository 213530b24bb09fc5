# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""The measures: one kind at a time, its last figure, its curve, its table, and a form to note the next one."""

import reflex as rx

from csn_app.profile.measure_words import Chip, Row
from csn_app.profile.page_chart import chart
from csn_app.profile.page_note import note_form
from csn_app.profile.state_measures import MeasuresState
from csn_app.routes import MEASURES_CSV
from csn_app.ui import layout
from csn_app.ui.components import button, download_link, empty, hidden_text, icon, note, plain_link, skeleton


def measures_page() -> rx.Component:
    """Note and follow figures; nothing here judges them."""
    add = plain_link(icon("plus"), "Noter une mesure", href="#noter", class_name="btn", data_testid="noter-mesure")
    aside = rx.el.div(
        note(
            "Le carnet n’interprète pas vos chiffres. Si un résultat vous inquiète, appelez votre médecin. ",
            rx.el.b("En cas de malaise, appelez le 15."),
            kind="info",
        ),
        rx.el.p(
            download_link(
                icon("download"),
                "Toutes mes mesures (CSV)",
                href=MEASURES_CSV,
                testid="telecharger-mesures",
                small=True,
            )
        ),
        class_name="stack gap-4",
    )
    body = rx.fragment(_kinds(), _series(), rx.el.div(note_form(), aside, class_name="split mt-6"))
    return layout.shell(
        layout.heading("Mesures", actions=rx.cond(MeasuresState.computed, rx.fragment(), add)),
        rx.cond(MeasuresState.loaded, body, skeleton(lines=6)),
        nav="mesures",
        loaded=MeasuresState.loaded,
    )


def _chip(chip: rx.Var[Chip], name: str) -> rx.Component:
    given = {"href": chip.href, "class_name": "chip", "data_testid": f"{name}-" + chip.code}
    return rx.cond(chip.here, rx.el.a(chip.words, aria_current="true", **given), rx.el.a(chip.words, **given))


def _kinds() -> rx.Component:
    return rx.el.nav(
        rx.foreach(MeasuresState.chips, lambda chip: _chip(chip, "type")),
        aria_label="Type de mesure",
        class_name="chips chips-x mb-6",
        data_testid="types-mesure",
    )


def _series() -> rx.Component:
    curve = MeasuresState.curve
    last = rx.el.p(
        rx.el.span(MeasuresState.latest, class_name="big num", data_testid="derniere-mesure"),
        rx.el.span(
            MeasuresState.unit,
            rx.cond(MeasuresState.two, rx.el.span(" haut (systolique) / bas (diastolique)", class_name="sm")),
            class_name="muted",
        ),
        class_name="line mt-4",
    )
    few = rx.el.p(
        rx.cond(
            MeasuresState.table.length() == 0,
            "Rien de noté dans cette période.",
            "La courbe commence à la deuxième mesure.",
        ),
        class_name="muted mt-4",
    )
    some = rx.fragment(
        last,
        rx.cond(curve.spots.length() > 1, chart(), few),
        rx.cond(MeasuresState.table.length() > 0, _table()),
    )
    return rx.el.section(
        rx.el.div(
            rx.el.div(
                rx.el.h2(MeasuresState.label, id="mesure-titre", tab_index=-1),
                rx.el.p(MeasuresState.latest_when, class_name="muted sm mt-1"),
            ),
            _periods(),
            class_name="line between line-top",
        ),
        rx.cond(MeasuresState.latest != "", some, _first()),
        class_name="card",
        aria_labelledby="mesure-titre",
    )


def _periods() -> rx.Component:
    return rx.el.nav(
        rx.foreach(MeasuresState.periods, lambda chip: _chip(chip, "periode")),
        aria_label="Période",
        class_name="chips",
    )


def _first() -> rx.Component:
    computed = empty(
        icon_name="activity",
        missing="Il se calcule tout seul",
        helps="Notez une taille et un poids\u00a0: l’indice de masse corporelle apparaît ici.",
    )
    noted = empty(
        icon_name="activity",
        missing="Aucune mesure notée",
        helps="Recopiez ce que dit l’appareil, avec la date. La courbe se dessine dès la deuxième.",
    )
    return rx.el.div(rx.cond(MeasuresState.computed, computed, noted), class_name="mt-4")


def _table() -> rx.Component:
    curve = MeasuresState.curve
    table = rx.el.table(
        rx.el.caption(curve.title, class_name="sr"),
        rx.el.thead(
            rx.el.tr(
                rx.el.th("Date", scope="col"),
                rx.el.th("Valeur", scope="col"),
                rx.el.th("Précisions", scope="col"),
                rx.el.th(hidden_text("Action"), scope="col"),
            )
        ),
        rx.el.tbody(rx.foreach(MeasuresState.table, _row)),
        class_name="tbl",
    )
    further = button(
        "Voir plus de mesures", testid="plus-de-mesures", kind="2", small=True, on_click=MeasuresState.more
    )
    return rx.el.details(
        rx.el.summary("Voir les chiffres dans un tableau (", MeasuresState.rows_words, ")"),
        rx.el.div(table, tab_index=0, role="region", aria_label="Tableau des mesures", class_name="scroll"),
        rx.cond(MeasuresState.further, rx.el.p(further, class_name="mt-3")),
        class_name="mt-4",
        data_testid="tableau-mesures",
    )


def _source(row: rx.Var[Row]) -> rx.Component:
    """Lead back to the document that the figure was read in (R-PR-17)."""
    name = hidden_text("\u00a0: " + row.figures + ", " + row.when)
    return rx.el.a("vient d’un document", name, href=row.source, class_name="wrap", data_testid="source-" + row.id)


def _row(row: rx.Var[Row]) -> rx.Component:
    name = hidden_text("\u00a0: " + row.figures + ", " + row.when)
    ask = button(
        "Supprimer", name, testid="supprimer-" + row.id, kind="3", small=True, on_click=MeasuresState.ask_delete(row.id)
    )
    sure = rx.el.span(
        button(
            "Oui, supprimer",
            name,
            testid="confirmer-suppression-" + row.id,
            kind="danger",
            small=True,
            on_click=MeasuresState.delete(row.id),
        ),
        button(
            "Garder", name, testid="garder-" + row.id, kind="2", small=True, on_click=MeasuresState.ask_delete(row.id)
        ),
        class_name="line gap-btns",
    )
    act = rx.cond(MeasuresState.deleting == row.id, sure, ask)
    return rx.el.tr(
        rx.el.th(row.when, scope="row"),
        rx.el.td(row.figures, class_name="num"),
        rx.el.td(row.more, rx.cond(row.source != "", _source(row))),
        rx.el.td(rx.cond(row.mine, act)),
        data_testid="mesure-" + row.id,
    )
