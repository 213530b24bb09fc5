"""Promise: the assistance helps me without reading anything, and two agents are needed for what is grave."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import DESK, PHONE, Visits, reads_well
from tests.journeys.pages.assistance import Desk
from tests.journeys.pages.demo import Demo
from tests.journeys.people import a_holder, a_pdf


def test_an_agent_files_a_document_that_i_allowed_and_reads_nothing(visits: Visits) -> None:
    visits.watcher.expected.append("422")
    mine, person = a_holder(visits, name="Lucie Guichet")
    agent = visits.page()
    Demo(agent.request).sign_in("agent-1")
    desk = Desk(agent).open()
    desk.check(nir=person["nir"], born=person["birth_date"], family_name="Guichet", given_name="Lucie")
    desk.by("proposer-seance").click()
    expect(desk.by("numero-aide")).to_have_text(re.compile(r"[0-9]{3} [0-9]{3}"))
    number = desk.by("numero-aide").inner_text()

    mine.goto("/seance-aide")
    mine.get_by_test_id("champ-numero-aide").fill("1")
    mine.get_by_test_id("ouvrir-seance").click()
    expect(mine.get_by_test_id("resume-erreurs")).to_contain_text("Ce numéro n’est pas celui que l’agent a lu")
    mine.get_by_test_id("champ-numero-aide").fill(number)
    mine.get_by_test_id("ouvrir-seance").click()
    expect(mine.get_by_test_id("seance-en-cours")).to_be_visible()
    reads_well(mine)

    desk.by("seance-acceptee").click()
    expect(desk.by("zone-depot")).to_be_visible()
    reads_well(agent)
    agent.locator("[data-fichiers=fichiers]").set_input_files(a_pdf("Certificat"))
    expect(desk.by("fait")).to_contain_text("Un document est rangé")
    assert agent.request.get("/documents", max_redirects=0).status == 303

    mine.get_by_test_id("arreter-seance").click()
    expect(mine.get_by_test_id("ouvrir-seance")).to_be_visible()
    mine.goto("/documents")
    expect(mine.locator("main")).to_contain_text("Certificat")
    desk.end()
    expect(desk.by("verification-identite")).to_be_visible()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["390", "1280"])
def test_an_agent_checks_and_a_second_one_calls_back_and_closes(visits: Visits, size: tuple[int, int]) -> None:
    mine, person = a_holder(visits, size, name="Jeanne Assistee")
    answers = {"nir": person["nir"], "born": person["birth_date"], "given_name": "Jeanne"}
    first, second = visits.page(size), visits.page(size)
    Demo(first.request).sign_in("agent-1")
    Demo(second.request).sign_in("agent-2")

    desk = Desk(first).open()
    desk.check(**answers, family_name="Personne")
    expect(desk.by("resume-erreurs")).to_contain_text("Ces réponses ne vont pas ensemble")
    expect(desk.by("champ-nom")).to_have_value("Personne")
    desk.check(**answers, family_name="Assistee")
    expect(desk.by("personne-en-appel")).to_contain_text("Jeanne Assistee")
    expect(first.locator("body")).not_to_contain_text(person["nir"])
    reads_well(first)
    desk.act("CLOSE")
    reference = desk.by("reference-demande").inner_text()
    reads_well(first)
    desk.end()
    expect(first.locator("body")).not_to_contain_text("Assistee")

    colleague = Desk(second).open()
    colleague.take(reference)
    expect(colleague.by("rappel")).to_be_visible()
    reads_well(second)
    colleague.by("case-rappel").check()
    colleague.by("confirmer-demande").click()
    expect(colleague.by("fait")).to_contain_text("Le carnet est fermé")
    colleague.end()
    expect(colleague.by("verification-identite")).to_be_visible()
    # Every session of the person ended with the carnet.
    mine.goto("/documents")
    mine.wait_for_url("**/connexion**")
