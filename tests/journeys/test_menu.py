"""Promise: a thumb reaches every rubric."""

from playwright.sync_api import expect

from tests.browser import PHONE, Visits, reads_well
from tests.journeys.pages.documents import Documents
from tests.journeys.people import a_holder

HERE = '[aria-current="page"]'


def test_the_menu_of_a_phone_leads_everywhere(visits: Visits) -> None:
    page, _ = a_holder(visits, PHONE)
    documents = Documents(page).open()
    page.evaluate("window.same = true")
    expect(documents.by("menu-parametres")).to_have_count(0)
    for name, address in (("parametres", "/parametres"), ("historique", "/historique")):
        documents.by("menu-mobile").click()
        names = page.get_by_role("navigation", name="Toutes les rubriques").get_by_role("link")
        expect(names).to_have_count(page.locator(".cover li").count())
        documents.by(f"menu-{name}").click()
        page.wait_for_url(f"**{address}")
        expect(page.locator("#menu")).to_be_hidden()
        documents.ready()
    documents.by("menu-mobile").click()
    expect(page.locator(f"#menu {HERE}")).to_have_text("Qui a consulté")
    reads_well(page)
    # The same page all along: nothing was loaded anew.
    assert page.evaluate("window.same")
