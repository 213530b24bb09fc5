"""What every page of the carnet offers to a test: its address, its live mark, its title, its words."""

from typing import Self

from playwright.sync_api import Locator, Page


class Screen:
    """One page of the carnet in a browser whose context has ``base_url``."""

    path = "/"

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, path: str = "") -> Self:
        """Go to the page's own address, or to another one of the same page, and wait until it is live."""
        self.page.goto(path or self.path)
        return self.ready()

    def ready(self) -> Self:
        """Wait for ``data-pret``: the page is live and has its data."""
        self.page.locator("body[data-pret]").wait_for()
        return self

    def by(self, testid: str) -> Locator:
        """Find an element by its ``data-testid``."""
        return self.page.get_by_test_id(testid)

    @property
    def title(self) -> Locator:
        """The page's only ``h1``."""
        return self.page.locator("h1")

    @property
    def said(self) -> Locator:
        """What the live region says after an action."""
        return self.by("avis")

    @property
    def errors(self) -> Locator:
        """The summary of what must be corrected."""
        return self.by("resume-erreurs")

    def sign_out(self) -> None:
        """Sign out, from the menu of my account."""
        self.by("changer-espace").click()
        self.by("deconnexion").click()
        self.page.wait_for_url("**/connexion**")
