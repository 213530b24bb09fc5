"""The medical profile, the measures and the vaccination booklet."""

from playwright.sync_api import Locator, expect

from tests.journeys.pages.screen import Screen


class EntryForm(Screen):
    """What the profile and the booklet share: the form of one entry."""

    def fill(self, form: str, **typed: str) -> None:
        """Answer the open form (``allergie``, ``maladie``, ``vaccin``…); ``debut_annee`` fills ``debut-annee``."""
        for name, value in typed.items():
            field = self.by("champ-" + name.replace("_", "-"))
            if not field.is_visible():
                self.by("precisions").click()
            if field.evaluate("node => node.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
        self.by(f"enregistrer-{form}").click()


class Profile(EntryForm):
    """``/profil``."""

    path = "/profil"

    def rubric(self, name: str) -> Locator:
        """A rubric by its name (``allergies``, ``antecedents``…), unfolded."""
        rubric = self.by(f"rubrique-{name}")
        if rubric.get_attribute("open") is None:
            rubric.locator("summary").click()
        return rubric

    def add(self, rubric: str, form: str, **typed: str) -> Locator:
        """Add an entry and return the entries of the rubric."""
        place = self.rubric(rubric)
        self.by(f"ajouter-{form}").click()
        self.fill(form, **typed)
        expect(self.by(f"formulaire-{form}")).to_have_count(0)
        return place.locator("[data-testid^=entree-]")


class Vaccinations(EntryForm):
    """``/vaccinations``."""

    path = "/vaccinations"

    @property
    def doses(self) -> Locator:
        """The lines of the booklet."""
        return self.page.locator("tr[data-testid^=vaccin-]")


class Measures(Screen):
    """``/mesures``."""

    path = "/mesures"

    def note(self, **typed: str) -> None:
        """Fill the form and send it."""
        for name, value in typed.items():
            self.by(f"champ-{name}").fill(value)
        self.by("enregistrer-mesure").click()

    @property
    def rows(self) -> Locator:
        """The lines of the table."""
        return self.page.locator("tr[data-testid^=mesure-]")

    @property
    def latest(self) -> Locator:
        """The last figure."""
        return self.by("derniere-mesure")
