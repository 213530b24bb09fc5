"""The signed-in home."""

import reflex as rx

from csn_app.ui import layout
from csn_app.ui.session import SessionState


def home_page() -> rx.Component:
    """In ten seconds: is there something for me today?"""
    return layout.shell(layout.heading("Bonjour " + SessionState.first_name), nav="accueil")
