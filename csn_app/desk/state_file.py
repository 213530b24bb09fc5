"""What the screen of one open record knows; nothing of the patient stays once it is closed."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx

from csn_app.access.service import ReasonNotGiven, close_record
from csn_app.access.sharing import changes_of
from csn_app.config import settings
from csn_app.core.errors import CsnError, NotFound
from csn_app.core.vocabulary import OpeningReason, Section
from csn_app.desk import service, wording
from csn_app.desk.state import DeskState
from csn_app.desk.wording import Banner, DocumentLine, SummaryPart
from csn_app.documents import service as documents
from csn_app.edge.markers import professional
from csn_app.profile.measures import read_latest
from csn_app.profile.service import read_summary, sections_shown
from csn_app.routes import DOCUMENT_SENDING
from csn_app.ui.session import run, say
from csn_app.ui.words import PARIS, counted

_NOTHING = DocumentLine("", "", "", "")


@dataclass(frozen=True)
class Tick:
    """One place to choose."""

    id: str
    words: str
    chosen: bool


class FileState(rx.State):
    """One record. ``phase`` is empty while it loads, then motif (before opening), ouvert, or fini."""

    phase: str = ""
    banner: Banner = Banner()
    places: list[Tick] = []  # noqa: RUF012 - Reflex copies a var's default for every tab
    errors: list[dict[str, str]] = []  # noqa: RUF012
    wrong: dict[str, str] = {}  # noqa: RUF012
    allergies: str = ""
    summary: list[SummaryPart] = []  # noqa: RUF012
    lines: list[DocumentLine] = []  # noqa: RUF012
    lines_words: str = ""
    shown: DocumentLine = _NOTHING
    newer: bool = False
    older: bool = False
    depositing: bool = False
    address: str = ""
    max_bytes: int = 0
    ended: str = ""
    loaded: bool = False
    _sections: frozenset[Section] = frozenset()
    _changes: int = 0
    _first: Any = None
    _last: Any = None

    @professional
    async def load(self) -> None:
        """Stand before a record: ask why where it is not open yet, else show it."""
        self.reset()
        desk = await self.get_state(DeskState)
        desk.reset()
        try:
            threshold = await run(service.approach_record, space_id=self._space())
            if threshold.opened:
                await self._read()
            else:
                self._ask_why(threshold)
        except (CsnError, ValueError) as fact:
            await self._stop(fact)

    @professional
    async def forget(self) -> None:
        """Forget the record that was on the screen: the professional went back to the desk without closing it."""
        self.reset()

    @professional
    async def open(self, typed: dict[str, Any]) -> None:
        """Open the record for the reason that was chosen."""
        asked = _reason_of(typed)
        if asked is None:
            self._correct({"motif-consultation": "Choisissez le motif."})
            return
        try:
            await run(service.enter_record, space_id=self._space(), **asked)
            await self._read()
        except (ReasonNotGiven, service.PlaceNotChosen) as fact:
            field = "motif-phrase" if isinstance(fact, ReasonNotGiven) else "lieu"
            self._correct({field: wording.said(fact)})
        except (CsnError, ValueError) as fact:
            await self._stop(fact)

    @professional
    async def reload(self) -> None:
        """Read the list again, from its beginning."""
        self.depositing = False
        await self._turn(None)

    @professional
    async def deposited(self, _sent: dict[str, Any]) -> None:
        """Show the list again: the browser says that a document has arrived."""
        await self.reload()
        await say(self, "Le document est déposé\u00a0: le patient le voit dès maintenant.")

    @professional
    async def put_away(self, _sent: dict[str, Any]) -> None:
        """Leave the deposit, and show the record as it is now."""
        await self.reload()

    @professional
    async def turn_newer(self) -> None:
        """Show the documents just newer."""
        await self._turn(self._first)

    @professional
    async def turn_older(self) -> None:
        """Show the documents just older."""
        await self._turn(self._last)

    @professional
    async def show(self, document_id: str) -> Any:
        """Show a document in the page; the reading leaves its trace when the browser fetches the file."""
        try:
            await self._follow_sections()
            row = await run(documents.describe_document, document_id=UUID(str(document_id)))
        except (CsnError, ValueError):
            # The document is gone, or the whole access: reading the list again tells which.
            await self._turn(None)
            return None
        self.shown = wording.document_line(row)
        return rx.set_focus("apercu-titre")

    @professional
    async def hide(self) -> None:
        """Put the document away; the list follows what the patient changed meanwhile."""
        self.shown = _NOTHING
        try:
            await self._follow_sections()
        except (CsnError, ValueError) as fact:
            await self._stop(fact)

    @professional
    async def deposit(self) -> Any:
        """Show or put away the form of a deposit, if the record is still open."""
        try:
            await run(service.read_record, space_id=self._space())
            await self._follow_sections()
        except (CsnError, ValueError) as fact:
            await self._stop(fact)
            return None
        self.depositing = not self.depositing
        return rx.set_focus("depot-titre") if self.depositing else None

    @professional
    async def close(self) -> Any:
        """Close the record: nothing of the patient stays on this screen."""
        space = self.router.url.path.rstrip("/").rsplit("/", 1)[-1]
        self.reset()
        try:
            await run(close_record, space_id=UUID(space))
        except (CsnError, ValueError):
            return rx.redirect("/pro")
        await say(self, "Le dossier est fermé.")
        return rx.redirect("/pro")

    def _space(self) -> UUID:
        return UUID(self.router.url.path.rstrip("/").rsplit("/", 1)[-1])

    async def _turn(self, place: Any) -> None:
        try:
            await self._follow_sections()
            page = await run(documents.list_documents, space_id=self._space(), place=place)
        except (CsnError, ValueError) as fact:
            await self._stop(fact)
            return
        self._list(page)

    async def _read(self) -> None:
        record = await run(service.read_record, space_id=self._space())
        shown = await run(sections_shown, space_id=self._space())
        allergies, summary = await self._profile()
        changes = await run(changes_of, space_id=self._space())
        page = await run(documents.list_documents, space_id=self._space())
        self.reset()
        self._changes = changes
        self.allergies, self.summary, self._sections = allergies, summary, shown
        self.banner, self.phase, self.loaded = wording.banner(record), "ouvert", True
        self.address = f"{DOCUMENT_SENDING}?espace={record.holder.space_id}"
        self.max_bytes = settings().upload_max_mb * 1_000_000
        self._list(page)

    async def _profile(self) -> tuple[str, list[SummaryPart]]:
        profile = await run(read_summary, space_id=self._space())
        latest = await run(read_latest, space_id=self._space())
        return wording.allergies(profile), wording.summary(profile, latest=latest)

    async def _follow_sections(self) -> None:
        """Read the profile again once the patient shows other sections of it: a section taken back leaves the screen.

        Nothing is read, nor traced, while they stay the same.
        """
        shown = await run(sections_shown, space_id=self._space())
        changes = await run(changes_of, space_id=self._space())
        if shown != self._sections:
            self.allergies, self.summary = "", []
            self.allergies, self.summary = await self._profile()
            self._sections = shown
        if changes != self._changes:
            # The patient changed who sees what: what stands on the screen may be masked by now.
            self._list(await run(documents.list_documents, space_id=self._space()))
            self._changes = changes

    def _list(self, page: Any) -> None:
        self.lines = [wording.document_line(row) for row in page.rows]
        total = sum(page.counts.values())
        self.lines_words = counted(total, "document") if total else ""
        self.newer, self.older, self.shown = page.newer, page.older, _NOTHING
        self._first = self._last = None
        if page.rows:
            first, last = page.rows[0], page.rows[-1]
            self._first = documents.Place(first.document_date, first.id, newer=True)
            self._last = documents.Place(last.document_date, last.id)

    def _ask_why(self, threshold: service.Threshold) -> None:
        today = threshold.now.astimezone(PARIS).date()
        traits = wording.traits_of(threshold.holder, today=today)
        self.banner = Banner(name=wording.name_of(threshold.holder), traits=traits)
        here = threshold.place_id
        several = threshold.places if len(threshold.places) > 1 else ()
        self.places = [Tick(str(p.id), service.place_words(p), chosen=p.id == here) for p in several]
        self.phase, self.loaded = "motif", True

    def _correct(self, wrong: dict[str, str]) -> None:
        self.wrong = wrong
        self.errors = [{"field": field, "sentence": words} for field, words in wrong.items()]

    async def _stop(self, fact: Exception) -> None:
        """Empty the screen once the access has ended; anything else is said, and changes nothing."""
        if isinstance(fact, CsnError) and not isinstance(fact, NotFound):
            await say(self, wording.said(fact))
            return
        ended = wording.ENDED if self.phase else wording.NOT_OPEN
        self.reset()
        self.ended, self.phase, self.loaded = ended, "fini", True


def _reason_of(typed: object) -> dict[str, Any] | None:
    """Read the form; None where no reason was chosen."""
    given = typed if isinstance(typed, dict) else {}
    place = str(given.get("lieu", ""))
    try:
        reason, place_id = OpeningReason(str(given.get("motif", ""))), UUID(place) if place else None
    except ValueError:
        return None
    words = str(given.get("motif-phrase", "")) if reason is OpeningReason.OTHER else ""
    return {"reason": reason, "words": words, "place_id": place_id}
