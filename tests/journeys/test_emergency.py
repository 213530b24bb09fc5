"""Promise: in an emergency, those who may read do, unless I said no; I am told at once, and it is reviewed."""

import io
import re

import pikepdf
import pytest
from playwright.sync_api import Page, expect

from tests.browser import DESK, PHONE, TABLET, Visits, reads_well
from tests.journeys.pages.account import Home
from tests.journeys.pages.demo import Demo
from tests.journeys.pages.emergencies import BreakGlass, Emergencies, Reviews, ScannedCard
from tests.journeys.pages.profile import Profile
from tests.journeys.pages.screen import Screen
from tests.journeys.pages.trail import Trail
from tests.journeys.people import Person, a_holder

WHY = "Trouvée inconsciente, je cherche ses allergies"
ANSWER = "La personne pouvait répondre : ouvrir n’était pas justifié."


def an_emergency_doctor(visits: Visits, size: tuple[int, int], *, name: str, emergency: str = "GLASS") -> Page:
    page = visits.page(size)
    demo = Demo(page.request)
    made = demo.person(quality="PROFESSIONAL", name=name, emergency=emergency)
    demo.sign_in(made["id"])
    return page


def _search(page: Page, person: Person) -> BreakGlass:
    return BreakGlass(page).open().find(person["nir"], born=person["birth_date"])


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["390", "1280"])
def test_i_refuse_i_allow_it_happens_it_is_reviewed(visits: Visits, size: tuple[int, int]) -> None:
    mine, person = a_holder(visits, size, name="Sana Belkacem")
    samu = an_emergency_doctor(visits, size, name="Odette Regulatrice", emergency="SAMU")
    name = f"Yann Urgentiste{size[0]}"
    doctor = an_emergency_doctor(visits, size, name=name)

    Emergencies(mine).open().choose("urgence-acces", on=False)
    expect(Emergencies(mine).by("refus-urgence")).to_be_visible()
    reads_well(mine)
    refused = _search(samu, person)
    expect(refused.by("urgence-refusee")).to_contain_text("Cette personne a refusé l’ouverture en urgence")
    reads_well(samu)

    Emergencies(mine).choose("urgence-acces", on=True)
    found = _search(doctor, person)
    expect(found.title).to_have_text("BELKACEM Sana")
    found.ask()
    reads_well(doctor)
    found.give("INCAPABLE", "Urgence")
    expect(found.by("dialogue-bris-de-glace")).to_contain_text("20 caractères ou plus")
    expect(found.by("champ-motif")).to_have_value("Urgence")
    found.give("INCAPABLE", WHY)
    record = found.opened()
    expect(record.by("deposer-document")).to_have_count(0)
    reads_well(doctor)

    told = Demo(mine.request).outbox(person["email"])
    assert [message["subject"] for message in told][:1] == ["Votre carnet a été ouvert en urgence"]
    assert WHY not in str(told)
    expect(Home(mine).open().by("ouvert-en-urgence")).to_contain_text(name)
    line = Trail(mine).open().lines.filter(has_text="a ouvert votre carnet en urgence")
    expect(line).to_contain_text(WHY)
    expect(Trail(mine).lines.filter(has_text="votre refus l’a arrêté")).to_have_count(1)
    Emergencies(mine).open().contest("Je pouvais répondre.")
    reads_well(mine)

    operator = visits.page(size)
    Demo(operator.request).sign_in("operateur-1")
    reviews = Reviews(operator).open()
    expect(operator.locator("body")).not_to_contain_text("Belkacem")
    expect(operator.locator("body")).not_to_contain_text(WHY)
    reviews.decide(name, "NOT_JUSTIFIED", ANSWER)
    reads_well(operator)

    record.page.reload()
    expect(record.ended).to_be_visible()
    expect(BreakGlass(doctor).open().by("urgence-sans-qualite")).to_be_visible()
    reads_well(doctor)
    expect(Emergencies(mine).open().readings.first).to_contain_text(ANSWER)


def test_a_samu_doctor_reads_during_the_call_and_closing_the_door_ends_it(visits: Visits) -> None:
    mine, person = a_holder(visits, DESK, name="Louise Appel")
    samu = an_emergency_doctor(visits, TABLET, name="Odette Regulatrice", emergency="SAMU")
    found = _search(samu, person)
    found.ask()
    found.give("CALL", "")
    record = found.opened()
    Emergencies(mine).open().choose("urgence-samu", on=False)
    record.page.reload()
    expect(record.ended).to_be_visible()


def test_a_doctor_without_the_quality_is_told_so(visits: Visits) -> None:
    page = visits.page(PHONE)
    Demo(page.request).sign_in("camille.bernard")
    expect(BreakGlass(page).open().by("urgence-sans-qualite")).to_be_visible()
    expect(Screen(page).by("champ-ins")).to_have_count(0)


def test_my_card_is_printed_kept_scanned_and_taken_back(visits: Visits) -> None:
    mine, person = a_holder(visits, PHONE, name="Jeanne Carte")
    Profile(mine).open().add("allergies", "allergie", allergene="Amoxicilline")
    page = Emergencies(mine).open()
    page.tick("ALLERGIES")
    expect(page.by("carte-urgence")).to_contain_text("Amoxicilline")
    reads_well(mine)
    printed = page.copy("imprimer-carte")
    with pikepdf.open(io.BytesIO(printed)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "fr"
    kept = page.copy("carte-telephone").decode()
    expect(page.copies).to_have_count(2)
    assert "Amoxicilline" in kept
    assert not re.search(r"<script|src=|<link|@import|url\(", kept)
    reads_well(mine)

    offline = visits.page(PHONE)
    offline.context.set_offline(True)
    offline.set_content(kept)
    expect(offline.locator("main")).to_contain_text("Amoxicilline")
    assert not offline.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")

    visits.watcher.expected.append("404")
    address = re.findall(r'href="https?://[^/]+(/carte/[\w-]{22})"', kept)[0]
    stranger = visits.page(PHONE)
    card = ScannedCard(stranger, address).open()
    expect(card.by("carte-urgence")).to_contain_text("Jeanne")
    expect(card.by("carte-urgence")).to_contain_text("Amoxicilline")
    assert stranger.locator("script").count() == 0
    reads_well(stranger)
    assert "carte d’urgence" in Demo(mine.request).outbox(person["email"])[0]["subject"]
    expect(Trail(mine).open().lines.filter(has_text="a lu votre carte d’urgence")).to_have_count(1)

    Emergencies(mine).open().by("changer-code").click()
    expect(page.copies).to_have_count(0)
    expect(ScannedCard(stranger, address).open().by("carte-inconnue")).to_be_visible()
    gone = re.sub(r"\s+", " ", stranger.locator("main").inner_text())
    unknown = ScannedCard(stranger, "/carte/AAAAAAAAAAAAAAAAAAAAAA").open()
    assert re.sub(r"\s+", " ", unknown.page.locator("main").inner_text()) == gone
    reads_well(stranger)
