"""The assistance desk, as far as this version goes: an agent is known, and sees nobody's carnet."""

import reflex as rx

from csn_app.ui import layout
from csn_app.ui.components import NativeForm, icon
from csn_app.ui.overlays import SIGN_OUT
from csn_app.ui.session import SessionState


def assistance_page() -> rx.Component:
    """Say to an agent what they can do here today: nothing on anyone's carnet (R-AS-4, R-AS-8)."""
    sign_out = NativeForm.create(
        rx.el.button(
            icon("log-out"), "Me déconnecter", type="submit", class_name="btn btn-2", data_testid="agent-deconnexion"
        ),
        action=SIGN_OUT,
        method="post",
    )
    return layout.shell(
        layout.heading("Assistance", lead="Votre compte\u00a0: " + SessionState.name),
        rx.el.section(
            rx.el.h2("Ce que vous pouvez faire aujourd’hui"),
            rx.el.p(
                "Sur cette installation, un agent ne peut encore agir sur aucun carnet\u00a0: "
                "vous ne voyez ni la liste des personnes, ni leurs données de santé.",
                class_name="mt-2",
            ),
            rx.el.div(sign_out, class_name="mt-6"),
            class_name="card",
        ),
        nav="agent-3422",
        cover="agent",
    )
