"""Promise to testers: the clock moves what depends on days, and a reset starts again; last of a server's tests."""

import csv

from playwright.sync_api import expect

from tests.browser import Visits
from tests.journeys.pages.carers import Carers
from tests.journeys.pages.demo import Demo
from tests.journeys.pages.desk import Desk
from tests.journeys.people import a_doctor, a_holder
from tests.site import ROOT


def test_access_for_a_day_ends_with_the_day(visits: Visits) -> None:
    mine, person = a_holder(visits)
    theirs, doctor = a_doctor(visits, name="Désiré Verdier")
    professional_id = Carers(mine).open().authorise(doctor["login_id"].removeprefix("test."), duration="DAY")
    record = Desk(theirs).open().go(person["space"])
    record.enter()
    demo = Demo(mine.request)
    try:
        demo.advance(1.1)
        record.by("deposer-document").click()
        expect(record.ended).to_be_visible()
        expect(Carers(mine).open().by(f"soignant-{professional_id}")).to_contain_text("Accès terminé")
    finally:
        demo.advance(-1.1)


def test_reset_starts_again(visits: Visits) -> None:
    page, person = a_holder(visits)
    Demo(page.request).reset()
    assert not page.request.post("/_demo/session", data={"as": person["id"]}).ok
    Demo(page.request).sign_in("alice")


def test_recette_names_everyone_and_they_can_be_signed_in(visits: Visits) -> None:
    demo = Demo(visits.page().request)
    said = (ROOT / "docs" / "recette.md").read_text(encoding="utf-8")
    for file in ("demo_people", "test_identities", "demo_professionals", "test_professionals"):
        for line in csv.DictReader((ROOT / "csn_app" / "data" / f"{file}.csv").open(encoding="utf-8")):
            assert f"| {line['id']} |" in said, line["id"]
            if line.get("activation_state", "ACTIVATED") == "ACTIVATED" and line.get("login_id", "pro"):
                demo.sign_in(line["id"])
    for login_id in ("agent-1", "agent-2", "operateur-1", "operateur-2", "camille.bernard"):
        assert f"`{login_id}`" in said
        demo.sign_in(login_id)
