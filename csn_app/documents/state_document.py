"""What the page of one document knows."""

from datetime import date
from typing import Any
from uuid import UUID

import reflex as rx

from csn_app.core.actor import DelegationKind
from csn_app.core.errors import CsnError
from csn_app.documents import service, wording
from csn_app.documents.state_list import read_form, refusal
from csn_app.documents.views import DocumentRow
from csn_app.edge.markers import patient
from csn_app.ui.sentences import sentence
from csn_app.ui.session import actor, run, say


class DocumentState(rx.State):
    """One document of the person who is signed in."""

    loaded: bool = False
    missing: bool = False
    card: wording.Card = wording.NO_CARD
    origin: str = ""
    category_words: str = ""
    mine: bool = False
    file: str = ""
    preview: str = ""
    facts: list[wording.Fact] = []  # noqa: RUF012 - Reflex copies a var's default for every tab
    readers: list[wording.ReaderCard] = []  # noqa: RUF012
    today: str = ""
    editing: bool = False
    keeps: str = ""
    errors: list[dict[str, str]] = []  # noqa: RUF012

    @patient
    async def load(self) -> None:
        """Read the document that the address names."""
        self.loaded, self.missing, self.editing, self.errors = False, False, False, []
        try:
            document_id = UUID(self.router.url.path.rstrip("/").rsplit("/", 1)[-1])
            self._show(await run(service.describe_document, document_id=document_id))
            readers = () if _helps() else await run(service.readers_of, document_id=document_id)
            self.today = (await run(service.today)).isoformat()
            kept = await run(service.kept_from_parents, document_id=document_id)
            self.keeps = "" if kept is None else "cache" if kept else "visible"
        except (CsnError, ValueError):
            self.missing, self.card = True, wording.NO_CARD
            readers = ()
        self.readers = [wording.reader(row) for row in readers]
        self.loaded = True

    @patient
    async def edit(self) -> Any:
        """Open the form."""
        self.editing, self.errors = self.mine, []
        return rx.set_focus("champ-titre")

    @patient
    async def cancel(self) -> Any:
        """Close the form without keeping anything."""
        self.editing, self.errors = False, []
        return rx.set_focus("renommer")

    @patient
    async def save(self, typed: dict[str, Any]) -> Any:
        """Keep another title, date or category."""
        try:
            order = read_form({**typed, "id": self.card.id}, today=date.fromisoformat(self.today))
            self._show(await run(service.update_document, **order))
        except (CsnError, ValueError, TypeError) as fact:
            self.errors = [refusal(fact)]
            return None
        self.editing, self.errors = False, []
        await say(self, "Vos changements sont enregistrés.")
        return rx.set_focus("renommer")

    @patient
    async def delete(self) -> Any:
        """Delete the document, for good, and go back to the list."""
        title = self.card.title
        try:
            await run(service.delete_document, document_id=UUID(self.card.id))
        except (CsnError, ValueError) as fact:
            await say(self, sentence(fact if isinstance(fact, CsnError) else CsnError()))
            return None
        self.card, self.loaded, self.facts, self.readers = wording.NO_CARD, False, [], []
        await say(self, f"« {title} » est supprimé.")
        return rx.redirect(wording.LIST)

    @patient
    async def keep(self) -> None:
        """A minor hides the document from their parents, or shows it again."""
        act, keeps, said = service.keep_from_parents, "cache", "Ce document est caché à vos parents."
        if self.keeps == "cache":
            act, keeps, said = service.show_to_parents, "visible", "Vos parents voient de nouveau ce document."
        try:
            await run(act, document_id=UUID(self.card.id))
            self.keeps = keeps
        except (CsnError, ValueError) as fact:
            said = sentence(fact if isinstance(fact, CsnError) else CsnError())
        await say(self, said)

    def _show(self, row: DocumentRow) -> None:
        self.card, self.mine = wording.card(row), row.mine
        self.origin, self.category_words = wording.origin(row), wording.category_words(row.category)
        self.facts = wording.facts(row)
        self.file = f"{wording.LIST}/{row.id}/fichier"
        self.preview = "image" if row.view_media_type.startswith("image/") else "frame"


def _helps() -> bool:
    """Who reads is for the person and who represents them: a caregiver is not shown it (R-AC-31)."""
    mandate = actor().mandate
    return mandate is not None and mandate.kind is DelegationKind.CAREGIVER
