"""Promise: my doctor reads what I let them read; I see that they did; I take it back at once."""

import re

from playwright.sync_api import expect

from tests.browser import TABLET, Visits, reads_well
from tests.journeys.pages.carers import Carers
from tests.journeys.pages.desk import Desk, DeskFile
from tests.journeys.pages.documents import Documents
from tests.journeys.pages.trail import Trail
from tests.journeys.people import a_doctor, a_holder, a_pdf


def test_authorise_read_and_withdraw(visits: Visits) -> None:
    mine, person = a_holder(visits)
    theirs, doctor = a_doctor(visits, TABLET, name="Anselme Verdier")
    document_id = Documents(mine).open().add(a_pdf("Bilan du printemps"))
    carers = Carers(mine).open()
    professional_id = carers.authorise("Verdier " + doctor["login_id"].removeprefix("test."), duration="MONTH")
    assert professional_id == doctor["professional"]

    found = Desk(theirs).open().find(person["nir"], born=person["birth_date"])
    expect(found).to_have_count(1)
    found.click()
    record = DeskFile(theirs).ready()
    record.enter(reason="consultation")
    link = record.address(document_id)
    record.read(document_id)
    assert theirs.request.get(link).ok

    lines = Trail(mine).open().lines
    expect(lines.filter(has_text="Bilan du printemps").first).to_contain_text("Anselme Verdier")
    expect(lines.filter(has_text="une consultation").first).to_contain_text("Médecin")

    Carers(mine).open().withdraw(professional_id)
    assert theirs.request.get(link).status == 404
    # By key: a mouse in a test may press before the PDF's own frame has followed the scroll.
    record.by(f"lire-{document_id}").press("Enter")
    expect(record.ended).to_be_visible()
    expect(theirs.locator("body")).not_to_contain_text("Bilan du printemps")
    expect(theirs.locator("body")).not_to_contain_text(person["name"].split()[1], ignore_case=True)
    reads_well(theirs)


def test_doctor_sees_only_the_categories_that_were_ticked(visits: Visits) -> None:
    mine, person = a_holder(visits)
    theirs, doctor = a_doctor(visits, name="Blandine Verdier")
    documents = Documents(mine).open()
    shown = documents.add(a_pdf("Radio du poignet"), category="RADIO_SC")
    hidden = documents.add(a_pdf("Bilan secret"), category="BIOLOGIE")
    Carers(mine).open().authorise(doctor["login_id"].removeprefix("test."), categories=("RADIO_SC",), duration="DAY")

    record = Desk(theirs).open().go(person["space"])
    record.enter(reason="other", words="Avis demandé par la patiente")
    expect(record.rows).to_have_count(1)
    expect(record.by(f"document-{shown}")).to_be_visible()
    visits.watcher.expected.append("404")
    assert theirs.request.get(f"/documents/{hidden}/fichier").status == 404
    lines = Trail(mine).open().lines
    expect(lines.filter(has_text="Avis demandé par la patiente").first).to_contain_text("Blandine Verdier")


def test_doctor_deposits_a_document_that_the_patient_sees(visits: Visits) -> None:
    mine, person = a_holder(visits)
    theirs, doctor = a_doctor(visits, name="Clothilde Verdier")
    Carers(mine).open().authorise(doctor["login_id"].removeprefix("test."), duration="DAY")
    record = Desk(theirs).open().go(person["space"])
    record.enter()
    record.deposit(a_pdf("lettre"), title="Lettre au cardiologue", category="CPT_REND")
    documents = Documents(mine).open()
    expect(documents.page.get_by_text("Lettre au cardiologue")).to_be_visible()


def test_nobody_else_finds_the_patient(visits: Visits) -> None:
    _, person = a_holder(visits)
    theirs, _ = a_doctor(visits, name="Cyprien Verdier")
    desk = Desk(theirs).open()
    expect(desk.find(person["nir"], born=person["birth_date"])).to_have_count(0)
    known = theirs.get_by_test_id("resultats-recherche").inner_text()
    nobody = Desk(theirs).open()
    expect(nobody.find("2 84 05 44 109 961 48", born="1984-05-15")).to_have_count(0)
    assert theirs.get_by_test_id("resultats-recherche").inner_text() == known

    record = DeskFile(theirs).open(f"/pro/dossier/{person['space']}")
    expect(record.ended).to_be_visible()
    expect(record.title).to_have_text(re.compile("pas ouvert"))
