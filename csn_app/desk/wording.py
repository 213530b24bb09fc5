"""How the desk says a patient, a number that was mistyped, a reason: for professionals, short and exact."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from csn_app.access.service import ReasonNotGiven
from csn_app.core.errors import CsnError
from csn_app.core.reference import labels
from csn_app.core.vocabulary import OpeningReason, PatientCategory, Section
from csn_app.desk.patients import Desk, Patient
from csn_app.desk.service import NotAMinor, PlaceNotChosen, Record
from csn_app.documents.asking import FoundDocuments
from csn_app.documents.corrections import CorrectionRow
from csn_app.documents.views import DocumentRow
from csn_app.documents.wording import card, category_words, viewer_of
from csn_app.documents.wording_search import Piece, pieces
from csn_app.identity.nir import NirFlaw, NirNotUnderstood, grouped
from csn_app.identity.service import HolderCard
from csn_app.identity.throttles import MustWait
from csn_app.profile.figures import MeasureKind
from csn_app.profile.measure_words import figures_of, short, when
from csn_app.profile.measures import Point
from csn_app.profile.service import Profile
from csn_app.profile.wording import look_of, summary_lines
from csn_app.ui.sentences import sentence
from csn_app.ui.words import PARIS, counted, desk_date, french_datetime, french_time, plural, size

NOBODY = (
    "Aucun dossier ne vous est ouvert avec ces informations. Vérifiez-les. "
    "Si elles sont justes, demandez l’accès\u00a0: le patient répond dans son carnet."
)
ENDED = "Cet accès a pris fin"
NOT_OPEN = "Ce dossier ne vous est pas ouvert"
REASONS = {
    OpeningReason.CONSULTATION: "Consultation",
    OpeningReason.PREPARATION: "Préparation",
    OpeningReason.FOLLOW_UP: "Suivi",
    OpeningReason.OTHER: "Autre",
}
_OIDS = {
    "1.2.250.1.213.1.4.8": "INS (NIR)",
    "1.2.250.1.213.1.4.9": "INS provisoire (NIA)",
    "1.2.250.1.213.1.4.10": "INS de test",
    "1.2.250.1.213.1.4.11": "INS de démonstration",
}
_NUMBER = {
    NirFlaw.EMPTY: "Tapez le matricule INS\u00a0: 13 caractères, puis les 2 chiffres de la clé.",
    NirFlaw.SHAPE: "Ce matricule n’a pas la bonne forme. Comparez-le, caractère par caractère, avec le document.",
    NirFlaw.KEY: "Un caractère est faux\u00a0: la clé ne correspond pas. Comparez avec le document.",
}


@dataclass(frozen=True)
class PatientLine:
    """A patient in a list, recognised by their traits; ``key`` opens their record from the keyboard."""

    id: str
    name: str
    traits: str
    until: str
    soon: bool
    news: str = ""
    fresh: bool = False
    key: str = ""


@dataclass(frozen=True)
class Banner:
    """The identity of the patient whose record is open, and why it is (R-ID-1, R-AU-1).

    ``emergency`` says until when, where it is open without their agreement; ``minor`` whether they may ask for secrecy,
    ``secret`` whether they did (R-ID-30).
    """

    name: str = ""
    traits: str = ""
    ins: str = ""
    ins_kind: str = ""
    opened: str = ""
    emergency: str = ""
    minor: bool = False
    secret: bool = False


@dataclass(frozen=True)
class DocumentLine:
    """A document of the record that is open. ``view``: how ``ui.viewer`` shows it, or nothing."""

    id: str
    title: str
    more: str
    view: str
    icon: str = "file-text"
    hue: str = "ardoise"
    mine: bool = False
    fresh: bool = False
    held: str = ""
    earlier: int = 0
    key: str = ""
    pages: int = 1
    page: int = 0
    extract: list[Piece] = field(default_factory=list)


@dataclass(frozen=True)
class SummaryPart:
    """A section of the profile that the patient shows: its name and short lines."""

    title: str
    icon: str
    hue: str
    lines: list[str]


def allergies(profile: Profile) -> str:
    """Say the allergies in one line, for the banner; nothing noted and nothing shown are one sentence."""
    content = profile.sections[Section.ALLERGIES]
    return " · ".join(summary_lines(content)) if content.filled else "rien de noté, ou rien de montré"


def summary(profile: Profile, *, latest: Sequence[tuple[MeasureKind, Point]]) -> list[SummaryPart]:
    """Say what the patient shows of their profile, section by section; allergies stand in the banner."""
    names = labels("profile_sections")
    said = [f"{short(kind)}\u00a0: {figures_of(kind, point)}, {when(point)}" for kind, point in latest]
    measures = [SummaryPart("Dernières mesures", *look_of(Section.MEASURES), said)] if said else []
    return measures + [
        SummaryPart(names[section], *look_of(section), summary_lines(content))
        for section, content in profile.sections.items()
        if content.filled and section is not Section.ALLERGIES
    ]


def patient_line(patient: Patient, *, now: datetime, number: int = 0) -> PatientLine:
    """Say a patient, until when they gave access and what is new; the nine first have a key."""
    line = found_line(patient.holder, today=now.astimezone(PARIS).date())
    line = replace(line, news=_news(patient), fresh=patient.arrived + patient.corrections > 0, key=_key(number))
    if patient.until is None:
        return line
    end = patient.until.astimezone(PARIS)
    soon = (patient.until - now).days < 7
    hour = f" à {french_time(end)}" if (patient.until - now).days < 1 else ""
    return replace(line, until=f"Jusqu’au {desk_date(end)}{hour}", soon=soon)


def _news(patient: Patient) -> str:
    """Say what is new since the last visit: documents that arrived, corrections that are asked."""
    said = [plural(patient.corrections, "correction demandée", many="corrections demandées")]
    said = said if patient.corrections else []
    if patient.last_visit is None:
        return ". ".join([*said, "Jamais ouvert"])
    day = desk_date(patient.last_visit.astimezone(PARIS).date())[:5]
    if patient.arrived:
        said.append(plural(patient.arrived, "nouveau document", many="nouveaux documents"))
    return ". ".join(said) if said else f"Rien depuis le {day}"


def patients_words(desk: Desk, *, words: str) -> str:
    """Say how many patients the list holds, or how many a search keeps of them."""
    if not words.strip():
        return plural(desk.everyone, "patient")
    return f"{plural(desk.total, 'patient trouvé', many='patients trouvés')} sur {desk.everyone}"


def corrections_words(count: int) -> str:
    """Say how many requests for a correction wait for the professional; nothing where none does."""
    return plural(count, "correction demandée", many="corrections demandées") if count else ""


def _key(number: int) -> str:
    return str(number) if 0 < number < 10 else ""


def found_line(holder: HolderCard, *, today: date) -> PatientLine:
    """Say a patient whom a search found."""
    return PatientLine(
        str(holder.space_id), name_of(holder), traits_of(holder, today=today), until="Sans fin", soon=False
    )


def banner(record: Record) -> Banner:
    """Say whose record is open, in capitals where identity vigilance asks for them, and why."""
    holder, opening = record.holder, record.opening
    today = record.now.astimezone(PARIS).date()
    reason = opening.words or REASONS.get(opening.reason, "Urgence").lower()
    place = f" Depuis\u00a0: {record.place}." if record.place else ""
    day = "" if opening.opened_at.astimezone(PARIS).date() == today else f" le {desk_date(opening.opened_at)}"
    return Banner(
        name=name_of(holder),
        traits=traits_of(holder, today=today),
        ins=grouped(holder.ins) if holder.ins else "",
        ins_kind=_OIDS.get(holder.ins_oid, ""),
        opened=f"Ouvert{day} à {french_time(opening.opened_at)}. Motif\u00a0: {reason.rstrip('.')}.{place}",
        emergency=f"Jusqu’au {french_datetime(record.emergency_until)}." if record.emergency_until else "",
        secret=opening.secret,
    )


def name_of(holder: HolderCard) -> str:
    """Say the name in use: « MARTIN Alice »."""
    family = holder.used_family_name or holder.birth_family_name
    given = holder.used_given_name or holder.birth_given_names.split(" ")[0]
    return f"{family.upper()} {given.title()}"


def traits_of(holder: HolderCard, *, today: date) -> str:
    """Say the strict traits: « Née LEFEVRE ALICE MARIE, 14/05/1984 (42 ans), F, Nantes (44109) »."""
    born = {"F": "Née", "M": "Né"}.get(holder.sex, "Né(e)")
    names = f"{born} {holder.birth_family_name} {holder.birth_given_names}".upper().replace(born.upper(), born, 1)
    place = f"{holder.birth_place} ({holder.birth_place_code})".removesuffix(" ()").strip()
    parts = (names, f"{_birth(holder)} ({_age(holder, today=today)})", holder.sex, place)
    return ", ".join(part for part in parts if part)


def document_line(row: DocumentRow, *, since: datetime | None = None, number: int = 0) -> DocumentLine:
    """Say a document: its category, day, author and weight; new where others deposited it after ``since``."""
    who = "vous" if row.mine else row.author or "le patient"
    view = viewer_of(row) if row.view_media_type.startswith(("image/", "application/pdf", "text/")) else ""
    more = f"{category_words(row.category)}. {desk_date(row.document_date)}, déposé par {who}. {size(row.size)}"
    look = card(row)
    return DocumentLine(
        str(row.id),
        row.title,
        f"{more}. Version {row.version}" if row.version > 1 else more,
        view,
        icon=look.icon,
        hue=look.hue,
        mine=row.mine,
        fresh=since is not None and row.added_at > since and not row.mine,
        held=_held(row.held_until),
        earlier=row.version - 1,
        key=_key(number),
        pages=row.pages or 1,
    )


def _held(until: datetime | None) -> str:
    """Say until when the patient does not see a document; nothing where they do."""
    return f"Caché au patient jusqu’au {desk_date(until.astimezone(PARIS).date())}" if until else ""


@dataclass(frozen=True)
class CorrectionLine:
    """A request for a correction that waits for my answer."""

    id: str
    document_id: str
    title: str
    asked: str
    words: str


def correction_line(row: CorrectionRow) -> CorrectionLine:
    """Say what the patient asks to be corrected."""
    day = desk_date(row.asked_at.astimezone(PARIS).date())
    return CorrectionLine(str(row.id), str(row.document_id), row.title, f"Demandé par le patient le {day}", row.words)


def wishes(categories: frozenset[PatientCategory]) -> str:
    """Say of which categories a patient wants results at once; nothing where they chose none."""
    if not categories:
        return ""
    return "Ce patient veut recevoir tout de suite\u00a0: " + ", ".join(category_words(c) for c in sorted(categories))


def with_extracts(lines: list[DocumentLine], found: FoundDocuments) -> list[DocumentLine]:
    """Show, in each line of what was found, the page that has the words and what stands around them."""
    return [
        replace(line, page=hit.page, extract=pieces(hit.extract)) for line, hit in zip(lines, found.hits, strict=True)
    ]


def found_words(found: FoundDocuments) -> str:
    """Say how many documents a search found, and which words it took the typed ones for."""
    said = counted(found.total, "document trouvé", many="documents trouvés") if found.total else "Aucun document trouvé"
    return said + (f" pour «\u00a0{found.meant}\u00a0»" if found.meant else "")


def birth_date_of(typed: Mapping[str, str]) -> date | None:
    """Read a birth date from its three boxes; None where they make no day."""
    try:
        day, month, year = (int(str(typed.get(box, "")).strip()) for box in ("jour", "mois", "annee"))
        return date(year, month, day) if 1850 < year < 2200 else None
    except ValueError:
        return None


def said(fact: CsnError) -> str:
    """Say what stopped a professional, and what to do."""
    if isinstance(fact, NirNotUnderstood):
        return _NUMBER.get(fact.flaw) or _length(fact.missing)
    if isinstance(fact, MustWait):
        wait = plural(fact.minutes, "minute")
        return f"Trop de recherches ou de demandes. Attendez {wait}, puis recommencez."
    if isinstance(fact, ReasonNotGiven):
        return f"Écrivez le motif en une phrase, {fact.most} caractères au plus\u00a0: le patient la lira."
    if isinstance(fact, NotAMinor):
        return "Seul un patient mineur demande que ses parents ne voient pas une visite. Ouvrez le dossier sans secret."
    if isinstance(fact, PlaceNotChosen):
        return "Choisissez le lieu depuis lequel vous ouvrez ce dossier."
    return sentence(fact)


def _length(missing: int) -> str:
    if missing > 0:
        return f"Il manque {plural(missing, 'caractère')}\u00a0: le matricule et sa clé en ont 15."
    return f"Il y a {plural(-missing, 'caractère')} de trop\u00a0: le matricule et sa clé en ont 15."


def _birth(holder: HolderCard) -> str:
    whole = desk_date(holder.birth_date)
    return {"month": whole[3:], "year": whole[6:]}.get(holder.birth_date_precision, whole)


def _age(holder: HolderCard, *, today: date) -> str:
    born = holder.birth_date
    years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    if years >= 2:
        return plural(years, "an")
    return f"{(today.year - born.year) * 12 + today.month - born.month - (today.day < born.day)}\u00a0mois"
