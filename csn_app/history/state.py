"""What the screen of the trail knows: one page of lines, its filters, and what a check found."""

from collections.abc import AsyncIterator, Mapping
from typing import Any
from urllib.parse import urlencode

import reflex as rx

from csn_app import routes
from csn_app.audit.rules import Whose
from csn_app.core.errors import CsnError
from csn_app.edge.markers import patient
from csn_app.history import service, wording
from csn_app.history.rules import Period
from csn_app.ui.sentences import sentence
from csn_app.ui.session import run, say
from csn_app.ui.words import french_time, plural

WHOSE = {"autres": Whose.OTHERS, "soignants": Whose.PROFESSIONALS, "moi": Whose.HOLDER, "tous": Whose.EVERYONE}
PERIODS = {"30j": Period.MONTH, "3m": Period.QUARTER, "12m": Period.YEAR, "debut": Period.ALWAYS}
_FIRST_WHOSE, _FIRST_PERIOD = "autres", "3m"


class HistoryState(rx.State):
    """The trail of the person who is signed in; the filters live in the address."""

    loaded: bool = False
    days: list[wording.Day] = []  # noqa: RUF012 - Reflex copies a var's default for every tab
    whose: str = _FIRST_WHOSE
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
        asked = dict(self.router.url.query_parameters)
        self.whose = _known(asked.get("qui"), among=WHOSE, else_=_FIRST_WHOSE)
        self.period = _known(asked.get("quand"), among=PERIODS, else_=_FIRST_PERIOD)
        before = _number(asked.get("avant", ""))
        try:
            page = await run(service.read_trail, whose=WHOSE[self.whose], period=PERIODS[self.period], before=before)
        except CsnError as fact:
            await say(self, sentence(fact))
            return
        self._show(page, before=before)

    @patient
    async def filter(self, typed: dict[str, Any]) -> Any:
        """Go to the address of another choice of lines."""
        given = typed if isinstance(typed, dict) else {}
        whose = _known(given.get("qui"), among=WHOSE, else_=_FIRST_WHOSE)
        period = _known(given.get("quand"), among=PERIODS, else_=_FIRST_PERIOD)
        return rx.redirect(f"{routes.HISTORY}?{urlencode({'qui': whose, 'quand': period})}")

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

    def _show(self, page: service.TrailPage, *, before: int | None) -> None:
        same = {"qui": self.whose, "quand": self.period}
        self.days = wording.days_of(page.lines, now=page.now)
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
