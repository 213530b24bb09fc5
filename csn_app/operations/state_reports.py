# mypy: disable-error-code="no-untyped-call"
"""What the operator's screen knows of reported correspondents."""

from dataclasses import dataclass
from uuid import UUID

import reflex as rx

from csn_app.core.errors import CsnError
from csn_app.edge.markers import operator
from csn_app.messaging.blocking import ReportRow, put_report_away, reports_to_read
from csn_app.messaging.wording import REPORTS
from csn_app.ui.sentences import sentence
from csn_app.ui.session import run, say
from csn_app.ui.words import french_datetime


@dataclass(frozen=True)
class ReportLine:
    """A report in words; the person who made it is not named."""

    id: str
    professional: str
    reason: str
    words: str
    at: str


class ReportsState(rx.State):
    """The reports that nobody has read yet, oldest first."""

    lines: list[ReportLine] = []  # noqa: RUF012 - Reflex copies a var's default for every tab

    @operator
    async def load(self) -> None:
        """Read the reports that wait."""
        await self._read()

    @operator
    async def done(self, report_id: str) -> None:
        """Put a report away: it was read, and what it asks for is done."""
        try:
            await run(put_report_away, report_id=UUID(report_id))
            said = "Le signalement est traité."
        except (CsnError, ValueError):
            said = "Ce signalement était déjà traité."
        await self._read()
        await say(self, said)

    async def _read(self) -> None:
        try:
            self.lines = [_line(row) for row in await run(reports_to_read)]
        except CsnError as fact:
            await say(self, sentence(fact))


def _line(row: ReportRow) -> ReportLine:
    return ReportLine(str(row.id), row.professional, REPORTS[row.reason], row.words, french_datetime(row.at))
