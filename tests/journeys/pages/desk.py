"""The professional's desk, and one record opened from it."""

import re

from playwright.sync_api import FilePayload, Locator, expect

from tests.journeys.pages.screen import Screen


class Desk(Screen):
    """``/pro``: find a patient who authorised me."""

    path = "/pro"

    def find(self, ins: str, *, born: str) -> Locator:
        """Search by matricule and birth date (``1984-05-14``) and return the patients found."""
        year, month, day = born.split("-")
        self.by("champ-ins").fill(ins)
        form = self.by("recherche-ins")
        for box, value in (("jour", day), ("mois", month), ("annee", year)):
            form.locator(f"[name$={box}]").fill(value)
        form.get_by_test_id("chercher-patient").click()
        self.by("resultats-recherche").wait_for()
        return self.page.locator("[data-testid^=ouvrir-trouve-]")

    def filter(self, words: str) -> Locator:
        """Keep the patients of my list whom the words name, and return what opens their records."""
        self.by("chercher-parmi").fill(words)
        return self.by("patients").locator("[data-testid^=ouvrir-]")

    def ask(self) -> None:
        """Ask whom the search did not find for access."""
        self.by("demander-acces").click()
        expect(self.by("demande-envoyee")).to_be_visible()

    def go(self, space_id: str) -> "DeskFile":
        """Open the record of a patient of my list."""
        self.by(f"ouvrir-{space_id}").click()
        self.page.wait_for_url(re.compile("/pro/dossier/"))
        return DeskFile(self.page).ready()


class DeskFile(Screen):
    """``/pro/dossier/<space>``: why, then what the patient lets me read."""

    def enter(self, *, reason: str = "consultation", words: str = "") -> None:
        """Give the reason (``consultation``, ``preparation``, ``follow_up``, ``other`` with words) and open."""
        if reason == "other":
            self.by("motif-phrase").fill(words)
            self.by("ouvrir-dossier").click()
        else:
            self.by(f"motif-{reason}").click()
        expect(self.by("bandeau-patient")).to_be_visible()

    @property
    def rows(self) -> Locator:
        """The documents that I may read."""
        return self.by("documents-dossier").locator("li")

    def read(self, document_id: str) -> Locator:
        """Show a document in the page and return its picture or frame."""
        self.by(f"lire-{document_id}").click()
        shown = self.by("apercu-document").locator("img, iframe")
        expect(shown).to_be_visible()
        return shown

    def deposit(self, file: FilePayload, *, title: str, category: str) -> None:
        """Deposit a file, and wait until it is said to be there."""
        self.by("deposer-document").click()
        self.by("fichier-depot").set_input_files(file)
        self.by("titre-depot").fill(title)
        self.by("categorie-depot").select_option(category)
        self.by("envoyer-depot").click()
        expect(self.rows.filter(has_text=title)).to_have_count(1)

    def find(self, words: str) -> Locator:
        """Keep the documents with a word in their title, and return what shows them."""
        self.by("mots-document").fill(words)
        self.by("mots-document").press("Enter")
        expect(self.page.locator("#documents-titre + span")).to_contain_text("trouvé")
        return self.page.locator("[data-testid^=lire-]")

    def hold(self, *, days: str) -> None:
        """In the form of a deposit: hold the document back for ``7``, ``14`` or ``30`` days."""
        self.by("delai-annonce").select_option(days)

    def correct(self, document_id: str, file: FilePayload, *, why: str) -> None:
        """Deposit the next version of one of my documents."""
        self.by(f"corriger-{document_id}").click()
        self.by("fichier-depot").set_input_files(file)
        self.by("categorie-depot").select_option("CPT_REND")
        self.by("motif-correction").fill(why)
        self.by("envoyer-depot").click()
        expect(self.by(f"document-{document_id}")).to_contain_text("Version 2")

    def withdraw(self, document_id: str, *, why: str) -> None:
        """Withdraw one of my documents."""
        self.by(f"retirer-{document_id}").click()
        self.by("motif-retrait").fill(why)
        self.by("confirmer-retrait").click()
        expect(self.by(f"document-{document_id}")).to_have_count(0)

    def address(self, document_id: str) -> str:
        """The address from which a document is downloaded."""
        return str(self.by(f"telecharger-{document_id}").get_attribute("href"))

    @property
    def ended(self) -> Locator:
        """What is shown once the access has ended."""
        return self.by("acces-fini")


class SeveralDeposit(Screen):
    """``/pro/deposer``: one document for one or several patients."""

    path = "/pro/deposer"

    def choose(self, *space_ids: str) -> None:
        """Add patients to the deposit."""
        for space_id in space_ids:
            self.by(f"ajouter-{space_id}").click()
            expect(self.by(f"retirer-{space_id}")).to_be_visible()

    def send(self, file: FilePayload, *, title: str, category: str) -> None:
        """Deposit the file for those chosen."""
        self.by("fichier-depot").set_input_files(file)
        self.by("titre-depot").fill(title)
        self.by("categorie-depot").select_option(category)
        self.by("envoyer-depot").click()
        self.page.wait_for_url(re.compile("/pro$"))


class Secretariat(Screen):
    """``/pro/secretariat``: who acts for me."""

    path = "/pro/secretariat"

    def add(self, name: str) -> str:
        """Add somebody and return their identifiant."""
        self.by("ajouter-secretaire").click()
        self.by("nom-secretaire").fill(name)
        self.by("creer-secretaire").click()
        expect(self.page.locator("dd").filter(has=self.page.locator("..")).first).to_be_visible()
        return self.page.locator("section[aria-labelledby=code-secretaire] dd").first.inner_text()
