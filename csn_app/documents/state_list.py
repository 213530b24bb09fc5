"""What the list of documents knows: a page of cards, the categories, and what has just arrived."""

from datetime import date
from typing import Any
from uuid import UUID

import reflex as rx

from csn_app.config import settings
from csn_app.core.errors import CsnError
from csn_app.core.vocabulary import PatientCategory
from csn_app.documents import duplicates, rules, service, wording
from csn_app.documents.queries import Place
from csn_app.documents.views import DocumentPage
from csn_app.edge.markers import patient
from csn_app.routes import DOCUMENT_SENDING
from csn_app.ui.sentences import sentence
from csn_app.ui.session import actor, look, run, say
from csn_app.ui.words import plural


class DocumentsState(rx.State):
    """The documents of the person who is signed in, 25 at a time."""

    loaded: bool = False
    lead: str = ""
    cards: list[wording.Line] = []  # noqa: RUF012 - Reflex copies a var's default for every tab
    chips: list[wording.Chip] = []  # noqa: RUF012
    category: str = ""
    total: int = 0
    newer: str = ""
    older: str = ""
    arrived: list[wording.Card] = []  # noqa: RUF012
    twins: dict[str, str] = {}  # noqa: RUF012
    errors: list[dict[str, str]] = []  # noqa: RUF012
    wrong: str = ""
    today: str = ""
    limits: str = ""
    max_bytes: int = 0
    sending: str = ""

    @patient
    async def load(self) -> None:
        """Read the page that the address asks for."""
        self.arrived, self.errors, self.wrong, self.twins = [], [], "", {}
        await self._read()

    @patient
    async def reload(self) -> None:
        """Read the page again after something was done to several documents."""
        await self._read()

    @patient
    async def arrive(self, sent: dict[str, Any]) -> None:
        """Show what has just been added, to be completed, and the list as it is now."""
        try:
            rows = await run(service.describe_documents, document_ids=_ids(sent.get("ids", "")))
            twins = await run(duplicates.twins_of, document_ids=[row.id for row in rows])
            self.twins = {**self.twins, **{str(known): twin.title for known, twin in twins.items()}}
        except (CsnError, AttributeError):
            rows = ()
        known = {card.id for card in self.arrived}
        fresh = [wording.card(row) for row in rows if row.mine and str(row.id) not in known]
        self.arrived = [*self.arrived, *fresh]
        await self._read()
        if fresh:
            await say(self, f"{plural(len(fresh), 'document ajouté', many='documents ajoutés')}.")

    @patient
    async def correct(self, typed: dict[str, Any]) -> Any:
        """Keep the title, date and category of what has just been added."""
        try:
            order = read_form(typed, today=date.fromisoformat(self.today))
            row = await run(service.update_document, **order)
        except (CsnError, ValueError) as fact:
            self.wrong, self.errors = str(typed.get("id", ""))[:36], [refusal(fact)]
            return None
        self.wrong, self.errors = "", []
        self.arrived = [card for card in self.arrived if card.id != str(row.id)]
        await self._read()
        await say(self, f"« {row.title} » est enregistré.")
        return rx.set_focus("liste-titre")

    @patient
    async def drop(self, document_id: str) -> Any:
        """Do not keep a file that was there already: the new one goes, for good."""
        try:
            await run(service.delete_document, document_id=UUID(str(document_id)))
            said = "Le fichier n’est gardé qu’une fois."
        except (CsnError, ValueError) as fact:
            said = sentence(fact if isinstance(fact, CsnError) else CsnError())
        self.arrived = [card for card in self.arrived if card.id != str(document_id)]
        await self._read()
        await say(self, said)
        return rx.set_focus("liste-titre")

    @patient
    async def leave(self, document_id: str) -> Any:
        """Keep what has just been added as it is."""
        self.arrived = [card for card in self.arrived if card.id != str(document_id)]
        return rx.set_focus("liste-titre")

    async def _read(self) -> None:
        asked = self.router.url.query_parameters
        category = asked.get("categorie", "")
        self.category = category if category in rules.open_categories() else ""
        chosen = PatientCategory(self.category) if self.category else None
        try:
            given = {"category": chosen, "place": _place(asked), "folder_id": _folder(asked)}
            page = await look(service.list_documents, space_id=actor().space_id, **given)
        except CsnError as fact:
            await say(self, sentence(fact))
            return
        self._show(page)
        if given["folder_id"]:
            more = f"&dossier={given['folder_id']}"
            self.newer, self.older = (link and link + more for link in (self.newer, self.older))

    def _show(self, page: DocumentPage) -> None:
        self.cards = [wording.line(row) for row in page.rows]
        self.chips = wording.chips(page, here=self.category)
        self.lead, self.total = wording.lead(page), sum(page.counts.values())
        self.newer = wording.address(self.category, mark=page.rows[0], newer=True) if page.newer and page.rows else ""
        self.older = wording.address(self.category, mark=page.rows[-1]) if page.older and page.rows else ""
        # The page says for whose carnet it sends: one left open in another space sends nothing into this one.
        self.sending = f"{DOCUMENT_SENDING}?espace={actor().space_id}"
        if not self.loaded or self.today != page.today.isoformat():
            self.today = page.today.isoformat()
            self.max_bytes = settings().upload_max_mb * 1_000_000
            self.limits = wording.limits(self.max_bytes)
            self.loaded = True


def read_form(typed: dict[str, Any], *, today: date) -> dict[str, Any]:
    """Parse the form of a document: raises the facts of ``documents.rules``, ValueError for a stranger's identifier."""
    return {
        "document_id": UUID(str(typed.get("id", ""))),
        "title": rules.check_title(str(typed.get("titre", ""))),
        "document_date": rules.check_date(str(typed.get("date", "")), today=today),
        "category": rules.check_category(str(typed.get("categorie", ""))),
    }


def refusal(fact: Exception) -> dict[str, str]:
    """Say beside which field a form was refused, and why."""
    fields = {"DateNotUnderstood": "champ-date", "CategoryNotOpen": "champ-categorie"}
    said = sentence(fact if isinstance(fact, CsnError) else CsnError())
    return {"field": fields.get(type(fact).__name__, "champ-titre"), "sentence": said}


def _ids(sent: object) -> list[UUID]:
    found = []
    for word in str(sent).split(",")[:50]:
        try:
            found.append(UUID(word.strip()))
        except ValueError:
            continue
    return found


def _folder(asked: Any) -> UUID | None:
    """Read which folder is looked at; nonsense looks at none."""
    try:
        return UUID(asked.get("dossier", ""))
    except ValueError:
        return None


def _place(asked: Any) -> Place | None:
    """Read where the page begins; an address that says nothing sensible begins at the newest."""
    for name, newer in (("apres", False), ("avant", True)):
        day, _, document_id = asked.get(name, "").partition("_")
        try:
            return Place(date.fromisoformat(day), id=UUID(document_id), newer=newer)
        except ValueError:
            continue
    return None
