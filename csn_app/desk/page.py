# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""The desk: open the right patient's record, lawfully and fast."""

import reflex as rx

from csn_app.desk.page_search import found_patients, search_card
from csn_app.desk.page_shortcuts import desk_script, key, shortcuts
from csn_app.desk.state import DeskState, PlaceChoice
from csn_app.desk.wording import PatientLine
from csn_app.ui import layout
from csn_app.ui.components import badge, button, empty, hidden_text, icon, link_button, note


def desk_page() -> rx.Component:
    """Find the record of a patient who authorised me."""
    traced = note(
        rx.el.b("Chaque ouverture est tracée. "),
        "Le patient voit votre nom, le lieu, l’heure, le motif et les documents lus.",
        icon_name="shield-check",
    )
    keys = shortcuts(
        ("p", "Chercher parmi mes patients"),
        ("/", "Ouvrir un dossier par l’INS ou l’identité"),
        ("1 à 9", "Ouvrir le dossier de cette ligne"),
    )
    return layout.shell(
        layout.heading(
            "Mes patients",
            lead=_lead(),
            actions=link_button(
                icon("upload"), "Déposer un document", href="/pro/deposer", testid="deposer-pour-plusieurs", kind=""
            ),
        ),
        rx.el.div(
            rx.el.div(search_card(), found_patients(), class_name="stack gap-6"),
            rx.el.div(_to_do(), rx.cond(DeskState.places.length() > 1, _places()), traced, class_name="stack gap-6"),
            class_name="split",
        ),
        _patients(),
        keys,
        desk_script(),
        nav="pro-accueil",
        cover="pro",
        loaded=DeskState.loaded,
    )


def _lead() -> rx.Component:
    place = rx.cond(DeskState.place != "", " " + DeskState.place + ".", "")
    acts_for = rx.cond(DeskState.acts_for != "", " Vous agissez pour " + DeskState.acts_for + ".", "")
    return rx.cond(DeskState.loaded, DeskState.day + "." + place + acts_for, "Lecture de votre liste…")


def _to_do() -> rx.Component:
    said = note(
        rx.el.b(DeskState.corrections),
        " par vos patients. Ouvrez leur dossier pour répondre.",
        kind="warn",
        testid="a-traiter",
    )
    return rx.cond(DeskState.corrections != "", said)


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
                *(rx.el.th(words, scope="col", role="columnheader") for words in ("Patient", "Nouveau", "Accès")),
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
        helps="Un patient vous ajoute lui-même dans son carnet, ou répond à votre demande.",
    )
    none = note("Aucun de vos patients ne porte ce nom. Vérifiez, ou cherchez par l’INS.", testid="aucun-patient")
    listed = rx.cond(
        DeskState.everyone > 0,
        rx.fragment(
            _filter(),
            rx.cond(DeskState.patients.length() > 0, rx.el.div(table, class_name="card card-0"), none),
            _pages(),
        ),
        nobody,
    )
    return rx.el.section(
        rx.el.h2("Patients qui m’ont autorisé", class_name="sec-h"),
        rx.cond(DeskState.loaded, listed),
        class_name="sec",
    )


def _filter() -> rx.Component:
    """Keep those whom a word names; nothing is sent but the word, and nothing is kept of it."""
    return rx.el.div(
        rx.el.label("Chercher parmi mes patients", html_for="parmi", class_name="label"),
        rx.el.input(
            id="parmi",
            type="search",
            class_name="input",
            max_length=100,
            auto_complete="off",
            spell_check=False,
            aria_describedby="parmi-n",
            on_change=DeskState.look_for.debounce(250),
            data_testid="chercher-parmi",
            custom_attrs=key("p"),
        ),
        rx.el.p(DeskState.patients_words, class_name="sm muted mt-1", id="parmi-n", role="status"),
        class_name="field mb-4",
    )


def _pages() -> rx.Component:
    newer = button("Patients précédents", testid="patients-avant", kind="2", small=True, on_click=DeskState.turn_newer)
    older = button("Patients suivants", testid="patients-apres", kind="2", small=True, on_click=DeskState.turn_older)
    return rx.cond(
        DeskState.newer | DeskState.older,
        rx.el.nav(
            rx.cond(DeskState.newer, newer),
            rx.cond(DeskState.older, older),
            aria_label="Pages de patients",
            class_name="line mt-4",
        ),
    )


def _patient(patient: rx.Var[PatientLine]) -> rx.Component:
    until = rx.cond(patient.soon, badge(patient.until, kind="warn"), rx.el.span(patient.until))
    news = rx.cond(patient.fresh, badge(patient.news, kind="new"), rx.el.span(patient.news))
    opens = rx.el.a(
        "Ouvrir",
        hidden_text(" le dossier de " + patient.name),
        href="/pro/dossier/" + patient.id,
        class_name="btn btn-2 btn-s",
        data_testid="ouvrir-" + patient.id,
        custom_attrs=key(patient.key),
    )
    return rx.el.tr(
        rx.el.th(
            patient.name,
            rx.el.br(),
            rx.el.span(patient.traits, class_name="sm muted normal"),
            scope="row",
            role="rowheader",
        ),
        rx.el.td(rx.el.div(news), role="cell", custom_attrs={"data-l": "Nouveau"}),
        rx.el.td(rx.el.div(until), role="cell", custom_attrs={"data-l": "Accès"}),
        rx.el.td(opens, role="cell"),
        role="row",
    )
