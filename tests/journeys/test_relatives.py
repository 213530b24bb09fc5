"""Promise: I act for my child or for somebody I help, always in my own name, and it ends at once."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import DESK, PHONE, Visits, reads_well
from tests.journeys.pages.demo import Demo
from tests.journeys.pages.documents import Documents
from tests.journeys.pages.relatives import Relatives
from tests.journeys.pages.screen import Screen
from tests.journeys.people import a_holder, a_pdf


def _demo_person(visits: Visits, who: str, size: tuple[int, int]) -> Page:
    page = visits.page(size)
    Demo(page.request).sign_in(who)
    return page


def _born(person: dict[str, str]) -> tuple[str, str, str]:
    year, month, day = person["birth_date"].split("-")
    return day, month, year


def test_a_mother_of_twins_opens_both_carnets_and_the_screen_says_whose_it_is(visits: Visits) -> None:
    page = _demo_person(visits, "leila.amari", PHONE)
    mine = Relatives(page).open()
    reads_well(page)
    mine.find_child(serial="74109590198", born=("7", "5", "2019"))
    expect(mine.errors).to_contain_text("Personne ne correspond")
    mine.by("champ-naissance").fill("6")
    mine.by("continuer").click()
    expect(mine.by("choisir-personne")).to_contain_text("Zoé Amari Coste")
    reads_well(page)
    mine.by("choisir-personne").get_by_label("Noé Amari Coste").check()
    mine.certify(code="T1NO E8R5 C2WD", certified=False)
    expect(mine.errors).to_contain_text("Cochez la case")
    mine.by("champ-certifie").check()
    mine.by("certifier").click()
    expect(mine.said).to_contain_text("C’est fait")

    mine.find_child(serial="74109590198", born=("6", "5", "2019"))
    mine.by("choisir-personne").get_by_label("Zoé Amari Coste").check()
    mine.certify(code="T2ZOE4H9L6VP")
    expect(mine.row("liste-enfants", "Zoé")).to_be_visible()

    mine.enter("liste-enfants", "Noé")
    expect(mine.title).to_have_text("Le carnet de Noé")
    reads_well(page)
    Documents(page).open().add(a_pdf("Certificat de crèche"))
    for path in ("/documents", "/profil", "/mesures", "/historique", "/proches"):
        screen = Screen(page).open(path)
        expect(screen.by("espace-ouvert")).to_contain_text("Noé Amari Coste")
        expect(page.locator(".app")).to_have_attribute("data-cover", "proche")
        reads_well(page)
    # One's own account and rights are not in somebody else's carnet.
    expect(Screen(page).open("/parametres").title).to_have_text("Le carnet de Noé")
    mine.come_back()
    expect(page.locator(".app")).to_have_attribute("data-cover", "patient")
    Documents(page).open()
    expect(page.get_by_text("Certificat de crèche")).to_have_count(0)


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_a_helper_is_invited_helps_in_their_own_name_and_is_stopped_with_the_page_open(
    visits: Visits, size: tuple[int, int]
) -> None:
    host, _ = a_holder(visits, size, name="Odette Garance")
    guest, helper = a_holder(visits, size, name="Estelle Tilleul")
    Documents(host).open().add(a_pdf("Bilan du printemps"))
    mine = Relatives(host).open()
    mine.by("inviter-aidant").click()
    mine.by("envoyer-invitation").click()
    expect(mine.errors).to_contain_text("nom de naissance")
    reads_well(host)
    mine.by("annuler-ajout").click()
    mine.invite(name=helper["name"], nir=helper["nir"], born=_born(helper))
    expect(mine.row("liste-aidants", "Estelle")).to_contain_text("En attente")
    reads_well(host)

    theirs = Relatives(guest).open()
    expect(theirs.row("liste-invitations", "Odette")).to_contain_text("lire")
    reads_well(guest)
    theirs.row("liste-invitations", "Odette").get_by_role("button", name="Accepter").click()
    theirs.enter("liste-aides", "Odette")
    expect(theirs.by("nav-professionnels")).to_have_count(0)
    expect(theirs.by("nav-droits")).to_have_count(0)
    documents = Documents(guest).open()
    expect(guest.get_by_text("Bilan du printemps")).to_be_visible()

    mine.open()
    mine.end("liste-aidants", "Estelle", "Peut")
    expect(mine.by("liste-aidants")).to_have_count(0)
    # The page was left open: the next act leads home, and shows nothing more of Odette.
    guest.locator("a[href='/accueil']:visible").first.click()
    expect(documents.by("espace-ouvert")).to_have_count(0)
    expect(guest.get_by_text("Odette")).to_have_count(0)
    Screen(host).open("/historique")
    expect(host.get_by_text("Estelle Tilleul (aidant), pour vous,").first).to_be_visible()


def test_another_tab_cannot_act_in_the_space_that_it_was_left_in(visits: Visits) -> None:
    page = _demo_person(visits, "alice.martin", DESK)
    mine = Relatives(page).open()
    other = page.context.new_page()
    Relatives(other).open().enter("liste-enfants", "Noé")
    # This tab still shows Alice's relatives: its next act is not done, and it begins anew in Noé's carnet.
    mine.by("inviter-aidant").click()
    expect(mine.by("espace-ouvert")).to_contain_text("Noé Martin")
    expect(mine.title).to_have_text("Le carnet de Noé")
    expect(mine.by("formulaire-invitation")).to_have_count(0)


def test_a_mother_sees_nothing_of_what_her_son_keeps(visits: Visits) -> None:
    page = _demo_person(visits, "karima.hamidi", PHONE)
    Relatives(page).open().enter("liste-enfants", "Sofiane")
    Documents(page).open()
    expect(page.get_by_text("Certificat de sport")).to_be_visible()
    expect(page.get_by_text("Consultation à sa demande")).to_have_count(0)
    Screen(page).open("/historique")
    expect(page.get_by_text("Consultation à sa demande")).to_have_count(0)


def test_a_tutor_acts_for_an_adult_in_her_own_name(visits: Visits) -> None:
    tutor = _demo_person(visits, "monique.vasseur", DESK)
    Relatives(tutor).open().enter("liste-representes", "Éric")
    Documents(tutor).open()
    ward = _demo_person(visits, "eric.vasseur", DESK)
    Screen(ward).open("/historique")
    expect(ward.get_by_text("Monique Vasseur (tuteur ou tutrice), pour vous,").first).to_be_visible()
