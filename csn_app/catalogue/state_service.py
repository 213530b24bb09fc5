"""What the screen of one service knows: what it asks for, what the person agreed to, and what they did before."""

from typing import Any
from uuid import UUID

import reflex as rx

from csn_app.access import linking
from csn_app.catalogue import service, wording
from csn_app.core.errors import CsnError
from csn_app.edge.markers import patient
from csn_app.ui.sentences import sentence
from csn_app.ui.session import run, say

_CHOICES = {"30": "1 mois", "90": "3 mois", "180": "6 mois", "365": "1 an"}


class ServiceScreen(rx.State):
    """One service, and the agreements of the person with it."""

    loaded: bool = False
    known: bool = True
    id: str = ""
    card: wording.Card = wording.NOTHING
    lines: list[wording.Exchange] = []  # noqa: RUF012 - Reflex copies a var's default for every tab
    facts: list[wording.Fact] = []  # noqa: RUF012
    past: list[wording.Past] = []  # noqa: RUF012
    days: str = "365"
    choices: list[list[str]] = [[code, words] for code, words in _CHOICES.items()]  # noqa: RUF012
    agreed: bool = False
    stale: bool = False
    error: str = ""
    typed: str = ""

    @patient
    async def load(self) -> None:
        """Read the service that the address names."""
        self.id, self.loaded, self.error, self.typed, self.days = "", False, "", "", "365"
        self.id = str(self.router.url.path).rstrip("/").rsplit("/", 1)[-1]
        await self._read()

    @patient
    async def last(self, days: str) -> None:
        """Choose for how long the next agreements hold."""
        self.days = str(days) if str(days) in _CHOICES else self.days

    @patient
    async def choose(self, line: str, wanted: bool) -> None:
        """Agree to one line, or take it back."""
        if wanted:
            await self._act("", linking.give_consents, lines=[str(line)[:40]], days=int(self.days))
        else:
            await self._act("C’est retiré. Ce service n’y touche plus.", linking.take_back, line=str(line)[:40])

    @patient
    async def stop(self) -> None:
        """Take every agreement with this service back."""
        await self._act("Tous vos accords sont retirés. Ce service ne lit et n’écrit plus rien.", linking.take_back)

    @patient
    async def favourite(self, wanted: bool) -> None:
        """Keep the service at hand, or no more."""
        said = "Ce service est dans vos favoris." if wanted else "Ce service n’est plus dans vos favoris."
        await self._act(said, service.keep_favourite, wanted=bool(wanted))

    @patient
    async def report(self, typed: dict[str, Any]) -> Any:
        """Report a problem; what was typed stays where something is wrong."""
        self.typed, reason = str(typed.get("precision", "")), str(typed.get("probleme", ""))
        if reason not in set(service.Reason):
            self.error = "Dites quel est le problème."
            return rx.set_focus("probleme")
        if len(self.typed.strip()) > service.REPORT_LENGTH:
            self.error = f"Raccourcissez votre texte\u00a0: {service.REPORT_LENGTH} caractères au plus."
            return rx.set_focus("precision")
        said = "Merci. Votre signalement est envoyé à l’exploitant du carnet, sans votre nom."
        words, self.typed, self.error = self.typed, "", ""
        return await self._act(said, service.report_service, reason=service.Reason(reason), words=words)

    async def _act(self, said: str, use_case: Any, /, **given: Any) -> None:
        try:
            await run(use_case, service_id=UUID(self.id), **given)
        except linking.ServiceClosed:
            said = "Ce service n’échange rien pour le moment\u00a0: aucun accord n’est possible."
        except (CsnError, ValueError):
            said = "Cette action n’a pas abouti, et rien n’a changé. La page est à jour."
        await self._read()
        await say(self, said or self._promise(given.get("lines", [])))

    def _promise(self, given: list[str]) -> str:
        will = next((line.will for line in self.lines if line.line in given), "")
        return f"C’est accepté. {will} {self.card.linked} Vous arrêtez quand vous voulez."

    async def _read(self) -> None:
        try:
            found = await run(service.read_service, service_id=UUID(self.id))
        except (CsnError, ValueError) as fact:
            self.known, self.loaded, self.card = False, True, wording.NOTHING
            if isinstance(fact, CsnError):
                await say(self, sentence(fact))
            return
        self.card, self.lines = wording.card(found), wording.exchanges(found)
        self.facts, self.past = wording.facts(found), wording.history(found)
        self.agreed = any(line.on or line.stale for line in self.lines)
        self.stale = any(line.stale for line in self.lines)
        self.known, self.loaded = True, True
