# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""One document for one or several patients, in one act; nobody's record is opened."""

import reflex as rx

from csn_app.desk.page_deposit import answers, deposit_form, visibility
from csn_app.desk.page_shortcuts import desk_script, key, shortcuts
from csn_app.desk.state_deposit import DepositState
from csn_app.desk.wording import PatientLine
from csn_app.ui import layout
from csn_app.ui.components import button, empty, hidden_text, skeleton


def several_page() -> rx.Component:
    """Choose the patients, then the document; each receives it in their own carnet."""
    nobody = empty(
        icon_name="users",
        missing="Aucun patient ne vous a autorisé pour le moment",
        helps="Un patient vous ajoute lui-même dans son carnet, ou répond à votre demande.",
    )
    form = rx.el.section(
        rx.el.h2("Le document", id="document-titre"),
        deposit_form(
            rx.el.div(rx.foreach(DepositState.chosen, _named), hidden=True),
            visibility(),
            address=DepositState.address,
            max_bytes=DepositState.max_bytes,
        ),
        *answers(done=DepositState.deposited, left=DepositState.put_away),
        class_name="card",
        aria_labelledby="document-titre",
    )
    page = rx.el.div(_patients(), form, class_name="stack gap-6")
    return layout.shell(
        layout.heading(
            "Déposer un document", lead="Pour un ou plusieurs patients. Chacun le reçoit dans son propre carnet."
        ),
        rx.cond(DepositState.loaded, rx.cond(DepositState.everyone > 0, page, nobody), skeleton(lines=6)),
        shortcuts(("p", "Chercher parmi mes patients")),
        desk_script(),
        nav="pro-depot",
        cover="pro",
        loaded=DepositState.loaded,
    )


def _named(patient: rx.Var[PatientLine]) -> rx.Component:
    return rx.el.input(
        type="hidden", name="espace", value=patient.id, read_only=True, custom_attrs={"data-nom-patient": patient.name}
    )


def _patients() -> rx.Component:
    chosen = rx.el.ul(
        rx.foreach(DepositState.chosen, _chosen),
        class_name="rows rows-wrap framed mt-4",
        data_testid="patients-choisis",
    )
    search = rx.el.div(
        rx.el.label("Chercher parmi mes patients", html_for="parmi", class_name="label"),
        rx.el.input(
            id="parmi",
            type="search",
            class_name="input",
            max_length=100,
            auto_complete="off",
            spell_check=False,
            on_change=DepositState.look_for.debounce(250),
            data_testid="chercher-parmi",
            custom_attrs=key("p"),
        ),
        class_name="field mt-4",
    )
    proposed = rx.el.ul(
        rx.foreach(DepositState.proposed, _proposed),
        class_name="rows rows-wrap framed mt-4",
        data_testid="patients-proposes",
    )
    return rx.el.section(
        rx.el.h2("Les patients", id="patients-titre"),
        rx.cond(DepositState.chosen.length() > 0, chosen),
        search,
        rx.cond(DepositState.proposed.length() > 0, proposed),
        class_name="card",
        aria_labelledby="patients-titre",
    )


def _line(patient: rx.Var[PatientLine], act: rx.Component) -> rx.Component:
    return rx.el.li(
        rx.el.div(rx.el.p(patient.name, class_name="t"), rx.el.p(patient.traits, class_name="m"), class_name="body"),
        rx.el.div(act, class_name="end"),
    )


def _chosen(patient: rx.Var[PatientLine]) -> rx.Component:
    return _line(
        patient,
        button(
            "Retirer",
            hidden_text(" " + patient.name),
            testid="retirer-" + patient.id,
            kind="3",
            small=True,
            on_click=DepositState.leave(patient.id),
        ),
    )


def _proposed(patient: rx.Var[PatientLine]) -> rx.Component:
    return _line(
        patient,
        button(
            "Ajouter",
            hidden_text(" " + patient.name),
            testid="ajouter-" + patient.id,
            kind="2",
            small=True,
            on_click=DepositState.choose(patient.id),
        ),
    )
