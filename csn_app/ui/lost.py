"""What is seen after sign-in where no page is: the same words as ``ui/errors.py`` gives before it."""

import reflex as rx

from csn_app.ui.components import logo


def lost_page() -> rx.Component:
    """Say that the page does not exist, and give a way on."""
    return rx.el.main(
        rx.el.div(
            rx.el.p(rx.el.a(logo(), rx.el.span("Carnet de santé numérique"), href="/accueil", class_name="brand")),
            rx.el.h1("Cette page n’existe pas ou n’existe plus", class_name="mt-6"),
            rx.el.p("Vérifiez l’adresse, ou repartez de l’accueil.", class_name="lead mt-2"),
            rx.el.p(
                rx.el.a("Aller à l’accueil", href="/accueil", class_name="btn", reload_document=True), class_name="mt-6"
            ),
            class_name="page page-narrow",
        ),
        id="contenu",
        tab_index=-1,
    )
