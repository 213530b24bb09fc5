# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""The vaccination booklet: what was received, when, which dose, which lot."""

import reflex as rx

from csn_app.profile.page_form import entry_form
from csn_app.profile.state import ProfileState
from csn_app.profile.wording import Dose
from csn_app.ui import layout
from csn_app.ui.components import badge, button, empty, hidden_text, icon, skeleton


def vaccinations_page() -> rx.Component:
    """Which vaccines did I receive?"""
    lead = rx.cond(
        ProfileState.doses_words != "", ProfileState.doses_words, "Recopiez votre carnet\u00a0: l’année suffit."
    )
    adding = ProfileState.form.section == "VACCINATIONS"
    return layout.shell(
        layout.heading(
            "Vaccinations",
            lead=rx.cond(ProfileState.loaded, lead, "\u00a0"),
            actions=button(
                icon("plus"), "Ajouter un vaccin", testid="ajouter-vaccin", on_click=ProfileState.add("VACCINATIONS")
            ),
        ),
        rx.cond(adding, rx.el.section(entry_form(title="h2"), class_name="mb-6 no-print")),
        rx.cond(ProfileState.loaded, _booklet(), skeleton(lines=6)),
        nav="vaccinations",
        loaded=ProfileState.loaded,
    )


def _booklet() -> rx.Component:
    none = empty(
        icon_name="syringe",
        missing="Aucun vaccin noté",
        helps="Recopiez votre carnet papier, le plus récent d’abord. Une année suffit, et le lot est facultatif.",
    )
    prints = button(
        icon("printer"),
        "Imprimer le carnet",
        testid="imprimer-carnet",
        kind="2",
        small=True,
        custom_attrs={"data-imprimer": "oui"},
    )
    some = ProfileState.doses.length() > 0
    return rx.el.section(
        rx.el.div(
            rx.el.h2("Mon carnet de vaccination", id="carnet-titre", tab_index=-1),
            rx.cond(some, rx.el.div(prints, class_name="no-print")),
            class_name="line between sec-h",
        ),
        rx.el.p("Carnet de ", ProfileState.owner, ", imprimé le ", ProfileState.printed, ".", class_name="only-print"),
        rx.cond(some, rx.el.div(_table(), class_name="card card-0"), none),
        aria_labelledby="carnet-titre",
    )


def _table() -> rx.Component:
    heads = ("Vaccin", "Date", "Dose", "Lot", "Vérifié")
    return rx.el.table(
        rx.el.caption("Vaccins reçus, du plus récent au plus ancien", class_name="sr"),
        rx.el.thead(
            rx.el.tr(
                *(rx.el.th(words, scope="col", role="columnheader") for words in heads),
                rx.el.th(
                    rx.el.span("Action", class_name="sr"), scope="col", role="columnheader", class_name="no-print"
                ),
                role="row",
            ),
            role="rowgroup",
        ),
        rx.el.tbody(rx.foreach(ProfileState.doses, _dose), role="rowgroup"),
        class_name="tbl stackable",
        role="table",
        data_testid="liste-vaccins",
    )


def _dose(dose: rx.Var[Dose]) -> rx.Component:
    def cell(words: str, *content: object) -> rx.Component:
        return rx.el.td(rx.el.div(*content), role="cell", custom_attrs={"data-l": words})

    verified = rx.cond(dose.mine, badge("Ajouté par moi"), badge("Par un soignant", kind="ok", icon_name="check"))
    change = button(
        "Modifier",
        hidden_text("\u00a0: " + dose.vaccine + ", " + dose.date),
        testid="modifier-" + dose.id,
        kind="3",
        small=True,
        on_click=ProfileState.edit(dose.id),
    )
    return rx.el.tr(
        rx.el.th(
            dose.vaccine,
            rx.el.br(),
            rx.el.span(dose.diseases, class_name="sm muted normal"),
            scope="row",
            role="rowheader",
        ),
        cell("Date", dose.date),
        cell("Dose", dose.dose, rx.cond(dose.who != "", rx.el.span(dose.who, class_name="hint"))),
        cell("Lot", dose.lot),
        cell("Vérifié", verified),
        rx.el.td(rx.cond(dose.mine, change), role="cell", class_name="no-print"),
        role="row",
        data_testid="vaccin-" + dose.id,
    )
