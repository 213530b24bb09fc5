# mypy: disable-error-code="attr-defined, no-untyped-call"
"""What the screen of masks knows: what is hidden from the audience that the address names."""

from typing import Any
from uuid import UUID

import reflex as rx

from csn_app.circle import masking, masking_words
from csn_app.circle.masking_words import Choice, MaskedRow, SectionRow, Whom
from csn_app.core.errors import CsnError
from csn_app.core.vocabulary import Section
from csn_app.edge.markers import patient
from csn_app.ui.sentences import sentence
from csn_app.ui.session import run, say


class MasksState(rx.State):
    """What one person masks from one audience."""

    loaded: bool = False
    whom: Whom = Whom()
    choices: list[Choice] = []  # noqa: RUF012 - Reflex copies a var's default for every tab
    sections: list[SectionRow] = []  # noqa: RUF012
    documents: list[MaskedRow] = []  # noqa: RUF012
    shown_again: list[MaskedRow] = []  # noqa: RUF012

    @patient
    async def load(self) -> Any:
        """Read what is masked from the audience in the address."""
        self.loaded = False
        try:
            await self._read(str(self.router.url.query_parameters.get("qui", "")))
        except CsnError:
            return rx.redirect("/soignants/masques")
        self.loaded = True
        return None

    @patient
    async def choose(self, typed: dict[str, Any]) -> Any:
        """Look at another audience."""
        asked = str(typed.get("qui", ""))
        known = next((one.code for one in self.choices if one.code == asked), "")
        return rx.redirect(f"/soignants/masques?qui={known}" if known else "/soignants/masques")

    @patient
    async def set_section(self, code: str, hidden: bool) -> None:
        """Mask a section of the profile from the audience, or show it."""
        section = Section(code) if code in set(Section) else None
        if section is not None:
            await self._set(hidden=hidden, section=section)

    @patient
    async def hide_all(self) -> Any:
        """Mask everything from the audience, what comes later too."""
        await self._set(hidden=True)
        return rx.set_focus("tout")

    @patient
    async def show_all(self) -> Any:
        """Take off everything that was masked from the audience."""
        await self._set(hidden=False)
        return rx.set_focus("tout")

    @patient
    async def show_document(self, document_id: str) -> Any:
        """Show a document to the audience again."""
        await self._document(document_id, hidden=False)
        return rx.set_focus("documents")

    @patient
    async def hide_document(self, document_id: str) -> Any:
        """Mask again a document that was an exception."""
        await self._document(document_id, hidden=True)
        return rx.set_focus("documents")

    async def _document(self, document_id: object, *, hidden: bool) -> None:
        try:
            named = UUID(str(document_id))
        except ValueError:
            return
        await self._set(hidden=hidden, document_id=named)

    async def _set(self, *, hidden: bool, **what: Any) -> None:
        try:
            await run(masking.set_mask, asked=self.whom.code, hidden=hidden, **what)
            await self._read(self.whom.code)
            said = f"C’est {'masqué' if hidden else 'visible de nouveau'}, pour {self.whom.words}."
        except CsnError as fact:
            said = sentence(fact)
        await say(self, said)

    async def _read(self, asked: str) -> None:
        found = await run(masking.my_masks, asked=asked)
        self.whom, self.choices = masking_words.whom(found), masking_words.choices(found)
        self.sections = masking_words.sections(found)
        self.documents = [masking_words.row(row) for row in found.documents]
        self.shown_again = [masking_words.row(row) for row in found.shown_again]
