"""Promise: a tab that loses the network finds its work again, and a second tab of mine is another one."""

from playwright.sync_api import expect

from tests.browser import Visits
from tests.journeys.pages.carers import Carers
from tests.journeys.pages.demo import Demo
from tests.journeys.pages.documents import Documents
from tests.journeys.people import a_holder


def test_reconnecting_tab_keeps_what_was_open(visits: Visits) -> None:
    page, _ = a_holder(visits)
    visits.watcher.expected += ["ERR_INTERNET_DISCONNECTED", "WebSocket"]
    carers = Carers(page).open()
    found = carers.search("Bernard Nantes")
    expect(found).to_have_count(1)
    page.context.set_offline(True)
    page.evaluate("dispatchEvent(new Event('offline'))")
    page.wait_for_timeout(1500)
    page.context.set_offline(False)
    expect(carers.by("reconnexion")).to_have_count(0, timeout=20_000)
    found.get_by_role("button").click()
    expect(carers.by("formulaire-acces")).to_be_visible()


def test_second_tab_is_another_one(visits: Visits) -> None:
    page, _ = a_holder(visits)
    first = Carers(page).open()
    expect(first.search("Bernard Nantes")).to_have_count(1)
    # What a browser does when a tab is duplicated: the tab's own storage is copied.
    kept = page.evaluate("JSON.stringify(sessionStorage)")
    other = page.context.new_page()
    other.goto("/au-revoir")
    other.evaluate("kept => Object.entries(JSON.parse(kept)).forEach(([k, v]) => sessionStorage.setItem(k, v))", kept)
    second = Carers(other).open()
    expect(second.by("ajout-soignant")).to_have_count(0)
    second.by("ajouter-soignant").click()
    first.page.get_by_test_id("annuler-recherche").click()
    expect(first.by("ajout-soignant")).to_have_count(0)
    expect(second.by("ajout-soignant")).to_be_visible()


def test_two_people_of_one_browser_never_mix(visits: Visits) -> None:
    page, _ = a_holder(visits, name="Prune Aubert")
    documents = Documents(page).open()
    documents.send({"name": "de-prune.txt", "mimeType": "text/plain", "buffer": b"bonjour"})
    expect(documents.rows).to_have_count(1)
    other = Demo(page.request).person(name="Gilles Aubert")
    Demo(page.request).sign_in(other["id"])
    # The open tab belongs to the first session: it starts again as the second person, with nothing of the first.
    visits.watcher.expected += ["401", "WebSocket"]
    expect(Documents(page).open().rows).to_have_count(0)
    expect(page.locator("body")).not_to_contain_text("de-prune")
