"""Promise: my doctor writes to me, I answer with what they need, and nobody else writes first."""

from playwright.sync_api import Page, expect

from tests.browser import DESK, PHONE, TABLET, Visits, reads_well
from tests.journeys.pages.carers import Carers
from tests.journeys.pages.demo import Demo
from tests.journeys.pages.desk import Desk
from tests.journeys.pages.documents import Documents
from tests.journeys.pages.messages import DeskMessages, Messages
from tests.journeys.people import Person, a_doctor, a_holder, a_pdf, a_photo

SOON = 20_000
"""What is new comes within one look of the page; the machine may be busy."""


def _joined(visits: Visits, name: str, size: tuple[int, int] = PHONE) -> tuple[Page, Person, Page, Person]:
    """A person and a doctor of their list, each in a browser of their own."""
    mine, person = a_holder(visits, size)
    theirs, doctor = a_doctor(visits, TABLET, name=name)
    Carers(mine).open().authorise(doctor["login_id"].removeprefix("test."), duration="MONTH")
    return mine, person, theirs, doctor


def test_doctor_starts_patient_answers_with_a_document_and_a_photo_and_doctor_ends(visits: Visits) -> None:
    mine, person, theirs, _ = _joined(visits, "Gaspard Verdier")
    Documents(mine).open().add(a_pdf("Bilan du printemps"))
    desk = DeskMessages(theirs).open()
    desk.by("champ-delai").select_option("TWO_DAYS")
    desk.by("enregistrer-delai").click()
    expect(desk.said).to_contain_text("délai")
    theirs_open = desk.start(person["space"], subject="Vos examens", words="Pouvez-vous m’envoyer votre bilan ?")
    reads_well(theirs)

    messages = Messages(mine).open()
    expect(messages.by("barre-non-lus")).to_have_text("1 non lus")
    reads_well(mine)
    mine_open = messages.go("Vos examens")
    expect(mine.locator("h1")).to_contain_text("Conversation avec")
    expect(mine_open.by("champ-reponse")).to_have_attribute("aria-describedby", "champ-reponse-h champ-reponse-e")
    hint = mine.locator("#champ-reponse-h")
    expect(hint).to_contain_text("Réponse habituelle sous 2")
    expect(hint).to_contain_text("appelez le 15 ou le 112")
    mine_open.attach_document("Bilan du printemps")
    mine_open.attach(a_photo())
    reads_well(mine)
    mine_open.answer("Voici mon bilan et une photo.")

    # Nobody reloads the doctor's page.
    expect(theirs_open.messages).to_have_count(2, timeout=SOON)
    answer = theirs_open.messages.last
    expect(answer.locator("[data-testid^=piece-]")).to_have_count(2)
    link = answer.locator("[data-testid^=telecharger-piece-]").first.get_attribute("href")
    assert theirs.request.get(str(link)).body().startswith(b"%PDF")
    theirs_open.by("terminer-conversation").click()
    expect(theirs_open.by("rouvrir-conversation")).to_be_visible()

    expect(mine_open.by("conversation-terminee")).to_be_visible(timeout=SOON)
    expect(mine_open.by("champ-reponse")).to_have_count(0)
    theirs_open.by("rouvrir-conversation").click()
    expect(mine_open.by("champ-reponse")).to_be_visible(timeout=SOON)
    mine_open.answer("Merci")
    reads_well(mine)
    for notice in Demo(mine.request).outbox(person["email"]):
        assert "examens" not in notice["subject"] + notice["text"]
        assert "Verdier" not in notice["subject"] + notice["text"]


def test_received_file_is_kept_and_a_draft_survives(visits: Visits) -> None:
    mine, person, theirs, _ = _joined(visits, "Gontran Verdier")
    desk = DeskMessages(theirs).open()
    desk.by("commencer-message").click()
    desk.by(f"ecrire-a-{person['space']}").click()
    writing = desk.start_here("Exercices", "Bonjour")
    writing.attach(a_pdf("Exercices-genou"))
    writing.by("envoyer").click()
    writing.by("fil-messages").wait_for()

    mine_open = Messages(mine).open().go()
    mine_open.keep(category="CPT_REND")
    mine_open.write("Je commence à écrire")
    mine.locator("#fil").click()
    other = visits.page(DESK)
    Demo(other.request).sign_in(person["id"])
    again = Messages(other).open().go()
    expect(again.by("champ-reponse")).to_have_value("Je commence à écrire")
    expect(Documents(mine).open().row("Exercices genou")).to_have_count(1)


def test_nobody_hears_from_someone_who_was_removed(visits: Visits) -> None:
    mine, person, theirs, doctor = _joined(visits, "Gisèle Verdier")
    desk = DeskMessages(theirs).open()
    desk.start(person["space"], subject="Avant", words="Ce qui fut écrit")
    Carers(mine).open().withdraw(doctor["professional"])
    expect(theirs.locator("h1")).to_have_text("Conversation introuvable", timeout=SOON)
    expect(theirs.locator("main")).not_to_contain_text("Ce qui fut écrit")
    expect(DeskMessages(theirs).open().rows).to_have_count(0)
    mine_open = Messages(mine).open().go("Avant")
    expect(mine_open.messages.first).to_contain_text("Ce qui fut écrit")
    expect(mine_open.by("conversation-terminee")).to_contain_text("n’est plus dans votre liste")


def test_patient_writes_to_nobody_first(visits: Visits) -> None:
    mine, _ = a_holder(visits)
    messages = Messages(mine).open()
    messages.by("pourquoi-pas-ecrire").locator("summary").click()
    expect(messages.by("pourquoi-pas-ecrire")).to_contain_text("Seul un soignant peut commencer")
    expect(messages.by("commencer-message")).to_have_count(0)
    mine.goto("/pro/messages/nouveau")
    mine.wait_for_url("**/accueil")


def test_message_is_begun_from_the_open_file(visits: Visits) -> None:
    _, person, theirs, _ = _joined(visits, "Guy Verdier", DESK)
    record = Desk(theirs).open().go(person["space"])
    record.enter()
    record.by("commencer-message").click()
    theirs.wait_for_url("**/pro/messages/nouveau?patient=*")
    expect(record.by("champ-sujet")).to_be_visible()
    reads_well(theirs)
