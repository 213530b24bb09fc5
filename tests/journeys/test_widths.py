"""Promise: every page reads at 320, 390, 820 and 1280 pixels and at twice the size, in both themes, for everyone."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import DESK, PHONE, TABLET, Visits, reads_well, spills
from tests.journeys.pages.demo import Demo
from tests.journeys.pages.screen import Screen

SMALL = (320, 640)
TWICE = (640, 450)
"""A screen of 1280 pixels read at 200 %."""

PLACES = {
    "": ["/", "/connexion", "/activation", "/activation/carte", "/conditions", "/opposition", "/opposition/verifier",
         "/opposition/retirer", "/pro/premiere-connexion",
         "/aide", "/aide/fermer", "/aide/mots", "/accessibilite", "/donnees-personnelles", "/cookies",
         "/au-revoir", "/cette-page-n-existe-pas", "/_demo/outbox?to=personne"],
    "alice": ["/accueil", "/documents", "/documents?categorie=BIOLOGIE", "/soignants", "/soignants/masques",
              "/soignants/metiers", "/historique",
              "/historique?quoi=lectures", "/notifications", "/parametres", "/parametres/urgences", "/droits",
              "/droits/fermer", "/seance-aide", "/agenda", "/agenda?vue=semaine", "/agenda?vue=mois", "/prevention",
              "/messages", "/messages?vue=archives",
              "/profil", "/profil/essentiel", "/profil/resume", "/mesures", "/vaccinations", "/proches",
              "/documents/corbeille", "/services", "/parametres/securite"],
    "camille.bernard": ["/pro", "/pro?par=traits", "/pro/messages", "/pro/messages/nouveau", "/pro/deposer",
                        "/pro/secretariat", "/pro/urgence"],
    "yann.lebreton": ["/pro/urgence", "/pro/urgence?par=traits"],
    "agent-1": ["/assistance"],
    "operateur-1": ["/exploitation", "/exploitation/contestations", "/exploitation/contestations?voir=repondues",
                    "/exploitation/messages", "/exploitation/acces-urgence", "/exploitation/services"],
}  # fmt: skip


@pytest.mark.parametrize("who", PLACES, ids=lambda who: who or "visitor")
def test_every_page_reads_at_every_width(visits: Visits, who: str) -> None:
    visits.watcher.expected.append("404")
    page = visits.page(PHONE)
    if who:
        Demo(page.request).sign_in(who)
    for place in PLACES[who]:
        Screen(page).open(place)
        expect(page.locator("h1")).to_have_count(1)
        for width, height in (SMALL, TWICE, PHONE, TABLET, DESK):
            page.set_viewport_size({"width": width, "height": height})
            assert not spills(page), (place, width)
            if (width, height) in (PHONE, DESK):
                reads_well(page)


@pytest.mark.parametrize("list_of", ["/documents", "/services"])
def test_what_a_list_leads_to_reads_at_every_width(visits: Visits, list_of: str) -> None:
    page = visits.page(PHONE)
    Demo(page.request).sign_in("alice")
    Screen(page).open(list_of)
    page.goto(str(page.locator(f"main a[href^='{list_of}/']").first.get_attribute("href")))
    Screen(page).ready()
    expect(page.locator("h1")).to_have_count(1)
    for width, height in (SMALL, TWICE, PHONE, TABLET, DESK):
        page.set_viewport_size({"width": width, "height": height})
        assert not spills(page), (list_of, width)
        if (width, height) in (PHONE, DESK):
            reads_well(page)


def test_page_works_without_its_mouse_and_says_where_one_is(visits: Visits) -> None:
    page = visits.page()
    Demo(page.request).sign_in("alice")
    Screen(page).open("/accueil")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert _focused(page) == "main"
    Screen(page).by("nav-dossier-documents").press("Enter")
    page.wait_for_url("**/documents")
    Screen(page).ready()
    expect(page.locator("h1")).to_be_focused()
    expect(page).to_have_title("Documents — Carnet de santé numérique")


def _focused(page: Page) -> str:
    return str(page.evaluate("(document.activeElement.closest('main') || document.activeElement).tagName")).lower()
