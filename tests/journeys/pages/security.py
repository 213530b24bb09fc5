"""Changing how one signs in, and what to do without one's telephone."""

from playwright.sync_api import Locator

from tests.journeys.pages.demo import Demo
from tests.journeys.pages.screen import Screen


class Security(Screen):
    """``/parametres/securite`` and the pages behind it: they stay open ten minutes after a fresh proof."""

    path = "/parametres/securite"

    @property
    def factors(self) -> Locator:
        """The ways by which the security code comes, the first one first."""
        return self.by("liste-moyens").locator("li")

    def prove(self, password: str, *, to: str) -> None:
        """Give password and code again, and arrive at the page of every change."""
        self.by("champ-mot-de-passe").fill(password)
        self.by("continuer").click()
        self.page.wait_for_url("**/parametres/securite/code")
        self.code(Demo(self.page.request).security_code(to))
        self.page.wait_for_url("**/parametres/securite/gerer")

    def code(self, digits: str) -> None:
        """Type six digits and validate."""
        self.by("champ-code").fill(digits)
        self.by("valider-code").click()


class LostPhone(Security):
    """``/connexion/telephone-perdu``: another way, a recovery code, a key, or the card."""

    path = "/connexion/telephone-perdu"

    def say_who(self, person: dict[str, str]) -> None:
        """Fill number, birth date and card, and go on."""
        year, month, day = person["birth_date"].split("-")
        self.by("champ-nir").fill(person["nir"])
        for name, value in (("naissance", day), ("naissance-m", month), ("naissance-a", year)):
            self.page.locator(f"[name={name}]").fill(value)
        self.by("champ-serie").fill(person["card_serial"])
        self.by("continuer").click()
