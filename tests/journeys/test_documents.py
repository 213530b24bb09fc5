"""Promise: I add my documents from my phone, I find them, they are mine to correct and to delete."""

import re
import time

import pikepdf
import pytest
from playwright.sync_api import expect

from tests.attacks.client import rows
from tests.browser import DESK, PHONE, Visits, reads_well
from tests.hostile.files import EICAR, docx, pdf, picture, png_claiming, zipped
from tests.journeys.pages.documents import Document, Documents
from tests.journeys.pages.trail import Trail
from tests.journeys.people import a_holder, a_pdf, a_photo, has_position
from tests.services.documents.papers import born_digital
from tests.site import Site


def test_photo_from_the_phone_loses_its_position(visits: Visits) -> None:
    page, _ = a_holder(visits, PHONE)
    documents = Documents(page).open()
    document_id = documents.add(a_photo(), title="Ordonnance de mars")
    document = documents.go(document_id)
    expect(document.title).to_have_text("Ordonnance de mars")
    expect(document.preview).to_be_visible()
    kept = page.request.get(document.address).body()
    assert kept.startswith(b"\xff\xd8")
    assert not has_position(kept)
    reads_well(page)


def test_several_files_are_added_renamed_and_deleted(visits: Visits) -> None:
    page, _ = a_holder(visits)
    documents = Documents(page).open()
    word = {"name": "note.docx", "mimeType": "application/octet-stream", "buffer": docx()}
    documents.send(a_pdf("Premier"), a_photo(), word)
    expect(documents.arrived).to_have_count(3)
    expect(documents.rows).to_have_count(3)
    document = documents.go(str(documents.rows.first.get_attribute("data-testid")).removeprefix("document-"))
    document.rename("Un nouveau titre")
    document.delete()
    expect(Documents(page).ready().rows).to_have_count(2)
    lines = Trail(page).open()
    lines.filter(who="moi")
    expect(lines.lines.filter(has_text="avez supprimé")).to_have_count(1)


def test_a_word_of_a_page_is_found_with_a_slip_and_opens_there(visits: Visits, site: Site) -> None:
    page, _ = a_holder(visits)
    documents = Documents(page).open()
    paper = born_digital("Un courrier", "Le bilan montre une ferritine basse.")
    document_id = documents.add({"name": "courrier.pdf", "mimeType": "application/pdf", "buffer": paper})
    read_in(site, document_id)
    documents.search("ferritine", says="pour «\u00a0ferritine\u00a0»")
    expect(documents.found).to_have_count(1)
    documents.search("ferittine", says="Rien pour «\u00a0ferittine\u00a0»")
    expect(documents.by("resultats").locator("mark")).to_have_text("ferritine")
    assert "ferit" not in page.url
    documents.found.first.click()
    expect(page.locator("[data-lecteur]")).to_contain_text("Page 2 sur 2")
    reads_well(page)


def read_in(site: Site, document_id: str) -> None:
    """Wait until the text of a document is known."""
    until = time.monotonic() + 30
    with rows(site) as db:
        while db.execute("select state from document_reading where document_id = %s", (document_id,)).fetchone() != (
            "READ",
        ):
            assert time.monotonic() < until
            time.sleep(0.1)


HOSTILE = {
    "vide.pdf": b"",
    "abime.pdf": pdf()[:200],
    "virus.txt": EICAR,
    "bombe.png": png_claiming(30_000, 30_000),
    "programme.exe": b"MZ" + bytes(200),
    "faux.jpg": zipped({"mot.txt": b"bonjour"}),
}


def test_hostile_files_are_refused_in_a_sentence(visits: Visits) -> None:
    page, _ = a_holder(visits)
    visits.watcher.expected.append("422")
    documents = Documents(page).open()
    documents.send(*({"name": n, "mimeType": "application/pdf", "buffer": b} for n, b in HOSTILE.items()))
    expect(documents.transfers.locator(".err")).to_have_count(len(HOSTILE), timeout=20_000)
    for sentence in documents.transfers.locator(".err").all_inner_texts():
        assert re.fullmatch(r"[^{}<>]{15,}\.", sentence), sentence
        assert not re.search(r"erreur|invalide|veuillez", sentence, re.IGNORECASE)
    reads_well(page)
    expect(Documents(page).open().rows).to_have_count(0)


