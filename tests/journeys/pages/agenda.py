"""The agenda and prevention."""

from datetime import datetime

from playwright.sync_api import Locator, expect

from tests.journeys.pages.screen import Screen


class Agenda(Screen):
    """``/agenda``."""

    path = "/agenda"

    def note(self, when: datetime, **typed: str) -> None:
        """Fill the open form, or open one, with a day and an hour of the clock in Paris, and send it."""
        if not self.by("formulaire-rendez-vous").is_visible():
            self.by("ajouter-rendez-vous").click()
        told = {"jour": str(when.day), "mois": str(when.month), "annee": str(when.year), "heure": f"{when:%H:%M}"}
        for name, value in {**typed, **told}.items():
            field = self.by("champ-" + name.replace("_", "-"))
            if not field.is_visible():
                self.by("plus-de-details").click()
            if field.evaluate("node => node.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
        self.by("enregistrer-rendez-vous").click()

    def kept(self) -> None:
        """Wait until what was typed is kept, and the reader is led back to the list."""
        expect(self.page.locator("#liste-titre")).to_be_focused()
        expect(self.by("formulaire-rendez-vous")).to_have_count(0)

    @property
    def rows(self) -> Locator:
        """The appointments shown."""
        return self.page.locator("li[data-testid^=rendez-vous-]")

    def unfold(self, row: Locator) -> Locator:
        """Open the details of an appointment."""
        row.locator("summary").click()
        return row


class Prevention(Screen):
    """``/prevention``."""

    path = "/prevention"

    def card(self, code: str) -> Locator:
        """One thing due, by the code of its rule in small letters."""
        return self.by(f"rappel-{code}")

    def done(self, code: str, *, day: int, month: int, year: int) -> None:
        """Say that something was done on a day."""
        self.by(f"rappel-{code}-fait").click()
        for name, value in (("jour", day), ("mois", month), ("annee", year)):
            self.by(f"champ-{name}").fill(str(value))
        self.by("confirmer-fait").click()
