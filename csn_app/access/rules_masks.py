"""What is true about masks: which line decides, and how a mask is told to other systems."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from csn_app.core.vocabulary import Section

ALL = "ALL"


@dataclass(frozen=True, slots=True)
class Audience:
    """From whom something is masked: one professional, a profession, or everybody where neither is named (R-AC-17)."""

    professional_id: UUID | None = None
    profession_code: str = ""

    @property
    def code(self) -> str:
        """Return the word under which it is kept: ``ALL``, ``PROFESSION:60``, ``PERSON:<id>``."""
        if self.professional_id is not None:
            return f"PERSON:{self.professional_id}"
        return f"PROFESSION:{self.profession_code}" if self.profession_code else ALL


EVERYBODY = Audience()


@dataclass(frozen=True, slots=True)
class Masked:
    """What is masked: one document, one section of the profile, or everything where neither is named."""

    document_id: UUID | None = None
    section: Section | None = None


EVERYTHING = Masked()


@dataclass(frozen=True, slots=True)
class MaskLine:
    """One line: a thing is hidden from an audience, or shown again to it."""

    thing: Masked
    audience: str
    hidden: bool


class Confidentiality(StrEnum):
    """How a document's secrecy is told to other systems (R-AC-22, JDV_J08)."""

    NORMAL = "N"
    MASKED = "MASQUE_PS"
    HIDDEN_FROM_PATIENT = "INVISIBLE_PATIENT"
    HIDDEN_FROM_PARENTS = "INVISIBLE_REPRESENTANTS_LEGAUX"


def audiences_of(professional_id: UUID | None, profession_code: str) -> tuple[str, ...]:
    """Return the audiences that a professional belongs to, the most precise first."""
    person = (Audience(professional_id).code,) if professional_id else ()
    profession = (Audience(profession_code=profession_code).code,) if profession_code else ()
    return (*person, *profession, ALL)


def deciding(lines: Iterable[MaskLine], thing: Masked, *, audiences: Iterable[str]) -> MaskLine | None:
    """Return the line that decides for a thing: the person's, else the profession's, else everybody's.

    Within one audience, the line of the thing itself comes before « everything ».
    """
    found = {(line.audience, line.thing): line for line in lines}
    for audience in audiences:
        for named in (thing, EVERYTHING):
            if (audience, named) in found:
                return found[audience, named]
    return None


def hides_from_all(lines: Iterable[MaskLine], thing: Masked) -> MaskLine | None:
    """Return the line that hides a thing where masks know no persons: what is hidden from anybody is so from all."""
    found = {(line.audience, line.thing): line for line in lines}
    by_itself = [line for line in found.values() if line.hidden and line.thing == thing]
    wide = [line for line in found.values() if line.hidden and line.thing == EVERYTHING]
    shown_again = found.get((ALL, thing))
    lifted = shown_again is not None and not shown_again.hidden
    return next(iter(by_itself + [line for line in wide if not (lifted and line.audience == ALL)]), None)


def confidentiality(*, masked: bool) -> Confidentiality:
    """Return the code of a document; masked from one person only is masked, for a system that knows no persons."""
    return Confidentiality.MASKED if masked else Confidentiality.NORMAL
