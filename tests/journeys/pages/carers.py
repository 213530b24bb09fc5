"""The page of one's professionals: find one in the directory, decide what they see, take it back."""

from playwright.sync_api import Locator, expect

from tests.journeys.pages.screen import Screen


class Carers(Screen):
    """``/soignants``."""

    path = "/soignants"

    @property
    def cards(self) -> Locator:
        """The professionals of the list."""
        return self.page.locator("article[data-testid^=soignant-]")

    def card(self, name: str) -> Locator:
        """The card of a professional by name."""
        return self.cards.filter(has_text=name)

    def search(self, words: str) -> Locator:
        """Search the directory and return what was found."""
        self.by("ajouter-soignant").click()
        self.by("champ-recherche").fill(words)
        self.by("chercher-soignant").click()
        return self.page.locator("[data-testid^=resultat-]")

    def authorise(self, words: str, *, categories: tuple[str, ...] = (), duration: str = "") -> str:
        """Find one professional and let them read everything, or some categories, for ``DAY``, ``MONTH``, ``YEAR``,
        ``NO_END``; return their id."""
        found = self.search(words)
        expect(found).to_have_count(1)
        professional_id = str(found.get_attribute("data-testid")).removeprefix("resultat-")
        self.by(f"choisir-{professional_id}").click()
        self.by("portee-choix" if categories else "portee-tout").check()
        for code in categories:
            self.by(f"categorie-{code}").check()
        if duration:
            self.page.locator("label").filter(has=self.by(f"duree-{duration}")).click()
        self.by("enregistrer-acces").click()
        expect(self.by(f"soignant-{professional_id}")).to_be_visible()
        return professional_id

    @property
    def requests(self) -> Locator:
        """The requests for access that wait."""
        return self.page.locator("[data-testid^=demande-]:not([data-testid=demandes-acces])")

    def accept(self, *, duration: str = "") -> None:
        """Say yes to the first request, with what the form proposes."""
        self.requests.first.locator("[data-testid^=accepter-]").click()
        if duration:
            self.page.locator("label").filter(has=self.by(f"duree-{duration}")).click()
        self.by("enregistrer-acces").click()
        expect(self.requests).to_have_count(0)

    def refuse(self) -> None:
        """Say no to the first request."""
        self.requests.first.locator("[data-testid^=refuser-]").click()
        expect(self.requests).to_have_count(0)

    def withdraw(self, professional_id: str) -> None:
        """Take the access back, and confirm."""
        self.by(f"retirer-{professional_id}").click()
        self.by(f"confirmer-retrait-{professional_id}").click()
        expect(self.by(f"soignant-{professional_id}")).to_have_count(0)
