"""Who reads a document, as the holder is told, is who would read it: one policy, two askers."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlmodel import col

from csn_app.access import policy, readers
from csn_app.access.model import Grant
from csn_app.access.policy import Permission
from csn_app.access.rules import Answer
from csn_app.core.actor import JOB, Actor
from csn_app.core.errors import NotFound
from csn_app.core.reference import rows
from csn_app.core.vocabulary import PatientCategory
from csn_app.core.work import Untraced
from csn_app.documents.model import Document
from tests.factories import OpenWork, a_grant, a_holder, a_professional, an_open_record

TYPES = [(row["code"], row["class_code"]) for row in rows("document_types")]
BLOOD = readers.Subject(uuid4(), "BIOLOGIE", "11502-2", "10")
PROFESSIONS = ["10", "21", "31", "36", "40", "60", "70", "93", "97", "312"]
GRANTS = st.fixed_dictionaries(
    {
        "profession": st.sampled_from(PROFESSIONS),
        "categories": st.one_of(st.just(()), st.sets(st.sampled_from(list(PatientCategory)), max_size=4).map(tuple)),
        "state": st.sampled_from(["open", "open", "ended", "not begun", "revoked"]),
        "author": st.booleans(),
    }
)


def _grant(open_work: OpenWork, holder: Actor, professional: Actor, *, categories: tuple[str, ...], state: str) -> None:
    grant_id = a_grant(open_work, holder, professional, categories=categories)
    with open_work(JOB) as work:
        grant, day = work.db.get(Grant, grant_id), timedelta(days=1)
        if state == "ended":
            grant.starts_at, grant.ends_at = work.now - 2 * day, work.now - day
        elif state == "not begun":
            grant.starts_at = work.now + day
        elif state == "revoked":
            grant.revoked_at = work.now
        work.commit(untraced=Untraced.TECHNICAL)


def _document(open_work: OpenWork, holder: Actor, author: Actor, *, category: str, kind: tuple[str, str]) -> UUID:
    with open_work(JOB) as work:
        document = Document(
            space_id=holder.space_id,
            category=category,
            type_code=kind[0],
            class_code=kind[1],
            author_account_id=author.account_id,
            author_professional_id=author.professional_id,
            title=b"sealed",
            document_date=date(2026, 11, 1),
            added_at=work.now,
            media_type="application/pdf",
            size=10,
            parts=1,
            file_id=uuid4(),
            sha256=b"sealed",
        )
        work.db.add(document)
        work.commit(untraced=Untraced.TECHNICAL)
        return document.id


def _would_read(open_work: OpenWork, professional: Actor, document_id: UUID) -> bool:
    with open_work(professional) as work:
        seen = policy.visible(work, Permission.DOCUMENT_READ, Document)
        return work.db.scalar(select(col(Document.id)).where(col(Document.id) == document_id, seen)) is not None


@given(
    people=st.lists(GRANTS, min_size=1, max_size=3),
    category=st.sampled_from(list(PatientCategory)),
    kind=st.sampled_from(TYPES),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_readers_of_says_what_the_policy_does(
    open_work: OpenWork, people: list[dict[str, object]], category: str, kind: tuple[str, str]
) -> None:
    holder = a_holder(open_work)
    professionals = [a_professional(open_work, profession=p["profession"]) for p in people]
    for professional, wanted in zip(professionals, people, strict=True):
        _grant(open_work, holder, professional, categories=wanted["categories"], state=wanted["state"])
        an_open_record(open_work, professional, holder)
    authors = [a for a, wanted in zip(professionals, people, strict=True) if wanted["author"]]
    author = authors[0] if authors else holder
    document_id = _document(open_work, holder, author, category=category, kind=kind)
    with open_work(holder) as work:
        found = readers.readers_of(
            work,
            holder.space_id,
            subject=readers.Subject(document_id, category, kind[0], kind[1], author.professional_id),
            professions={p.professional_id: p.profession_code for p in professionals},
        )
    said = {reader.professional_id for reader in found if reader.answer is Answer.YES}
    done = {p.professional_id for p in professionals if _would_read(open_work, p, document_id)}
    assert said == done


@pytest.mark.parametrize(
    ("profession", "categories", "state", "answer"),
    [
        ("10", (), "open", Answer.YES),
        ("10", (), "ended", Answer.GRANT_ENDED),
        ("10", ("RADIO_SC",), "open", Answer.CATEGORY_NOT_COVERED),
        ("93", (), "open", Answer.PROFESSION_CLOSED),
        ("36", (), "open", Answer.MATRIX_SAYS_NO),
    ],
)
def test_readers_of_names_the_condition_that_fails(
    open_work: OpenWork, profession: str, categories: tuple[str, ...], state: str, answer: Answer
) -> None:
    holder, professional = a_holder(open_work), a_professional(open_work, profession=profession)
    _grant(open_work, holder, professional, categories=categories, state=state)
    with open_work(holder) as work:
        (reader,) = readers.readers_of(
            work, holder.space_id, subject=BLOOD, professions={professional.professional_id: profession}
        )
    assert reader.answer is answer


def test_readers_of_is_told_to_the_holder_only(open_work: OpenWork) -> None:
    holder, stranger, doctor = a_holder(open_work), a_holder(open_work), a_professional(open_work)
    a_grant(open_work, holder, doctor)
    for actor in (stranger, doctor):
        with open_work(actor) as work, pytest.raises(NotFound):
            readers.readers_of(work, holder.space_id, subject=BLOOD, professions={})
