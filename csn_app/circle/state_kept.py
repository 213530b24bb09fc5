# mypy: disable-error-code="attr-defined, no-untyped-call"
"""What the screen knows of what a minor keeps from their parents."""

from typing import Any
from uuid import UUID

import reflex as rx

from csn_app.circle import kept, wording_kept
from csn_app.circle.wording_kept import KeptLine
from csn_app.core.errors import CsnError
from csn_app.edge.markers import patient
from csn_app.ui.sentences import sentence
from csn_app.ui.session import run, say


class KeptState(rx.State):
    """Three lists: documents that are kept, entries of the profile, conversations."""

    loaded: bool = False
    documents: list[KeptLine] = []  # noqa: RUF012 - Reflex copies a var's default for every tab
    entries: list[KeptLine] = []  # noqa: RUF012
    conversations: list[KeptLine] = []  # noqa: RUF012
    more: str = ""

    @patient
    async def load(self) -> Any:
        """Read what is kept; who is no minor has no such screen."""
        self.reset()
        try:
            await self._read()
        except CsnError:
            return rx.redirect("/proches")
        self.loaded = True
        return None

    @patient
    async def hide(self, kind: str, thing_id: str, hidden: bool) -> None:
        """Keep one thing from one's parents, or show it to them."""
        try:
            which = {"kind": kept.Kind(str(kind)), "thing_id": UUID(str(thing_id))}
            await run(kept.keep, **which, hidden=bool(hidden))
            said = "C’est caché à vos parents." if hidden else "Vos parents le voient de nouveau."
            await self._read()
        except (CsnError, ValueError) as fact:
            said = sentence(fact if isinstance(fact, CsnError) else CsnError())
        await say(self, said)

    async def _read(self) -> None:
        found = await run(kept.what_i_keep)
        self.documents = [wording_kept.document(row) for row in found.documents]
        self.entries = [wording_kept.entry(one, hidden=one.id in found.kept) for one in found.entries]
        self.conversations = [wording_kept.conversation(c, hidden=c.id in found.kept) for c in found.conversations]
        self.more = wording_kept.more(found.more)
