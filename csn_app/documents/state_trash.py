"""What the page of the trash knows."""

from typing import Any
from uuid import UUID

import reflex as rx

from csn_app.config import settings
from csn_app.core.errors import CsnError
from csn_app.documents import service, trash, wording
from csn_app.documents.trash import TrashedRow
from csn_app.edge.markers import patient
from csn_app.ui.sentences import sentence
from csn_app.ui.session import run, say
from csn_app.ui.words import PARIS, french_date, plural


class TrashState(rx.State):
    """The trash of the person who is signed in, 25 at a time."""

    loaded: bool = False
    cards: list[wording.Line] = []  # noqa: RUF012 - Reflex copies a var's default for every tab
    days: int = 30
    older: str = ""

    @patient
    async def load(self) -> None:
        """Read the page that the address asks for."""
        await self._read()

    @patient
    async def restore(self, document_id: str) -> Any:
        """Put a document back where it was."""
        try:
            row = await run(trash.restore_document, document_id=UUID(str(document_id)))
            said = f"« {row.title} » est de nouveau dans vos documents."
        except (CsnError, ValueError) as fact:
            said = sentence(fact if isinstance(fact, CsnError) else CsnError())
        await self._read()
        await say(self, said)
        return rx.set_focus("corbeille-titre")

    @patient
    async def delete(self, document_id: str) -> Any:
        """Delete one document for good."""
        try:
            await run(service.delete_document, document_id=UUID(str(document_id)))
            said = "Le document est supprimé."
        except (CsnError, ValueError) as fact:
            said = sentence(fact if isinstance(fact, CsnError) else CsnError())
        await self._read()
        await say(self, said)
        return rx.set_focus("corbeille-titre")

    @patient
    async def empty(self) -> Any:
        """Delete everything of one's own in the trash for good."""
        try:
            count = await run(trash.empty_trash)
            said = f"{plural(count, 'document supprimé', many='documents supprimés')}."
        except CsnError as fact:
            said = sentence(fact)
        await self._read()
        await say(self, said)
        return rx.set_focus("corbeille-titre")

    async def _read(self) -> None:
        asked = self.router.url.query_parameters.get("page", "1")
        page = int(asked) if asked.isdecimal() and len(asked) < 4 else 1
        try:
            rows, more = await run(trash.list_trash, page=page)
        except CsnError as fact:
            await say(self, sentence(fact))
            return
        self.cards, self.days = [_line(row) for row in rows], settings().trash_days
        self.older = f"{wording.TRASH}?page={page + 1}" if more else ""
        self.loaded = True


def _line(trashed: TrashedRow) -> wording.Line:
    """Say when it goes for good in the place of its weight; ``new`` says whether it is one's own to delete."""
    line = wording.line(trashed.row)
    until = f"Supprimé pour de bon le {french_date(trashed.until.astimezone(PARIS).date())}"
    return wording.Line(line.id, line.title, line.meta, until, icon=line.icon, hue=line.hue, new=trashed.row.mine)
