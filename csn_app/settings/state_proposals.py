"""What the setting of proposals knows."""

from typing import Any

import reflex as rx

from csn_app.core.errors import CsnError
from csn_app.documents import proposals
from csn_app.edge.markers import patient
from csn_app.ui.sentences import sentence
from csn_app.ui.session import run, say


class ProposalsChoiceState(rx.State):
    """Whether the person who is signed in wants things proposed from their documents."""

    wanted: bool = True
    version: int = 0
    loaded: bool = False

    @patient
    async def load(self) -> None:
        """Read the choice."""
        try:
            self.wanted = await run(proposals.are_wanted)
            self.version, self.loaded = self.version + 1, True
        except CsnError as fact:
            await say(self, sentence(fact))

    @patient
    async def choose(self, typed: dict[str, Any]) -> None:
        """Keep the choice."""
        wanted = bool(typed.get("propositions")) if isinstance(typed, dict) else True
        try:
            await run(proposals.choose_proposals, wanted=wanted)
        except CsnError as fact:
            await say(self, sentence(fact))
            return
        await self.load()
        await say(self, "Votre choix est enregistré.")
