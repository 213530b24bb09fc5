"""How proposals are said: what, with which figure and day, and the words of the document that say it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from csn_app.core.reference import labels
from csn_app.documents.proposals import ToCheck
from csn_app.documents.proposals_kept import Proposal
from csn_app.documents.proposals_text import Kind
from csn_app.profile.figures import MOMENTS, kinds
from csn_app.routes import DOCUMENTS
from csn_app.ui.words import french_date, number, plural

_NAMES = {Kind.CATEGORY: "Catégorie", Kind.DATE: "Date", Kind.AUTHOR: "Auteur", Kind.TITLE: "Titre"}


@dataclass(frozen=True)
class Offer:
    """A proposal on the screen: its name, what it would write, where it was read and the very words."""

    id: str
    name: str
    value: str
    where: str
    words: str


@dataclass(frozen=True)
class Check:
    """A document that has something to check, and how much."""

    id: str
    title: str
    href: str
    words: str


def offer(one: Proposal) -> Offer:
    """Say one proposal."""
    return Offer(str(one.id), _name(one), _value(one), f"Page\u00a0{one.page}", one.words)


def check(one: ToCheck) -> Check:
    """Say one document that has something to check."""
    words = plural(one.count, "proposition")
    return Check(str(one.document_id), one.title, f"{DOCUMENTS}/{one.document_id}", words)


def accepted_all(done: int, *, left: int) -> str:
    """Say what accepting all did."""
    said = f"{plural(done, 'proposition acceptée', many='propositions acceptées')}."
    return f"{said} {plural(left, 'reste', many='restent')} à vérifier." if left else said


def offers(found: Sequence[Proposal]) -> list[Offer]:
    """Say the proposals of a document."""
    return [offer(one) for one in found]


def _name(one: Proposal) -> str:
    if one.kind is Kind.MEASURE:
        return kinds()[one.code].label if one.code in kinds() else "Mesure"
    if one.kind is Kind.DOSE:
        return labels("vaccines", key="id").get(one.code, "Vaccin")
    return _NAMES[one.kind]


def _value(one: Proposal) -> str:
    day = f"le {french_date(date.fromisoformat(one.more['date']))}" if one.more.get("date") else ""
    if one.kind is Kind.MEASURE:
        figures = " / ".join(
            number(float(part), decimals=len(part.partition(".")[2])) for part in one.value.split(" / ")
        )
        unit = kinds()[one.code].unit if one.code in kinds() else ""
        moment = MOMENTS[one.more["moment"]].lower() if one.more.get("moment") == "FASTING" else ""
        return ", ".join(part for part in (f"{figures}\u00a0{unit}", moment, day) if part)
    if one.kind is Kind.DOSE:
        lot = f"lot {one.more['lot']}" if one.more.get("lot") else ""
        return ", ".join(part for part in (f"reçu {day}", lot) if part)
    if one.kind is Kind.DATE:
        return french_date(date.fromisoformat(one.value))
    return labels("patient_categories").get(one.value, one.value) if one.kind is Kind.CATEGORY else one.value
