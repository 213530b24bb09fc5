"""Alice's lived-in dossier: documents of several years, her carers, and what they looked at."""

import hashlib
import io
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID, uuid4

import pikepdf
from sqlalchemy import select
from sqlmodel import col

from csn_app.access import service as access
from csn_app.access.rules import Duration
from csn_app.access.terms import Terms
from csn_app.agenda import service as agenda
from csn_app.core.actor import Actor, Quality
from csn_app.core.vocabulary import OpeningReason, PatientCategory, Section
from csn_app.core.work import Work
from csn_app.documents import service as documents
from csn_app.documents import visibility
from csn_app.documents.files import StoredFile, parts_for
from csn_app.documents.views import NewDocument
from csn_app.identity.model import Account, Practice, Professional
from csn_app.launch import demo_desk, demo_emergency, demo_messages, demo_services, demo_trail, demo_wishes
from csn_app.launch.demo_binder import fill_binder
from csn_app.profile import service as profile
from csn_app.profile.measures import note_measure


@dataclass(frozen=True, slots=True)
class Sheet:
    """One document of the dossier: whose hand, how many days ago, for how many days it is held back."""

    days_ago: int
    title: str
    category: PatientCategory
    by: str = "alice.martin"
    lines: tuple[str, ...] = ()
    about: str = "Alice Martin, née le 14 mai 1984 à Nantes"
    held_days: int = 0


_RECENT = (
    Sheet(1, "Compte rendu d’IRM du genou droit", PatientCategory.RADIO_SC, "idriss.benali"),
    Sheet(4, "Ordonnance de kinésithérapie", PatientCategory.ORD_SOIN, "camille.bernard"),
    Sheet(16, "Échographie de contrôle", PatientCategory.RADIO_SC, "idriss.benali", held_days=30),
    Sheet(43, "Bilan sanguin : numération, ferritine", PatientCategory.BIOLOGIE),
    Sheet(57, "Passage aux urgences : entorse du genou", PatientCategory.CPT_REND),
    Sheet(174, "Consultation de psychologie", PatientCategory.CPT_REND),
    Sheet(224, "Certificat pour la pratique du vélo", PatientCategory.CERT_MED, "camille.bernard"),
    Sheet(1841, "Test HPV", PatientCategory.BIOLOGIE),
)
_OLDER = tuple(
    Sheet(300 + 61 * n, f"{title}, {2026 - (n // 6)}", category)
    for n, (title, category) in enumerate(
        (
            ("Bilan sanguin annuel", PatientCategory.BIOLOGIE),
            ("Ordonnance de renouvellement", PatientCategory.ORD_SOIN),
            ("Radiographie du poignet", PatientCategory.RADIO_SC),
            ("Attestation de mutuelle", PatientCategory.DOC_ADM),
            ("Compte rendu de dermatologie", PatientCategory.CPT_REND),
            ("Carnet de vaccination (photo)", PatientCategory.DEPISTAG),
        )
        * 4
    )
)


_GIVEN = (
    ("camille.bernard", frozenset[PatientCategory](), Duration.NO_END, 380),
    ("chloe.roux", frozenset({PatientCategory.ORD_SOIN, PatientCategory.RADIO_SC}), Duration.MONTH, 25),
    ("idriss.benali", frozenset({PatientCategory.RADIO_SC}), Duration.YEAR, 60),
)


def furnish(work: Work, people: dict[str, Account], *, doctors: dict[str, Professional]) -> None:
    """Fill Alice's carnet through the product's own use cases, as each person, at the time that each thing happened."""
    today = work.now
    alice = actor_of(people["alice.martin"])
    space_id = people["alice.martin"].space_id
    if space_id is None:
        return
    for login, categories, duration, days in _GIVEN:
        work.actor, work.now = alice, today - timedelta(days=days)
        access.give_grant(work, space_id, professional_id=doctors[login].id, categories=categories, duration=duration)
    _fill_profile(work, alice, today=today)
    _decide_terms(work, alice, space_id, today=today, doctors=doctors)
    sheets = sorted((*_RECENT, *_OLDER), key=lambda s: -s.days_ago)
    _deposit_all(work, [s for s in sheets if s.days_ago > 3], space_id, people=people, doctors=doctors, today=today)
    by_day, by_night = (doctor_of(work, people[login], doctors[login]) for login in ("camille.bernard", "chloe.roux"))
    operator = actor_of(people["operateur-1"])
    demo_trail.two_days_ago(work, alice=alice, by_day=by_day, by_night=by_night, operator=operator, today=today)
    _deposit_all(work, [s for s in sheets if s.days_ago <= 3], space_id, people=people, doctors=doctors, today=today)
    demo_trail.yesterday(work, alice=alice, by_night=by_night, today=today)
    _mask(work, alice, space_id, today=today, doctors=doctors)
    paper = partial(deposit, work, space_id=space_id)
    fill_binder(work, alice, space_id, deposit=lambda title: paper(Sheet(4, title, PatientCategory.DOC_ADM)))
    _exchange(work, alice, today=today, people=people, doctors=doctors)
    work.actor = by_day
    work.now = today - timedelta(hours=3)
    access.open_record(work, space_id, reason=OpeningReason.PREPARATION)
    work.now = today
    demo_desk.furnish(work, people, doctor=work.actor, alice=alice)
    demo_services.furnish(work, alice=alice, today=today)