def test_pdf_with_a_password_is_opened_with_it(visits: Visits) -> None:
    page, _ = a_holder(visits)
    visits.watcher.expected.append("422")
    locked = pdf(encryption=pikepdf.Encryption(owner="chut", user="chut"))
    documents = Documents(page).open()
    documents.send({"name": "protege.pdf", "mimeType": "application/pdf", "buffer": locked})
    field = documents.by("champ-mot-de-passe-pdf")
    field.fill("faux")
    documents.by("ouvrir-pdf").click()
    expect(field).to_have_value("")
    field.fill("chut")
    documents.by("ouvrir-pdf").click()
    expect(documents.arrived).to_have_count(1)
    expect(documents.rows).to_have_count(1)


def test_file_is_added_without_a_mouse(visits: Visits) -> None:
    page, _ = a_holder(visits)
    documents = Documents(page).open()
    with page.expect_file_chooser() as chooser:
        for _ in range(40):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.dataset.testid") == "ajouter-document":
                break
        page.keyboard.press("Enter")
    chooser.value.set_files({"name": "au-clavier.png", "mimeType": "image/png", "buffer": picture("PNG")})
    expect(documents.arrived).to_have_count(1)
    expect(documents.rows).to_have_count(1)
    documents.arrived.get_by_role("button", name="Enregistrer").focus()
    page.keyboard.press("Enter")
    expect(documents.arrived).to_have_count(0)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["390", "1280"])
def test_someone_elses_document_does_not_exist(visits: Visits, size: tuple[int, int]) -> None:
    owner, _ = a_holder(visits)
    document_id = Documents(owner).open().add(a_pdf("Personnel"))
    stranger, _ = a_holder(visits, size)
    missing = Document(stranger).open(f"/documents/{document_id}")
    expect(missing.title).to_have_text("Ce document n’existe pas ou n’existe plus")
    expect(stranger.locator("body")).not_to_contain_text("Personnel")
    visits.watcher.expected.append("404")
    assert stranger.request.get(f"/documents/{document_id}/fichier").status == 404
    reads_well(stranger)


def test_a_document_is_read_page_by_page_put_in_a_folder_thrown_away_and_taken_back(visits: Visits) -> None:
    page, _ = a_holder(visits, PHONE)
    documents = Documents(page).open()
    three = {"name": "trois.pdf", "mimeType": "application/pdf", "buffer": pdf(pages=3)}
    document_id = documents.add(three, title="Trois pages")
    document = documents.go(document_id)
    expect(document.by("page-courante")).to_have_text("Page 1 sur 3")
    expect(document.preview).to_be_visible()
    document.by("page-apres").click()
    expect(document.preview).to_have_attribute("alt", "Page 2 sur 3 de « Trois pages »")
    document.by("page-document").press("End")
    expect(document.by("page-courante")).to_have_text("Page 3 sur 3")
    document.by("agrandir").click()
    document.by("tourner").click()
    document.by("vignettes").click()
    expect(document.by("bande-pages").locator("li")).to_have_count(3)
    reads_well(page)

    documents = Documents(page).open()
    documents.by("champ-dossier").fill("Genou")
    documents.by("creer-dossier").click()
    expect(documents.by("dossiers").locator("a")).to_have_text("Genou0")
    documents.by(f"choisir-{document_id}").click()
    expect(documents.by("barre-selection")).to_be_visible()
    documents.by("ranger-lot").click()
    documents.by("lot-dossier").select_option("Genou")
    documents.by("ranger-lot-ok").click()
    expect(documents.by("dossiers").locator("a")).to_have_text("Genou1")
    expect(documents.by("barre-selection")).to_have_count(0)
    documents.by(f"choisir-{document_id}").click()
    expect(documents.by("barre-selection")).to_be_visible()
    reads_well(page)
    documents.by("corbeille-lot").click()
    expect(documents.rows).to_have_count(0)

    documents.by("voir-corbeille").click()
    page.wait_for_url(re.compile("/documents/corbeille"))
    documents.by(f"remettre-{document_id}").click()
    expect(documents.by("liste-corbeille")).to_have_count(0)
    reads_well(page)
    expect(Documents(page).open().row("Trois pages")).to_have_count(1)
