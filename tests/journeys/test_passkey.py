"""Promise: my finger or my face is enough to enter, on a phone as on a desk, and I can take that back."""

import re

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.browser import DESK, PHONE, Visits, reads_well
from tests.journeys.pages.account import Home, Passkey, Settings
from tests.journeys.pages.demo import Demo
from tests.journeys.people import a_holder


def a_device(page: Page) -> CDPSession:
    """Chromium's own authenticator, inside the device, with a fingerprint that is always the right one."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_key_is_added_opens_the_carnet_and_is_taken_back(visits: Visits, size: tuple[int, int]) -> None:
    page, person = a_holder(visits, size)
    a_device(page)
    settings = Settings(page).open()
    settings.by("ajouter-cle").click()
    key = Passkey(page).ready()
    reads_well(page)
    key.by("champ-mot-de-passe").fill(person["password"])
    key.by("continuer").click()
    page.wait_for_url("**/parametres/cle/code")
    key.by("champ-code").fill(Demo(page.request).security_code(person["email"]))
    key.by("valider-code").click()
    page.wait_for_url("**/parametres/cle/creer")
    reads_well(page)
    key.use()
    page.wait_for_url("**/parametres")
    settings.ready()
    expect(settings.keys).to_have_count(1)
    expect(settings.keys).to_contain_text("Pas encore utilisée")
    reads_well(page)

    settings.sign_out()
    page.goto("/connexion?suite=/documents")
    reads_well(page)
    key.use()
    page.wait_for_url("**/connexion/cle")
    reads_well(page)
    key.use()
    page.wait_for_url("**/documents")

    settings.open()
    expect(settings.keys).to_contain_text("Utilisée aujourd’hui")
    settings.keys.get_by_role("button", name=re.compile("Retirer")).click()
    expect(settings.said).to_contain_text("n’ouvre plus")
    expect(settings.keys).to_have_count(0)
    settings.sign_out()
    page.goto("/connexion")
    key.use()
    page.wait_for_url("**/connexion/cle")
    visits.watcher.expected.append("422")
    key.use()
    expect(key.errors).to_contain_text("n’ouvre pas de carnet ici")
    reads_well(page)
    assert sum("clé d’accès" in m["text"] for m in Demo(page.request).outbox(person["email"])) == 2


def test_a_device_without_a_key_says_so_and_leaves_the_password(visits: Visits) -> None:
    page, _ = a_holder(visits)
    Home(page).open().sign_out()
    key = Passkey(page)
    key.use()
    page.wait_for_url("**/connexion/cle")
    a_device(page)
    key.use()
    expect(page.locator("[data-said]")).to_contain_text("Rien n’a été confirmé")
    page.get_by_role("link", name="Me connecter avec mon mot de passe").click()
    page.wait_for_url("**/connexion")
