"""Promise: I decide, name by name, who sees what; it acts at once, and what I am shown is what they see."""

import pytest
from playwright.sync_api import expect

from tests.browser import DESK, PHONE, Visits, reads_well
from tests.journeys.pages.carers import Carers
from tests.journeys.pages.desk import Desk
from tests.journeys.pages.documents import Documents
from tests.journeys.pages.trail import Trail
from tests.journeys.pages.visibility import DocumentReaders, Masks, Preview
from tests.journeys.people import a_doctor, a_holder, a_pdf


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_mask_one_document_from_one_doctor_and_see_what_they_see(visits: Visits, size: tuple[int, int]) -> None:
    mine, person = a_holder(visits, size)
    theirs, doctor = a_doctor(visits, name="Delphine Verdier")
    documents = Documents(mine).open()
    shown, secret = documents.add(a_pdf("Radio du genou")), documents.add(a_pdf("Bilan secret"))
    professional_id = Carers(mine).open().authorise(doctor["login_id"].removeprefix("test."), duration="MONTH")
    record = Desk(theirs).open().go(person["space"])
    record.enter()
    expect(record.rows).to_have_count(2)

    readers = DocumentReaders(mine).visit(secret)
    readers.choose(professional_id, sees=False)
    expect(readers.row(professional_id)).to_contain_text("Vous lui avez masqué ce document")
    reads_well(mine)
    # The tab that was open loses it at the next act, and says nothing of it.
    record.by(f"lire-{shown}").press("Enter")
    expect(record.rows).to_have_count(1)
    expect(theirs.locator("body")).not_to_contain_text("Bilan secret")
    visits.watcher.expected.append("404")
    assert theirs.request.get(f"/documents/{secret}/fichier").status == 404

    preview = Preview(mine).visit(professional_id)
    expect(preview.seen).to_have_count(1)
    expect(preview.by(f"visible-{shown}")).to_be_visible()
    expect(preview.by(f"cache-{secret}")).to_be_visible()
    reads_well(mine)

    readers.visit(secret).choose(professional_id, sees=True)
    assert theirs.request.get(f"/documents/{secret}/fichier").ok


def test_mask_everything_then_show_one(visits: Visits) -> None:
    mine, person = a_holder(visits)
    theirs, doctor = a_doctor(visits, name="Edmond Verdier")
    documents = Documents(mine).open()
    one = documents.add(a_pdf("Ordonnance de mars"))
    documents.add(a_pdf("Compte rendu intime"))
    professional_id = Carers(mine).open().authorise(doctor["login_id"].removeprefix("test."), duration="MONTH")
    masks = Masks(mine).open()
    masks.mask_everything()
    reads_well(mine)
    DocumentReaders(mine).visit(one).choose(professional_id, sees=True)
    record = Desk(theirs).open().go(person["space"])
    record.enter()
    expect(record.rows).to_have_count(1)
    expect(theirs.locator("body")).not_to_contain_text("intime")
    Masks(mine).open().show_everything()
    record = Desk(theirs).open().go(person["space"])
    expect(record.rows).to_have_count(2)


def test_block_a_professional_and_lift_it(visits: Visits) -> None:
    mine, person = a_holder(visits)
    theirs, doctor = a_doctor(visits, name="Fabrice Verdier")
    carers = Carers(mine).open()
    professional_id = carers.authorise(doctor["login_id"].removeprefix("test."), duration="DAY")
    carers.by(f"bloquer-{professional_id}").click()
    carers.by(f"confirmer-blocage-{professional_id}").click()
    expect(carers.by(f"bloque-{professional_id}")).to_be_visible()
    reads_well(mine)
    record = Desk(theirs).open(f"/pro/dossier/{person['space']}")
    expect(record.by("acces-fini")).to_be_visible()
    carers.by(f"debloquer-{professional_id}").click()
    expect(carers.by(f"bloque-{professional_id}")).to_have_count(0)
    expect(Trail(mine).open().page.locator("main")).to_contain_text("Fabrice Verdier")


def test_what_the_law_permits_to_a_profession_is_shown(visits: Visits) -> None:
    mine, _ = a_holder(visits)
    Carers(mine).open().by("voir-metiers").click()
    table = mine.get_by_test_id("matrice-metier")
    expect(table).to_contain_text("Infirmier")
    expect(table).to_contain_text("Depuis le 29 octobre 2023")
    reads_well(mine)
