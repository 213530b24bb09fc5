"""Promise: my dossier fills quickly, my doctor reads first what I chose to show, and nothing else."""

import re

from playwright.sync_api import expect

from tests.browser import PHONE, TABLET, Visits, reads_well
from tests.journeys.pages.carers import Carers
from tests.journeys.pages.desk import Desk
from tests.journeys.pages.profile import Measures, Profile, Vaccinations
from tests.journeys.pages.screen import Screen
from tests.journeys.pages.trail import Trail
from tests.journeys.people import a_doctor, a_holder


def test_allergies_written_from_the_phone_are_read_first_by_the_doctor(visits: Visits) -> None:
    mine, person = a_holder(visits, PHONE)
    theirs, doctor = a_doctor(visits, TABLET, name="Fulbert Verdier")
    profile = Profile(mine).open()
    reads_well(mine)
    profile.rubric("allergies")
    profile.by("ajouter-allergie").click()
    profile.by("champ-allergene").press_sequentially("amoxiciline")
    profile.by("proposition").first.click()
    expect(profile.by("champ-allergene")).to_have_value("Amoxicilline")
    profile.by("champ-gravite-SEVERE").check()
    profile.by("precisions").click()
    profile.by("champ-debut-annee").fill("2090")
    profile.by("enregistrer-allergie").click()
    expect(profile.errors).to_contain_text("pas encore passée")
    expect(profile.by("champ-allergene")).to_have_value("Amoxicilline")
    reads_well(mine)
    profile.by("champ-debut-annee").fill("2011")
    profile.by("enregistrer-allergie").click()
    expect(profile.rubric("allergies")).to_contain_text("Depuis 2011")
    profile.rubric("antecedents")
    profile.by("rien-antecedents").click()
    expect(profile.by("rubrique-antecedents")).to_contain_text("Je n’en connais pas")
    profile.add("maladies", "maladie", maladie="Asthme secret", debut_annee="1996")
    reads_well(mine)

    carers = Carers(mine).open()
    professional_id = carers.authorise(doctor["login_id"].removeprefix("test."), duration="MONTH")
    record = Desk(theirs).open().go(person["space"])
    record.enter()
    expect(record.by("allergies-patient")).to_contain_text("Amoxicilline. Grave")
    expect(record.by("essentiel-patient")).to_contain_text("Asthme secret")
    expect(record.by("essentiel-patient")).not_to_contain_text("famille")
    reads_well(theirs)
    expect(Trail(mine).open().lines.filter(has_text="a consulté les allergies").first).to_be_visible()

    carers = Carers(mine).open()
    carers.by(f"modifier-{professional_id}").click()
    carers.by("rubrique-DISEASES").uncheck()
    carers.by("enregistrer-acces").click()
    expect(carers.by("formulaire-acces")).to_have_count(0)
    theirs.reload()
    expect(record.by("allergies-patient")).to_contain_text("Amoxicilline")
    expect(theirs.locator("main")).not_to_contain_text("Asthme secret")


def test_an_entry_is_corrected_ended_and_deleted(visits: Visits) -> None:
    page, _ = a_holder(visits)
    profile = Profile(page).open()
    entries = profile.add("traitements", "traitement", traitement="Salbutamol", posologie="Si besoin")
    entry = str(entries.first.get_attribute("data-testid")).removeprefix("entree-")
    profile.by(f"modifier-{entry}").click()
    profile.fill("traitement", posologie="2 bouffées avant le sport", debut_annee="2021", debut_mois="3")
    expect(profile.by(f"entree-{entry}")).to_contain_text("Depuis mars 2021")
    profile.by(f"terminer-{entry}").click()
    expect(profile.by(f"entree-{entry}")).to_contain_text("terminé")
    profile.by(f"modifier-{entry}").click()
    profile.by("supprimer-traitement").click()
    profile.by("confirmer-suppression").click()
    expect(profile.by(f"entree-{entry}")).to_have_count(0)
    expect(profile.by("rubrique-traitements")).to_contain_text("À remplir")


def test_a_tension_is_noted_on_the_phone_and_its_curve_is_walked_by_keyboard(visits: Visits) -> None:
    page, _ = a_holder(visits, PHONE)
    measures = Measures(page).open()
    reads_well(page)
    measures.note(systolique="78", diastolique="122", date="2026-01-05", heure="08:10")
    expect(measures.errors).to_contain_text("Le chiffre du haut")
    measures.note(systolique="122", diastolique="78")
    expect(measures.latest).to_have_text("122 / 78")
    measures.open("/mesures?periode=tout")
    measures.note(systolique="310", diastolique="100", date="2026-01-06", heure="08:10", remarque="assis")
    expect(measures.by("mesure-rare")).to_contain_text("310 / 100")
    measures.by("confirmer-mesure").check()
    measures.by("enregistrer-mesure").click()
    expect(measures.latest).to_have_text("310 / 100")
    reads_well(page)
    measures.by("parcourir-courbe").press("ArrowLeft")
    expect(measures.by("point-courbe")).to_contain_text(re.compile(r"5 janvier 2026.*122 / 78"))
    measures.by("tableau-mesures").locator("summary").click()
    expect(measures.rows).to_have_count(2)
    reads_well(page)
    file = page.request.get("/mesures/fichier")
    assert "122 / 78;mmHg" in file.text()
    rare = measures.rows.filter(has_text="310")
    rare.get_by_role("button").click()
    rare.get_by_role("button", name=re.compile("Oui")).click()
    expect(measures.rows).to_have_count(1)


def test_the_guide_leads_to_the_next_useful_thing_and_falls_silent(visits: Visits) -> None:
    page, _ = a_holder(visits)
    home = Screen(page).open("/accueil")
    expect(home.by("guide")).to_contain_text("allergies")
    home.by("guide-faire").click()
    page.wait_for_url("**/profil?ajouter=1")
    profile = Profile(page)
    expect(profile.by("champ-allergene")).to_be_focused()
    profile.by("annuler-allergie").click()
    profile.by("rien-allergies").click()
    expect(profile.by("rubrique-allergies")).to_contain_text("Vous avez indiqué")
    home.open("/accueil")
    expect(home.by("guide")).to_contain_text("traitements")
    home.by("guide-plus-tard").click()
    expect(home.by("guide")).to_contain_text("maladies")
    home.by("guide-silence").click()
    expect(home.by("guide")).to_have_count(0)
    home.open("/accueil")
    expect(home.by("guide")).to_have_count(0)
    home.by("guide-reprendre").click()
    expect(home.by("guide")).to_be_visible()
    reads_well(page)


def test_a_vaccine_is_copied_from_the_paper_booklet(visits: Visits) -> None:
    page, _ = a_holder(visits, PHONE)
    booklet = Vaccinations(page).open()
    reads_well(page)
    booklet.by("ajouter-vaccin").click()
    booklet.fill("vaccin", vaccin="ROR", debut_annee="1990", dose="2 doses sur 2", lot="A-42")
    expect(booklet.doses).to_have_count(1)
    expect(booklet.doses.first).to_contain_text("1990")
    expect(booklet.doses.first).to_contain_text("Ajouté par moi")
    reads_well(page)
    page.emulate_media(media="print")
    expect(page.get_by_text("Carnet de Odette Garance")).to_be_visible()
