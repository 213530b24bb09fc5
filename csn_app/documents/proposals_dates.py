"""The date of a document: the day of what it tells, by the words before it; never a birthday or a day to come."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from csn_app.documents.proposals_text import Found, Kind, Line

_MONTHS = [
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
]
_DAY = re.compile(
    r"(?<![\d/.-])(\d{1,2})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?((?:19|20)\d\d)(?![\d/])"
    r"|(?<!\d)(\d{1,2})(?:er)?\s+(" + "|".join(_MONTHS) + r")\s+((?:19|20)\d\d)(?!\d)"
)
_NEVER = re.compile(
    r"\bnee?\b|\bne ?\(|naissance|\bddn\b|prochain|rendez|\brdv\b|jusqu|a partir|renouvel|prevu|valable|depuis|compar|"
    r"anteri|antecedent|ancien|precedent|controle le|revoir|reverr|expir|peremption|administre|injecte|recu\b|vaccine"
)
# How sure each wording makes it, the surest first (R-DO-14): what was done that day, then when it was written down.
_SAID = (
    re.compile(r"preleve|prelevement|date de sortie|sortie le|sorti\(?e?\)? le"),
    re.compile(
        r"(?:consultation|examen|seance|visite|intervention|passage|acte|vue?|examine\(?e?\)?)"
        r"\s+(?:du|le|en date du)\s*:?\s*$"
    ),
    re.compile(r"(?:\bfait|etabli|redige|delivre)\b.{0,40}$"),
    re.compile(r",\s*le\s*:?\s*$|^\s*le\s*:?\s*$|\s{2,}le\s*$|\ble\s*:?\s*$"),
    re.compile(r"^\s*date\s*(?:du document)?\s*:?\s*$"),
)


def days_in(folded: str) -> Iterator[tuple[int, int, date]]:
    """Yield each full date of a folded text with where it begins and ends; what is no day of the calendar is left."""
    for met in _DAY.finditer(folded):
        day, month, year = met.group(1, 2, 3) if met.group(1) else met.group(4, 5, 6)
        number = int(month) if month.isdigit() else _MONTHS.index(month) + 1
        try:
            yield met.start(), met.end(), date(int(year), number, int(day))
        except ValueError:
            continue


def find_date(lines: Sequence[Line], *, today: date) -> Found | None:
    """Return the day of a document, or None where its words do not say, or say two different ones."""
    best: dict[int, dict[date, Line]] = {}
    for line in lines:
        begins = 0
        for start, end, day in days_in(line.folded):
            before, begins = line.folded[begins:start], end
            if day > today or day.year < 1950 or _NEVER.search(before[-60:]):
                continue
            sure = next((n for n, said in enumerate(_SAID) if said.search(before[-60:])), None)
            if sure is not None:
                best.setdefault(sure, {}).setdefault(day, line)
    if not best:
        return None
    surest = best[min(best)]
    if len(surest) != 1:
        return None
    day, line = next(iter(surest.items()))
    return Found(Kind.DATE, day.isoformat(), line.page, line.evidence)