def _exchange(
    work: Work, alice: Actor, *, today: datetime, people: dict[str, Account], doctors: dict[str, Professional]
) -> None:
    """Appointments, conversations, and what was opened in an emergency."""
    _fill_agenda(work, alice, today=today, doctors=doctors)
    work.now = today
    writers = {talk.by: doctor_of(work, people[talk.by], doctors[talk.by]) for talk in demo_messages.TALKS}
    sheet = Sheet(0, "Exercices pour le genou", PatientCategory.AUTR_DOC, lines=("Dix flexions, matin et soir.",))
    demo_messages.converse(work, writers | {"alice.martin": alice}, pdf=_pdf(sheet))
    demo_emergency.furnish(work, people, as_doctor=lambda login: doctor_of(work, people[login], doctors[login]))


def _deposit_all(
    work: Work,
    sheets: list[Sheet],
    space_id: UUID,
    *,
    people: dict[str, Account],
    doctors: dict[str, Professional],
    today: datetime,
) -> None:
    for sheet in sheets:
        work.now = today - timedelta(days=sheet.days_ago)
        alice = actor_of(people["alice.martin"])
        work.actor = alice if sheet.by == "alice.martin" else doctor_of(work, people[sheet.by], doctors[sheet.by])
        deposit(work, sheet, space_id=space_id)


def _decide_terms(
    work: Work, alice: Actor, space_id: UUID, *, today: datetime, doctors: dict[str, Professional]
) -> None:
    """Alice names her médecin traitant, and writes herself a word about him."""
    work.actor, work.now = alice, today - timedelta(days=379)
    terms = Terms(attending=True, note="Me suit depuis mon arrivée à Nantes")
    access.give_grant(
        work,
        space_id,
        professional_id=doctors["camille.bernard"].id,
        categories=frozenset(),
        duration=Duration.NO_END,
        terms=terms,
    )
    work.now = today


def _mask(work: Work, alice: Actor, space_id: UUID, *, today: datetime, doctors: dict[str, Professional]) -> None:
    """Alice hides one consultation from all but her médecin traitant, and opens one blood test to her kiné."""
    work.actor, work.now = alice, today - timedelta(days=20)
    page = documents.list_documents(work, space_id=space_id)
    by_title = {row.title: row.id for row in page.rows}
    camille, chloe = doctors["camille.bernard"].id, doctors["chloe.roux"].id
    if psychology := by_title.get("Consultation de psychologie"):
        visibility.mask_document(work, psychology, hidden=True)
        visibility.set_reader(work, psychology, professional_id=camille, sees=True)
    if blood := by_title.get("Bilan sanguin : numération, ferritine"):
        visibility.set_reader(work, blood, professional_id=chloe, sees=True)
    work.now = today


_ENTRIES = (
    (Section.DISEASES, {"maladie": "Asthme", "debut-annee": "1996"}),
    (Section.DISEASES, {"maladie": "Entorse du genou droit", "debut-annee": "2026", "debut-mois": "9"}),
    (Section.TREATMENTS, {"traitement": "Budésonide et formotérol", "posologie": "1 inhalation matin et soir"}),
    (Section.TREATMENTS, {"traitement": "Salbutamol", "posologie": "Si besoin"}),
    (Section.STAYS, {"motif": "Accouchement", "debut-annee": "2020", "debut-mois": "2"}),
    (
        Section.ALLERGIES,
        {"allergene": "Amoxicilline", "gravite": "SEVERE", "reaction": "Gonflement du visage", "debut-annee": "2011"},
    ),
    (Section.VACCINATIONS, {"vaccin": "GRIPPE", "debut-annee": "2025", "debut-mois": "10", "lot": "G25-118"}),
    (Section.VACCINATIONS, {"vaccin": "DTCAP_ADULTE", "debut-annee": "2009", "injection": "BOOSTER"}),
)
_APPOINTMENTS: tuple[tuple[int, str, dict[str, str]], ...] = (
    (
        2,
        "17:30",
        {
            "motif": "Rééducation du genou",
            "genre": "CARE",
            "soignant": "chloe.roux",
            "repete": "WEEKLY",
            "fois": "10",
            "adresse": "3 rue des Salorges, Nantes",
            "preparation": "Apporter une serviette",
            "rappel-EVE": "on",
        },
    ),
    (
        6,
        "08:00",
        {
            "motif": "Prise de sang",
            "genre": "EXAM",
            "avec": "Laboratoire Loire-Biologie",
            "preparation": "Venir à jeun",
            "rappel-EVE": "on",
        },
    ),
    (
        9,
        "14:30",
        {"motif": "Renouvellement d’ordonnance", "genre": "CONSULTATION", "soignant": "camille.bernard"},
    ),
    (14, "11:15", {"motif": "Allergologue", "avec": "Dr Hélène Fournier", "specialite": "Allergologie"}),
    (-12, "10:00", {"motif": "Contrôle du genou", "genre": "CONSULTATION", "soignant": "camille.bernard"}),
)
"""Days from today, hour, and what was typed; a carer is named by their identifiant."""


