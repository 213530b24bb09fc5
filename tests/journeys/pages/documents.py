"""The list of documents and one document's page."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, expect

from tests.journeys.pages.screen import Screen

File = str | Path | dict[str, Any]
"""A path, or Playwright's ``{"name", "mimeType", "buffer"}``."""


class Documents(Screen):
    """``/documents``: find one, add one."""

    path = "/documents"

    @property
    def rows(self) -> Locator:
        """The links of the listed documents."""
        return self.by("liste-documents").locator("a[data-testid^=document-]")

    def row(self, title: str) -> Locator:
        """The link of the document with a title."""
        return self.rows.filter(has_text=title)

    @property
    def found(self) -> Locator:
        """The links of what a search found."""
        return self.by("resultats").locator("a[data-testid^=document-]")

    def search(self, words: str, *, says: str) -> None:
        """Look for words, and wait until the page says what was found."""
        self.by("champ-recherche").fill(words)
        self.by("chercher").click()
        expect(self.by("resultats-dits")).to_contain_text(says)

    @property
    def transfers(self) -> Locator:
        """The files on their way, or refused with their sentence."""
        return self.by("envois").locator("li")

    @property
    def arrived(self) -> Locator:
        """The forms of what just arrived, to check."""
        return self.by("arrives").locator("form")

    def send(self, *files: File) -> None:
        """Give files to the page as the picker does, without waiting."""
        chosen: Sequence[Any] = list(files)
        self.page.locator("[data-fichiers=fichiers]").set_input_files(chosen)

    def add(self, file: File, *, title: str = "", category: str = "") -> str:
        """Add one file, correct what was proposed, and return the document's id."""
        self.send(file)
        form = self.arrived.first
        form.wait_for()
        document_id = form.locator("[name=id]").input_value()
        if title:
            self.by(f"champ-titre-{document_id}").fill(title)
        if category:
            self.by(f"champ-categorie-{document_id}").select_option(category)
        self.by(f"enregistrer-{document_id}").click()
        expect(self.by(f"formulaire-{document_id}")).to_have_count(0)
        expect(self.by(f"document-{document_id}")).to_be_visible()
        return document_id

    def go(self, document_id: str) -> "Document":
        """Open a listed document by its link."""
        self.by(f"document-{document_id}").click()
        self.page.wait_for_url(re.compile(f"/documents/{document_id}"))
        return Document(self.page).ready()


class Document(Screen):
    """``/documents/<id>``: read it, know who can, change it, delete it."""

    @property
    def preview(self) -> Locator:
        """The picture or the frame that shows the document."""
        return self.by("apercu-document").locator("img, iframe")

    @property
    def address(self) -> str:
        """The address from which the file is downloaded."""
        return str(self.by("telecharger").get_attribute("href"))

    def reader(self, professional_id: str) -> Locator:
        """The line that says whether a professional sees the document."""
        return self.by(f"voit-{professional_id}")

    def ask_correction(self, words: str) -> None:
        """Ask the author to correct the document."""
        self.by("demander-correction").click()
        self.by("champ-correction").fill(words)
        self.by("envoyer-correction").click()
        expect(self.by("reponse-correction")).to_contain_text("En attente")

    def rename(self, title: str) -> None:
        """Give the document another title."""
        self.by("renommer").click()
        self.by("champ-titre").fill(title)
        self.by("enregistrer").click()
        expect(self.title).to_have_text(title)

    def delete(self) -> None:
        """Delete the document and confirm."""
        self.by("supprimer").click()
        self.by("confirmer-suppression").click()
        self.page.wait_for_url(re.compile("/documents$"))
