"""The page of one's relatives, and the switch between spaces."""

from typing import Self

from playwright.sync_api import Locator

from tests.journeys.pages.screen import Screen


class Relatives(Screen):
    """« Mes proches »: whom one represents, who helps, whom one helps."""

    path = "/proches"

    def find_child(self, *, serial: str, born: tuple[str, str, str]) -> Self:
        """Say which child: one's own card, their birth date."""
        self.by("ajouter-enfant").click()
        self.by("champ-serie").fill(serial)
        self._birth(born)
        self.by("continuer").click()
        return self

    def certify(self, *, code: str, certified: bool = True) -> Self:
        """Give the child's code, and certify."""
        self.by("champ-code-provisoire").fill(code)
        if certified:
            self.by("champ-certifie").check()
        self.by("certifier").click()
        return self

    def invite(self, *, name: str, nir: str, born: tuple[str, str, str], scopes: tuple[str, ...] = ("READ",)) -> Self:
        """Invite somebody to help, with what they may do."""
        self.by("inviter-aidant").click()
        given, _, family = name.partition(" ")
        self.by("champ-nom").fill(family)
        self.by("champ-prenom").fill(given)
        self.by("champ-nir").fill(nir)
        self._birth(born)
        for scope in ("READ", "DOCUMENTS", "AGENDA", "MESSAGES"):
            self.by(f"peut-{scope}").set_checked(scope in scopes)
        self.by("envoyer-invitation").click()
        return self

    def row(self, of: str, name: str) -> Locator:
        """Find a relative in one of the lists."""
        return self.by(of).locator("li", has_text=name)

    def enter(self, of: str, name: str) -> Self:
        """Open somebody's carnet."""
        self.row(of, name).get_by_role("button", name="Ouvrir").click()
        self.by("espace-ouvert").wait_for()
        return self.ready()

    def end(self, of: str, name: str, words: str) -> None:
        """End an access, and confirm."""
        row = self.row(of, name)
        row.locator("[data-testid^=arreter-]").click()
        row.locator("[data-testid^=confirmer-fin-]").click()
        row.get_by_text(words, exact=False).first.wait_for(state="detached")

    def come_back(self) -> Self:
        """Go back to one's own space."""
        self.by("revenir-mon-espace").click()
        self.by("espace-ouvert").wait_for(state="detached")
        return self.ready()

    def _birth(self, born: tuple[str, str, str]) -> None:
        for box, value in zip(("naissance", "naissance-m", "naissance-a"), born, strict=True):
            self.by(f"champ-{box}").fill(value)