def _fill_agenda(work: Work, alice: Actor, *, today: datetime, doctors: dict[str, Professional]) -> None:
    work.actor, work.now = alice, today - timedelta(days=20)
    for days, hour, typed in _APPOINTMENTS:
        day = (today + timedelta(days=days)).date()
        when = {"jour": str(day.day), "mois": str(day.month), "annee": str(day.year), "heure": hour}
        carer = doctors.get(typed.get("soignant", ""))
        agenda.note_appointment(work, typed={**typed, **when, "soignant": str(carer.id) if carer else ""})
    work.now = today


_TENSIONS = ((50, 128, 82), (43, 131, 84), (36, 126, 80), (29, 134, 86), (22, 129, 83), (15, 124, 79), (8, 127, 81))


def _fill_profile(work: Work, alice: Actor, *, today: datetime) -> None:
    work.actor, work.now = alice, today - timedelta(days=200)
    for section, typed in _ENTRIES:
        work.now = today - timedelta(days=200 if section is not Section.DISEASES else 40)
        profile.add_entry(work, section=section, typed=typed)
    profile.declare_none(work, section=Section.DISABILITIES)
    demo_wishes.furnish(work, today=today)
    for days, high, low in _TENSIONS:
        work.now = today - timedelta(days=days)
        typed = {
            "systolique": str(high),
            "diastolique": str(low),
            "date": work.now.date().isoformat(),
            "heure": "08:10",
        }
        note_measure(work, code="BLOOD_PRESSURE", typed=typed)
    work.now = today


def deposit(work: Work, sheet: Sheet, *, space_id: UUID, opened: bool = False) -> None:
    """Keep one document as the actor does; a professional opens the record first, unless it is ``opened``."""
    opens = work.actor.quality is Quality.PROFESSIONAL and not opened
    if opens:
        access.open_record(work, space_id, reason=OpeningReason.CONSULTATION)
    begun = documents.begin_upload(work, space_id=space_id, key=uuid4().hex)
    content = _pdf(sheet)
    file = StoredFile(uuid4(), len(content), parts_for(len(content)))
    begun.vault.keep(file.id, 0, content)
    documents.finish_upload(
        work,
        space_id=space_id,
        upload_id=begun.id,
        new=NewDocument(
            title=sheet.title[:50],
            document_date=work.now.date(),
            category=sheet.category,
            media_type="application/pdf",
            file=file,
            sha256=hashlib.sha256(content).hexdigest(),
            view=None,
            view_media_type="application/pdf",
            pages=1,
            held_until=work.now + timedelta(days=sheet.held_days) if sheet.held_days else None,
        ),
    )
    if opens:
        access.close_record(work, space_id)


def actor_of(account: Account) -> Actor:
    """Return the owner of an account, in their own space."""
    return Actor(
        Quality(account.quality), account_id=account.id, space_id=account.space_id, shown_name=account.shown_name
    )


def doctor_of(work: Work, account: Account, professional: Professional) -> Actor:
    """Return a professional at work, in a session of their own."""
    place = select(col(Practice.place_id)).where(col(Practice.professional_id) == professional.id).limit(1)
    return replace(
        actor_of(account),
        session_id=uuid4(),
        professional_id=professional.id,
        profession_code=professional.profession_code,
        place_id=work.db.scalar(place),
        regulates=professional.regulates,
        breaks_glass=professional.breaks_glass,
    )


def _pdf(sheet: Sheet) -> bytes:
    """Write a one-page PDF with a text layer, as an office program would."""
    lines = (
        sheet.title,
        "",
        "Document fictif de démonstration.",
        f"Concerne : {sheet.about}.",
        "",
        *(sheet.lines or ("Ce document ne décrit aucune personne réelle et ne contient aucun avis médical.",)),
    )
    drawn = [b"BT /F1 16 Tf 60 780 Td 22 TL"]
    drawn += [b"(" + _latin(line) + b") Tj T* /F1 11 Tf" for line in lines]
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595, 842))
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name.Helvetica,
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    page.Contents = pdf.make_stream(b"\n".join([*drawn, b"ET"]))
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def _latin(text: str) -> bytes:
    return text.encode("cp1252", "replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
