"""Vaccinations that a certificate or a booklet names: one dose a line, with its product and its day on that line."""

import re
from collections.abc import Sequence
from datetime import date
from functools import cache

from csn_app.core.reference import rows
from csn_app.documents.proposals_dates import days_in
from csn_app.documents.proposals_text import Found, Kind, Line

_SAYS = re.compile(r"vaccin")
_NOT_DONE = re.compile(
    r"prevoir|prevu|prochain|a faire|a partir|contre-indi|recommand|rendez|\brdv\b|renouvel|\bne\(?e?\)? le"
)
_LOT = re.compile(r"\blot\s*(?:n\s?[°o]?)?\s*:?\s*([A-Z0-9][A-Z0-9-]{2,13})", re.IGNORECASE)
_HEAD = 15


def find_doses(lines: Sequence[Line], *, today: date) -> list[Found]:
    """Return the doses of a document that speaks of vaccination in its first lines; a product and a day, once each."""
    if not any(_SAYS.search(line.folded) for line in lines[:_HEAD]):
        return []
    found: dict[tuple[str, date], Found] = {}
    for line in lines:
        days = [day for _, _, day in days_in(line.folded)]
        named = {code for name, code in _products() if re.search(rf"(?<!\w){name}(?![a-z])", line.folded)}
        if len(days) != 1 or len(named) != 1 or days[0] > today or _NOT_DONE.search(line.folded):
            continue
        code, lot = named.pop(), _LOT.search(line.text)
        more = {
            "date": days[0].isoformat(),
            **({"lot": lot.group(1)} if lot and re.search(r"\d", lot.group(1)) else {}),
        }
        found.setdefault((code, days[0]), Found(Kind.DOSE, code, line.page, line.evidence, code=code, more=more))
    return list(found.values())


@cache
def _products() -> tuple[tuple[str, str], ...]:
    named = [row for row in rows("vaccine_names") if not row["valid_to"]]
    return tuple((re.escape(row["name_fr"]).replace(r"\ ", r"[ -]?"), row["vaccine_id"]) for row in named)
