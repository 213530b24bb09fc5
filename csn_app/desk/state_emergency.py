# mypy: disable-error-code="no-untyped-call"
"""What the screen of opening in an emergency knows: whom a search found, and why one opens."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx

from csn_app.access.emergency_access import EmergencyRefused, SituationNotGiven, WordsNotGiven
from csn_app.access.emergency_rules import EmergencyKind, Situation, kind_of
from csn_app.core.errors import CsnError, NotFound
from csn_app.desk import wording
from csn_app.desk.forms import number_of, traits_of
from csn_app.edge.markers import professional
from csn_app.emergency import finding
from csn_app.emergency.wording import SITUATIONS
from csn_app.emergency.wording import said as said_of
from csn_app.identity.throttles import MustWait
from csn_app.ui.session import run, say
from csn_app.ui.words import desk_date

NOBODY = (
    "Aucun carnet ne peut s’ouvrir avec ces informations\u00a0: elles ne correspondent à personne, "
    "ou à une personne sans carnet ouvert. Vérifiez-les."
)
REFUSED = "Cette personne a refusé l’ouverture en urgence"
_SEVERAL = "Plusieurs personnes ont ces traits. Cherchez par matricule INS."


@dataclass(frozen=True)
class SituationView:
    """A situation to choose; ``written``: a sentence must go with it."""

    code: str
    words: str


class DeskEmergencyState(rx.State):
    """Opening in an emergency. ``phase``: chercher, trouve, refuse, or sans where the account has no such quality."""

    phase: str = ""
    by_traits: bool = False
    name: str = ""
    born: str = ""
    situations: list[SituationView] = []  # noqa: RUF012 - Reflex copies a var's default for every tab
    asks_words: bool = True
    found_words: str = ""
    errors: list[dict[str, str]] = []  # noqa: RUF012
    wrong: dict[str, str] = {}  # noqa: RUF012
    loaded: bool = False
    _space: str = ""

    @professional
    async def forget(self) -> None:
        """Put away whoever was found: another page is shown."""
        self.reset()

    @professional
    async def load(self) -> None:
        """Begin anew: nobody found stays on the screen."""
        self.reset()
        self.by_traits = self.router.url.query_parameters.get("par") == "traits"
        try:
            await run(finding.may_open)
            self.phase = "chercher"
        except CsnError:
            self.phase = "sans"
        self.loaded = True

    @professional
    async def search_number(self, typed: dict[str, Any]) -> Any:
        """Find anyone by matricule INS and birth date."""
        asked, wrong = number_of(typed)
        self._correct(wrong)
        return None if asked is None else await self._find(finding.find_by_number, **asked)

    @professional
    async def search_traits(self, typed: dict[str, Any]) -> Any:
        """Find anyone by the five traits."""
        traits, wrong = traits_of(typed)
        self._correct(wrong)
        return None if traits is None else await self._find(finding.find_by_traits, traits=traits)

    @professional
    async def open(self, typed: dict[str, Any]) -> Any:
        """Open the record of the person who was found, for 24 hours."""
        situation, words = _reason_of(typed)
        if situation is None:
            self._correct({"situation": said_of(SituationNotGiven())})
            return rx.set_focus("situation")
        try:
            await run(finding.break_glass, space_id=UUID(self._space), situation=situation, words=words)
        except (CsnError, ValueError) as fact:
            return self._stopped(fact)
        space = self._space
        self.reset()
        return rx.redirect(f"/pro/dossier/{space}")

    @professional
    async def again(self) -> Any:
        """Put the person who was found away, and search for another one."""
        await self.load()
        return rx.set_focus("chercher-titre")

    async def _find(self, use_case: Any, **asked: Any) -> Any:
        self.found_words = ""
        try:
            self._show(await run(use_case, **asked))
        except MustWait as fact:
            self._correct({"nom" if self.by_traits else "ins": wording.said(fact)})
        except finding.SeveralFound:
            self.found_words = _SEVERAL
        except NotFound:
            self.found_words = NOBODY
        except CsnError as fact:
            await say(self, said_of(fact))
        return rx.set_focus("trouve-titre" if self.phase in {"trouve", "refuse"} else "personne-titre")

    def _show(self, found: finding.Found) -> None:
        person = found.person
        self.name = f"{person.family_name} {person.given_name}"
        self.born = f"{'Née' if person.sex == 'F' else 'Né'} le {desk_date(person.birth_date)}."
        self.situations = [SituationView(s, SITUATIONS[s]) for s in found.situations]
        self.asks_words = any(kind_of(s) is EmergencyKind.GLASS for s in found.situations)
        self.phase, self._space = ("trouve", str(person.space_id)) if found.situations else ("refuse", "")

    def _stopped(self, fact: Exception) -> Any:
        if isinstance(fact, EmergencyRefused):
            self.phase, self._space = "refuse", ""
            return rx.set_focus("trouve-titre")
        if isinstance(fact, WordsNotGiven):
            self._correct({"motif": said_of(fact)})
            return rx.set_focus("motif")
        if isinstance(fact, SituationNotGiven):
            self._correct({"situation": said_of(fact)})
            return rx.set_focus("situation")
        self.reset()
        self.phase, self.found_words, self.loaded = "chercher", NOBODY, True
        return rx.set_focus("personne-titre")

    def _correct(self, wrong: dict[str, str]) -> None:
        self.wrong = wrong
        self.errors = [{"field": field, "sentence": words} for field, words in wrong.items()]


def _reason_of(typed: object) -> tuple[Situation | None, str]:
    """Read the form; None where no situation was chosen."""
    given = typed if isinstance(typed, dict) else {}
    try:
        return Situation(str(given.get("situation", ""))), str(given.get("motif", ""))
    except ValueError:
        return None, ""
