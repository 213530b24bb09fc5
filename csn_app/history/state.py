"""What the screen of the trail knows: one page of lines, its filters, the contests, and what a check found."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import reflex as rx

from csn_app import routes
from csn_app.audit.rules import Whose
from csn_app.core.errors import CsnError
from csn_app.edge.markers import patient, quiet
from csn_app.history import contests, service, wording
from csn_app.history.rules import Kind, Period
from csn_app.ui.sentences import sentence
from csn_app.ui.session import run, say
from csn_app.ui.words import french_time, plural

WHOSE = {"autres": Whose.OTHERS, "soignants": Whose.PROFESSIONALS, "moi": Whose.HOLDER, "tous": Whose.EVERYONE}
PERIODS = {"30j": Period.MONTH, "3m": Period.QUARTER, "12m": Period.YEAR, "debut": Period.ALWAYS}
KINDS: dict[str, Kind | None] = {
    "tout": None,
    "lectures": Kind.READ,
    "ajouts": Kind.WRITTEN,
    "choix": Kind.CHOICE,
    "connexions": Kind.SIGN_IN,
    "refus": Kind.REFUSED,
    "urgences": Kind.EMERGENCY,
}
_FIRST_WHOSE, _FIRST_KIND, _FIRST_PERIOD = "autres", "tout", "3m"


@dataclass(frozen=True)
class Person:
    """A professional of the trail, as a choice of the filter."""

    id: str
    name: str


class HistoryState(rx.State):
    """The trail of the person who is signed in; the filters live in the address."""

    loaded: bool = False
    days: list[wording.Day] = []  # noqa: RUF012 - Reflex copies a var's default for every tab
    people: list[Person] = []  # noqa: RUF012
    contests: list[wording.ContestView] = []  # noqa: RUF012
    asked_seq: int = 0
    asked_words: str = ""
    whose: str = _FIRST_WHOSE
    kind: str = _FIRST_KIND
    period: str = _FIRST_PERIOD
    older: str = ""
    newest: str = ""
    checking: bool = False
    verdict: str = ""
    verdict_words: str = ""
    verified_at: str = ""

    @patient
    async def load(self) -> None:
        """Read the page that the address asks for; what it asks wrongly counts for nothing."""
        await self._read()

    @quiet
    @patient
    async def refresh(self) -> None:
        """Read the page again because something new was written; the page asks by itself."""
        await self._read()

    @patient
    async def filter(self, typed: dict[str, Any]) -> Any:
        """Go to the address of another choice of lines."""
        given = typed if isinstance(typed, dict) else {}
        self._choose(given)
        return rx.redirect(f"{routes.HISTORY}?{urlencode(self._asked())}")

    @patient
    async def ask(self, seq: int) -> None:
        """Say which line the question is about; the browser has opened it."""
        self.asked_seq = _number(str(seq)) or 0
        line = next((one for day in self.days for one in day.lines if one.seq == self.asked_seq), None)
        self.asked_words = f"{line.who} {line.what}".strip() if line else ""

    @patient
    async def contest(self) -> None:
        """Contest the line that was asked about, once the person confirmed."""
        number, self.asked_seq, self.asked_words = self.asked_seq, 0, ""
        try:
            made = await run(contests.contest_access, seq=number)
        except CsnError as fact:
            await say(self, sentence(fact))
            return
        await self._read()
        said = wording.contest_view(made)
        await say(self, f"Votre signalement n° {made.number} est envoyé. {said.due}. Vous le suivez sur cette page.")

    @patient
    async def verify(self) -> AsyncIterator[None]:
        """Check every line of the trail."""
        self.checking, self.verdict = True, ""
        yield
        try:
            found = await run(service.verify_trail)
        except CsnError as fact:
            await say(self, sentence(fact))
        else:
            self._show_verdict(found)
        self.checking = False

    async def _read(self) -> None:
        asked = dict(self.router.url.query_parameters)
        self._choose(asked)
        before = _number(asked.get("avant", ""))
        by = _uuid(self.whose)
        try:
            page = await run(
                service.read_trail,
                whose=WHOSE.get(self.whose, Whose.OTHERS),
                by=by,
                kind=KINDS[self.kind],
                period=PERIODS[self.period],
                before=before,
            )
            mine = await run(contests.my_contests)
        except CsnError as fact:
            await say(self, sentence(fact))
            return
        self._show(page, before=before)
        self.contests = [wording.contest_view(contest) for contest in mine]

    def _choose(self, given: Mapping[str, Any]) -> None:
        whose = given.get("qui")
        self.whose = str(whose) if _uuid(whose) else _known(whose, among=WHOSE, else_=_FIRST_WHOSE)
        self.kind = _known(given.get("quoi"), among=KINDS, else_=_FIRST_KIND)
        self.period = _known(given.get("quand"), among=PERIODS, else_=_FIRST_PERIOD)

    def _asked(self) -> dict[str, str]:
        kind = {"quoi": self.kind} if self.kind != _FIRST_KIND else {}
        return {"qui": self.whose, "quand": self.period} | kind

    def _show(self, page: service.TrailPage, *, before: int | None) -> None:
        same = self._asked()
        self.days = wording.days_of(page.lines, now=page.now)
        self.people = [Person(str(card.id), card.name) for card in page.people]
        self.older = f"{routes.HISTORY}?{urlencode(same | {'avant': page.older})}" if page.older else ""
        self.newest = f"{routes.HISTORY}?{urlencode(same)}" if before is not None else ""
        self.loaded = True

    def _show_verdict(self, found: service.Verified) -> None:
        proof = found.proof
        self.verdict = "OUI" if proof.whole else "NON"
        checked = plural(proof.lines, "ligne vérifiée", many="lignes vérifiées")
        self.verdict_words = (
            f"{checked}. Aucune ne manque, aucune n’a changé."
            if proof.whole
            else f"La ligne {proof.broken_at} ne correspond plus à la précédente. Téléchargez la preuve et gardez-la."
        )
        self.verified_at = f"Vérifié aujourd’hui à {french_time(found.at)}."


def _known(typed: object, *, among: Mapping[str, object], else_: str) -> str:
    return typed if isinstance(typed, str) and typed in among else else_


def _number(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 16 else None


def _uuid(typed: object) -> UUID | None:
    try:
        return UUID(typed) if isinstance(typed, str) else None
    except ValueError:
        return None
