"""Who sees what, for the person: the panel of a document, what is masked, and the carnet with a professional's eyes."""

from playwright.sync_api import Locator, expect

from tests.journeys.pages.screen import Screen


class DocumentReaders(Screen):
    """``/documents/<id>``, the panel « Qui peut voir ce document »."""

    def visit(self, document_id: str) -> "DocumentReaders":
        """Open the page of a document."""
        return self.open(f"/documents/{document_id}")

    def reader(self, professional_id: str) -> Locator:
        """The switch of one professional."""
        return self.by(f"voit-{professional_id}")

    def row(self, professional_id: str) -> Locator:
        """The row of one professional, with the reason."""
        return self.by(f"lecteur-{professional_id}")

    def choose(self, professional_id: str, *, sees: bool) -> None:
        """Press the switch of one professional, and wait until it says so."""
        self.reader(professional_id).click()
        expect(self.reader(professional_id)).to_be_checked(checked=sees)

    def mask_from_all(self, *, hidden: bool) -> None:
        """Press « Masquer à tous les soignants »."""
        self.by("masquer-document").click()
        expect(self.by("masquer-document")).to_be_checked(checked=hidden)


class Preview(Screen):
    """``/soignants/<id>/apercu``."""

    def visit(self, professional_id: str) -> "Preview":
        """Look with the eyes of a professional."""
        return self.open(f"/soignants/{professional_id}/apercu")

    @property
    def seen(self) -> Locator:
        """The documents that the professional sees."""
        return self.page.locator("[data-testid^=visible-]")

    @property
    def unseen(self) -> Locator:
        """The documents that the professional does not see."""
        return self.page.locator("[data-testid^=cache-]")


class Masks(Screen):
    """``/soignants/masques``."""

    path = "/soignants/masques"

    def mask_everything(self) -> None:
        """Mask everything from the audience, and confirm."""
        self.by("tout-masquer").click()
        self.by("confirmer-tout-masquer").click()
        expect(self.by("tout-est-masque")).to_be_visible()

    def show_everything(self) -> None:
        """Take off everything that is masked from the audience."""
        self.by("tout-montrer").click()
        expect(self.by("tout-est-masque")).to_have_count(0)
