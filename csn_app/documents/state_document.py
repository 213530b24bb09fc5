"""What the page of one document knows."""

from datetime import date
from typing import Any
from uuid import UUID

import reflex as rx

from csn_app.core.actor import DelegationKind
from csn_app.core.errors import CsnError, NotFound
from csn_app.documents import corrections, reading, service, trash, visibility, wording, wording_search
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
    pages: int = 1
    facts: list[wording.Fact] = []  # noqa: RUF012 - Reflex copies a var's default for every tab
    readers: list[wording.ReaderCard] = []  # noqa: RUF012
    masked: bool = False
    per_person: bool = True
    professions: list[wording.Option] = []  # noqa: RUF012
    choices: list[wording.Option] = []  # noqa: RUF012
    open_to: str = ""
    corrections: list[wording.Correction] = []  # noqa: RUF012
    earlier: list[wording.Fact] = []  # noqa: RUF012
    asking: bool = False
    waiting: bool = False
    ask_error: str = ""
    today: str = ""
    editing: bool = False
    keeps: str = ""
    text: str = ""
    at: int = 0
    errors: list[dict[str, str]] = []  # noqa: RUF012

    @patient
    async def load(self) -> None:
        """Read the document that the address names."""
        self.loaded, self.missing, self.editing, self.errors = False, False, False, []
        self.asking, self.ask_error, self.corrections = False, "", []
        try:
            document_id = UUID(self.router.url.path.rstrip("/").rsplit("/", 1)[-1])
            self._show(await run(service.describe_document, document_id=document_id))
            self.at = wording_search.opened_at(self.router.url.query_parameters.get("page", ""))
            self.text = wording_search.text_words(await run(reading.text_of, document_id=document_id))
            await self._read_readers()
            await self._read_corrections(document_id)
            self.today = (await run(service.today)).isoformat()
            kept = await run(service.kept_from_parents, document_id=document_id)
            self.keeps = "" if kept is None else "cache" if kept else "visible"
        except (CsnError, ValueError):
            self.missing, self.card, self.readers = True, wording.NO_CARD, []
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
    async def ask(self) -> Any:
        """Open the request for a correction, on a document of a professional."""
        self.asking, self.ask_error = not self.mine and not self.missing, ""
        return rx.set_focus("champ-correction")

    @patient
    async def leave(self) -> Any:
        """Close the request without sending it."""
        self.asking, self.ask_error = False, ""
        return rx.set_focus("demander-correction")

    @patient
    async def send(self, typed: dict[str, Any]) -> Any:
        """Ask the author to correct the document (R-DO-9)."""
        words = str(typed.get("correction", "") if isinstance(typed, dict) else "")
        try:
            document_id = UUID(self.card.id)
            await run(corrections.ask_correction, document_id=document_id, words=words[:1200])
            await self._read_corrections(document_id)
        except (CsnError, ValueError) as fact:
            self.ask_error = sentence(fact if isinstance(fact, CsnError) else CsnError())
            return rx.set_focus("champ-correction")
        self.asking, self.ask_error = False, ""
        await say(self, "Votre demande est envoyée à l’auteur du document.")
        return rx.set_focus("corrections-titre")

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
    async def throw_away(self) -> Any:
        """Put the document in the trash, and go back to the list."""
        title = self.card.title
        try:
            if not await run(trash.trash_documents, document_ids=[UUID(self.card.id)]):
                raise NotFound
        except (CsnError, ValueError) as fact:
            await say(self, sentence(fact if isinstance(fact, CsnError) else CsnError()))
            return None
        self.card, self.loaded, self.facts, self.readers = wording.NO_CARD, False, [], []
        await say(self, f"« {title} » est dans la corbeille.")
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

    @patient
    async def set_reader(self, professional_id: str, sees: bool) -> None:
        """Let one professional see the document, or keep it from them, at once."""
        try:
            whom = {"professional_id": UUID(str(professional_id)), "sees": sees}
            await run(visibility.set_reader, document_id=UUID(self.card.id), **whom)
            said = wording.changed(next((r.name for r in self.readers if r.id == professional_id), ""), sees=sees)
        except (CsnError, ValueError) as fact:
            said = sentence(fact if isinstance(fact, CsnError) else CsnError())
        await self._follow(said)

    @patient
    async def mask(self, hidden: bool) -> None:
        """Mask the document from all professionals, or take that mask off."""
        await self._mask(hidden=hidden, profession="")

    @patient
    async def mask_profession(self, typed: dict[str, Any]) -> None:
        """Mask the document from everybody of a profession."""
        await self._mask(hidden=True, profession=str(typed.get("metier", "")) or "?")

    @patient
    async def show_profession(self, code: str) -> None:
        """Take the mask from a profession off."""
        await self._mask(hidden=False, profession=code or "?")

    async def _mask(self, *, hidden: bool, profession: str) -> None:
        asked = {"hidden": hidden, "profession_code": profession}
        try:
            await run(visibility.mask_document, document_id=UUID(self.card.id), **asked)
            said = wording.masked(profession, hidden=hidden)
        except (CsnError, ValueError) as fact:
            said = sentence(fact if isinstance(fact, CsnError) else CsnError())
        await self._follow(said)

    async def _follow(self, said: str) -> None:
        """Show who sees the document now; gone meanwhile, it is no longer shown."""
        try:
            await self._read_readers()
        except (CsnError, ValueError):
            self.missing, self.card, self.readers = True, wording.NO_CARD, []
        await say(self, said)

    async def _read_readers(self) -> None:
        if _helps():
            # Who may see what is the person's own affair, not that of whoever helps them (R-AC-31).
            self.readers = []
            return
        found = await run(visibility.who_sees, document_id=UUID(self.card.id))
        self.readers = [wording.reader(row) for row in found.readers]
        self.masked, self.per_person = found.masked, found.per_person
        self.professions = [one for one in wording.professions() if one.code in found.professions]
        self.choices = [one for one in wording.professions() if one.code not in found.professions]
        self.open_to = f"{wording.CARERS}?document={self.card.id}"

    async def _read_corrections(self, document_id: UUID) -> None:
        if _helps():
            # What the person asked of an author stays between the two.
            return
        rows = await run(corrections.corrections_of, document_id=document_id)
        self.corrections = [wording.correction(row) for row in rows]
        self.waiting = any(row.answer is None for row in rows)

    def _show(self, row: DocumentRow) -> None:
        self.card, self.mine = wording.card(row), row.mine
        self.origin, self.category_words = wording.origin(row), wording.category_words(row.category)
        self.facts, self.earlier = wording.facts(row), wording.earlier(row)
        self.file = f"{wording.LIST}/{row.id}/fichier"
        self.preview, self.pages = wording.viewer_of(row), row.pages or 1


def _helps() -> bool:
    """Who reads is for the person and who represents them: a caregiver is not shown it (R-AC-31)."""
    mandate = actor().mandate
    return mandate is not None and mandate.kind is DelegationKind.CAREGIVER
