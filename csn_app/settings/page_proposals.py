# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""Whether the carnet proposes what it reads in one's documents (R-PR-17)."""

import reflex as rx

from csn_app.settings.state_proposals import ProposalsChoiceState
from csn_app.ui.components import button


def proposals_section() -> rx.Component:
    """Do I want the carnet to propose what my documents say?"""
    box = rx.el.input(
        type="checkbox",
        name="propositions",
        default_checked=ProposalsChoiceState.wanted,
        class_name="check",
        data_testid="propositions-voulues",
    )
    form = rx.el.form(
        rx.el.div(
            rx.el.label(box, rx.el.span("Me proposer ce que le carnet lit dans mes documents"), class_name="tick"),
            class_name="ticks",
        ),
        rx.el.p(button("Enregistrer", testid="enregistrer-propositions", kind="2", type="submit"), class_name="mt-4"),
        on_submit=ProposalsChoiceState.choose,
        reset_on_submit=False,
        key=ProposalsChoiceState.version.to_string(),
        class_name="mt-4",
        data_testid="choix-propositions",
    )
    return rx.el.section(
        rx.el.h2("Propositions"),
        rx.el.p(
            "Titre, date, mesures, vaccins\u00a0: le carnet les lit ici, sans rien envoyer ailleurs, et n’écrit que "
            "ce que vous acceptez. Si vous décochez, ce qui attend votre réponse disparaît.",
            class_name="muted mt-1",
        ),
        rx.cond(ProposalsChoiceState.loaded, form),
    )
