"""What the list knows beside its rows: which documents are picked, the folders, and what is done with several."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import reflex as rx

from csn_app.core.errors import CsnError
from csn_app.documents import folders, several, trash, wording_binder
from csn_app.documents.rules import check_category
from csn_app.documents.state_list import DocumentsState
from csn_app.documents.wording import LIST
from csn_app.edge.markers import patient
from csn_app.routes import DOCUMENTS_BUNDLE
from csn_app.ui.sentences import sentence
from csn_app.ui.session import look, run, say
from csn_app.ui.words import plural


class BinderState(rx.State):
    """The picked documents of a page of the list, and the folders of the carnet."""

    picked: list[str] = []  # noqa: RUF012 - Reflex copies a var's default for every tab
    picked_words: str = ""
    bundle: str = ""
    folders: list[wording_binder.FolderLine] = []  # noqa: RUF012
    here: wording_binder.FolderLine = wording_binder.NO_FOLDER
    error: str = ""

    @patient
    async def load(self) -> None:
        """Read the folders; nothing is picked on a page that opens."""
        self.error = ""
        self._pick([])
        await self._read()

    @patient
    async def pick(self, document_id: str, chosen: bool) -> None:
        """Add a document to the selection, or take it out."""
        others = [one for one in self.picked if one != str(document_id)]
        self._pick([*others, str(document_id)[:36]][:25] if chosen is True else others)

    @patient
    async def pick_all(self) -> None:
        """Pick every document of the page."""
        page = await self.get_state(DocumentsState)
        self._pick([card.id for card in page.cards])

    @patient
    async def clear(self) -> Any:
        """Pick nothing any more."""
        self._pick([])
        return rx.set_focus("liste-titre")

    @patient
    async def move(self, typed: dict[str, Any]) -> Any:
        """Put the picked documents in a folder, or in none."""
        asked = str(typed.get("dossier", ""))
        said = ("document rangé", "documents rangés")
        return await self._do(folders.move_documents, said, folder_id=_id(asked) if asked else None)

    @patient
    async def classify(self, typed: dict[str, Any]) -> Any:
        """Put the picked documents that one added in another category."""
        try:
            category = check_category(str(typed.get("categorie", "")))
        except CsnError as fact:
            await say(self, sentence(fact))
            return None
        return await self._do(several.classify_documents, ("document classé", "documents classés"), category=category)

    @patient
    async def mask(self) -> Any:
        """Mask the picked documents from all professionals."""
        return await self._do(several.mask_documents, ("document masqué", "documents masqués"))

    @patient
    async def throw_away(self) -> Any:
        """Put the picked documents that one added in the trash."""
        said = ("document mis à la corbeille", "documents mis à la corbeille")
        return await self._do(trash.trash_documents, said)

    @patient
    async def make(self, typed: dict[str, Any]) -> Any:
        """Make a folder."""
        try:
            row = await run(folders.make_folder, name=str(typed.get("nom", ""))[:200])
        except CsnError as fact:
            self.error = sentence(fact)
            return rx.set_focus("champ-dossier")
        self.error = ""
        await self._read()
        await say(self, f"Le dossier « {row.name} » est créé.")
        return rx.set_focus("dossiers-titre")

    @patient
    async def rename(self, typed: dict[str, Any]) -> Any:
        """Give the folder that is open another name."""
        try:
            await run(folders.rename_folder, folder_id=_id(self.here.id), name=str(typed.get("nom", ""))[:200])
        except CsnError as fact:
            await say(self, sentence(fact))
            return rx.set_focus("nom-dossier")
        await self._read()
        await say(self, "Le dossier a un nouveau nom.")
        return rx.set_focus("dossier-ouvert")

    @patient
    async def delete(self) -> Any:
        """Delete the folder that is open; its documents stay."""
        try:
            await run(folders.delete_folder, folder_id=_id(self.here.id))
        except CsnError as fact:
            await say(self, sentence(fact))
            return None
        await say(self, "Le dossier est supprimé. Ses documents sont toujours là.")
        return rx.redirect(LIST)

    async def _do(self, act: Callable[..., int], said: tuple[str, str], **given: Any) -> Any:
        """Do one thing to what is picked, and say of how many it is true."""
        asked = len(self.picked)
        try:
            count = await run(act, document_ids=[UUID(one) for one in self.picked], **given)
        except (CsnError, ValueError) as fact:
            await say(self, sentence(fact if isinstance(fact, CsnError) else CsnError()))
            return None
        rest = f" {wording_binder.LEFT}" if count < asked else ""
        self._pick([])
        await self._read()
        await say(self, f"{plural(count, said[0], many=said[1])}.{rest}")
        return [DocumentsState.reload, rx.set_focus("liste-titre")]

    async def _read(self) -> None:
        asked = self.router.url.query_parameters.get("dossier", "")
        try:
            found = await look(folders.list_folders)
        except CsnError:
            found = ()
        self.folders = [wording_binder.folder_line(row, here=asked) for row in found]
        self.here = next((one for one in self.folders if one.here), wording_binder.NO_FOLDER)

    def _pick(self, ids: list[str]) -> None:
        self.picked = ids
        self.picked_words = plural(len(ids), "document choisi", many="documents choisis") if ids else ""
        self.bundle = f"{DOCUMENTS_BUNDLE}?ids={','.join(ids)}" if ids else ""


def _id(asked: str) -> UUID:
    """Read an identifier of a stranger; one that is none names nothing."""
    try:
        return UUID(asked)
    except ValueError:
        return UUID(int=0)
