"""The agents' desk."""

from tests.journeys.pages.screen import Screen

Person = dict[str, str]


class Desk(Screen):
    """``/assistance``."""

    path = "/assistance"

    def check(self, *, nir: str, born: str, family_name: str, given_name: str) -> None:
        """Type what the caller answers."""
        year, month, day = born.split("-")
        for name, value in (("nir", nir), ("jour", day), ("mois", month), ("annee", year)):
            self.by(f"champ-{name}").fill(value)
        self.by("champ-nom").fill(family_name)
        self.by("champ-prenom").fill(given_name)
        self.by("verifier-identite").click()

    def act(self, code: str, *, contact: str = "") -> None:
        """Choose an act, read the sentence, hear « oui », confirm."""
        self.by(f"acte-{code}").click()
        if contact:
            self.by("champ-contact").fill(contact)
        self.by("case-oui").check()
        self.by("confirmer-acte").click()

    def take(self, reference: str) -> None:
        """Find a colleague's demand."""
        self.by("champ-reference").fill(reference)
        self.by("trouver-demande").click()

    def end(self) -> None:
        """End the call."""
        self.by("terminer-appel").click()
