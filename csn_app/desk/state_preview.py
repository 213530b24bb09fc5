# mypy: disable-error-code="attr-defined, no-untyped-call"
"""What the screen « Ce que voit … » knows: a professional's desk, seen by the holder."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx

from csn_app.core.errors import CsnError
from csn_app.desk import preview, preview_words
from csn_app.desk.preview_words import PreviewLine
from csn_app.desk.wording import SummaryPart, allergies, summary
from csn_app.documents import service as documents
from csn_app.edge.markers import patient
from csn_app.ui.session import run


@dataclass(frozen=True)
class Seen:
    """The head of the page: of whom, how much, and why nothing where nothing is seen."""

    name: str = ""
    lead: str = ""
    nothing: str = ""
    sections_hidden: str = ""
    more_unseen: bool = False


class PreviewState(rx.State):
    """One professional's sight of the carnet of whoever is signed in."""

    loaded: bool = False
    missing: bool = False
    seen: Seen = Seen()
    lines: list[PreviewLine] = []  # noqa: RUF012 - Reflex copies a var's default for every tab
    unseen: list[PreviewLine] = []  # noqa: RUF012
    allergies: str = ""
    parts: list[SummaryPart] = []  # noqa: RUF012
    newer: bool = False
    older: bool = False
    _first: Any = None
    _last: Any = None

    @patient
    async def load(self) -> None:
        """Look with the eyes of the professional whom the address names."""
        self.reset()
        await self._turn(None)
        self.loaded = True

    @patient
    async def turn_newer(self) -> Any:
        """Show the documents just newer."""
        await self._turn(self._first)
        return rx.set_focus("documents")

    @patient
    async def turn_older(self) -> Any:
        """Show the documents just older."""
        await self._turn(self._last)
        return rx.set_focus("documents")

    async def _turn(self, place: Any) -> None:
        try:
            professional_id = UUID(self.router.url.path.rstrip("/").split("/")[-2])
            self._show(await run(preview.look_as, professional_id=professional_id, place=place))
        except (CsnError, ValueError, IndexError):
            self.reset()
            self.missing = True

    def _show(self, found: preview.Preview) -> None:
        sight = found.sight
        self.seen = Seen(
            name=found.professional.name,
            lead=preview_words.lead(found),
            nothing=preview_words.nothing(found),
            sections_hidden=preview_words.sections_hidden(found),
            more_unseen=found.more_unseen,
        )
        rows = sight.page.rows if sight else ()
        self.lines = [preview_words.line(row) for row in rows]
        self.unseen = [preview_words.line(row) for row in found.unseen]
        self.allergies = allergies(sight.profile) if sight else ""
        self.parts = summary(sight.profile, latest=sight.latest) if sight else []
        self.newer, self.older = (sight.page.newer, sight.page.older) if sight else (False, False)
        self._first = documents.Place(rows[0].document_date, rows[0].id, newer=True) if rows else None
        self._last = documents.Place(rows[-1].document_date, rows[-1].id) if rows else None
