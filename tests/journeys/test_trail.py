"""Promise: I see at once who opened my carnet, I can contest it and am answered, and I can prove all of it."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import DESK, PHONE, Visits, reads_well
from tests.journeys.pages.carers import Carers
from tests.journeys.pages.desk import Desk
from tests.journeys.pages.notices import Alerts, Notices
from tests.journeys.pages.operator import Contests
from tests.journeys.pages.trail import Trail
from tests.journeys.people import a_doctor, a_holder, an_operator

LIVE = 25_000
"""A page asks for its news every ten seconds; the job that tells runs every two."""
SCRIPT = Path(__file__).parents[2] / "examples" / "verifier_preuve.py"


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_read_seen_contested_answered_and_proved(visits: Visits, size: tuple[int, int], tmp_path: Path) -> None:
    mine, person = a_holder(visits, size)
    theirs, doctor = a_doctor(visits, name="Hermine Vasseur")
    Carers(mine).open().authorise(doctor["login_id"].removeprefix("test."), duration="MONTH")
    trail = Trail(mine).open()
    expect(trail.lines).to_have_count(0)

    # The doctor reads; the page that is open says so by itself.
    Desk(theirs).open().go(person["space"]).enter(reason="consultation")
    opened = trail.lines.filter(has_text="a ouvert votre carnet")
    expect(opened).to_contain_text("Hermine Vasseur", timeout=LIVE)
    expect(Notices(mine).unread).to_contain_text("1", timeout=LIVE)

    opened.get_by_role("button", name="Contester").click()
    trail.by("confirmer-contestation").click()
    expect(trail.said).to_contain_text("est envoyé")
    number = re.search(r"\d{4}-\d{6}", trail.said.inner_text())
    assert number
    expect(opened).to_contain_text("Contesté")
    reads_well(mine)

    queue = Contests(an_operator(visits)).open()
    case = queue.case(number[0])
    expect(case).to_contain_text("Hermine Vasseur")
    expect(queue.page.locator("body")).not_to_contain_text(person["name"])
    queue.answer(number[0], verdict="NOT_JUSTIFIED", words="Le cabinet ne retrouve aucun rendez-vous. Il a été averti.")
    expect(queue.said).to_contain_text(number[0])
    expect(case).to_have_count(0)
    reads_well(queue.page)

    # The list that is open says that the answer is there, and leads to it.
    notices = Notices(mine).open()
    expect(notices.rows.filter(has_text="Réponse à votre signalement")).to_have_count(1, timeout=LIVE)
    reads_well(mine)
    notices.follow("Réponse à votre signalement")
    mine.wait_for_url("**/historique")
    expect(trail.by(f"contestation-{number[0]}")).to_contain_text("aucun rendez-vous")
    expect(trail.by(f"contestation-{number[0]}")).to_contain_text("Accès non justifié")

    _prove(trail, tmp_path)


def _prove(trail: Trail, tmp_path: Path) -> None:
    """Take the proof home, and check it there with nothing but the public key."""
    file = tmp_path / "preuve.json"
    with trail.page.expect_download() as download:
        trail.by("telecharger-preuve").click()
    download.value.save_as(file)
    published = trail.page.request.get("/preuve/points-de-controle")
    (tmp_path / "points.json").write_bytes(published.body())
    asked = [sys.executable, str(SCRIPT), str(file), "--cle", published.json()["public_key"]]
    good = subprocess.run(
        [*asked, "--points", str(tmp_path / "points.json")], capture_output=True, text=True, check=False
    )
    assert good.returncode == 0, good.stderr
    assert "Preuve intacte" in good.stdout

    proof = json.loads(file.read_text(encoding="utf-8"))
    proof["lines"].pop()
    file.write_text(json.dumps(proof), encoding="utf-8")
    assert subprocess.run(asked, capture_output=True, check=False).returncode == 1


def test_filters_are_in_the_address_and_narrow_the_lines(visits: Visits) -> None:
    mine, person = a_holder(visits)
    theirs, doctor = a_doctor(visits, name="Ignace Vasseur")
    Carers(mine).open().authorise(doctor["login_id"].removeprefix("test."), duration="MONTH")
    Desk(theirs).open().go(person["space"]).enter(reason="consultation")
    trail = Trail(mine).open(f"/historique?qui={doctor['professional']}&quand=30j")
    expect(trail.lines.first).to_contain_text("Ignace Vasseur")
    expect(trail.by("filtre-qui").locator("option:checked")).to_have_text(re.compile("Ignace Vasseur"))
    trail.by("filtre-quoi").select_option("urgences")
    trail.by("afficher").click()
    mine.wait_for_url("**quoi=urgences**")
    expect(trail.page.get_by_text("Personne n’a ouvert votre carnet")).to_be_visible()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_choices_of_alerts_are_kept(visits: Visits, size: tuple[int, int]) -> None:
    mine, _ = a_holder(visits, size)
    alerts = Alerts(mine).open()
    alerts.by("acces-EACH").check()
    alerts.by("email-NOTIF_DOCUMENT").uncheck()
    alerts.by("sms-ALERTS").check()
    alerts.by("sms-non-lu").check()
    alerts.save()
    expect(alerts.said).to_contain_text("enregistrés")
    alerts.said.get_by_role("button").click()
    # The phone's bar hides half of whatever box the page stopped at.
    mine.evaluate("scrollTo(0, 0)")
    reads_well(mine)
    alerts.open()
    for testid in ("acces-EACH", "sms-ALERTS", "sms-non-lu"):
        expect(alerts.by(testid)).to_be_checked()
    expect(alerts.by("email-NOTIF_DOCUMENT")).not_to_be_checked()
    expect(alerts.by("mode-discret")).not_to_be_checked()
