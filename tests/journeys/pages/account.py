"""The signed-in home, and the settings."""

from playwright.sync_api import Locator

from tests.journeys.pages.screen import Screen


class Home(Screen):
    """``/accueil``."""

    path = "/accueil"


class Settings(Screen):
    """``/parametres``: who I am here, where my codes go, where I am signed in."""

    path = "/parametres"

    @property
    def devices(self) -> Locator:
        """The open sessions."""
        return self.by("liste-sessions").locator("li")

    @property
    def keys(self) -> Locator:
        """The clés d’accès."""
        return self.by("liste-cles").locator("li")

    def sign_out_elsewhere(self) -> None:
        """End every other session."""
        self.by("tout-deconnecter").click()


class Passkey(Screen):
    """``/parametres/cle`` and ``/connexion/cle``: make a clé d’accès, or enter with it."""

    path = "/parametres/cle"

    def use(self) -> None:
        """Let the device be asked, or go to the page that asks it."""
        self.by("cle-acces").click()
