# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""What a record says loudly while it is open without the person's agreement, and how it is opened again."""

import reflex as rx

from csn_app.desk.state_file import FileState
from csn_app.ui import layout
from csn_app.ui.components import button, icon, link_button


def alarm() -> rx.Component:
    """Say on top of the record that it is open in an emergency, until when, and that every reading is told."""
    said = rx.el.div(
        icon("siren", size="l"),
        rx.el.p(
            rx.el.b("Dossier ouvert en urgence, sans l’accord de la personne"),
            FileState.banner.emergency,
            " Elle est prévenue. Chaque lecture est tracée avec votre nom, puis contrôlée.",
        ),
        class_name="alarm",
        role="region",
        aria_label="Accès en urgence",
        data_testid="bandeau-urgence",
    )
    return rx.cond(FileState.banner.emergency != "", said)


def open_again() -> rx.Component:
    """Open again a record whose emergency still runs: it needs no new reason, and ends at the same hour."""
    who = rx.fragment(rx.el.b(FileState.banner.name), rx.el.br(), FileState.banner.traits)
    return rx.fragment(
        layout.heading("Ce dossier vous est ouvert en urgence", lead=who),
        rx.el.section(
            rx.el.p(FileState.ended, " Chaque lecture est tracée, et la personne la verra."),
            rx.el.p(
                button(
                    icon("siren"),
                    "Rouvrir en urgence",
                    testid="rouvrir-urgence",
                    kind="danger",
                    on_click=FileState.open_again,
                ),
                link_button("Ne pas ouvrir", href="/pro", testid="ne-pas-ouvrir", kind="3"),
                class_name="line btns mt-4",
            ),
            class_name="card",
        ),
    )
