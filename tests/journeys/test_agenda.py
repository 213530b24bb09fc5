"""Promise: I see what is due and why, I note it, I am reminded, and no date of care is lost."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import httpx
import pytest
from icalendar import Calendar
from playwright.sync_api import Page, expect

from tests.browser import DESK, PHONE, Visits, reads_well
from tests.journeys.pages.agenda import Agenda, Prevention
from tests.journeys.pages.demo import Demo
from tests.journeys.pages.profile import Vaccinations
from tests.journeys.pages.screen import Screen
from tests.journeys.people import Person

PARIS = ZoneInfo("Europe/Paris")


def _somebody(visits: Visits, size: tuple[int, int], *, months: int) -> tuple[Page, Person, Demo]:
    """Make a person who has an age on the server's day, signed in."""
    page = visits.page(size)
    demo = Demo(page.request)
    today = _now(demo).date()
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    person = demo.person(name="Odette Garance", born=date(year, month + 1, min(today.day, 28)).isoformat())
    demo.sign_in(person["id"])
    return page, person, demo


def _now(demo: Demo) -> datetime:
    """Return the server's time: testers move it."""
    return datetime.fromisoformat(demo.advance(0)).astimezone(PARIS)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_woman_of_52_plans_what_is_due_is_reminded_and_it_is_done(visits: Visits, size: tuple[int, int]) -> None:
    page, person, demo = _somebody(visits, size, months=52 * 12)
    prevention = Prevention(page).open()
    reads_well(page)
    prevention.done("dep-sein", day=3, month=10, year=2022)
    expect(prevention.card("dep-sein")).to_contain_text(
        "vous avez 52\u00a0ans et que votre dernier dépistage date de 2022"
    )
    prevention.by("rappel-dep-sein-noter").click()
    page.wait_for_url("**/agenda?noter=*")
    agenda = Agenda(page).ready()
    expect(agenda.by("champ-motif")).to_have_value("Dépistage du cancer du sein (mammographie)")
    reads_well(page)
    when = (_now(demo) + timedelta(days=3)).replace(hour=10, minute=30)
    agenda.note(when, avec="Centre d’imagerie fictif", preparation="Apporter les anciens clichés")
    agenda.kept()
    expect(agenda.rows).to_have_count(1)
    reads_well(page)
    expect(Screen(page).open("/accueil").by("prochain-rendez-vous")).to_contain_text("Dépistage du cancer du sein")
    reads_well(page)
    expect(Prevention(page).open().by("rappel-dep-sein-voir")).to_be_visible()

    moved = demo.until(when - timedelta(hours=1))
    told = [m["text"] for m in demo.outbox(person["email"]) if "rappel" in m["text"]]
    assert len(told) == 1
    assert "10\u00a0h\u00a030" in told[0]
    assert "sein" not in told[0]
    assert "imagerie" not in told[0]
    moved += demo.until(when + timedelta(minutes=5))
    demo.sign_in(person["id"])
    agenda.open(f"/agenda?vue=semaine&jour={when:%Y-%m-%d}")
    row = agenda.unfold(agenda.rows.first)
    expect(row).to_contain_text("Apporter les anciens clichés")
    row.get_by_role("button", name=re.compile("^J’y suis allé")).click()
    expect(agenda.rows.first).to_contain_text("J’y suis allé")
    expect(Prevention(page).open().card("dep-sein")).to_have_count(0)
    expect(prevention.by("liste-faits")).to_contain_text("Dépistage du cancer du sein")
    reads_well(page)
    demo.advance(-moved)


