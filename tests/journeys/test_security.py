"""Promise: how I get in is mine to change, nobody takes it by surprise, and a lost telephone is no dead end."""

from secrets import token_hex

import pyotp
import pytest
from playwright.sync_api import Page, expect

from tests.browser import DESK, PHONE, Visits, reads_well
from tests.journeys.pages.account import Home, Settings
from tests.journeys.pages.demo import Demo
from tests.journeys.pages.public import SecurityCode, SignIn
from tests.journeys.pages.security import LostPhone, Security
from tests.journeys.people import Person, a_holder

SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])


def proved(page: Page, person: Person) -> Security:
    Settings(page).open().by("ajouter-facteur").click()
    security = Security(page).ready()
    reads_well(page)
    security.prove(person["password"], to=person["email"])
    return security


@SIZES
def test_a_new_contact_waits_and_is_called_off_by_page_and_by_link(visits: Visits, size: tuple[int, int]) -> None:
    page, person = a_holder(visits, size)
    security = proved(page, person)
    reads_well(page)
    for way_back in ("page", "link"):
        new = f"{token_hex(6)}@example.fr"
        security.by("changer-contact").click()
        reads_well(page)
        security.by("champ-contact").fill(new)
        security.by("continuer").click()
        page.wait_for_url("**/contact/code")
        reads_well(page)
        security.code(Demo(page.request).security_code(new))
        expect(security.by("fait")).to_contain_text("annuler")
        told = next(m["text"] for m in Demo(page.request).outbox(person["email"]) if "jeton=" in m["text"])
        settings = Settings(page).open()
        expect(settings.by("liste-facteurs")).to_contain_text("Bientôt")
        reads_well(page)
        if way_back == "page":
            settings.by("annuler-changement").click()
            expect(settings.said).to_contain_text("annulé")
            security.open("/parametres/securite/gerer")
    stranger = visits.page(size)
    stranger.goto("/annuler-changement" + told.split("/annuler-changement")[1].split(" ")[0])
    reads_well(stranger)
    stranger.get_by_test_id("confirmer-annulation").click()
    expect(stranger.locator("h1")).to_contain_text("annulé")
    settings.open()
    expect(settings.by("liste-facteurs")).not_to_contain_text("Bientôt")


@SIZES
def test_an_application_recovery_codes_and_password_are_mine_to_change(visits: Visits, size: tuple[int, int]) -> None:
    page, person = a_holder(visits, size)
    security = proved(page, person)
    security.by("ajouter-application").click()
    reads_well(page)
    secret = security.by("cle-application").inner_text().replace(" ", "").strip()
    security.code(pyotp.TOTP(secret).now())
    expect(security.factors).to_have_count(2)
    security.by("premier-APP").click()
    expect(security.factors.first).to_contain_text("Application de codes")
    reads_well(page)
    security.by("renouveler-codes").click()
    reads_well(page)
    security.by("nouveaux-codes").click()
    codes = security.by("codes-secours").locator("li")
    expect(codes).to_have_count(8)
    recovery = codes.first.inner_text()
    security.by("codes-gardes").click()
    security.by("changer-mdp").click()
    reads_well(page)
    security.by("champ-mot-de-passe").fill("cerise vélo nuage papier")
    security.by("continuer").click()
    expect(security.by("fait")).to_contain_text("mot de passe")

    # The telephone with the application is lost: the address that came second, then a recovery code.
    Settings(page).open().sign_out()
    SignIn(page).type(person["login_id"], "cerise vélo nuage papier")
    page.get_by_test_id("telephone-perdu").click()
    lost = LostPhone(page).ready()
    reads_well(page)
    lost.by("autre-moyen").click()
    SecurityCode(page).type(Demo(page.request).security_code(person["email"]))
    page.wait_for_url("**/accueil")
    Home(page).ready().sign_out()
    SignIn(page).type(person["login_id"], "cerise vélo nuage papier")
    page.get_by_test_id("telephone-perdu").click()
    lost.by("code-de-secours").click()
    lost.by("champ-secours").fill(recovery)
    lost.by("valider-code").click()
    page.wait_for_url("**/accueil")


@SIZES
def test_with_nothing_left_the_card_opens_after_a_delay(visits: Visits, size: tuple[int, int]) -> None:
    page = visits.page(size)
    person = Demo(page.request).person(name="Odette Garance")
    SignIn(page).open().type(person["login_id"], person["password"])
    page.get_by_test_id("telephone-perdu").click()
    lost = LostPhone(page).ready()
    lost.by("prouver-identite").click()
    reads_well(page)
    visits.watcher.expected.append("422")
    lost.say_who(person | {"card_serial": "74199999998"})
    expect(lost.errors).to_contain_text("ne vont pas avec ce compte")
    lost.say_who(person)
    page.wait_for_url("**/telephone-perdu/code")
    reads_well(page)
    lost.code(Demo(page.request).security_code(person["mobile"]))
    expect(lost.by("demande-enregistree")).to_be_visible()
    reads_well(page)
    assert any("jeton=" in m["text"] for m in Demo(page.request).outbox(person["email"]))


def test_leaving_quickly_works_on_every_kind_of_page_and_discretion_names_nothing(visits: Visits) -> None:
    page, person = a_holder(visits, PHONE)
    proved(page, person).by("quitter-vite").click()
    page.wait_for_url("**/au-revoir")
    page.goto("/accueil")
    page.wait_for_url("**/connexion**")
    sign_in = SignIn(page)
    sign_in.type(person["login_id"], person["password"], shared=True)
    SecurityCode(page).type(Demo(page.request).security_code(person["email"]))
    page.wait_for_url("**/accueil")
    Home(page).ready()
    expect(page).to_have_title("Espace personnel")
