"""What the operator's screen knows."""

from dataclasses import dataclass

import reflex as rx

from csn_app.core.errors import CsnError
from csn_app.documents import ocr
from csn_app.edge.markers import operator
from csn_app.operations.service import InstallationCounts, count_installation
from csn_app.ui.sentences import sentence
from csn_app.ui.session import run, say
from csn_app.ui.words import french_datetime, number, plural

FEWEST = 5
"""Fewer carnets than this in a state are not counted out: a small number may point at a person."""


@dataclass(frozen=True)
class Line:
    """A number and what it counts."""

    code: str
    words: str
    number: str


class OperationsState(rx.State):
    """The numbers of the installation, at the hour they were counted."""

    spaces: list[Line] = []  # noqa: RUF012 - Reflex copies a var's default for every tab
    total: str = ""
    messages: list[Line] = []  # noqa: RUF012
    accesses: list[Line] = []  # noqa: RUF012
    counted_at: str = ""
    scans_read: bool = True
    loaded: bool = False

    @operator
    async def load(self) -> None:
        """Count again."""
        await self._count("")

    @operator
    async def refresh(self) -> None:
        """Count again because the operator asked, and say so."""
        await self._count("Les nombres sont à jour.")

    async def _count(self, done: str) -> None:
        try:
            self._show(await run(count_installation))
        except CsnError as fact:
            await say(self, sentence(fact))
            return
        if done:
            await say(self, done)

    def _show(self, counts: InstallationCounts) -> None:
        self.scans_read = ocr.available()
        self.spaces = [
            Line(line.state, line.label, _hidden_if_few(line.spaces)) for line in counts.spaces if line.spaces
        ]
        self.total = plural(sum(line.spaces for line in counts.spaces), "carnet")
        oldest = (
            f" (le plus ancien depuis le {french_datetime(counts.oldest_waiting)})" if counts.oldest_waiting else ""
        )
        self.messages = [
            Line("attente", f"En attente de départ{oldest}", number(counts.messages_waiting)),
            Line("abandon", "Abandonnés après plusieurs essais", number(counts.messages_given_up)),
            Line("incertain", "Partis ou non, on ne sait pas", number(counts.messages_uncertain)),
        ]
        self.accesses = [
            Line("contestations", "Contestations sans réponse", number(counts.contests_waiting)),
            Line("inhabituels", "Accès inhabituels, 30 derniers jours", number(counts.unusual_accesses)),
        ]
        self.counted_at = french_datetime(counts.at)
        self.loaded = True


def _hidden_if_few(spaces: int) -> str:
    """Below five a number may point at somebody: it is not shown."""
    return number(spaces) if spaces >= FEWEST else f"moins de {FEWEST}"
