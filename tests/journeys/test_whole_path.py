"""The spine of the product: from a code received to a document that a doctor opens, at three widths, readable by all.

Each width is another person of the roster, so that the cards, numbers and contacts of the real world are crossed too.
"""

from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from tests.browser import DESK, PHONE, TABLET, Visits, reads_well
from tests.journeys.pages.account import Home, Settings
from tests.journeys.pages.activation import Activation
from tests.journeys.pages.carers import Carers
from tests.journeys.pages.demo import Demo
from tests.journeys.pages.desk import Desk, DeskFile
from tests.journeys.pages.documents import Documents
from tests.journeys.pages.public import PublicHome, SecurityCode, SignIn
from tests.journeys.pages.screen import Screen
from tests.journeys.pages.trail import Trail
from tests.journeys.people import PASSWORD, a_pdf, a_photo, has_position

CHOSEN = "canard vélo 7 lilas"
DOCTOR_MAIL = "camille.bernard@mssante.example.fr"


@dataclass(frozen=True)
class Insured:
    name: str
    born: str
    nir: str
    serial: str
    code: str
    to: str
    channel: str = "email"
    photo: bool = True


ODILE = Insured(
    "Odile", "1953-07-02", "2 53 07 50 129 902 23", "74109516807", "K7M2-Q9XA-4B1Z", "0639980102", channel="sms"
)
ANGE = Insured("Ange", "1982-04-30", "182042b03391012", "74110103935", "c0rs 3b2k 8m7q", "ange.santucci@example.fr")
RENE = Insured(
    "René", "1938-07-19", "1 38 07 81 004 939 95", "7052658299170", "LAMB38RENE24", "rene.lambert@example.fr",
    photo=False,
)  # fmt: skip
BY_WIDTH = [(PHONE, ODILE), (TABLET, ANGE), (DESK, RENE)]


@pytest.mark.parametrize(("size", "who"), BY_WIDTH, ids=["390", "820", "1280"])
def test_from_a_code_to_a_document_that_a_doctor_opens(visits: Visits, size: tuple[int, int], who: Insured) -> None:
    mine = visits.page(size)
    login_id = _activate(Screen(mine), who)
    Home(mine).sign_out()
    reads_well(mine)
    SignIn(mine).open().enter(login_id, CHOSEN, to=who.to)
    Home(mine).ready()
    reads_well(mine)

    document_id = _add_documents(Documents(mine))
    carers = Carers(mine).open()
    reads_well(mine)
    bernard = carers.authorise("Bernard Nantes", duration="MONTH")
    reads_well(mine)

    theirs = visits.page(size)
    record = _open_as_doctor(Screen(theirs), who)
    link = record.address(document_id)
    record.read(document_id)
    reads_well(theirs)

    lines = Trail(mine).open().lines
    expect(lines.filter(has_text="Dr Camille Bernard a ouvert").filter(has_text="Ordonnance de mars")).to_have_count(1)
    expect(lines.filter(has_text="une consultation").first).to_contain_text("Médecin, Cabinet Bernard")
    Trail(mine).check()
    reads_well(mine)

    Carers(mine).open().withdraw(bernard)
    assert theirs.request.get(link).status == 404
    # By key: a mouse in a test may press before the PDF's own frame has followed the scroll.
    record.by(f"lire-{document_id}").press("Enter")
    expect(record.ended).to_be_visible()
    expect(theirs.locator("body")).not_to_contain_text("Ordonnance de mars")
    reads_well(theirs)
    Settings(mine).open()
    reads_well(mine)


def _activate(screen: Screen, who: Insured) -> str:
    page = screen.page
    PublicHome(page).open()
    reads_well(page)
    PublicHome(page).activate()
    steps = Activation(page)
    expect(steps.title).to_have_text("Activer mon carnet")
    reads_well(page)
    steps.begin()
    reads_well(page)
    steps.card(who.serial, photo=who.photo)
    expect(steps.title).to_have_text("Votre numéro de sécurité sociale")
    reads_well(page)
    steps.number(who.nir, born=who.born)
    expect(steps.by("champ-code-provisoire")).to_be_visible()
    reads_well(page)
    steps.code(who.code)
    expect(steps.by("champ-identifiant")).to_be_visible()
    reads_well(page)
    login_id = steps.choose(CHOSEN)
    expect(steps.by("canal-app")).to_be_visible()
    reads_well(page)
    steps.receive(who.channel)
    first = SecurityCode(page)
    expect(first.field).to_be_visible()
    reads_well(page)
    first.type(Demo(page.request).security_code(who.to))
    expect(steps.title).to_have_text("Votre carnet est actif")
    expect(steps.recovery_codes).to_have_count(8)
    reads_well(page)
    steps.finish()
    expect(Home(page).ready().title).to_contain_text(who.name)
    reads_well(page)
    return login_id


def _add_documents(documents: Documents) -> str:
    page = documents.open().page
    reads_well(page)
    documents.add(a_pdf("Bilan du printemps"), category="BIOLOGIE")
    documents.send(a_photo())
    documents.arrived.first.wait_for()
    reads_well(page)
    photo = str(documents.arrived.first.locator("[name=id]").input_value())
    documents.by(f"champ-titre-{photo}").fill("Ordonnance de mars")
    documents.by(f"enregistrer-{photo}").click()
    expect(documents.row("Ordonnance de mars")).to_have_count(1)
    document = documents.go(photo)
    expect(document.preview).to_be_visible()
    assert not has_position(page.request.get(document.address).body())
    reads_well(page)
    return photo


def _open_as_doctor(screen: Screen, who: Insured) -> DeskFile:
    page = screen.page
    PublicHome(page).open().sign_in().enter("camille.bernard", PASSWORD, to=DOCTOR_MAIL)
    desk = Desk(page).ready()
    reads_well(page)
    found = desk.find(who.nir, born=who.born)
    expect(found).to_have_count(1)
    reads_well(page)
    found.click()
    record = DeskFile(page)
    expect(record.by("motif-ouverture")).to_be_visible()
    reads_well(page)
    record.enter(reason="consultation")
    reads_well(page)
    return record
