"""What the desk knows: the patients who authorised, the search, the place of this session."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx

from csn_app.core.errors import CsnError
from csn_app.desk import service, wording
from csn_app.desk.wording import PatientLine
from csn_app.documents.service import today
from csn_app.edge.markers import professional
from csn_app.identity.nir import NirNotUnderstood, parse_nir
from csn_app.identity.service import HolderCard, PlaceCard, Traits
from csn_app.identity.sessions import choose_place
from csn_app.ui.session import run, say
from csn_app.ui.words import PARIS, french_date, plural

_SEXES = {"F", "M"}


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
    patients: list[PatientLine] = []  # noqa: RUF012
    by_traits: bool = False
    searched: bool = False
    found: list[PatientLine] = []  # noqa: RUF012
    found_words: str = ""
    errors: list[dict[str, str]] = []  # noqa: RUF012
    wrong: dict[str, str] = {}  # noqa: RUF012
    loaded: bool = False

    @professional
    async def load(self) -> None:
        """Read the desk afresh: an earlier search is forgotten."""
        self.reset()
        self.by_traits = self.router.url.query_parameters.get("par") == "traits"
        try:
            self._show(await run(service.read_desk))
        except CsnError as fact:
            await say(self, wording.said(fact))

    @professional
    async def search_number(self, typed: dict[str, Any]) -> Any:
        """Find a patient by matricule INS and birth date."""
        asked, wrong = number_of(typed)
        self._correct(wrong)
        if asked is None:
            return None
        return await self._find(service.find_by_number, **asked)

    @professional
    async def search_traits(self, typed: dict[str, Any]) -> Any:
        """Find patients by their five traits."""
        traits, wrong = traits_of(typed)
        self._correct(wrong)
        if traits is None:
            return None
        return await self._find(service.find_by_traits, traits=traits)

    @professional
    async def choose(self, typed: dict[str, Any]) -> None:
        """Say from which place one works in this session."""
        try:
            await run(choose_place, place_id=UUID(str(dict(typed).get("lieu", ""))))
        except (CsnError, ValueError, TypeError):
            await say(self, "Ce lieu n’est pas dans la liste des vôtres. Choisissez-en un autre.")
            return
        await self.load()
        await say(self, "Votre lieu de travail est enregistré pour cette session.")

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
        self.searched, self.found, self.found_words = False, [], ""
        self.wrong = wrong
        self.errors = [{"field": field, "sentence": words} for field, words in wrong.items()]

    def _show(self, desk: service.Desk) -> None:
        self.day = french_date(desk.now.astimezone(PARIS).date(), weekday=True).capitalize()
        self.places = [_choice(place, chosen=desk.place_id) for place in desk.places]
        self.place_id = next((choice.id for choice in self.places if choice.chosen), "")
        self.place = next((choice.words for choice in self.places if choice.chosen), "")
        self.patients = [wording.patient_line(patient, now=desk.now) for patient in desk.patients]
        self.loaded = True


def _choice(place: PlaceCard, *, chosen: UUID | None) -> PlaceChoice:
    return PlaceChoice(str(place.id), service.place_words(place), chosen=place.id == chosen)


def number_of(typed: object) -> tuple[dict[str, Any] | None, dict[str, str]]:
    """Read the form of a search by matricule; what must be corrected is said field by field."""
    boxes = _boxes(typed)
    born, wrong = wording.birth_date_of(boxes), {}
    ins = ""
    try:
        ins = parse_nir(boxes.get("ins", ""))
    except NirNotUnderstood as fact:
        wrong["ins"] = wording.said(fact)
    if born is None:
        wrong["jour"] = "Tapez la date de naissance\u00a0: jour, mois et année."
    return (None if wrong else {"ins": ins, "birth_date": born}), wrong


def traits_of(typed: object) -> tuple[Traits | None, dict[str, str]]:
    """Read the form of a search by traits; what must be corrected is said field by field."""
    boxes = _boxes(typed)
    born, sex = wording.birth_date_of(boxes), boxes.get("sexe", "")
    asked = {
        "nom": "Tapez le nom de naissance.",
        "prenom": "Tapez le premier prénom de naissance.",
        "lieu-naissance": "Tapez le code INSEE du lieu de naissance, en 5 caractères.",
    }
    wrong = {field: words for field, words in asked.items() if not boxes.get(field, "")}
    if born is None:
        wrong["jour"] = "Tapez la date de naissance\u00a0: jour, mois et année."
    if sex not in _SEXES:
        wrong["sexe"] = "Choisissez le sexe porté sur l’identité."
    if wrong or born is None:
        return None, wrong
    return Traits(boxes["nom"], boxes["prenom"], born, sex, boxes["lieu-naissance"].upper()), wrong


def _boxes(typed: object) -> dict[str, str]:
    """Read a form that anyone may have sent: text only, of a reasonable length."""
    given = typed if isinstance(typed, dict) else {}
    return {str(name): str(value).strip()[:200] for name, value in given.items()}
