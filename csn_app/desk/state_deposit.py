# mypy: disable-error-code="no-untyped-call"
"""What the page of a deposit for several patients knows: those chosen, and those whom a search proposes."""

from typing import Any

import reflex as rx

from csn_app.config import settings
from csn_app.core.errors import CsnError
from csn_app.desk import forms, wording
from csn_app.desk.patients import read_desk
from csn_app.desk.state_file import FileState
from csn_app.desk.wording import PatientLine
from csn_app.edge.markers import professional
from csn_app.routes import DOCUMENT_SENDING
from csn_app.ui.session import run, say
from csn_app.ui.words import plural

MOST = 20
"""Patients of one deposit: each gets a copy of their own, sealed under their own key."""


class DepositState(rx.State):
    """One document for one or several patients; their records are not opened, and nothing of them is read."""

    proposed: list[PatientLine] = []  # noqa: RUF012 - Reflex copies a var's default for every tab
    chosen: list[PatientLine] = []  # noqa: RUF012
    everyone: int = 0
    address: str = ""
    max_bytes: int = 0
    loaded: bool = False
    _words: str = ""

    @professional
    async def load(self) -> None:
        """Begin with nobody chosen."""
        self.reset()
        record = await self.get_state(FileState)
        record.reset()
        self.address, self.max_bytes = DOCUMENT_SENDING, settings().upload_max_mb * 1_000_000
        await self._propose()
        self.loaded = True

    @professional
    async def forget(self) -> None:
        """Forget the patients: the professional went to another page."""
        self.reset()

    @professional
    async def look_for(self, typed: str) -> None:
        """Propose the patients whom the words name, while one types."""
        self._words = str(typed)[:100]
        await self._propose()

    @professional
    async def choose(self, space_id: str) -> None:
        """Add a patient to the deposit."""
        added = [line for line in self.proposed if line.id == str(space_id)]
        if added and len(self.chosen) >= MOST:
            await say(self, f"{MOST} patients au plus pour un dépôt.")
            return
        self.chosen = [*self.chosen, *added]
        self.proposed = [line for line in self.proposed if line.id != str(space_id)]

    @professional
    async def leave(self, space_id: str) -> None:
        """Take a patient out of the deposit."""
        self.chosen = [line for line in self.chosen if line.id != str(space_id)]
        await self._propose()

    @professional
    async def deposited(self, sent: dict[str, Any]) -> Any:
        """Forget the patients: the browser says for how many the document arrived."""
        count = forms.boxes(sent).get("faits", "")
        number = int(count) if count.isdecimal() and len(count) < 3 else 0
        await self.load()
        await say(self, f"C’est déposé pour {plural(number, 'patient')}." if number else "Le dépôt est terminé.")
        return rx.redirect("/pro")

    @professional
    async def put_away(self, _sent: dict[str, Any]) -> Any:
        """Leave the deposit."""
        self.reset()
        return rx.redirect("/pro")

    async def _propose(self) -> None:
        try:
            desk = await run(read_desk, words=self._words)
        except CsnError as fact:
            await say(self, wording.said(fact))
            return
        taken = {line.id for line in self.chosen}
        lines = [wording.patient_line(patient, now=desk.now) for patient in desk.patients]
        self.proposed = [line for line in lines if line.id not in taken][:10]
        self.everyone = desk.everyone
