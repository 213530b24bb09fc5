"""Promise: two steps let me in and nobody else; leaving leaves everywhere."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import DESK, PHONE, Visits, reads_well
from tests.journeys.pages.account import Home, Settings
from tests.journeys.pages.demo import Demo
from tests.journeys.pages.documents import Documents
from tests.journeys.pages.public import SecurityCode, SignIn
from tests.journeys.pages.screen import Screen
from tests.journeys.people import a_holder


def a_visitor(visits: Visits, size: tuple[int, int] = DESK) -> tuple[Page, dict[str, str]]:
    """A person with an account, in a browser where they are not signed in."""
    page = visits.page(size)
    return page, Demo(page.request).person(name="Odette Garance")


def test_page_asked_for_without_a_session_comes_after_sign_in(visits: Visits) -> None:
    page, person = a_visitor(visits, PHONE)
    page.goto("/documents")
    page.wait_for_url("**/connexion?suite=**")
    SignIn(page).enter(person["login_id"], person["password"], to=person["email"])
    page.wait_for_url("**/documents")
    Documents(page).ready()


def test_wrong_password_and_unknown_identifiant_say_the_same(visits: Visits) -> None:
    page, person = a_visitor(visits)
    visits.watcher.expected.append("422")
    said = []
    for login_id in (person["login_id"], "personne.inconnue"):
        sign_in = SignIn(visits.page()).open()
        sign_in.type(login_id, "pas le bon mot")
        expect(sign_in.errors).to_be_focused()
        expect(sign_in.by("champ-identifiant")).to_have_value(login_id)
        expect(sign_in.by("champ-mot-de-passe")).to_have_value("")
        said.append(sign_in.errors.inner_text())
    assert said[0] == said[1]
    assert page.url == "about:blank"


def test_five_wrong_passwords_block_the_browser_and_tell_the_owner(visits: Visits) -> None:
    page, person = a_visitor(visits)
    visits.watcher.expected += ["422", "429"]
    sign_in = SignIn(page).open()
    for _ in range(6):
        sign_in.type(person["login_id"], "pas le bon mot")
        expect(sign_in.errors).to_be_visible()
    expect(sign_in.errors).to_contain_text("minute")
    sign_in.type(person["login_id"], person["password"])
    expect(sign_in.errors).to_contain_text("minute")
    reads_well(page)
    assert "bloqu" in Demo(page.request).outbox(person["email"])[0]["text"]


def test_wrong_security_code_is_refused_and_the_right_one_enters(visits: Visits) -> None:
    page, person = a_visitor(visits)
    visits.watcher.expected.append("422")
    sign_in = SignIn(page).open()
    sign_in.type(person["login_id"], person["password"])
    code = SecurityCode(page)
    expect(code.field).to_be_visible()
    right = Demo(page.request).security_code(person["email"])
    code.type(f"{(int(right) + 1) % 10**6:06d}")
    expect(code.errors).to_be_visible()
    reads_well(page)
    code.type(f"{right[:3]} {right[3:]}")
    page.wait_for_url("**/accueil")
    Home(page).ready()


def test_keyboard_alone_signs_in(visits: Visits) -> None:
    page, person = a_visitor(visits)
    SignIn(page).open()
    _tab_to(page, "champ-identifiant")
    page.keyboard.type(person["login_id"])
    _tab_to(page, "champ-mot-de-passe")
    page.keyboard.type(person["password"])
    page.keyboard.press("Enter")
    code = SecurityCode(page)
    code.field.wait_for()
    _tab_to(page, "champ-code")
    page.keyboard.type(Demo(page.request).security_code(person["email"]))
    page.keyboard.press("Enter")
    page.wait_for_url("**/accueil")
    Home(page).ready()


def test_sign_out_ends_the_session_in_every_tab(visits: Visits) -> None:
    page, _ = a_holder(visits)
    Home(page).open()
    other = page.context.new_page()
    Documents(other).open()
    Home(page).sign_out()
    expect(page.locator("main")).to_contain_text("déconnecté")
    # The other tab asks, and is told that its session is over.
    visits.watcher.expected += ["401", "WebSocket"]
    other.wait_for_url("**/connexion")
    page.goto("/documents")
    page.wait_for_url("**/connexion?suite=**")


def test_another_device_is_signed_out_from_the_settings(visits: Visits) -> None:
    page, person = a_holder(visits)
    lost = visits.page(PHONE)
    Demo(lost.request).sign_in(person["id"])
    Documents(lost).open()
    settings = Settings(page).open()
    expect(settings.devices).to_have_count(2)
    settings.sign_out_elsewhere()
    expect(settings.devices).to_have_count(1)
    visits.watcher.expected += ["401", "WebSocket"]
    lost.goto("/documents")
    lost.wait_for_url("**/connexion?suite=**")


def test_quick_exit_leads_to_a_page_that_says_nothing(visits: Visits) -> None:
    page, person = a_holder(visits)
    Home(page).open()
    Screen(page).by("quitter-vite").first.click()
    page.wait_for_url("**/au-revoir")
    expect(page.locator("body")).not_to_contain_text("santé")
    reads_well(page)
    page.go_back()
    expect(page.locator("body")).not_to_contain_text(person["name"])


def test_inactivity_is_warned_of_then_ends_the_session(visits: Visits) -> None:
    page, _ = a_holder(visits)
    page.clock.install()
    # The minutes that the test skips are those in which the socket would have answered.
    visits.watcher.expected.append("WebSocket")
    Home(page).open()
    page.clock.run_for(13 * 60_000 + 5_000)
    warning = Screen(page).by("dialogue-session")
    expect(warning).to_be_visible()
    reads_well(page)
    Screen(page).by("rester-connecte").click()
    expect(warning).to_be_hidden()
    page.clock.run_for(15 * 60_000 + 5_000)
    page.wait_for_url("**/connexion**")
    expect(page.locator("main")).to_contain_text("Vous n’avez rien fait")


def _tab_to(page: Page, testid: str) -> None:
    for _ in range(30):
        if page.evaluate("document.activeElement.dataset.testid") == testid:
            return
        page.keyboard.press("Tab")
    pytest.fail(f"no way to {testid} by keyboard")
