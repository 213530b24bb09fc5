"""Before sign-in: the public home, sign-in, the security code."""

from playwright.sync_api import Locator

from tests.journeys.pages.demo import Demo
from tests.journeys.pages.screen import Screen


class PublicHome(Screen):
    """``/``: activate, sign in, refuse."""

    path = "/"

    def activate(self) -> None:
        """Begin an activation."""
        self.by("activer").click()

    def sign_in(self) -> "SignIn":
        """Go to the page of sign-in."""
        self.by("se-connecter").click()
        return SignIn(self.page).ready()


class SignIn(Screen):
    """``/connexion``: identifiant and password."""

    path = "/connexion"

    def type(self, login_id: str, password: str, *, shared: bool = False) -> None:
        """Type both and go on, right or wrong."""
        self.by("champ-identifiant").fill(login_id)
        self.by("champ-mot-de-passe").fill(password)
        if shared:
            self.page.locator("[name=partage]").check()
        self.by("continuer").click()

    def enter(self, login_id: str, password: str, *, to: str) -> None:
        """Sign in with both steps; ``to`` is where the security code is sent."""
        self.type(login_id, password)
        code = SecurityCode(self.page)
        code.field.wait_for()
        code.type(Demo(self.page.request).security_code(to))
        self.page.wait_for_url(lambda address: "/connexion" not in address)


class SecurityCode(Screen):
    """``/connexion/code``, and the same page at the end of an activation."""

    path = "/connexion/code"

    @property
    def field(self) -> Locator:
        """The field of the six digits."""
        return self.by("champ-code")

    def type(self, code: str) -> None:
        """Type the six digits and validate."""
        self.field.fill(code)
        self.by("valider-code").click()
