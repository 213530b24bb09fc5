"""« Urgences » of a person, opening in an emergency, the operator's reviews, a scanned card."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.journeys.pages.desk import DeskFile
from tests.journeys.pages.screen import Screen


class Emergencies(Screen):
    """``/parametres/urgences``."""

    path = "/parametres/urgences"

    def choose(self, testid: str, *, on: bool) -> None:
        """Move one switch: ``urgence-acces``, ``urgence-samu``, ``urgence-bris-de-glace`` or ``urgence-masques``."""
        self.by(testid).click()
        expect(self.by(testid)).to_be_checked(checked=on)
        expect(self.said).to_contain_text("C’est fait")

    def tick(self, *codes: str) -> None:
        """Put sections on the card, by their codes."""
        for code in codes:
            self.by(f"carte-{code}").click()
            expect(self.by(f"carte-{code}")).to_be_checked()

    def copy(self, button: str) -> bytes:
        """Make a copy of the card (``imprimer-carte`` or ``carte-telephone``) and return its file."""
        with self.page.expect_download() as download:
            self.by(button).click()
        expect(self.said).to_contain_text("Votre carte est prête")
        return download.value.path().read_bytes()

    @property
    def copies(self) -> Locator:
        """The copies in circulation."""
        return self.by("cartes-en-cours").locator("li")

    @property
    def readings(self) -> Locator:
        """Who opened the carnet in an emergency."""
        return self.page.locator("[data-testid^=lecture-]")

    def contest(self, words: str) -> None:
        """Contest the newest opening."""
        self.page.locator("[data-testid^=contester-]").first.click()
        self.by("champ-contestation").fill(words)
        self.by("envoyer-contestation").click()
        expect(self.said).to_contain_text("contestation est enregistrée")


class BreakGlass(Screen):
    """``/pro/urgence``."""

    path = "/pro/urgence"

    def find(self, ins: str, *, born: str) -> "BreakGlass":
        """Search anyone by matricule and birth date (``1984-05-14``)."""
        year, month, day = born.split("-")
        self.by("champ-ins").fill(ins)
        for box, value in (("jour", day), ("mois", month), ("annee", year)):
            self.by(f"champ-{box}").fill(value)
        self.by("chercher-patient").click()
        return self

    def ask(self) -> None:
        """Open the dialog."""
        self.by("bris-de-glace").click()
        expect(self.by("dialogue-bris-de-glace")).to_be_visible()

    def give(self, situation: str, words: str) -> None:
        """Give the situation and the sentence, and open."""
        self.by(f"situation-{situation}").check()
        self.by("champ-motif").fill(words)
        self.by("confirmer-bris-de-glace").click()

    def opened(self) -> DeskFile:
        """Wait for the record."""
        self.page.wait_for_url(re.compile("/pro/dossier/"))
        record = DeskFile(self.page).ready()
        expect(record.by("bandeau-urgence")).to_be_visible()
        return record


class Reviews(Screen):
    """``/exploitation/acces-urgence``."""

    path = "/exploitation/acces-urgence"

    def decide(self, who: str, decision: str, words: str) -> None:
        """Decide the review of a professional: ``JUSTIFIED`` or ``NOT_JUSTIFIED``."""
        case = self.page.locator("[data-testid^=controle-]").filter(has_text=who)
        case.locator("[data-testid^=decider-]").click()
        self.by(f"decision-{decision}").check()
        self.by("champ-reponse-controle").fill(words)
        self.by("enregistrer-decision").click()
        expect(self.said).to_contain_text("décision est enregistrée")


class ScannedCard(Screen):
    """``/carte/<code>``: what a telephone shows that scanned the card."""

    def __init__(self, page: Page, address: str) -> None:
        super().__init__(page)
        self.path = address
