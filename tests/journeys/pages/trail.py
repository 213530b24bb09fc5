"""« Qui a consulté mon carnet »."""

from playwright.sync_api import Locator, expect

from tests.journeys.pages.screen import Screen


class Trail(Screen):
    """``/historique``: every reading, in words; is a line missing?"""

    path = "/historique"

    @property
    def lines(self) -> Locator:
        """The lines shown, newest first."""
        return self.page.locator("li[data-testid^=ligne-]")

    def filter(self, *, who: str = "autres", since: str = "30j") -> None:
        """Show ``autres``, ``soignants``, ``moi`` or ``tous``, since ``30j``, ``3m``, ``12m`` or ``debut``."""
        self.by("filtre-qui").select_option(who)
        self.by("filtre-quand").select_option(since)
        self.by("afficher").click()

    def check(self) -> Locator:
        """Ask for the check of the whole chain and return the place of its answer."""
        self.by("verifier-journal").click()
        verdict = self.by("resultat-verification")
        expect(verdict).to_contain_text("Oui.")
        return verdict
