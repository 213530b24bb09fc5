"""One's rights: refusing before any account, the page of rights, closing, reopening."""

from playwright.sync_api import Locator

from tests.journeys.pages.demo import Demo
from tests.journeys.pages.screen import Screen


class Opposition(Screen):
    """``/opposition``: three numbers, then the attestation."""

    path = "/opposition"

    def refuse(self, *, serial: str, nir: str, code: str) -> None:
        """Type the three numbers and confirm."""
        self.by("champ-serie").fill(serial)
        self.by("champ-nir").fill(nir)
        self.by("champ-code-provisoire").fill(code)
        self.by("confirmer-opposition").click()
        self.page.wait_for_load_state()

    @property
    def reference(self) -> Locator:
        """The attestation's number."""
        return self.by("reference-attestation")

    def check(self, reference: str) -> None:
        """Ask what a reference proves."""
        self.open("/opposition/verifier")
        self.by("champ-reference").fill(reference)
        self.by("verifier-attestation").click()
        self.page.wait_for_load_state()

    def withdraw(self, *, serial: str, nir: str, reference: str) -> None:
        """Change one's mind."""
        self.open("/opposition/retirer")
        self.by("champ-serie").fill(serial)
        self.by("champ-nir").fill(nir)
        self.by("champ-reference").fill(reference)
        self.by("retirer-opposition").click()
        self.page.wait_for_load_state()


class Rights(Screen):
    """``/droits``: take one's data, close, delete."""

    path = "/droits"

    def prepare(self) -> Locator:
        """Ask for a copy of everything; returns the link once it is ready."""
        self.by("exporter").click()
        link = self.by("telecharger-copie")
        link.wait_for(timeout=30_000)
        return link

    def close(self, password: str, *, erase: bool = False) -> None:
        """Open the dialog of one outcome and give the password."""
        self.by("supprimer-tout" if erase else "fermer-carnet").click()
        outcome = "supprimer" if erase else "fermer"
        self.by(f"champ-mot-de-passe-{outcome}").fill(password)
        self.by("continuer-suppression" if erase else "confirmer-fermeture").click()
        self.page.wait_for_load_state()

    def prove(self, to: str) -> None:
        """Type the security code sent to ``to``."""
        self.by("champ-code").fill(Demo(self.page.request).security_code(to))
        self.by("valider-code").click()
        self.page.wait_for_load_state()
