"""The carnet around a page: every way out, no inline style, no dead link, French above the page."""

import re
from typing import Any

import pytest
import reflex as rx

from csn_app.ui import components, layout, overlays

NAMES = {"patient": {"accueil", "dossier-documents", "professionnels", "historique", "parametres"}}
ALONE = {"agent": "agent-3422"}


def _walk(component: Any) -> list[Any]:
    found = [component]
    for child in component.children:
        found += _walk(child)
    return found


def _test_ids(component: Any) -> list[str]:
    given = [part.custom_attrs.get("data-testid") for part in _walk(component)]
    return [str(name).strip('"') for name in given if name is not None]


def _shell(nav: str, cover: str = "patient") -> rx.Component:
    return layout.shell(layout.heading("Documents"), nav=nav, cover=cover)


def test_patient_finds_every_entry_beside_which_the_menu_copies():
    """``tests/journeys/test_menu.py`` opens the menu of a phone."""
    ids = set(_test_ids(_shell("accueil")))
    assert {f"nav-{name}" for name in NAMES["patient"]} <= ids
    assert {"changer-espace", "deconnexion", "quitter-vite", "menu-mobile", "rester-connecte"} <= ids


def test_test_ids_are_unique():
    ids = _test_ids(_shell("accueil"))
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(("cover", "name"), sorted(ALONE.items()))
def test_desk_with_one_page_has_no_phone_menu(cover, name):
    ids = _test_ids(_shell(name, cover=cover))
    assert f"nav-{name}" in ids
    assert "menu-mobile" not in ids


def test_nothing_carries_an_inline_style():
    pieces = [
        _shell("accueil"),
        overlays.french_overlay(),
        components.empty(icon_name="file-text", missing="Aucun document", helps="Ajoutez-en un."),
        components.dialog(rx.el.p("Oui\u00a0?"), dialog_id="dialogue", title="Supprimer\u00a0?", actions=rx.fragment()),
    ]
    assert [part for piece in pieces for part in _walk(piece) if part.style] == []


def _said(component: rx.Component) -> str:
    return str(component).encode().decode("unicode_escape")


def test_lost_connection_is_said_in_french():
    said = _said(overlays.french_overlay())
    assert "La connexion est coupée" in said
    assert not re.search(r"Cannot connect|server", said)


def test_broken_page_shows_nothing_of_its_inside():
    fallback = str(overlays.french_error_boundary().fallback_render)
    assert "Recharger la page" in fallback
    assert "stack" not in fallback
