"""What the page of the first filling knows."""

import reflex as rx

from csn_app.core.errors import CsnError
from csn_app.edge.markers import patient
from csn_app.home.first import read_steps
from csn_app.home.first_words import StepLine, left_words, lines_of
from csn_app.ui.sentences import sentence
from csn_app.ui.session import run, say


class FirstState(rx.State):
    """The steps of the first filling."""

    steps: list[StepLine] = []  # noqa: RUF012 - Reflex copies a var's default for every tab
    left: str = ""
    loaded: bool = False

    @patient
    async def load(self) -> None:
        """Read what is done and what remains."""
        self.steps, self.left, self.loaded = [], "", False
        try:
            steps = await run(read_steps)
        except CsnError as fact:
            await say(self, sentence(fact))
            return
        self.steps, self.left, self.loaded = lines_of(steps), left_words(steps), True
