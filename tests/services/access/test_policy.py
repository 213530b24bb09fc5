"""The policy on real rows: who reaches a space, and what of it."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text
from sqlmodel import col

from csn_app.access import policy
from csn_app.access.model import Grant
from csn_app.access.policy import Permission
from csn_app.audit.model import TraceRow
from csn_app.core.actor import JOB, VISITOR, Actor
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import SpaceState
from csn_app.core.work import Untraced
from csn_app.documents.model import Document
from tests.factories import OpenWork, a_grant, a_holder, a_professional, an_open_record


def _document(open_work: OpenWork, holder: Actor, *, category: str = "BIOLOGIE", kind: str = "DOCPAT05") -> UUID:
    with open_work(JOB) as work:
        document = Document(
            space_id=holder.space_id,
            category=category,
            type_code=kind,
            class_code="10",
            author_account_id=holder.account_id,
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


def _reads(open_work: OpenWork, actor: Actor, document_id: UUID) -> bool:
    with open_work(actor) as work:
        try:
            return policy.fetch(work, Permission.DOCUMENT_READ, Document, document_id).id == document_id
        except NotFound:
            return False


def test_a_holder_reads_their_own_document_and_nobody_elses(open_work: OpenWork) -> None:
    alice, noe = a_holder(open_work), a_holder(open_work)
    document = _document(open_work, alice)
    assert _reads(open_work, alice, document)
    assert not _reads(open_work, noe, document)
    assert not _reads(open_work, VISITOR, document)


@pytest.mark.parametrize("state", [s for s in SpaceState if s is not SpaceState.ACTIVATED])
def test_a_space_that_is_not_active_shows_nothing_to_anyone(open_work: OpenWork, state: SpaceState) -> None:
    holder, doctor = a_holder(open_work, state=state), a_professional(open_work)
    document = _document(open_work, holder)
    a_grant(open_work, holder, doctor)
    an_open_record(open_work, doctor, holder)
    assert not _reads(open_work, holder, document)
    assert not _reads(open_work, doctor, document)


def test_a_professional_reads_with_a_grant_and_an_opened_record_only(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    document = _document(open_work, holder)
    assert not _reads(open_work, doctor, document)
    a_grant(open_work, holder, doctor)
    assert not _reads(open_work, doctor, document)
    an_open_record(open_work, doctor, holder)
    assert _reads(open_work, doctor, document)


def test_an_opening_of_another_session_does_not_count(open_work: OpenWork) -> None:
    holder, doctor, other = a_holder(open_work), a_professional(open_work), a_professional(open_work)
    document = _document(open_work, holder)
    a_grant(open_work, holder, doctor)
    a_grant(open_work, holder, other)
    an_open_record(open_work, other, holder)
    assert not _reads(open_work, doctor, document)


def test_a_grant_covers_its_categories_only(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    covered, kept = _document(open_work, holder), _document(open_work, holder, category="RADIO_SC", kind="DOCPAT04")
    a_grant(open_work, holder, doctor, categories=("BIOLOGIE",))
    an_open_record(open_work, doctor, holder)
    assert _reads(open_work, doctor, covered)
    assert not _reads(open_work, doctor, kept)


def test_a_grant_that_ended_or_was_revoked_opens_nothing(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    document = _document(open_work, holder)
    grant_id = a_grant(open_work, holder, doctor, lasts=timedelta(hours=24))
    an_open_record(open_work, doctor, holder)
    assert _reads(open_work, doctor, document)
    with open_work(JOB) as work:
        work.db.get(Grant, grant_id).revoked_at = work.now
        work.commit(untraced=Untraced.TECHNICAL)
    assert not _reads(open_work, doctor, document)


def test_the_matrix_closes_a_type_to_a_profession_even_under_a_full_grant(open_work: OpenWork) -> None:
    holder, doctor, nurse = a_holder(open_work), a_professional(open_work), a_professional(open_work, profession="60")
    document = _document(open_work, holder, kind="89601-9")
    with open_work(JOB) as work:
        work.db.get(Document, document).class_code = "52"
        work.commit(untraced=Untraced.TECHNICAL)
    for professional in (doctor, nurse):
        a_grant(open_work, holder, professional)
        an_open_record(open_work, professional, holder)
    assert _reads(open_work, doctor, document)
    assert not _reads(open_work, nurse, document)


def test_a_profession_that_is_no_health_profession_is_closed_by_default(open_work: OpenWork) -> None:
    holder, psychologist = a_holder(open_work), a_professional(open_work, profession="93")
    document = _document(open_work, holder)
    a_grant(open_work, holder, psychologist)
    an_open_record(open_work, psychologist, holder)
    assert not _reads(open_work, psychologist, document)


def test_a_list_shows_what_a_single_reading_would(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    documents = [
        _document(open_work, holder),
        _document(open_work, holder, category="RADIO_SC", kind="DOCPAT04"),
        _document(open_work, holder, category="DOC_ADM", kind="ATTEST-RESID"),
    ]
    a_grant(open_work, holder, doctor, categories=("BIOLOGIE", "DOC_ADM"))
    an_open_record(open_work, doctor, holder)
    with open_work(doctor) as work:
        listed = set(
            work.db.scalars(
                select(col(Document.id)).where(
                    col(Document.space_id) == holder.space_id,
                    policy.visible(work, Permission.DOCUMENT_LIST, Document),
                )
            )
        )
    assert listed == {d for d in documents if _reads(open_work, doctor, d)}


def test_a_refused_professional_leaves_one_line_a_day_in_the_trail(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    for _ in range(5):
        with open_work(doctor) as work, pytest.raises(NotFound):
            policy.require(work, Permission.RECORD_OPEN, holder.space_id)
    with open_work(JOB) as work:
        lines = work.db.scalars(select(col(TraceRow.action)).where(col(TraceRow.chain_id) == holder.space_id)).all()
    assert lines == ["ACCESS_DENIED"]


def test_a_trace_can_be_neither_changed_nor_removed(open_work: OpenWork) -> None:
    for statement in ("update trace set action = 'LOGIN'", "delete from trace", "truncate trace"):
        with open_work(JOB) as work, pytest.raises(Exception, match="never changed"):
            work.db.execute(text(statement))
