# mypy: disable-error-code="attr-defined, no-untyped-call"
"""What the screen « ce que la loi permet » knows: one profession, category by category."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from csn_app.access.rules import Permit
from csn_app.circle import professions
from csn_app.core.errors import CsnError
from csn_app.core.reference import labels
from csn_app.core.vocabulary import PatientCategory
from csn_app.documents.wording import Option
from csn_app.documents.wording import professions as known
from csn_app.edge.markers import patient
from csn_app.ui.sentences import sentence
from csn_app.ui.session import run, say
from csn_app.ui.words import french_date

NURSE = "60"
"""Whom the page shows where nobody is asked for."""


@dataclass(frozen=True)
class PermitRow:
    """One category: ALL, PART or NONE of it may be read, which kinds, and since when."""

    category: str
    answer: str
    opened: list[str]
    closed: list[str]
    since: str


class ProfessionsState(rx.State):
    """What the law permits to one profession."""

    loaded: bool = False
    code: str = ""
    name: str = ""
    closed: bool = False
    rows: list[PermitRow] = []  # noqa: RUF012 - Reflex copies a var's default for every tab
    choices: list[Option] = []  # noqa: RUF012

    @patient
    async def load(self) -> None:
        """Read what the law permits to the profession in the address."""
        asked = str(self.router.url.query_parameters.get("metier", ""))
        self.choices = known()
        names = labels("professions")
        self.code = asked if asked in names else NURSE
        self.name = names[self.code]
        try:
            law = await run(professions.law_of, profession_code=self.code)
        except CsnError as fact:
            await say(self, sentence(fact))
            return
        self.closed, self.rows = law.closed, [_row(permit) for permit in _in_order(law.permits)]
        self.loaded = True

    @patient
    async def choose(self, typed: dict[str, Any]) -> Any:
        """Look at another profession."""
        asked = str(typed.get("metier", ""))
        code = next((one.code for one in self.choices if one.code == asked), NURSE)
        return rx.redirect(f"/soignants/metiers?metier={code}")


def _in_order(permits: tuple[Permit, ...]) -> list[Permit]:
    order = list(PatientCategory)
    return sorted(permits, key=lambda permit: order.index(PatientCategory(permit.category)))


def _row(permit: Permit) -> PermitRow:
    kinds = labels("document_types")
    since = f"Depuis le {french_date(permit.since)}" if permit.since else ""
    until = f", jusqu’au {french_date(permit.until)}" if permit.until else ""
    return PermitRow(
        category=labels("patient_categories")[permit.category],
        answer="NONE" if not permit.opened else "PART" if permit.closed else "ALL",
        opened=[kinds[code] for code in permit.opened],
        closed=[kinds[code] for code in permit.closed],
        since=f"{since}{until}",
    )
