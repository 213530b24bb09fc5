"""How masks are said: from whom, what, and what has just changed."""

from dataclasses import dataclass

from csn_app.circle.masking import MyMasks
from csn_app.core.reference import labels
from csn_app.core.vocabulary import Section
from csn_app.documents.views import DocumentRow
from csn_app.documents.wording import card, professions
from csn_app.ui.words import plural


@dataclass(frozen=True)
class Choice:
    """An audience to choose."""

    code: str
    words: str
    here: bool


@dataclass(frozen=True)
class SectionRow:
    """A section of the profile, and whether it is masked from the audience."""

    code: str
    words: str
    hidden: bool


@dataclass(frozen=True)
class MaskedRow:
    """A document that is masked, or shown again."""

    id: str
    title: str
    meta: str
    icon: str
    hue: str


@dataclass(frozen=True)
class Whom:
    """From whom: its code in the address, and its words after « à »."""

    code: str = ""
    words: str = "tous les soignants"
    everything: bool = False
    more: str = ""
    per_person: bool = True


def whom(found: MyMasks) -> Whom:
    """Say the audience: « tous les soignants », « Dr Camille Bernard », « Infirmier »."""
    code = found.audience.profession_code
    word = next((one.words for one in professions() if one.code == code), "")
    asked = f"metier-{code}" if code else str(found.audience.professional_id or "")
    return Whom(
        code=asked,
        words=found.name or (f"tout ce métier (\u00ab\u00a0{word}\u00a0\u00bb)" if word else "tous les soignants"),
        everything=found.everything,
        more=f"Et {plural(found.more, 'autre document', many='autres documents')}." if found.more else "",
        per_person=found.per_person,
    )


def choices(found: MyMasks) -> list[Choice]:
    """List the audiences: all, those of the list, the professions."""
    here = whom(found).code
    people = [Choice(str(one.id), one.name, here=str(one.id) == here) for one in found.people]
    trades = [
        Choice(f"metier-{p.code}", f"Métier\u00a0: {p.words}", here=f"metier-{p.code}" == here) for p in professions()
    ]
    every = Choice("", "Tous les soignants", here=not here)
    return [every, *people, *trades] if found.per_person else [every]


def _trade(code: str, words: str, *, here: str) -> Choice:
    return Choice(code, f"Métier\u00a0: {words}", here=code == here)


def sections(found: MyMasks) -> list[SectionRow]:
    """List the sections of the profile."""
    names = labels("profile_sections")
    return [SectionRow(section, names[section], hidden=found.sections[section]) for section in Section]


def row(document: DocumentRow) -> MaskedRow:
    """Say a document."""
    shown = card(document)
    return MaskedRow(shown.id, shown.title, shown.meta, shown.icon, shown.hue)
