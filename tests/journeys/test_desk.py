"""Promise: a professional works fast and lawfully, and the person decides, sees and is told."""

import re

from playwright.sync_api import expect

from tests.browser import DESK, PHONE, TABLET, Visits, reads_well
from tests.journeys.pages.account import Home
from tests.journeys.pages.carers import Carers
from tests.journeys.pages.demo import Demo
from tests.journeys.pages.desk import Desk, DeskFile, Secretariat, SeveralDeposit
from tests.journeys.pages.documents import Documents
from tests.journeys.pages.trail import Trail
from tests.journeys.people import a_doctor, a_holder, a_pdf

MOST_ACTIONS = 6


def test_from_sign_in_to_the_right_document_in_six_actions_at_most(visits: Visits) -> None:
    mine, _ = a_holder(visits, name="Ombeline Garance")
    theirs, doctor = a_doctor(visits, name="Ferdinand Verdier")
    for title in ("Bilan du printemps", "Radio du poignet", "Bilan de l’hiver"):
        wanted = Documents(mine).open().add(a_pdf(title), title=title)
    Carers(mine).open().authorise(doctor["login_id"].removeprefix("test."), duration="DAY")

    # Signed in, the desk is the page that opens. One action: one key, one word typed, one press.
    desk, actions = Desk(theirs).open(), 0
    found = desk.filter("garance")
    actions += 1
    expect(found).to_have_count(1)
    found.click()
    actions += 1
    record = DeskFile(theirs)
    record.by("motif-consultation").click()
    actions += 1
    expect(record.by("bandeau-patient")).to_be_visible()
    shown = record.find("hiver")
    actions += 2
    expect(shown).to_have_count(1)
    shown.click()
    actions += 1
    picture = record.by("apercu-document").locator("img")
    expect(picture).to_be_visible()
    assert str(picture.get_attribute("src")).startswith(f"/documents/{wanted}/")
    assert actions <= MOST_ACTIONS


def test_the_whole_way_by_keyboard(visits: Visits) -> None:
    mine, _ = a_holder(visits)
    theirs, doctor = a_doctor(visits, name="Philippine Verdier")
    document_id = Documents(mine).open().add(a_pdf("Bilan du printemps"))
    Carers(mine).open().authorise(doctor["login_id"].removeprefix("test."), duration="DAY")
    Desk(theirs).open()
    theirs.keyboard.press("1")
    theirs.wait_for_url(re.compile("/pro/dossier/"))
    record = DeskFile(theirs).ready()
    expect(record.by("motif-ouverture")).to_be_visible()
    theirs.keyboard.press("1")
    expect(record.by("bandeau-patient").locator("h1")).to_be_focused()
    theirs.keyboard.press("1")
    expect(theirs.locator("#apercu-titre")).to_be_focused()
    theirs.keyboard.press("r")
    expect(record.by(f"lire-{document_id}")).to_be_focused()
    theirs.keyboard.press("d")
    expect(theirs.locator("#depot-titre")).to_be_focused()
    theirs.keyboard.press("/")
    expect(record.by("mots-document")).to_be_focused()
    theirs.keyboard.press("f")
    expect(record.by("mots-document")).to_have_value("f")
    record.by("raccourcis").click()
    record.by("raccourcis-actifs").uncheck()
    theirs.keyboard.press("f")
    expect(record.by("bandeau-patient")).to_be_visible()
    record.by("raccourcis-actifs").check()
    theirs.keyboard.press("f")
    theirs.wait_for_url(re.compile("/pro$"))
    expect(theirs.locator("body")).not_to_contain_text("Bilan du printemps")


def test_a_request_is_answered_by_the_person_and_nothing_opens_before(visits: Visits) -> None:
    mine, person = a_holder(visits, PHONE, name="Apolline Garance")
    theirs, _ = a_doctor(visits, TABLET, name="Sidonie Verdier")
    desk = Desk(theirs).open()
    expect(desk.find(person["nir"], born=person["birth_date"])).to_have_count(0)
    desk.ask()
    reads_well(theirs)
    Demo(mine.request).advance(0)
    home = Home(mine).open()
    expect(home.by("demandes-acces")).to_contain_text("Sidonie Verdier")
    reads_well(mine)
    expect(DeskFile(theirs).open(f"/pro/dossier/{person['space']}").ended).to_be_visible()

    home.by("repondre-demandes").click()
    carers = Carers(mine)
    mine.wait_for_url(re.compile("/soignants"))
    expect(carers.ready().requests).to_have_count(1)
    reads_well(mine)
    carers.accept()
    reads_well(mine)
    record = Desk(theirs).open().go(person["space"])
    record.enter()
    reads_well(theirs)
    expect(Trail(mine).open().lines.filter(has_text="a demandé l’accès à votre carnet")).to_have_count(1)


