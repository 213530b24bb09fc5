"""The operator's queue of contested accesses."""

from playwright.sync_api import Locator

from tests.journeys.pages.screen import Screen


class Contests(Screen):
    """``/exploitation/contestations``."""

    path = "/exploitation/contestations"

    def case(self, number: str) -> Locator:
        """Find a contest by its number."""
        return self.page.locator("tr[data-testid^=contestation-]").filter(has_text=number)

    def answer(self, number: str, *, verdict: str, words: str) -> None:
        """Answer a contest: ``JUSTIFIED`` or ``NOT_JUSTIFIED``."""
        self.case(number).get_by_role("button").click()
        self.by(f"avis-{verdict}").check()
        self.by("champ-reponse").fill(words)
        self.by("envoyer-reponse").click()
