"""What the screen of one open record knows; nothing of the patient stays once it is closed."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import reflex as rx

from csn_app.access.emergency_access import reopen_in_emergency
from csn_app.access.service import ReasonNotGiven, close_record
from csn_app.access.sharing import changes_of
from csn_app.config import settings
from csn_app.core.errors import CsnError, NotFound
from csn_app.core.vocabulary import Section
from csn_app.desk import forms, service, wording
from csn_app.desk.state import DeskState
from csn_app.desk.wording import Banner, CorrectionLine, DocumentLine, SummaryPart
from csn_app.documents import held, revising
from csn_app.documents import service as documents
from csn_app.documents.asking import FoundDocuments, Sort
from csn_app.documents.corrections import Answer, WordsMissing, answer_correction, corrections_to_answer
from csn_app.documents.rules import ReasonMissing
from csn_app.documents.search import find_documents
from csn_app.documents.wording_search import spots
from csn_app.edge.markers import professional
from csn_app.identity.sessions import choose_place
from csn_app.profile.measures import read_latest
from csn_app.profile.service import read_summary, sections_shown
from csn_app.routes import DESK_MESSAGE_NEW, DOCUMENT_SENDING
from csn_app.ui.session import run, say
from csn_app.ui.words import PARIS, counted, french_datetime

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
    corrections: list[CorrectionLine] = []  # noqa: RUF012
    lines: list[DocumentLine] = []  # noqa: RUF012
    lines_words: str = ""
    filtered: bool = False
    shown: DocumentLine = _NOTHING
    newer: bool = False
    older: bool = False
    depositing: bool = False
    revised: DocumentLine = _NOTHING
    withdrawn: DocumentLine = _NOTHING
    wishes: str = ""
    address: str = ""
    write_to: str = ""
    max_bytes: int = 0
    ended: str = ""
    loaded: bool = False
    _sections: frozenset[Section] = frozenset()
    _changes: int = 0
    _wanted: Any = None
    _since: Any = None
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
    async def choose_place(self, typed: dict[str, Any]) -> None:
        """Say from which place one works, where several are possible and none was chosen yet."""
        try:
            await run(choose_place, place_id=UUID(forms.boxes(typed).get("lieu", "")))
        except (CsnError, ValueError):
            self._correct({"lieu": "Choisissez le lieu depuis lequel vous ouvrez ce dossier."})
            return
        await self.load()

    @professional
    async def open_for(self, reason: str, secret: str = "") -> Any:
        """Open the record for a reason of the list, in one tap; in ``secret`` (« 1 ») at a minor's request."""
        return await self._open({"motif": str(reason), "secret": str(secret)})

    @professional
    async def open(self, typed: dict[str, Any]) -> Any:
        """Open the record for the reason that was typed."""
        return await self._open(typed)

    @professional
    async def open_again(self) -> None:
        """Open again, in this session, a record whose emergency still runs."""
        try:
            await run(reopen_in_emergency, space_id=self._space())
            await self._read()
        except (CsnError, ValueError) as fact:
            await self._stop(fact)

    @professional
    async def reload(self) -> None:
        """Read the list again, from its beginning."""
        self.depositing, self.revised, self.withdrawn = False, _NOTHING, _NOTHING
        await self._turn(None)

    @professional
    async def deposited(self, _sent: dict[str, Any]) -> None:
        """Show the list again: the browser says that a document has arrived."""
        await self.reload()
        await say(self, "C’est déposé.")

    @professional
    async def put_away(self, _sent: dict[str, Any]) -> None:
        """Leave the deposit, and show the record as it is now."""
        await self.reload()

    @professional
    async def look_for(self, typed: dict[str, Any]) -> Any:
        """Keep the documents with these words, of this category, of this period."""
        self._wanted = forms.wanted_of(typed, today=await run(documents.today))
        await self._turn(None)
        return rx.set_focus("documents-titre")

    @professional
    async def turn_newer(self) -> None:
        """Show the documents just newer; a search begins again."""
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
        page = next((line.page for line in self.lines if line.id == str(row.id)), 0)
        self.shown = replace(wording.document_line(row), page=page)
        return rx.set_focus("apercu-titre")

    @professional
    async def hide(self) -> None:
        """Put the document away; ``desk.js`` goes back to its line."""
        self.shown = _NOTHING

    @professional
    async def deposit(self) -> Any:
        """Show or put away the form of a deposit, if the record is still open."""
        if not await self._still_open():
            return None
        self.depositing, self.revised, self.withdrawn = not self.depositing, _NOTHING, _NOTHING
        self._address()
        return rx.set_focus("depot-titre") if self.depositing else None

    @professional
    async def revise(self, document_id: str) -> Any:
        """Show the form of a new version of one of my documents."""
        line = await self._mine(document_id)
        if line is None:
            return None
        self.depositing, self.revised, self.withdrawn = True, line, _NOTHING
        self._address()
        return rx.set_focus("depot-titre")

    @professional
    async def ask_withdrawal(self, document_id: str) -> Any:
        """Ask why one of my documents is withdrawn."""
        line = await self._mine(document_id)
        if line is None:
            return None
        self.depositing, self.revised, self.withdrawn, self.wrong = False, _NOTHING, line, {}
        return rx.set_focus("motif-retrait")

    @professional
    async def withdraw(self, typed: dict[str, Any]) -> Any:
        """Withdraw one of my documents for a reason that the patient reads."""
        reason, document_id = forms.boxes(typed).get("motif-retrait", ""), self.withdrawn.id
        try:
            await run(revising.withdraw_document, document_id=UUID(document_id), reason=reason)
        except ReasonMissing as fact:
            self.wrong = {"motif-retrait": wording.said(fact)}
            return rx.set_focus("motif-retrait")
        except (CsnError, ValueError):
            await self.reload()
            return None
        return await self._done("Le document est retiré. Le patient en est prévenu.")

    @professional
    async def release(self, document_id: str) -> Any:
        """Show a held result to the patient now."""
        try:
            await run(held.release_document, document_id=UUID(str(document_id)))
        except (CsnError, ValueError):
            await self.reload()
            return None
        return await self._done("Le patient voit ce document dès maintenant.")

    @professional
    async def answer(self, typed: dict[str, Any]) -> Any:
        """Answer a patient who asks for a correction."""
        given = forms.boxes(typed)
        request_id, words = given.get("id", ""), given.get("reponse-mots", "")
        try:
            chosen = Answer(given.get("reponse", ""))
            await run(answer_correction, request_id=UUID(request_id), answer=chosen, words=words)
        except WordsMissing:
            self.wrong = {"reponse-" + request_id: "Écrivez pourquoi vous le gardez ainsi\u00a0: le patient le lira."}
            return None
        except ValueError:
            self.wrong = {"reponse-" + request_id: "Choisissez votre réponse."}
            return None
        except CsnError:
            await self._turn(None)
            return None
        return await self._done("Votre réponse est envoyée.")

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

    async def _open(self, typed: object) -> Any:
        asked = forms.reason_of(typed)
        if asked is None:
            self._correct({"motif-phrase": "Choisissez le motif, ou écrivez-le."})
            return None
        try:
            await run(service.enter_record, space_id=self._space(), **asked)
            await self._read()
        except (ReasonNotGiven, service.PlaceNotChosen) as fact:
            field = "motif-phrase" if isinstance(fact, ReasonNotGiven) else "lieu"
            self._correct({field: wording.said(fact)})
        except (CsnError, ValueError) as fact:
            await self._stop(fact)
        return rx.set_focus("patient-nom") if self.phase == "ouvert" else None

    async def _done(self, words: str) -> Any:
        await self.reload()
        await say(self, words)
        return rx.set_focus("documents-titre")

    async def _still_open(self) -> bool:
        try:
            await run(service.read_record, space_id=self._space())
            await self._follow_sections()
        except (CsnError, ValueError) as fact:
            await self._stop(fact)
            return False
        return True

    async def _mine(self, document_id: object) -> DocumentLine | None:
        """Return one of my own documents if the record is still open; else show the list as it is now."""
        try:
            row = await run(documents.describe_document, document_id=UUID(str(document_id)))
        except (CsnError, ValueError):
            await self._turn(None)
            return None
        return wording.document_line(row) if row.mine else None

    async def _turn(self, place: Any) -> None:
        try:
            await self._follow_sections()
            await self._list(place)
            await self._read_corrections()
        except (CsnError, ValueError) as fact:
            await self._stop(fact)

    async def _read(self) -> None:
        space_id = self._space()
        record = await run(service.read_record, space_id=space_id)
        shown = await run(sections_shown, space_id=space_id)
        allergies, summary = await self._profile()
        chosen = frozenset() if record.emergency_until else await run(held.at_once, space_id=space_id)
        changes = await run(changes_of, space_id=space_id)
        self.reset()
        self._changes = changes
        self.allergies, self.summary, self._sections = allergies, summary, shown
        self.banner, self.phase, self.loaded = wording.banner(record), "ouvert", True
        self.wishes, self._since = wording.wishes(chosen), record.last_visit
        self.write_to = f"{DESK_MESSAGE_NEW}?patient={record.holder.space_id}"
        self.max_bytes = settings().upload_max_mb * 1_000_000
        self._address()
        await self._list(None)
        await self._read_corrections()

    async def _profile(self) -> tuple[str, list[SummaryPart]]:
        profile = await run(read_summary, space_id=self._space())
        latest = await run(read_latest, space_id=self._space())
        return wording.allergies(profile), wording.summary(profile, latest=latest)

    async def _read_corrections(self) -> None:
        # An emergency lets one read: nothing is answered nor deposited in it.
        waiting = () if self.banner.emergency else await run(corrections_to_answer, space_id=self._space())
        self.corrections = [wording.correction_line(row) for row in waiting]

    async def _follow_sections(self) -> None:
        """Read the profile again once the patient shows other sections of it: a section taken back leaves the screen.

        Nothing is read, nor traced, while they stay the same.
        """
        shown = await run(sections_shown, space_id=self._space())
        if shown != self._sections:
            self.allergies, self.summary = "", []
            self.allergies, self.summary = await self._profile()
            self._sections = shown
        changes = await run(changes_of, space_id=self._space())
        if changes != self._changes:
            # The patient changed who sees what: what stands on the screen may be masked by now.
            self._changes = changes
            await self._list(None)

    def _address(self) -> None:
        replaced = f"&remplace={self.revised.id}" if self.revised.id else ""
        self.address = f"{DOCUMENT_SENDING}?espace={self._space()}{replaced}"

    async def _list(self, place: Any) -> None:
        self.shown, self.wrong, self.filtered = _NOTHING, {}, self._wanted is not None
        if self._wanted is not None:
            found: FoundDocuments = await run(find_documents, space_id=self._space(), wanted=self._wanted, place=place)
            self._lines(found.rows)
            self.lines, self.lines_words = wording.with_extracts(self.lines, found), wording.found_words(found)
            self.newer, self.older, (self._first, self._last) = found.newer, found.older, spots(found, sort=Sort.RECENT)
            return
        page = await run(documents.list_documents, space_id=self._space(), place=place)
        self._lines(page.rows)
        total = sum(page.counts.values())
        self.lines_words = counted(total, "document") if total else ""
        self.newer, self.older, self._first, self._last = page.newer, page.older, None, None
        if page.rows:
            self._first = documents.Place(page.rows[0].document_date, page.rows[0].id, newer=True)
            self._last = documents.Place(page.rows[-1].document_date, page.rows[-1].id)

    def _lines(self, rows: Any) -> None:
        self.lines = [wording.document_line(row, since=self._since, number=n) for n, row in enumerate(rows, 1)]

    def _ask_why(self, threshold: service.Threshold) -> None:
        traits = wording.traits_of(threshold.holder, today=threshold.now.astimezone(PARIS).date())
        self.banner = Banner(name=wording.name_of(threshold.holder), traits=traits, minor=threshold.minor)
        several = threshold.places if len(threshold.places) > 1 and threshold.place_id is None else ()
        self.places = [Tick(str(p.id), service.place_words(p), chosen=False) for p in several]
        self.phase, self.loaded = "motif", True
        if threshold.emergency_until:
            self.phase, self.ended = "urgence", f"Jusqu’au {french_datetime(threshold.emergency_until)}."

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