def test_a_refusal_is_silent(visits: Visits) -> None:
    mine, person = a_holder(visits)
    theirs, _ = a_doctor(visits, name="Théodule Verdier")
    desk = Desk(theirs).open()
    desk.find(person["nir"], born=person["birth_date"])
    desk.ask()
    Demo(mine.request).advance(0)
    Carers(mine).open().refuse()
    expect(Desk(theirs).open().page.locator("body")).not_to_contain_text("refus")
    expect(DeskFile(theirs).open(f"/pro/dossier/{person['space']}").ended).to_be_visible()


def test_an_author_holds_back_shows_corrects_and_withdraws(visits: Visits) -> None:
    mine, person = a_holder(visits, PHONE)
    theirs, doctor = a_doctor(visits, DESK, name="Gontran Verdier")
    Carers(mine).open().authorise(doctor["login_id"].removeprefix("test."), duration="DAY")
    record = Desk(theirs).open().go(person["space"])
    record.enter()
    record.by("deposer-document").click()
    record.by("fichier-depot").set_input_files(a_pdf("scanner"))
    record.by("titre-depot").fill("Scanner")
    record.by("categorie-depot").select_option("RADIO_SC")
    record.hold(days="14")
    reads_well(theirs)
    record.by("envoyer-depot").click()
    row = record.rows.filter(has_text="Scanner")
    expect(row).to_contain_text("Caché au patient jusqu’au")
    document_id = str(row.get_attribute("data-testid")).removeprefix("document-")
    reads_well(theirs)
    expect(Documents(mine).open().page.locator("body")).not_to_contain_text("Scanner")
    expect(Trail(mine).open().lines.filter(has_text="a ajouté")).to_have_count(0)

    record.by(f"montrer-{document_id}").click()
    expect(record.by(f"montrer-{document_id}")).to_have_count(0)
    document = Documents(mine).open().go(document_id)
    document.ask_correction("C’est le genou droit.")
    reads_well(mine)

    record = Desk(theirs).open().go(person["space"])
    expect(record.by("corrections")).to_contain_text("C’est le genou droit.")
    reads_well(theirs)
    record.correct(document_id, a_pdf("corrige"), why="Côté inversé")
    record.by("corrections").locator("[data-testid^=reponse-CORRECTED]").check()
    record.by("corrections").locator("[data-testid^=repondre-]").click()
    expect(record.by("corrections")).to_have_count(0)
    document = Documents(mine).open().go(document_id)
    expect(document.by("reponse-correction")).to_contain_text("a corrigé")
    expect(document.by("versions").locator("a")).to_have_count(1)
    reads_well(mine)

    record.withdraw(document_id, why="Ce n’est pas le bon patient")
    reads_well(theirs)
    lines = Trail(mine).open().lines
    expect(lines.filter(has_text="a supprimé un document")).to_contain_text("Ce n’est pas le bon patient")


def test_one_deposit_for_two_patients(visits: Visits) -> None:
    theirs, doctor = a_doctor(visits, TABLET, name="Léonie Verdier")
    spaces, pages = [], []
    for name in ("Ursule Garance", "Valère Garance"):
        mine, person = a_holder(visits, name=name)
        Carers(mine).open().authorise(doctor["login_id"].removeprefix("test."), duration="DAY")
        spaces.append(person["space"])
        pages.append(mine)
    deposit = SeveralDeposit(theirs).open()
    deposit.choose(*spaces)
    reads_well(theirs)
    deposit.send(a_pdf("consigne"), title="Consignes avant examen", category="CPT_REND")
    expect(deposit.said).to_contain_text("2")
    for mine in pages:
        expect(Documents(mine).open().row("Consignes avant examen")).to_have_count(1)


def test_a_secretary_acts_under_their_own_name(visits: Visits) -> None:
    mine, person = a_holder(visits)
    theirs, doctor = a_doctor(visits, PHONE, name="Honorine Verdier")
    Carers(mine).open().authorise(doctor["login_id"].removeprefix("test."), duration="DAY")
    page = Secretariat(theirs).open()
    login_id = page.add("Nadia Ferrand")
    reads_well(theirs)
    hers = visits.page(DESK)
    Demo(hers.request).sign_in(login_id)
    desk = Desk(hers).open()
    expect(hers.locator("main")).to_contain_text("Vous agissez pour Dr Honorine Verdier")
    record = desk.go(person["space"])
    record.enter(reason="preparation")
    expect(Trail(mine).open().lines.filter(has_text="a ouvert votre carnet")).to_contain_text(
        "Nadia Ferrand, pour le Dr Honorine Verdier,"
    )
    theirs.locator("[data-testid^=retirer-]").click()
    expect(page.said).to_contain_text("ne peut plus se connecter")
    hers.goto("/pro")
    hers.wait_for_url(re.compile("/connexion"))
