# mypy: disable-error-code="no-any-return, arg-type, operator"
"""The help session on the agent's screen: read a number out, then file what the person brought."""

import reflex as rx

from csn_app.assistance.state import AssistanceState
from csn_app.ui.components import button
from csn_app.ui.upload import add_button, drop_zone, transfers


def help_session_card() -> rx.Component:
    """Offer to file documents for the person who is there; the person allows it from their own carnet."""
    return rx.el.section(
        rx.el.h2("Ranger des documents pour la personne", class_name="size-lg"),
        rx.cond(AssistanceState.help_until != "", _file(), _offer()),
        class_name="card",
        data_testid="seance-aide",
    )


def _offer() -> rx.Component:
    state = AssistanceState
    read_out = rx.el.div(
        rx.el.p(
            "Lisez ce numéro. La personne le tape dans son carnet, à la page «\u00a0Séance d’aide\u00a0». "
            "Ne le tapez jamais pour elle.",
            class_name="mt-2",
        ),
        rx.el.p(state.help_number, class_name="num b size-lg mt-2", data_testid="numero-aide"),
        rx.el.p(
            button("La personne a accepté", testid="seance-acceptee", on_click=state.look_again),
            class_name="line btns mt-4",
        ),
    )
    begin = rx.el.div(
        rx.el.p(
            "Avec son accord, pendant 30 minutes, vous ajoutez ses documents. Vous ne lisez rien du carnet.",
            class_name="mt-2",
        ),
        rx.el.p(
            button("Proposer une séance d’aide", testid="proposer-seance", kind="2", on_click=state.offer),
            class_name="line btns mt-4",
        ),
    )
    return rx.cond(state.help_number != "", read_out, begin)


def _file() -> rx.Component:
    state = AssistanceState
    zone = drop_zone(
        address=state.address,
        limits="PDF, photo ou texte, un fichier par document.",
        max_bytes=state.max_bytes,
        on_arrival=state.filed,
    )
    return rx.el.div(
        rx.el.p("La personne a accepté. Séance ouverte jusqu’à ", state.help_until, ".", class_name="mt-2"),
        rx.el.div(add_button(), class_name="mt-4"),
        transfers(),
        zone,
        class_name="stack gap-4",
    )
