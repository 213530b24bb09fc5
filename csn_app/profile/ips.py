"""An international patient summary: a FHIR R4 document of one instant (HL7 IPS 1.1, Bundle and Composition). Pure."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from csn_app.core.vocabulary import Section
from csn_app.identity.service import HolderCard
from csn_app.profile import fhir
from csn_app.profile.fhir import Resource
from csn_app.profile.figures import MeasureKind
from csn_app.profile.measures import Point
from csn_app.profile.service import Content, Profile, none_sentence
from csn_app.profile.wording import summary_lines
from csn_app.ui.words import french_date

_FRANCE = ZoneInfo("Europe/Paris")
_LOINC = "http://loinc.org"
_EMPTY = "http://terminology.hl7.org/CodeSystem/list-empty-reason"
NOTHING = "Rien n’est noté."


@dataclass(frozen=True, slots=True)
class _Part:
    """A section of the document: its name, its LOINC code, what maps its entries; ``always`` as the IPS asks."""

    section: Section
    title: str
    loinc: str
    mapped: Callable[..., Resource] | None
    always: bool = False


_PARTS = (
    _Part(Section.TREATMENTS, "Traitements", "10160-0", fhir.medication, always=True),
    _Part(Section.ALLERGIES, "Allergies", "48765-2", fhir.allergy, always=True),
    _Part(Section.DISEASES, "Maladies et sujets de santé", "11450-4", fhir.condition, always=True),
    _Part(Section.VACCINATIONS, "Vaccinations", "11369-6", fhir.immunization),
    _Part(Section.STAYS, "Hospitalisations et opérations", "47519-4", None),
    _Part(Section.FAMILY, "Maladies dans ma famille", "10157-6", None),
    _Part(Section.DISABILITIES, "Handicap", "47420-5", None),
    _Part(Section.DIRECTIVES, "Directives anticipées", "42348-3", None),
    _Part(Section.LIFESTYLE, "Habitudes de vie", "29762-2", None),
)


def document(
    holder: HolderCard, profile: Profile, measures: Sequence[tuple[MeasureKind, Point]], *, at: datetime
) -> Resource:
    """Return the document of an instant, written by the person: what the profile holds, section by section.

    ``measures`` are the last of each kind. A section that the IPS asks for and that says nothing says so.
    """
    own = fhir.patient(holder)
    subject = f"urn:uuid:{own['id']}"
    sections, resources = [], [own]
    for part in _PARTS:
        content = profile.sections[part.section]
        if not content.filled and not part.always:
            continue
        found = [part.mapped(entry, subject=subject) for entry in content.entries] if part.mapped else []
        sections.append(_section(part.title, part.loinc, _said(content), found) | _empty(content, found))
        resources += found
    for title, loinc, said, found in _figures(holder, profile, measures, subject=subject):
        sections.append(_section(title, loinc, said, found))
        resources += found
    composed = _composition(holder, sections, subject=subject, at=at)
    return {
        "resourceType": "Bundle",
        "language": "fr-FR",
        "identifier": {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{_name(holder, 'bundle', at)}"},
        "type": "document",
        "timestamp": _instant(at),
        "entry": [{"fullUrl": f"urn:uuid:{one['id']}", "resource": one} for one in (composed, *resources)],
    }


def _figures(
    holder: HolderCard, profile: Profile, measures: Sequence[tuple[MeasureKind, Point]], *, subject: str
) -> Iterator[tuple[str, str, list[str], list[Resource]]]:
    """Yield the section of results (blood group, laboratories) and that of measures, each where it says something."""
    group = profile.sections[Section.BLOOD_GROUP]
    grouped = [fhir.blood_group(entry, subject=subject) for entry in group.entries]
    for title, loinc, laboratory in (("Résultats d’analyses", "30954-2", True), ("Mesures", "8716-3", False)):
        here = [(kind, point) for kind, point in measures if kind.laboratory is laboratory]
        said = [measure_line(kind, point) for kind, point in here]
        found = [
            fhir.observation(kind, point, subject=subject)
            | {"id": str(point.id or uuid5(holder.space_id, f"{kind.code} {point.taken_at.isoformat()}"))}
            for kind, point in here
        ]
        if laboratory and grouped:
            said, found = [f"Groupe sanguin\u00a0: {line}" for line in summary_lines(group)] + said, grouped + found
        if found:
            yield title, loinc, said, found


def measure_line(kind: MeasureKind, point: Point) -> str:
    """Say a measure in one line: « Poids : 72,5 kg, le 3 mars 2026 »."""
    figures = "/".join(point.figures).replace(".", ",")
    return f"{kind.label}\u00a0: {figures} {kind.unit}, le {french_date(point.taken_at.astimezone(_FRANCE).date())}"


def _composition(holder: HolderCard, sections: Sequence[Resource], *, subject: str, at: datetime) -> Resource:
    title = f"Ma santé en résumé au {french_date(at.astimezone(_FRANCE).date())}"
    return {
        "resourceType": "Composition",
        "id": _name(holder, "composition", at),
        "language": "fr-FR",
        "text": fhir.narrative(title, holder.name),
        "status": "final",
        "type": {"coding": [{"system": _LOINC, "code": "60591-5"}], "text": "Synthèse médicale"},
        "subject": {"reference": subject},
        "date": _instant(at),
        "author": [{"reference": subject}],
        "title": title,
        "confidentiality": "N",
        "section": list(sections),
    }


def _section(title: str, loinc: str, said: Sequence[str], found: Sequence[Resource]) -> Resource:
    section: Resource = {
        "title": title,
        "code": {"coding": [{"system": _LOINC, "code": loinc}]},
        "text": fhir.narrative(*said),
    }
    if found:
        section["entry"] = [{"reference": f"urn:uuid:{one['id']}"} for one in found]
    return section


def _empty(content: Content, found: Sequence[Resource]) -> Resource:
    """Say why a section has no entry: the person said that there is none, or nothing was noted."""
    if found or content.entries:
        return {}
    reason = "nilknown" if content.none else "unavailable"
    words = f"{none_sentence(content.section)}." if content.none else NOTHING
    return {"emptyReason": {"coding": [{"system": _EMPTY, "code": reason}], "text": words}}


def _said(content: Content) -> list[str]:
    return summary_lines(content, brief=True) or [NOTHING]


def _name(holder: HolderCard, what: str, at: datetime) -> str:
    return str(uuid5(NAMESPACE_URL, f"{holder.space_id}/{what}/{at.isoformat()}"))


def _instant(at: datetime) -> str:
    return at.astimezone(_FRANCE).isoformat(timespec="seconds")
