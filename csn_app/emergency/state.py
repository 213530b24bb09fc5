"""What the page « Urgences » knows: the four choices, the card, its copies, and who read."""

import asyncio
from time import monotonic
from typing import Any
from uuid import UUID

import reflex as rx

from csn_app.access.emergency_access import contest
from csn_app.core.errors import CsnError
from csn_app.core.vocabulary import Section
from csn_app.edge.markers import patient
from csn_app.emergency import service, wording
from csn_app.emergency.wording import CardView, CodeView, ReadingView, TickView
from csn_app.ui.session import actor, run, say

_DONE = {
    ("allowed", True): "C’est fait\u00a0: votre carnet peut être lu en urgence.",
    ("allowed", False): "C’est fait\u00a0: plus personne ne lit votre carnet en urgence.",
    ("samu", True): "C’est fait\u00a0: le SAMU peut lire votre carnet.",
    ("samu", False): "C’est fait\u00a0: le SAMU ne lit pas votre carnet.",
    ("glass", True): "C’est fait\u00a0: un soignant peut ouvrir votre carnet en urgence.",
    ("glass", False): "C’est fait\u00a0: aucun soignant n’ouvre votre carnet en urgence.",
    ("masked", True): "C’est fait\u00a0: vos éléments masqués se voient en urgence.",
    ("masked", False): "C’est fait\u00a0: vos éléments masqués restent cachés, même en urgence.",
}
_WAITS = 4
_ASKED_LATELY = 5.0
"""Seconds: a tab that asks for copy after copy does not wait for each."""


class EmergenciesState(rx.State):
    """One's emergencies. ``contested`` names the reading that the dialog is about."""

    allowed: bool = True
    samu: bool = True
    glass: bool = True
    masked: bool = False
    detail: bool = True
    ticks: list[TickView] = []  # noqa: RUF012 - Reflex copies a var's default for every tab
    card: CardView = CardView()
    codes: list[CodeView] = []  # noqa: RUF012
    outdated: bool = False
    readings: list[ReadingView] = []  # noqa: RUF012
    contested: ReadingView = ReadingView("", "", "", "", "", "", "", "", can_contest=False, line="")
    wrong: str = ""
    space: str = ""
    loaded: bool = False
    _asked: float = 0.0

    @patient
    async def load(self) -> None:
        """Read the page."""
        self.reset()
        await self._read()

    @patient
    async def choose(self, name: str, on: bool) -> None:
        """Change one choice; it counts from this moment on."""
        name = str(name)
        try:
            await run(service.change_choice, name=name, on=bool(on))
            done = _DONE.get((name, bool(on)), "")
        except CsnError as fact:
            done = wording.said(fact)
        await self._read()
        await say(self, done)

    @patient
    async def tick(self, code: str, on: bool) -> None:
        """Put something on the card, or take it off."""
        try:
            await run(service.tick, section=Section(str(code)), on=bool(on))
            done = "Votre carte est à jour."
        except CsnError as fact:
            done = wording.said(fact)
        except ValueError:
            done = "Cette information ne va pas sur la carte. Rien n’a changé."
        await self._read()
        await say(self, done)

    @patient
    async def made(self) -> None:
        """Show the copy that the browser is asking for now, once it is there; asked again and again, it waits once."""
        before, again = len(self.codes), monotonic() - self._asked < _ASKED_LATELY
        self._asked = monotonic()
        for _ in range(1 if again else _WAITS):
            await asyncio.sleep(0.02 if again else 0.3)
            await self._read()
            if len(self.codes) != before:
                await say(self, "Votre carte est prête. Son code fonctionne dès maintenant.")
                return
        await say(self, "Votre carte se prépare. Si elle manque à la liste, rechargez la page.")

    @patient
    async def revoke(self, code_id: str) -> None:
        """Take one copy out of circulation, at once."""
        try:
            await run(service.revoke_copy, code_id=UUID(str(code_id)))
            done = "Cette carte est retirée\u00a0: son code n’ouvre plus rien."
        except (CsnError, ValueError):
            done = "Cette carte n’était plus en circulation. La liste est à jour."
        await self._read()
        await say(self, done)

    @patient
    async def revoke_all(self) -> None:
        """Take every copy out of circulation, at once: the card is lost."""
        try:
            await run(service.revoke_copies)
            done = "Plus aucun code n’ouvre votre carte. Imprimez-en une nouvelle."
        except CsnError as fact:
            done = wording.said(fact)
        await self._read()
        await say(self, done)

    @patient
    async def ask_contest(self, reading_id: str) -> Any:
        """Ask whether a reading is contested, and why."""
        found = next((reading for reading in self.readings if reading.id == reading_id), None)
        if found is None or not found.can_contest:
            return None
        self.contested, self.wrong = found, ""
        return rx.set_focus("contester-titre")

    @patient
    async def put_away(self) -> None:
        """Contest nothing after all."""
        self._forget()

    @patient
    async def contest(self, typed: dict[str, Any]) -> None:
        """Contest a reading: it is reviewed, and the answer comes on this page."""
        words = str(typed.get("mot", "")) if isinstance(typed, dict) else ""
        try:
            await run(contest, emergency_id=UUID(self.contested.id), words=words)
        except (CsnError, ValueError) as fact:
            self.wrong = wording.said(fact) if isinstance(fact, CsnError) else ""
            return
        self._forget()
        await self._read()
        await say(self, "Votre contestation est enregistrée. La réponse arrivera sur cette page.")

    def _forget(self) -> None:
        self.contested, self.wrong = ReadingView("", "", "", "", "", "", "", "", can_contest=False, line=""), ""

    async def _read(self) -> None:
        try:
            self._show(await run(service.read_my_emergencies))
        except CsnError as fact:
            await say(self, wording.said(fact))

    def _show(self, mine: service.MyEmergencies) -> None:
        choices = mine.choices
        self.allowed, self.samu, self.glass, self.masked = choices.allowed, choices.samu, choices.glass, choices.masked
        self.detail, self.outdated = mine.detail, mine.outdated
        self.ticks, self.card = wording.ticks(mine.ticked), wording.card_view(mine.card)
        self.codes = [wording.code_view(code, now=mine.now) for code in mine.codes]
        self.readings = [wording.reading_view(reading, now=mine.now) for reading in mine.readings]
        self.space, self.loaded = str(actor().space_id), True
