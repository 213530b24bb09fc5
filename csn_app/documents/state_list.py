"""What the list of documents knows: a page of cards, the categories, and what has just arrived."""

from datetime import date
from typing import Any
from uuid import UUID

import reflex as rx

from csn_app.config import settings
from csn_app.core.errors import CsnError
from csn_app.core.vocabulary import PatientCategory
from csn_app.documents import asking, duplicates, rules, search, service, wording, wording_search
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
    searching: bool = False
    advanced: bool = False
    question: str = ""
    found: list[wording_search.FoundLine] = []  # noqa: RUF012
    found_words: str = ""
    meant: str = ""
    chosen: dict[str, str] = {}  # noqa: RUF012
    people: list[wording.Option] = []  # noqa: RUF012

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

    @patient
    async def search(self, typed: dict[str, Any]) -> Any:
        """Go to the address of a search: what it asks is in it, the words sealed."""
        asked = typed if isinstance(typed, dict) else {}
        words = str(asked.get("q", ""))[: asking.WORDS_MAX]
        question = ""
        if words.strip():
            question = await run(asking.seal_question, space_id=actor().space_id, typed=words)
        return rx.redirect(wording_search.address_of(asked, question=question))

    async def _read(self) -> None:
        asked = self.router.url.query_parameters
        self.searching = wording_search.searches(asked)
        if self.searching:
            await self._search(asked)
            return
        self.question, self.found, self.found_words, self.meant, self.advanced = "", [], "", "", False
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

    async def _search(self, asked: Any) -> None:
        try:
            words = await run(asking.open_question, space_id=actor().space_id, said=asked.get("q", ""))
            today = await run(service.today)
            wanted = wording_search.wanted_of(asked, words=words, today=today)
            place = wording_search.spot_of(asked, sort=wanted.sort)
            found = await look(search.find_documents, space_id=actor().space_id, wanted=wanted, place=place)
            self.people = await self._people() if asked.get("filtres", "") else []
        except CsnError as fact:
            self.found, self.found_words, self.loaded = [], sentence(fact), True
            return
        self.question, self.advanced = words, bool(asked.get("filtres", ""))
        self.chosen = {name: asked.get(name, "") for name in wording_search.FILTERS}
        self.found = [wording_search.found_line(hit) for hit in found.hits]
        self.found_words = wording_search.found_words(found, words=words)
        self.meant = wording_search.meant_words(found, words=words)
        before, after = wording_search.spots(found, sort=wanted.sort)
        question = asked.get("q", "")
        self.newer = wording_search.address_of(asked, question=question, spot=before) if before else ""
        self.older = wording_search.address_of(asked, question=question, spot=after) if after else ""
        self._stand(today)

    async def _people(self) -> list[wording.Option]:
        """Name the professionals of the list; whoever helps the person does not see it (R-AC-31)."""
        try:
            cards = await run(search.people_of_list, space_id=actor().space_id)
        except CsnError:
            return []
        return [wording.Option(str(card.id), card.name) for card in cards]

    def _show(self, page: DocumentPage) -> None:
        self.cards = [wording.line(row) for row in page.rows]
        self.chips = wording.chips(page, here=self.category)
        self.lead, self.total = wording.lead(page), sum(page.counts.values())
        self.newer = wording.address(self.category, mark=page.rows[0], newer=True) if page.newer and page.rows else ""
        self.older = wording.address(self.category, mark=page.rows[-1]) if page.older and page.rows else ""
        self._stand(page.today)

    def _stand(self, today: date) -> None:
        # The page says for whose carnet it sends: one left open in another space sends nothing into this one.
        self.sending = f"{DOCUMENT_SENDING}?espace={actor().space_id}"
        if not self.loaded or self.today != today.isoformat():
            self.today = today.isoformat()
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
