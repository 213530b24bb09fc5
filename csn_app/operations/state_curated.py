# mypy: disable-error-code="no-untyped-call"
"""What the operator's screen of the catalogue knows: services, their states with history, reported problems."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx

from csn_app.access import partners
from csn_app.catalogue import service
from csn_app.catalogue.wording import REASONS, STATES
from csn_app.core.errors import CsnError
from csn_app.core.vocabulary import ServiceState
from csn_app.edge.markers import operator
from csn_app.ui.sentences import sentence
from csn_app.ui.session import run, say
from csn_app.ui.words import french_datetime, plural


@dataclass(frozen=True)
class CuratedLine:
    """A service as the operator sees it."""

    id: str
    name: str
    editor: str
    state: str
    code: str
    linked: str


@dataclass(frozen=True)
class ReportedLine:
    """A reported problem; who reported it is not named."""

    id: str
    service: str
    reason: str
    words: str
    at: str


class CuratedState(rx.State):
    """The services of the catalogue, one of them with its history, and the problems that wait to be read."""

    loaded: bool = False
    lines: list[CuratedLine] = []  # noqa: RUF012 - Reflex copies a var's default for every tab
    reports: list[ReportedLine] = []  # noqa: RUF012
    chosen: str = ""
    moves: list[str] = []  # noqa: RUF012

    @operator
    async def load(self) -> None:
        """Read the catalogue and the reports."""
        self.chosen, self.moves = "", []
        await self._read()

    @operator
    async def open(self, service_id: str) -> None:
        """Show the history of one service."""
        self.chosen = str(service_id)
        await self._history()

    @operator
    async def move(self, service_id: str, state: str) -> None:
        """Change where a service stands."""
        if str(state) not in set(ServiceState):
            return
        said = f"C’est fait\u00a0: {STATES[ServiceState(state)].lower()}."
        await self._act(said, partners.move_partner, service_id=str(service_id), state=ServiceState(state))

    @operator
    async def purposes(self, service_id: str) -> None:
        """Say that the purposes of a service changed: every agreement waits."""
        said = "C’est fait. Chaque personne reliée doit accepter de nouveau."
        await self._act(said, partners.change_purposes, service_id=str(service_id))

    @operator
    async def put_away(self, report_id: str) -> None:
        """Say that a report was read."""
        try:
            await run(service.put_report_away, report_id=UUID(str(report_id)))
            said = "Le signalement est traité."
        except (CsnError, ValueError):
            said = "Ce signalement était déjà traité."
        await self._read()
        await say(self, said)

    async def _act(self, said: str, use_case: Any, /, *, service_id: str, **given: Any) -> None:
        try:
            await run(use_case, service_id=UUID(service_id), **given)
        except (CsnError, ValueError):
            said = "Ce service n’existe plus. La page est à jour."
        await self._read()
        self.chosen = service_id
        await self._history()
        await say(self, said)

    async def _history(self) -> None:
        try:
            found = await run(partners.moves_of, service_id=UUID(self.chosen))
        except (CsnError, ValueError):
            self.moves = []
            return
        self.moves = [f"{french_datetime(m.at)}\u00a0: {STATES[m.state].lower()}, usages n° {m.version}" for m in found]

    async def _read(self) -> None:
        try:
            listed, numbers = await run(partners.list_partners), await run(partners.count_linked)
            reported = await run(service.list_reports)
        except CsnError as fact:
            await say(self, sentence(fact))
            return
        self.lines = [_line(one, numbers.get(one.id, 0)) for one in listed]
        self.reports = [
            ReportedLine(str(r.id), r.service, REASONS[r.reason], r.words, french_datetime(r.at)) for r in reported
        ]
        self.loaded = True


def _line(one: partners.Partner, number: int) -> CuratedLine:
    sheet = service.sheet_of(one.code)
    linked = plural(number, "personne reliée", many="personnes reliées")
    return CuratedLine(str(one.id), sheet["name"], sheet["editor"], STATES[one.state], one.state.value, linked)
