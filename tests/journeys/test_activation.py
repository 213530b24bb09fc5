"""Promise: whoever cannot activate their carnet is told why and what to do; nothing typed is lost (R-ID-17)."""

import pytest
from playwright.sync_api import expect

from tests.browser import PHONE, Visits, reads_well
from tests.journeys.pages.activation import Activation
from tests.journeys.pages.demo import Demo
from tests.journeys.pages.public import SecurityCode

STOPS = {
    "TI-030 code too old": (
        "74111571755", "1 77 11 49 007 930 01", "1977-11-30", "BARB13R77XPQ", "Ce code est trop ancien",
    ),
    "TI-031 code used": ("74111645146", "2 80 04 56 260 931 60", "1980-04-18", "USED80LEROUX", "Ce code a déjà servi"),
    "TI-003 active already": (
        "74109590198", "2 88 11 13 005 903 83", "1988-11-23", "ABCDEFGH2345", "Votre carnet est déjà actif",
    ),
    "TI-032 no contact": (
        "74111718537", "1 59 05 99 139 932 34", "1959-05-25", "", "Ce carnet ne peut pas être activé en ligne",
    ),
    "TI-019 deceased": ("70787962", "2 31 10 88 160 919 49", "1931-10-21", "", "Ce carnet ne peut pas être activé"),
    "TI-025 refused": ("74111204800", "1 70 10 73 065 925 79", "1970-10-10", "", "Vous avez refusé ce carnet"),
    "TI-034 closed": ("74111865319", "1 90 02 39 300 934 08", "1990-02-14", "", "Ce carnet est fermé"),
    "TI-037 suspended": ("74112085492", "1 93 03 76 540 937 17", "1993-03-29", "", "Ce carnet est suspendu"),
    "TI-003 a child's date": (
        "74109590198", "2 88 11 13 005 903 83", "2019-05-06", "",
        "Cette date de naissance n’est pas celle du titulaire du numéro",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", STOPS)
def test_each_obstacle_has_its_page_and_its_sentence(visits: Visits, case: str) -> None:
    serial, nir, born, code, title = STOPS[case]
    page = visits.page(PHONE)
    steps = Activation(page).open()
    steps.begin()
    steps.card(serial, photo=len(serial) == 11)
    steps.number(nir, born=born)
    if code:
        steps.code(code)
    expect(steps.title).to_have_text(title)
    expect(steps.by("suite-arret")).to_be_visible()
    reads_well(page)


def test_what_was_typed_survives_a_wrong_answer_and_a_reload(visits: Visits) -> None:
    page = visits.page(PHONE)
    visits.watcher.expected.append("422")
    person = Demo(page.request).person(name="Lison Tardy", activated=False)
    steps = Activation(page).open()
    steps.begin()
    steps.card("1953")
    expect(steps.errors).to_be_focused()
    expect(steps.by("champ-serie")).to_have_value("1953")
    reads_well(page)
    steps.card(person["card_serial"])
    wrong_key = person["nir"][:13] + f"{(int(person['nir'][13:]) + 1) % 97:02d}"
    steps.number(wrong_key, born=person["birth_date"])
    expect(steps.errors).to_be_visible()
    page.reload()
    assert steps.by("champ-nir").input_value().replace(" ", "") == wrong_key
    expect(steps.by("champ-naissance-a")).to_have_value(person["birth_date"][:4])
    steps.number(person["nir"], born=person["birth_date"])
    steps.code("MAUVAISCODE1")
    expect(steps.by("champ-code-provisoire")).to_have_value("MAUV AISC ODE1")
    expect(steps.errors).to_be_visible()
    reads_well(page)
    steps.code(person["code"].lower())
    steps.choose("123456789012")
    expect(steps.errors).to_be_visible()
    reads_well(page)
    login_id = steps.choose("canard vélo 7 lilas", login_id="")
    steps.receive("email")
    first = SecurityCode(page)
    first.type("000000")
    expect(first.errors).to_be_visible()
    first.type(Demo(page.request).security_code(person["email"]))
    expect(steps.title).to_have_text("Votre carnet est actif")
    assert login_id.startswith("lison.tardy")


def test_asking_for_a_code_tells_nothing_to_whoever_guesses(visits: Visits) -> None:
    page = visits.page()
    steps = Activation(page).open()
    steps.begin()
    steps.card("74100000019")
    steps.number("2 84 05 44 109 961 48", born="1984-05-14")
    expect(steps.by("champ-code-provisoire")).to_be_visible()
    steps.by("code-par-email").click()
    expect(steps.by("code-demande")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("@")


def test_new_code_replaces_the_older_one(visits: Visits) -> None:
    page = visits.page()
    person = Demo(page.request).person(name="Lison Tardy", activated=False)
    steps = Activation(page).open()
    steps.begin()
    steps.card(person["card_serial"])
    steps.number(person["nir"], born=person["birth_date"])
    steps.by("code-par-email").click()
    expect(steps.by("code-demande")).to_be_visible()
    steps.code(person["code"])
    expect(steps.title).to_have_text("Ce code a été remplacé")
