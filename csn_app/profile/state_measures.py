"""What the page of measures knows: one kind over one period, and the measure being noted."""

from typing import Any
from uuid import UUID, uuid4

import reflex as rx

from csn_app.core.errors import CsnError
from csn_app.edge.markers import patient
from csn_app.profile import measure_words, measures
from csn_app.profile.addresses import kind_at
from csn_app.profile.figures import MeasureWrong, Unlikely, kinds
from csn_app.profile.measure_words import MOST_ROWS, NO_CURVE, ROWS, Box, Chip, Curve, Row
from csn_app.profile.measures import Period, Series
from csn_app.ui.sentences import sentence
from csn_app.ui.session import run, say
from csn_app.ui.words import PARIS, plural

_FIRST = "BLOOD_PRESSURE"


class MeasuresState(rx.State):
    """The measures of the person who is signed in."""

    loaded: bool = False
    kind: str = _FIRST
    label: str = ""
    unit: str = ""
    two: bool = False
    computed: bool = False
    asks: list[str] = []  # noqa: RUF012 - Reflex copies a var's default for every tab
    chips: list[Chip] = []  # noqa: RUF012
    periods: list[Chip] = []  # noqa: RUF012
    latest: str = ""
    latest_when: str = ""
    curve: Curve = NO_CURVE
    table: list[Row] = []  # noqa: RUF012
    further: bool = False
    _rows: int = ROWS
    rows_words: str = ""
    at: int = 0
    boxes: list[Box] = []  # noqa: RUF012
    faults: dict[str, str] = {}  # noqa: RUF012
    errors: list[dict[str, str]] = []  # noqa: RUF012
    doubt: str = ""
    today: str = ""
    hour: str = ""
    deleting: str = ""
    round: int = 0
    once: str = ""

    @patient
    async def load(self) -> None:
        """Read the kind and the period that the address asks for."""
        asked = self.router.url.query_parameters
        self.kind = kind_at(asked.get("type", "")) or _FIRST
        self._rows, self.deleting = ROWS, ""
        self._begin()
        await self._read()

    @patient
    async def note(self, typed: dict[str, Any]) -> Any:
        """Note a measure, ask to confirm an unlikely one, or show what must be corrected."""
        given = {str(k): str(v) for k, v in typed.items()} if isinstance(typed, dict) else {}
        try:
            await run(measures.note_measure, code=self.kind, typed=given, once=given.get("une-fois", "")[:36])
        except MeasureWrong as fact:
            self._correct(fact, given)
            return None
        except Unlikely as fact:
            self._correct(None, given)
            self.doubt = fact.figures
            return None
        except CsnError as fact:
            await say(self, sentence(fact))
            return None
        return await self._done("C’est noté.")

    @patient
    async def walk(self, place: float) -> None:
        """Go along the curve, point by point."""
        known = isinstance(place, int | float) and 0 <= place < len(self.curve.spots)
        self.at = int(place) if known else 0

    @patient
    async def more(self) -> None:
        """Show more lines of the table."""
        self._rows = min(self._rows + ROWS, MOST_ROWS)
        await self._read()

    @patient
    async def ask_delete(self, measure_id: str) -> None:
        """Ask before a measure is deleted; asked again, or of nothing, it is put away."""
        known = any(row.id == measure_id and row.mine for row in self.table) if isinstance(measure_id, str) else False
        self.deleting = measure_id if known and self.deleting != measure_id else ""

    @patient
    async def delete(self, measure_id: str) -> Any:
        """Delete a measure."""
        try:
            await run(measures.delete_measure, measure_id=UUID(str(measure_id)))
            said = "La mesure est supprimée."
        except (CsnError, ValueError):
            said = "Cette mesure n’existait plus. La page est à jour."
        return await self._done(said)

    async def _done(self, said: str) -> Any:
        self.deleting = ""
        self._begin()
        await self._read()
        await say(self, said)
        return rx.set_focus("mesure-titre")

    async def _read(self) -> None:
        period = self.router.url.query_parameters.get("periode", "")
        chosen = Period(period) if period in set(Period) else Period.QUARTER
        try:
            series = await run(measures.read_series, code=self.kind, period=chosen)
        except CsnError as fact:
            await say(self, sentence(fact))
            return
        self._show(series, period=chosen)

    def _show(self, series: Series, *, period: Period) -> None:
        kind, latest, here = series.kind, series.latest, series.now.astimezone(PARIS)
        self.label, self.unit, self.computed = kind.label, kind.unit, kind.computed
        self.two, self.asks = len(kind.parts) > 1, list(kind.asks)
        self.chips = measure_words.chips(series.noted, here=kind.code, period=period)
        self.periods = measure_words.periods(kind.code, here=period)
        self.latest = measure_words.figures_of(kind, latest, unit=False) if latest else ""
        self.latest_when = f"Dernière mesure\u00a0: {measure_words.when(latest)}" if latest else ""
        self.curve = measure_words.curve(series)
        self.at = max(len(self.curve.spots) - 1, 0)
        count = len(series.points)
        self.table = measure_words.table(series, rows=self._rows)
        self.further = self._rows < min(count, MOST_ROWS)
        self.rows_words = plural(count, "mesure") if count else ""
        self.boxes = measure_words.boxes(kind, typed={}, faults={})
        self.today, self.hour = here.date().isoformat(), here.strftime("%H:%M")
        self.loaded = True

    def _begin(self) -> None:
        self.faults, self.errors, self.doubt = {}, [], ""
        self.round, self.once = self.round + 1, uuid4().hex

    def _correct(self, fact: MeasureWrong | None, typed: dict[str, str]) -> None:
        kind, faults = kinds()[self.kind], fact.faults if fact else {}
        self.doubt = ""
        self.boxes = measure_words.boxes(kind, typed=typed, faults=faults)
        self.faults = {field: measure_words.fault_words(kind, field, fault) for field, fault in faults.items()}
        self.errors = [{"field": f"champ-{field}", "sentence": words} for field, words in self.faults.items()]
