# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""The desk: open the right patient's record, lawfully and fast."""

import reflex as rx

from csn_app.desk.page_deposit import desk_script
from csn_app.desk.page_search import found_patients, search_card
from csn_app.desk.state import DeskState, PlaceChoice
from csn_app.desk.wording import PatientLine
from csn_app.ui import layout
from csn_app.ui.components import badge, button, empty, hidden_text, link_button, note


def desk_page() -> rx.Component:
    """Find the record of a patient who authorised me."""
    traced = note(
        rx.el.b("Chaque ouverture est tracée. "),
        "Le patient voit votre nom, le lieu, l’heure, le motif et les documents lus.",
        icon_name="shield-check",
    )
    return layout.shell(
        layout.heading("Mes patients", lead=_lead()),
        rx.el.div(
            rx.el.div(search_card(), found_patients(), class_name="stack gap-6"),
            rx.el.div(rx.cond(DeskState.places.length() > 1, _places()), traced, class_name="stack gap-6"),
            class_name="split",
        ),
        _patients(),
        desk_script(),
        nav="pro-accueil",
        cover="pro",
        loaded=DeskState.loaded,
    )


def _lead() -> rx.Component:
    place = rx.cond(DeskState.place != "", " " + DeskState.place + ".", "")
    return rx.cond(DeskState.loaded, DeskState.day + "." + place, "Lecture de votre liste…")


def _places() -> rx.Component:
    def option(place: rx.Var[PlaceChoice]) -> rx.Component:
        return rx.el.option(place.words, value=place.id)

    current = rx.cond(DeskState.place == "", rx.el.option("Choisissez", value=""))
    return rx.el.form(
        rx.el.h2("Je travaille depuis", class_name="size-lg"),
        rx.el.div(
            rx.el.label("Lieu", html_for="lieu", class_name="label"),
            rx.el.select(
                current,
                rx.foreach(DeskState.places, option),
                id="lieu",
                name="lieu",
                class_name="input",
                default_value=DeskState.place_id,
                key=DeskState.place_id,
            ),
            class_name="field mt-2",
        ),
        rx.el.p(
            button("Travailler depuis ce lieu", testid="choisir-lieu", kind="2", small=True, type="submit"),
            class_name="mt-4",
        ),
        on_submit=DeskState.choose,
        class_name="card",
        data_testid="lieu-de-travail",
    )


def _patients() -> rx.Component:
    table = rx.el.table(
        rx.el.caption("Patients qui m’ont autorisé", class_name="sr"),
        rx.el.thead(
            rx.el.tr(
                rx.el.th("Patient", scope="col", role="columnheader"),
                rx.el.th("Accès", scope="col", role="columnheader"),
                rx.el.th(rx.el.span("Action", class_name="sr"), scope="col", role="columnheader"),
                role="row",
            ),
            role="rowgroup",
        ),
        rx.el.tbody(rx.foreach(DeskState.patients, _patient), role="rowgroup"),
        class_name="tbl stackable",
        role="table",
        data_testid="patients",
    )
    nobody = empty(
        icon_name="users",
        missing="Aucun patient ne vous a autorisé pour le moment",
        helps="Un patient vous ajoute lui-même, dans son carnet, à la page «\u00a0Mes soignants\u00a0».",
    )
    listed = rx.cond(DeskState.patients.length() > 0, rx.el.div(table, class_name="card card-0"), nobody)
    return rx.el.section(
        rx.el.h2("Patients qui m’ont autorisé", class_name="sec-h"),
        rx.cond(DeskState.loaded, listed),
        class_name="sec",
    )


def _patient(patient: rx.Var[PatientLine]) -> rx.Component:
    until = rx.cond(patient.soon, badge(patient.until, kind="warn"), rx.el.span(patient.until))
    opens = link_button(
        "Ouvrir",
        hidden_text(" le dossier de " + patient.name),
        href="/pro/dossier/" + patient.id,
        testid="ouvrir-" + patient.id,
        small=True,
    )
    return rx.el.tr(
        rx.el.th(
            patient.name,
            rx.el.br(),
            rx.el.span(patient.traits, class_name="sm muted normal"),
            scope="row",
            role="rowheader",
        ),
        rx.el.td(rx.el.div(until), role="cell", custom_attrs={"data-l": "Accès"}),
        rx.el.td(opens, role="cell"),
        role="row",
    )
