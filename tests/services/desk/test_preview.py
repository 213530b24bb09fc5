"""« Ce que voit le Dr Bernard »: the desk itself, asked by the holder; it leaves no trace and reaches nobody else's."""

import pytest
from sqlalchemy import select
from sqlmodel import col

from csn_app.access import policy, sharing
from csn_app.access.permissions import Permission
from csn_app.access.preview import eyes_of
from csn_app.access.rules_masks import Audience, Masked
from csn_app.audit.model import TraceRow
from csn_app.core.actor import JOB, Actor
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import Section
from csn_app.core.work import Trace
from csn_app.desk.preview import Nothing, look_as
from csn_app.documents import service as documents
from csn_app.profile.service import add_entry, read_summary
from tests.factories import OpenWork, a_grant, a_holder, a_professional, an_open_record
from tests.services.access.documents import SCAN, a_row


def _lines(open_work: OpenWork, holder: Actor) -> list[str]:
    with open_work(JOB) as work:
        mine = select(col(TraceRow.action)).where(col(TraceRow.chain_id) == holder.space_id)
        return list(work.db.scalars(mine.order_by(col(TraceRow.seq))))


def test_a_preview_is_what_the_desk_shows_and_leaves_no_trace(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    a_grant(open_work, holder, doctor)
    shown, theirs, masked = a_row(open_work, holder), a_row(open_work, holder, author=doctor), a_row(open_work, holder)
    with open_work(holder) as work:
        add_entry(work, section=Section.ALLERGIES, typed={"allergene": "Pollen"})
        for row in (masked, theirs):
            sharing.hide(work, holder.space_id, Masked(row), audience=Audience(doctor.professional_id))
    before = _lines(open_work, holder)
    with open_work(holder) as work:
        found = look_as(work, doctor.professional_id)
    assert _lines(open_work, holder) == before
    an_open_record(open_work, doctor, holder)
    with open_work(doctor) as work:
        desk = documents.list_documents(work, space_id=holder.space_id)
        summary = read_summary(work, space_id=holder.space_id)
    assert found.sight
    assert {row.id for row in found.sight.page.rows} == {row.id for row in desk.rows} == {shown, theirs}
    assert found.sight.page.counts == desk.counts
    assert found.sight.profile.sections == summary.sections
    assert [row.id for row in found.unseen] == [masked]
    assert found.total >= 0


def test_a_preview_of_nobody_shows_why(open_work: OpenWork) -> None:
    holder, doctor, other = a_holder(open_work), a_professional(open_work), a_professional(open_work, profession="93")
    a_row(open_work, holder, kind=SCAN)
    a_grant(open_work, holder, other)
    with open_work(holder) as work:
        assert look_as(work, doctor.professional_id).nothing is Nothing.NO_ACCESS
        assert look_as(work, other.professional_id).nothing is Nothing.PROFESSION_CLOSED
        sharing.block(work, holder.space_id, professional_id=doctor.professional_id)
        assert look_as(work, doctor.professional_id).nothing is Nothing.BLOCKED
        assert look_as(work, doctor.professional_id).sight is None


def test_eyes_write_nothing_and_reach_no_other_space(open_work: OpenWork) -> None:
    holder, stranger, doctor = a_holder(open_work), a_holder(open_work), a_professional(open_work)
    for one in (holder, stranger):
        a_grant(open_work, one, doctor)
        an_open_record(open_work, doctor, one)
    with open_work(holder) as work:
        eyes = eyes_of(work, professional_id=doctor.professional_id, profession_code="10", account_id=doctor.account_id)
        assert policy.allowed(eyes, Permission.DOCUMENT_LIST, holder.space_id)
        assert not policy.allowed(eyes, Permission.DOCUMENT_LIST, stranger.space_id)
        assert not policy.allowed(eyes, Permission.DOCUMENT_ADD, holder.space_id)
        assert not policy.allowed(eyes, Permission.RECORD_OPEN, holder.space_id)
        eyes.commit(Trace("DOC_LIST_READ", holder.space_id, object_type="document"))
    assert _lines(open_work, holder) == []


def test_nobody_but_the_holder_looks_so(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    a_grant(open_work, holder, doctor)
    with open_work(doctor) as work, pytest.raises(NotFound):
        look_as(work, doctor.professional_id)
    with open_work(a_holder(open_work)) as work:
        assert look_as(work, doctor.professional_id).sight is None
