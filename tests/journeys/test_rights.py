"""Promise: every right is a page away: refuse with a proof, take my data, close, reopen, have everything erased."""

import io
import zipfile

from playwright.sync_api import expect

from tests.browser import PHONE, TABLET, Visits, reads_well
from tests.journeys.pages.account import Home
from tests.journeys.pages.demo import Demo
from tests.journeys.pages.documents import Documents
from tests.journeys.pages.public import PublicHome, SecurityCode, SignIn
from tests.journeys.pages.rights import Opposition, Rights
from tests.journeys.people import PASSWORD, a_holder, a_pdf


def test_refuse_with_the_code_check_the_proof_and_change_ones_mind(visits: Visits) -> None:
    page = visits.page(PHONE)
    person = Demo(page.request).person(name="Odette Refus", activated=False)
    PublicHome(page).open().by("m-opposer").click()
    refusal = Opposition(page).ready()
    reads_well(page)
    visits.watcher.expected.append("422")
    refusal.refuse(serial=person["card_serial"], nir=person["nir"], code="AAAA BBBB CCCC")
    expect(refusal.errors).to_contain_text("Ce code ne va pas")
    reads_well(page)
    refusal.refuse(serial=person["card_serial"], nir=person["nir"], code=person["code"])
    reference = refusal.reference.inner_text()
    reads_well(page)
    with page.expect_download() as attestation:
        refusal.by("telecharger-attestation").click()
    assert attestation.value.path().read_bytes().startswith(b"%PDF")

    refusal.check(reference)
    expect(refusal.by("attestation-vraie")).to_contain_text("O. R.")
    reads_well(page)
    refusal.withdraw(serial=person["card_serial"], nir=person["nir"], reference=reference)
    expect(refusal.title).to_have_text("Votre refus est retiré")
    reads_well(page)
    refusal.check(reference)
    expect(refusal.by("attestation-retiree")).to_be_visible()


def test_take_a_copy_of_everything(visits: Visits) -> None:
    page, _ = a_holder(visits)
    Documents(page).open().add(a_pdf("Bilan du printemps"))
    rights = Rights(page).open()
    link = rights.prepare()
    reads_well(page)
    with page.expect_download() as copy:
        link.click()
    with zipfile.ZipFile(io.BytesIO(copy.value.path().read_bytes())) as bundle:
        assert bundle.testzip() is None
        assert [name for name in bundle.namelist() if "Bilan du printemps.pdf" in name]
        assert "Bilan du printemps" in bundle.read("index.html").decode()


def test_close_and_reopen(visits: Visits) -> None:
    page, person = a_holder(visits, PHONE)
    document = Documents(page).open().add(a_pdf("Bilan du printemps"))
    rights = Rights(page).open()
    reads_well(page)
    visits.watcher.expected.append("422")
    rights.close("pas le bon mot de passe")
    expect(rights.errors).to_contain_text("Le mot de passe ne correspond pas")
    reads_well(page)
    rights.by("garder-carnet").click()
    rights.ready().close(PASSWORD)
    rights.prove(person["email"])
    expect(rights.by("carnet-ferme")).to_contain_text("Tout est gardé")
    reads_well(page)
    page.goto("/accueil")
    page.wait_for_url("**/connexion**")

    SignIn(page).ready().type(person["login_id"], PASSWORD)
    page.wait_for_url("**/connexion/carnet-ferme")
    reads_well(page)
    page.get_by_test_id("rouvrir-carnet").click()
    SecurityCode(page).type(Demo(page.request).security_code(person["email"]))
    page.wait_for_url("**/accueil")
    Home(page).ready()
    expect(Documents(page).open().by(f"document-{document}")).to_be_visible()


def test_ask_for_everything_to_be_erased(visits: Visits) -> None:
    page, person = a_holder(visits, TABLET)
    rights = Rights(page).open()
    rights.close(PASSWORD, erase=True)
    rights.prove(person["email"])
    page.wait_for_url("**/droits/supprimer")
    reads_well(page)
    rights.by("confirmer-suppression").click()
    expect(rights.by("carnet-ferme")).to_contain_text("Tout sera supprimé")
    assert "Suppression" in Demo(page.request).outbox(person["email"])[0]["subject"]
