# mypy: disable-error-code="no-untyped-call"
"""What the operator's queue of emergency reviews knows: no person, no word that a professional typed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import reflex as rx

from csn_app.access.emergency_access import WordsNotGiven
from csn_app.access.emergency_review import AlreadyDecided
from csn_app.access.emergency_rules import Decision
from csn_app.core.errors import CsnError
from csn_app.edge.markers import operator
from csn_app.emergency.wording import KINDS, SITUATIONS, said
from csn_app.operations import emergencies as service
from csn_app.ui.session import run, say
from csn_app.ui.words import PARIS, french_date, french_datetime, plural

_ALREADY = "Ce contrôle vient d’être décidé par quelqu’un d’autre. La liste est à jour."
_DECISIONS = {Decision.JUSTIFIED: "Justifiée", Decision.NOT_JUSTIFIED: "Non justifiée"}


@dataclass(frozen=True)
class ReviewLine:
    """One review on the screen."""

    id: str
    number: str
    who: str
    facts: str
    ground: str
    due: str
    late: bool
    contested: str
    decision: str


@dataclass(frozen=True)
class SuspendedLine:
    """A professional whose quality is suspended."""

    id: str
    who: str
    since: str


_NONE = ReviewLine("", "", "", "", "", "", late=False, contested="", decision="")


class ReviewsState(rx.State):
    """The queue, the one being decided, the last decisions, the suspended qualities."""

    lead: str = ""
    waiting: list[ReviewLine] = []  # noqa: RUF012 - Reflex copies a var's default for every tab
    decided: list[ReviewLine] = []  # noqa: RUF012
    suspended: list[SuspendedLine] = []  # noqa: RUF012
    chosen: ReviewLine = _NONE
    more: bool = False
    errors: list[dict[str, str]] = []  # noqa: RUF012
    wrong: dict[str, str] = {}  # noqa: RUF012
    loaded: bool = False
    _last: Any = None

    @operator
    async def load(self) -> None:
        """Read the queue from its beginning."""
        self.reset()
        await self._read()

    @operator
    async def turn(self) -> None:
        """Show the reviews that are due later."""
        await self._read(after=self._last)

    @operator
    async def choose(self, case_id: str) -> Any:
        """Take a review in hand."""
        found = next((line for line in self.waiting if line.id == case_id), None)
        if found is None:
            return None
        self.chosen = found
        self._correct({})
        return rx.set_focus("controle-titre")

    @operator
    async def put_away(self) -> None:
        """Decide nothing for now."""
        self.chosen = _NONE
        self._correct({})

    @operator
    async def decide(self, typed: dict[str, Any]) -> None:
        """Decide the review in hand."""
        asked, wrong = _decision_of(typed)
        self._correct(wrong)
        if wrong or not self.chosen.id:
            return
        try:
            await run(service.decide_review, case_id=UUID(self.chosen.id), **asked)
        except WordsNotGiven as fact:
            self._correct({"reponse": said(fact)})
            return
        except CsnError as fact:
            await self._again(_ALREADY if isinstance(fact, AlreadyDecided) else said(fact))
            return
        await self._again("La décision est enregistrée. La personne est prévenue.")

    @operator
    async def restore(self, professional_id: str) -> None:
        """Give a professional their emergency quality back."""
        try:
            await run(service.restore_quality, professional_id=UUID(str(professional_id)))
            done = "Ce professionnel peut de nouveau ouvrir un carnet en urgence."
        except (CsnError, ValueError):
            done = "Ce professionnel n’était plus suspendu. La liste est à jour."
        await self._again(done)

    async def _again(self, done: str) -> None:
        self.chosen = _NONE
        self._correct({})
        await self._read()
        await say(self, done)

    def _correct(self, wrong: dict[str, str]) -> None:
        self.wrong = wrong
        self.errors = [{"field": field, "sentence": words} for field, words in wrong.items()]

    async def _read(self, after: Any = None) -> None:
        try:
            found = await run(service.read_reviews, after=after)
        except CsnError as fact:
            await say(self, said(fact))
            return
        late = f", dont {plural(found.late, 'en retard', many='en retard')}" if found.late else ""
        self.lead = f"{plural(found.count, 'contrôle')} à décider{late}. Chacun dans les 30\u00a0jours."
        self.waiting = [_line(row, now=found.now) for row in found.waiting]
        self.decided = [_line(row, now=found.now) for row in found.decided]
        self.suspended = [
            SuspendedLine(str(one.professional.id), one.professional.name, french_datetime(one.since))
            for one in found.suspended
        ]
        last = found.waiting[-1].case if found.waiting else None
        self.more, self._last, self.loaded = found.more, (last.due_at, last.id) if last else None, True


def _line(row: service.ReviewRow, *, now: datetime) -> ReviewLine:
    case, professional, place = row.case, row.professional, row.place
    where = ", ".join(filter(None, (place.name, place.town))) if place else "lieu non indiqué"
    job = f"{professional.specialty or professional.profession}, " if professional else ""
    contested = f"Contestée le {_day(case.contested_at)}" if case.contested_at else ""
    decision = f"{_DECISIONS[case.decision]}, le {_day(case.decided_at)}" if case.decision and case.decided_at else ""
    return ReviewLine(
        id=str(case.id),
        number=str(case.id)[:8].upper(),
        who=professional.name if professional else "Un soignant",
        facts=f"{job}{where}. {KINDS[case.kind]} le {french_datetime(case.opened_at)}.",
        ground=SITUATIONS[case.situation],
        due=f"À décider avant le {_day(case.due_at)}",
        late=case.due_at < now and case.decision is None,
        contested=contested,
        decision=decision,
    )


def _day(moment: datetime) -> str:
    return french_date(moment.astimezone(PARIS).date())


def _decision_of(typed: object) -> tuple[dict[str, Any], dict[str, str]]:
    """Read the form; what is missing is said beside its field."""
    given = typed if isinstance(typed, dict) else {}
    words, wrong = str(given.get("reponse", "")), {}
    try:
        decision = Decision(str(given.get("decision", "")))
    except ValueError:
        decision = None
        wrong["decision-JUSTIFIED"] = "Choisissez\u00a0: justifiée ou non."
    if not words.strip():
        wrong["reponse"] = "Écrivez la réponse que la personne lira."
    return {"decision": decision, "words": words}, wrong
