"""What the screen of the catalogue knows: services by theme and by words, linked ones, information sheets."""

from typing import Any

import reflex as rx

from csn_app.catalogue import service, wording
from csn_app.core.errors import CsnError
from csn_app.edge.markers import patient
from csn_app.ui.sentences import sentence
from csn_app.ui.session import run, say


class CatalogueState(rx.State):
    """The catalogue as one person looks through it."""

    loaded: bool = False
    linked: list[wording.Card] = []  # noqa: RUF012 - Reflex copies a var's default for every tab
    favourites: list[wording.Card] = []  # noqa: RUF012
    services: list[wording.Card] = []  # noqa: RUF012
    sheets: list[wording.Sheet] = []  # noqa: RUF012
    themes: list[str] = []  # noqa: RUF012
    theme: str = ""
    words: str = ""

    @patient
    async def load(self) -> None:
        """Read the catalogue; an address may name a theme."""
        self.words, self.theme = "", self.router.url.query_parameters.get("theme", "")[:40]
        await self._read()

    @patient
    async def search(self, typed: dict[str, Any]) -> None:
        """Look for words in services and sheets."""
        self.words = str(typed.get("recherche", ""))[:80]
        await self._read()

    @patient
    async def choose(self, theme: str) -> None:
        """Show one theme, or all of them."""
        self.theme = str(theme)[:40]
        await self._read()

    async def _read(self) -> None:
        try:
            found = await run(service.read_catalogue)
        except CsnError as fact:
            await say(self, sentence(fact))
            return
        self._show(found)

    def _show(self, found: service.Catalogue) -> None:
        self.themes = wording.themes(found.services)
        self.theme = self.theme if self.theme in self.themes else ""
        cards = [(one, wording.card(one)) for one in found.services]
        self.linked = [card for _, card in cards if card.linked]
        self.favourites = [card for _, card in cards if card.favourite]
        self.services = [card for one, card in cards if self._wanted(one)]
        self.sheets = [
            wording.sheet(row)
            for row in found.sheets
            if wording.matches(self.words, row["title_fr"], row["summary_fr"], row["theme_fr"], row["audience_fr"])
        ]
        self.loaded = True

    def _wanted(self, one: service.Service) -> bool:
        sheet = one.sheet
        about = self.theme in {"", sheet["theme_fr"]}
        return about and wording.matches(self.words, sheet["name"], sheet["description_fr"], sheet["theme_fr"])
