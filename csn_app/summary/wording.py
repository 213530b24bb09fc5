"""How a summary is said: the same parts on the screen and on paper, in the order in which a doctor asks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from csn_app.core.reference import labels
from csn_app.core.vocabulary import Section
from csn_app.documents.views import DocumentRow
from csn_app.profile import partial
from csn_app.profile.fhir import birth_known
from csn_app.profile.ips import NOTHING, measure_line
from csn_app.profile.service import Content
from csn_app.profile.wording import summary_lines
from csn_app.summary.service import Summary
from csn_app.ui.words import french_date, french_datetime

_ORDER = (
    Section.ALLERGIES,
    Section.TREATMENTS,
    Section.DISEASES,
    Section.STAYS,
    Section.VACCINATIONS,
    Section.BLOOD_GROUP,
    Section.FAMILY,
    Section.DISABILITIES,
    Section.CONTACTS,
    Section.TRUSTED,
    Section.DIRECTIVES,
)
"""What a summary says; habits of life are read in the carnet."""

_ALWAYS = frozenset({Section.ALLERGIES, Section.TREATMENTS, Section.DISEASES})
_LONGEST = 160


@dataclass(frozen=True)
class Part:
    """One part of a summary: its title and its lines."""

    title: str
    lines: list[str]


@dataclass(frozen=True)
class SummaryView:
    """A summary in words."""

    name: str = ""
    born: str = ""
    ins: str = ""
    at: str = ""
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Choice:
    """A document that may go with the summary."""

    id: str
    title: str
    more: str


def view_of(summary: Summary) -> SummaryView:
    """Say a summary; what is over stands after what goes on."""
    holder, names = summary.holder, labels("profile_sections")
    feminine, known = holder.sex == "F", birth_known(holder)
    parts = [
        Part(names[section], summary_lines(_sorted(content), brief=True) or [NOTHING])
        for section in _ORDER
        if (content := summary.profile.sections[section]).filled or section in _ALWAYS
    ]
    if summary.latest:
        parts.append(Part("Dernières mesures", [measure_line(kind, point) for kind, point in summary.latest]))
    return SummaryView(
        name=holder.name,
        born=f"{'Née' if feminine else 'Né'} {'le' if len(known) > len('2011-03') else 'en'} {partial.said(known)}",
        ins=holder.ins,
        at=french_datetime(summary.at),
        parts=tuple(parts),
    )


def shortened(parts: Sequence[Part], *, most: int) -> list[Part]:
    """Keep ``most`` lines of each part, and say how many are left out; what is left out is in the carnet."""
    return [Part(part.title, _first(part.lines, most)) for part in parts]


def choice_of(row: DocumentRow) -> Choice:
    """Say a document that may go with the summary."""
    category = labels("patient_categories").get(row.category, "")
    return Choice(str(row.id), row.title, f"{category}, {french_date(row.document_date)}")


def _sorted(content: Content) -> Content:
    return replace(content, entries=tuple(sorted(content.entries, key=lambda entry: bool(entry.held.get("fin")))))


def _first(lines: Sequence[str], most: int) -> list[str]:
    kept = [line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1].rstrip()}…" for line in lines[:most]]
    left = len(lines) - len(kept)
    return [*kept, f"Et {left} de plus dans le carnet."] if left else kept
