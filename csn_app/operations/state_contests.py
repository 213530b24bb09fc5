"""What the operator's screen of contested accesses knows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import reflex as rx

from csn_app import routes
from csn_app.core.actor import Quality
from csn_app.core.errors import CsnError
from csn_app.core.reference import rows
from csn_app.edge.markers import operator
from csn_app.history import contests
from csn_app.history.rules import Kind, Verdict, kind_of
from csn_app.ui.sentences import sentence
from csn_app.ui.session import run, say
from csn_app.ui.words import PARIS, desk_date, french_time, plural

_ACTS = {
    Kind.READ: "Lecture",
    Kind.WRITTEN: "Ajout ou changement",
    Kind.CHOICE: "Accès ou réglage",
    Kind.SIGN_IN: "Connexion",
    Kind.REFUSED: "Accès refusé",
    Kind.EMERGENCY: "Accès en urgence",
}
_OTHERS = {Quality.AGENT: "Assistance", Quality.OPERATOR: "Exploitation"}
VERDICTS = {Verdict.JUSTIFIED: "Justifié", Verdict.NOT_JUSTIFIED: "Non justifié"}


@dataclass(frozen=True)
class CaseView:
    """One contest on the operator's screen."""

    id: str
    number: str
    who: str
    act: str
    when: str
    due: str
    late: bool
    verdict: str


class ContestsState(rx.State):
    """The queue of contested accesses, and the one that is being answered."""

    cases: list[CaseView] = []  # noqa: RUF012 - Reflex copies a var's default for every tab
    answered: bool = False
    page: int = 0
    more: bool = False
    waiting: str = ""
    chosen: str = ""
    number: str = ""
    words: str = ""
    errors: list[dict[str, str]] = []  # noqa: RUF012
    loaded: bool = False

    @operator
    async def load(self) -> None:
        """Read the queue that the address asks for."""
        asked = self.router.url.query_parameters
        self.answered = asked.get("voir", "") == "repondues"
        typed = asked.get("page", "")
        self.page = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 5 else 0
        self._forget()
        await self._read()

    @operator
    async def choose(self, case_id: str) -> None:
        """Begin to answer one contest, or stop."""
        self._forget()
        for case in self.cases:
            if case.id == case_id and not self.answered:
                self.chosen, self.number = case.id, case.number

    @operator
    async def answer(self, typed: dict[str, Any]) -> None:
        """Answer the contest that was chosen; what was typed stays where something is missing."""
        self.words = str(typed.get("reponse", ""))[: contests.ANSWER_LENGTH + 1]
        verdict = str(typed.get("avis", ""))
        if verdict not in list(Verdict):
            self.errors = [{"field": "avis-JUSTIFIED", "sentence": "Dites si l’accès est justifié."}]
            return
        try:
            case_id = UUID(self.chosen) if self.chosen else UUID(int=0)
            await run(contests.answer_contest, contest_id=case_id, verdict=Verdict(verdict), words=self.words)
        except CsnError as fact:
            self.errors = [{"field": "reponse", "sentence": sentence(fact)}]
            return
        await self._done()

    async def _done(self) -> None:
        number = self.number
        self._forget()
        await self._read()
        await say(self, f"La réponse à la contestation n° {number} est envoyée.")

    def _forget(self) -> None:
        self.chosen, self.number, self.words, self.errors = "", "", "", []

    async def _read(self) -> None:
        try:
            found = await run(contests.list_cases, answered=self.answered, skip=self.page * contests.PAGE)
        except CsnError as fact:
            await say(self, sentence(fact))
            return
        self.cases = [_view(case, now=found.now) for case in found.rows]
        self.more, self.loaded = found.more, True
        self.waiting = plural(found.waiting, "contestation attend", many="contestations attendent") + " une réponse"

    @rx.var
    def next_page(self) -> str:
        """The address of the next page."""
        seen = "repondues" if self.answered else "attente"
        return f"{routes.CONTESTS}?voir={seen}&page={self.page + 1}"


def _view(case: contests.Case, *, now: datetime) -> CaseView:
    place = ", ".join(filter(None, (case.place.name, case.place.town))) if case.place else ""
    name = case.professional.name if case.professional else _OTHERS.get(Quality(case.quality), "Soignant")
    trade = case.professional.profession if case.professional else ""
    category = next((row["category"] for row in rows("trace_actions") if row["action"] == case.action), "")
    day = desk_date(case.accessed_at.astimezone(PARIS).date())
    return CaseView(
        id=str(case.id),
        number=case.number,
        who=", ".join(filter(None, (name, trade, place))),
        act=_ACTS[kind_of(case.action, category=category)],
        when=f"{day} {french_time(case.accessed_at)}",
        due=desk_date(case.due_at.astimezone(PARIS).date()),
        late=case.verdict is None and case.due_at < now,
        verdict=VERDICTS[case.verdict] if case.verdict else "",
    )
