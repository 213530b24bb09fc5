"""What the desk knows: the patients who authorised, the search, the place of this session."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx

from csn_app.core.errors import CsnError
from csn_app.desk import forms, service, wording
from csn_app.desk.patients import PAGE, Desk, read_desk
from csn_app.desk.wording import PatientLine
from csn_app.documents.service import today
from csn_app.edge.markers import professional
from csn_app.identity.asking import ask_by_number, ask_by_traits
from csn_app.identity.service import HolderCard, PlaceCard
from csn_app.identity.sessions import choose_place
from csn_app.ui.session import run, say
from csn_app.ui.words import PARIS, french_date, plural


@dataclass(frozen=True)
class PlaceChoice:
    """One place that the professional works from."""

    id: str
    words: str
    chosen: bool


class DeskState(rx.State):
    """The desk before a record is opened; opening one forgets the list and the search."""

    day: str = ""
    place: str = ""
    place_id: str = ""
    places: list[PlaceChoice] = []  # noqa: RUF012 - Reflex copies a var's default for every tab
    acts_for: str = ""
    patients: list[PatientLine] = []  # noqa: RUF012
    patients_words: str = ""
    everyone: int = 0
    corrections: str = ""
    older: bool = False
    newer: bool = False
    by_traits: bool = False
    searched: bool = False
    found: list[PatientLine] = []  # noqa: RUF012
    found_words: str = ""
    asked: bool = False
    errors: list[dict[str, str]] = []  # noqa: RUF012
    wrong: dict[str, str] = {}  # noqa: RUF012
    loaded: bool = False
    _words: str = ""
    _page: int = 0
    _sought: Any = None

    @professional
    async def load(self) -> None:
        """Read the desk afresh: an earlier search is forgotten."""
        self.reset()
        self.by_traits = self.router.url.query_parameters.get("par") == "traits"
        await self._read()

    @professional
    async def forget(self) -> None:
        """Forget the list and the search: the professional went to another page."""
        self.reset()

    @professional
    async def look_for(self, typed: str) -> None:
        """Keep the patients whom the words name, while one types."""
        self._words, self._page = str(typed)[:100], 0
        await self._read()

    @professional
    async def turn_older(self) -> None:
        """Show the next patients."""
        self._page += 1
        await self._read()

    @professional
    async def turn_newer(self) -> None:
        """Show the patients just before."""
        self._page = max(0, self._page - 1)
        await self._read()

    @professional
    async def search_number(self, typed: dict[str, Any]) -> Any:
        """Find a patient by matricule INS and birth date."""
        asked, wrong = forms.number_of(typed)
        self._correct(wrong)
        if asked is None:
            return None
        self._sought = (ask_by_number, asked)
        return await self._find(service.find_by_number, **asked)

    @professional
    async def search_traits(self, typed: dict[str, Any]) -> Any:
        """Find patients by their five traits."""
        traits, wrong = forms.traits_of(typed)
        self._correct(wrong)
        if traits is None:
            return None
        self._sought = (ask_by_traits, {"traits": traits})
        return await self._find(service.find_by_traits, traits=traits)

    @professional
    async def ask(self) -> Any:
        """Ask whom the search did not find for access; the answer is the same whoever that is (R-AC-14)."""
        if self._sought is None or self.found:
            return None
        use_case, given = self._sought
        try:
            await run(use_case, **given)
        except CsnError as fact:
            await say(self, wording.said(fact))
            return None
        self.asked, self._sought = True, None
        return rx.set_focus("resultats")

    @professional
    async def choose(self, typed: dict[str, Any]) -> None:
        """Say from which place one works in this session."""
        try:
            await run(choose_place, place_id=UUID(forms.boxes(typed).get("lieu", "")))
        except (CsnError, ValueError):
            await say(self, "Ce lieu n’est pas dans la liste des vôtres. Choisissez-en un autre.")
            return
        await self.load()
        await say(self, "Votre lieu de travail est enregistré pour cette session.")

    async def _read(self) -> None:
        try:
            self._show(await run(read_desk, words=self._words, page=self._page))
        except CsnError as fact:
            await say(self, wording.said(fact))

    async def _find(self, use_case: Any, **asked: Any) -> Any:
        try:
            found: tuple[HolderCard, ...] = await run(use_case, **asked)
        except CsnError as fact:
            self._correct({"nom" if self.by_traits else "ins": wording.said(fact)})
            return None
        day = await run(today)
        self.found = [wording.found_line(holder, today=day) for holder in found]
        self.found_words = plural(len(found), "dossier trouvé", many="dossiers trouvés") if found else wording.NOBODY
        self.searched = True
        return rx.set_focus("resultats")

    def _correct(self, wrong: dict[str, str]) -> None:
        self.searched, self.asked, self.found, self.found_words, self._sought = False, False, [], "", None
        self.wrong = wrong
        self.errors = [{"field": field, "sentence": words} for field, words in wrong.items()]

    def _show(self, desk: Desk) -> None:
        self.day = french_date(desk.now.astimezone(PARIS).date(), weekday=True).capitalize()
        self.places = [_choice(place, chosen=desk.place_id) for place in desk.places]
        self.place_id = next((choice.id for choice in self.places if choice.chosen), "")
        self.place = next((choice.words for choice in self.places if choice.chosen), "")
        self.acts_for = desk.acts_for
        self.patients = [
            wording.patient_line(patient, now=desk.now, number=n) for n, patient in enumerate(desk.patients, 1)
        ]
        self.patients_words, self.everyone = wording.patients_words(desk, words=self._words), desk.everyone
        self.corrections = wording.corrections_words(desk.corrections)
        self.newer, self.older = self._page > 0, (self._page + 1) * PAGE < desk.total
        self.loaded = True


def _choice(place: PlaceCard, *, chosen: UUID | None) -> PlaceChoice:
    return PlaceChoice(str(place.id), service.place_words(place), chosen=place.id == chosen)
