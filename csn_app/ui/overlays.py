"""What stands above any page after sign-in: the lost connection, the page that broke, the session about to end.

They replace the framework's own, which speak English and show its inside.
"""

import reflex as rx
from reflex_base.vars.base import Var
from reflex_components_core.base.error_boundary import ErrorBoundary
from reflex_components_core.core.banner import has_too_many_connection_errors

from csn_app.ui.components import NativeForm, button, icon, note, plain_link

EXTEND = "/session/prolonger"
SIGN_OUT = "/deconnexion"


def french_overlay() -> rx.Component:
    """Say that the connection is lost and that the page comes back by itself."""
    lost = note(
        rx.el.b("La connexion est coupée. "),
        "Nous réessayons sans arrêt. Attendez avant d’enregistrer quelque chose.",
        kind="warn",
        role="status",
        testid="reconnexion",
    )
    return rx.fragment(rx.cond(has_too_many_connection_errors, rx.el.div(lost, class_name="reconnect")))


def french_error_boundary(*children: rx.Component, **props: object) -> rx.Component:
    """Replace a page that broke by a sentence and a way out, without showing its inside."""
    broken = rx.el.main(
        rx.el.div(
            rx.el.h1("Cette page ne s’affiche pas"),
            rx.el.p("Ce que vous avez enregistré est gardé. Rechargez la page.", class_name="lead mt-2"),
            rx.el.p(plain_link("Recharger la page", href="", class_name="btn"), class_name="mt-6"),
            class_name="page page-narrow",
        ),
    )
    return ErrorBoundary.create(*children, fallback_render=Var.create(broken), **props)


def session_warning() -> rx.Component:
    """Warn before the session ends for lack of activity (R-ID-25); ``shell.js`` opens it and counts."""
    sign_out = NativeForm.create(
        # Filled when time is up, so that the next page can say why.
        rx.el.input(type="hidden", name="inactif", default_value=""),
        rx.el.button("Me déconnecter", class_name="btn btn-2", type="submit", data_testid="fin-deconnexion"),
        action=SIGN_OUT,
        method="post",
    )
    return rx.el.dialog(
        rx.el.div(rx.el.h2("Êtes-vous toujours là\u00a0?", id="fin-titre"), class_name="dlg-h"),
        rx.el.div(
            rx.el.p(
                "Vous n’avez rien fait depuis un moment. Sans réponse de votre part, la session se ferme dans ",
                rx.el.span("2 minutes", custom_attrs={"data-reste": "oui"}, class_name="b"),
                ".",
            ),
            class_name="dlg-b",
        ),
        rx.el.div(button("Rester connecté", testid="rester-connecte"), sign_out, class_name="dlg-f"),
        id="fin-de-session",
        aria_labelledby="fin-titre",
        data_testid="dialogue-session",
    )


def quick_exit() -> rx.Component:
    """End the session at once and show a page that says nothing of health; also three presses on Échap."""
    return NativeForm.create(
        rx.el.input(type="hidden", name="vite", value="1"),
        rx.el.button(
            icon("log-out"),
            rx.el.span("Quitter vite"),
            class_name="tool exit",
            type="submit",
            data_testid="quitter-vite",
        ),
        action=SIGN_OUT,
        method="post",
        id="quitter",
        class_name="tool-form",
    )
