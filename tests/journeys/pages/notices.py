"""« Notifications », the bell that leads there, and the choices of alerts."""

from playwright.sync_api import Locator

from tests.journeys.pages.screen import Screen


class Notices(Screen):
    """``/notifications``: what is new."""

    path = "/notifications"

    @property
    def rows(self) -> Locator:
        """The notifications shown, newest first."""
        return self.page.locator("li[data-testid^=notification-]")

    @property
    def unread(self) -> Locator:
        """The number beside the bell, on any page."""
        return self.page.locator("[data-non-lues]")

    def follow(self, title: str) -> None:
        """Open the newest notification of a title."""
        self.rows.filter(has_text=title).first.get_by_role("button", name="Ouvrir").click()


class Alerts(Screen):
    """``/parametres``, its part « Me prévenir »."""

    path = "/parametres"

    def save(self) -> None:
        """Keep what is ticked."""
        self.by("enregistrer-alertes").click()
