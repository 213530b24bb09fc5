"""Activating a carnet, step by step."""

from playwright.sync_api import Locator

from tests.journeys.pages.screen import Screen


class Activation(Screen):
    """``/activation``: what to have at hand. Each method fills one step and goes on to the next."""

    path = "/activation"

    def begin(self) -> None:
        """Press « Commencer »."""
        self.by("commencer").click()
        self.by("champ-serie").wait_for()

    def card(self, serial: str, *, photo: bool = True) -> None:
        """Step 1: which card, and its serial number."""
        self.by("carte-avec-photo" if photo else "carte-sans-photo").check()
        self.by("champ-serie").fill(serial)
        self._go_on()

    def number(self, nir: str, *, born: str) -> None:
        """Step 2: the social security number and the birth date (``1984-05-14``)."""
        year, month, day = born.split("-")
        self.by("champ-nir").fill(nir)
        for box, value in (("", day), ("-m", month), ("-a", year)):
            self.by(f"champ-naissance{box}").fill(value)
        self._go_on()

    def code(self, code: str) -> None:
        """Step 3: the code received."""
        self.by("champ-code-provisoire").fill(code)
        self._go_on()

    def choose(self, password: str, *, login_id: str = "") -> str:
        """Step 4: the identifiant (the one proposed unless given) and the password; return the identifiant."""
        field = self.by("champ-identifiant")
        if login_id:
            field.fill(login_id)
        kept = field.input_value()
        self.by("champ-mot-de-passe").fill(password)
        self._go_on()
        return kept

    def receive(self, channel: str = "email") -> None:
        """Step 5: where security codes come (``sms``, ``email``, ``app``), and the terms accepted."""
        self.by(f"canal-{channel}").check()
        self.page.locator("input[type=checkbox][name=conditions]").check()
        self._go_on()

    @property
    def recovery_codes(self) -> Locator:
        """The recovery codes, at the end."""
        return self.by("codes-de-secours").locator("li")

    def finish(self) -> None:
        """Say that the recovery codes are kept, and open the carnet."""
        tick = self.page.locator("main input[type=checkbox]")
        if tick.count():
            tick.first.check()
        self.by("ouvrir-carnet").click()
        self.page.wait_for_url("**/accueil")

    def _go_on(self) -> None:
        self.by("continuer").click()
        self.page.wait_for_load_state()