def test_a_child_of_eleven_months_is_told_of_its_examination_and_a_dose_closes_its_reminder(visits: Visits) -> None:
    page, _, demo = _somebody(visits, PHONE, months=11)
    prevention = Prevention(page).open()
    expect(prevention.card("enf-m11")).to_contain_text("l’enfant a 11\u00a0mois")
    expect(prevention.card("hexa-1")).to_contain_text("Obligatoire")
    reads_well(page)
    year = _now(demo).year
    booklet = Vaccinations(page).open()
    for number, month in enumerate(("1", "3")):
        booklet.by("ajouter-vaccin").click()
        booklet.fill("vaccin", vaccin="HEXA", debut_annee=str(year), debut_mois=month)
        expect(booklet.doses).to_have_count(number + 1)
    expect(prevention.open().card("hexa-3")).to_contain_text(f"votre dernière dose date de {year}")
    expect(prevention.card("hexa-1")).to_have_count(0)


def test_a_man_of_68_puts_a_theme_and_a_subject_away_without_a_reason(visits: Visits) -> None:
    page, _, _ = _somebody(visits, DESK, months=68 * 12 + 1)
    prevention = Prevention(page).open()
    reads_well(page)
    prevention.by("rappel-visite-an-non").click()
    prevention.by("confirmer-refus").click()
    expect(prevention.card("visite-an")).to_have_count(0)
    expect(prevention.by("liste-ecartes")).to_contain_text("Visite annuelle")
    prevention.by("theme-VACCINES").click()
    expect(prevention.page.locator("[data-testid^=rappel-dtp]")).to_have_count(0)
    prevention.by("reponse-medecin_traitant_declare-yes").dispatch_event("click")
    expect(prevention.card("synth-mt")).to_be_visible()
    prevention.by("remettre-VISITE-AN").click()
    expect(prevention.card("visite-an")).to_be_visible()
    reads_well(page)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_series_of_care_is_noted_read_by_a_calendar_and_one_date_is_cancelled(
    visits: Visits, size: tuple[int, int]
) -> None:
    page, _, demo = _somebody(visits, size, months=500)
    agenda = Agenda(page).open()
    expect(page.locator("main")).to_contain_text("Aucun rendez-vous noté")
    reads_well(page)
    agenda.by("ajouter-rendez-vous").click()
    expect(agenda.by("champ-motif")).to_be_focused()
    when = (_now(demo) + timedelta(days=1)).replace(hour=17, minute=30)
    agenda.note(when, adresse="3 rue Fictive")
    expect(agenda.errors).to_contain_text("Écrivez avec qui, ou pour quoi.")
    expect(agenda.by("champ-adresse")).to_have_value("3 rue Fictive")
    reads_well(page)
    agenda.note(when, motif="Kinésithérapie", genre="CARE", repete="WEEKLY", fois="3")
    agenda.kept()
    expect(agenda.rows).to_have_count(3)
    second = agenda.unfold(agenda.rows.nth(1))
    second.get_by_role("button", name=re.compile("^C’est annulé")).click()
    expect(agenda.rows.nth(1)).to_contain_text("Annulé")
    reads_well(page)

    agenda.by("abonnement-ics").click()
    address = agenda.by("adresse-ics").input_value()
    answer = httpx.get(address)
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert str(event["SUMMARY"]) == "Rendez-vous"
    assert event["RRULE"]["COUNT"] == [3]
    assert "Kin" not in answer.text
    assert "EXDATE" in event
    agenda.by("couper-flux").click()
    expect(agenda.by("flux-etat")).to_have_count(0)
    cut = httpx.get(address)
    unknown = httpx.get(address.replace(address[-10:-4], "aaaaaa"))
    assert (cut.status_code, cut.content) == (unknown.status_code, unknown.content) == (404, unknown.content)

    agenda.open(f"/agenda?vue=mois&jour={when:%Y-%m-%d}")
    reads_well(page)
    agenda.by("calendrier").get_by_role("link").first.click()
    page.wait_for_url("**/agenda?vue=liste*")
    expect(agenda.ready().rows.first).to_contain_text("Kinésithérapie")
    agenda.unfold(agenda.rows.first).get_by_role("button", name=re.compile("^Supprimer")).first.click()
    page.get_by_role("dialog").get_by_role("button", name="Supprimer").click()
    expect(agenda.rows).to_have_count(0)
