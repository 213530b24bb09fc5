"""What the page « Ma santé en résumé » knows."""

from uuid import uuid4

import reflex as rx

from csn_app.core.errors import CsnError
from csn_app.edge.markers import patient
from csn_app.summary import keeping, service, wording
from csn_app.summary.wording import Choice, SummaryView
from csn_app.ui.sentences import sentence
from csn_app.ui.session import run, say


class SummaryState(rx.State):
    """The summary of now, and what may go with it. ``_key`` names one keeping: clicked twice, it is kept once."""

    view: SummaryView = SummaryView()
    choices: list[Choice] = []  # noqa: RUF012 - Reflex copies a var's default for every tab
    kept: str = ""
    loaded: bool = False
    _key: str = ""

    @patient
    async def load(self) -> None:
        """Read the summary of now."""
        self.reset()
        try:
            self.view = wording.view_of(await run(service.read_summary))
            self.choices = [wording.choice_of(row) for row in await run(service.documents_to_choose)]
        except CsnError as fact:
            await say(self, sentence(fact))
            return
        self._key, self.loaded = uuid4().hex, True

    @patient
    async def keep(self) -> None:
        """Keep the summary among one's documents, as a PDF and as FHIR."""
        try:
            self.kept = await keeping.keep_summary(run, key=self._key or uuid4().hex)
        except CsnError as fact:
            await say(self, sentence(fact))
            return
        await say(self, f"Le résumé du {self.kept} est dans vos documents.")
