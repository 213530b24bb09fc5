"""Giving, changing and taking back an access; opening and closing a record."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update
from sqlmodel import col

from csn_app.access import policy, service
from csn_app.access.model import FileOpening, Grant
from csn_app.access.policy import Permission
from csn_app.access.rules import Duration
from csn_app.audit.model import TraceRow
from csn_app.core.actor import JOB, Actor
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import OpeningReason, PatientCategory
from csn_app.core.work import Channel, Notice, Untraced
from csn_app.notifications.service import messages_to
from tests.factories import OpenWork, a_grant, a_holder, a_professional, an_open_record


def _give(
    open_work: OpenWork, holder: Actor, professional: Actor, *, space_id: UUID | None = None, **given: object
) -> UUID:
    asked = {"categories": frozenset(), "duration": Duration.MONTH} | given
    with open_work(holder) as work:
        return service.give_grant(
            work, space_id or holder.space_id, professional_id=professional.professional_id, **asked
        )


def _actions(open_work: OpenWork, holder: Actor) -> list[str]:
    with open_work(JOB) as work:
        mine = select(col(TraceRow.action)).where(col(TraceRow.chain_id) == holder.space_id)
        return list(work.db.scalars(mine.order_by(col(TraceRow.seq))))


def _may_open(open_work: OpenWork, professional: Actor, holder: Actor) -> bool:
    with open_work(professional) as work:
        return policy.allowed(work, Permission.RECORD_OPEN, holder.space_id)


def _has_open(open_work: OpenWork, professional: Actor, holder: Actor) -> bool:
    with open_work(professional) as work:
        return policy.allowed(work, Permission.SPACE_READ, holder.space_id)


def test_give_grant_opens_the_space_to_that_professional_only(open_work: OpenWork) -> None:
    holder, doctor, other = a_holder(open_work), a_professional(open_work), a_professional(open_work)
    _give(open_work, holder, doctor)
    assert _may_open(open_work, doctor, holder)
    assert not _may_open(open_work, other, holder)
    assert _actions(open_work, holder) == ["GRANT_GIVEN"]


def test_give_grant_is_refused_on_somebody_elses_space(open_work: OpenWork) -> None:
    holder, stranger, doctor = a_holder(open_work), a_holder(open_work), a_professional(open_work)
    for actor in (stranger, doctor):
        with pytest.raises(NotFound):
            _give(open_work, actor, doctor, space_id=holder.space_id)
    assert not _may_open(open_work, doctor, holder)


def test_giving_again_changes_the_one_grant_in_force(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    first = _give(open_work, holder, doctor)
    again = _give(open_work, holder, doctor, categories=frozenset({PatientCategory.BIOLOGIE}), duration=Duration.NO_END)
    assert first == again
    with open_work(holder) as work:
        (grant,) = service.list_grants(work, holder.space_id)
    assert grant.categories == (PatientCategory.BIOLOGIE,)
    assert grant.ends_at is None
    assert _actions(open_work, holder) == ["GRANT_GIVEN", "GRANT_CHANGED"]


def test_giving_again_after_the_end_is_giving(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    grant_id = a_grant(open_work, holder, doctor, lasts=timedelta(hours=24))
    with open_work(JOB) as work:
        past = {"starts_at": work.now - timedelta(days=3), "ends_at": work.now - timedelta(days=2)}
        work.db.execute(update(Grant).where(col(Grant.id) == grant_id).values(**past))
        work.commit(untraced=Untraced.TECHNICAL)
    assert not _may_open(open_work, doctor, holder)
    with open_work(holder) as work:
        assert not service.list_grants(work, holder.space_id)[0].in_force
    _give(open_work, holder, doctor)
    assert _may_open(open_work, doctor, holder)
    assert _actions(open_work, holder)[-1] == "GRANT_GIVEN"


def test_revoke_grant_acts_at_once_on_an_open_record(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    grant_id = _give(open_work, holder, doctor)
    with open_work(doctor) as work:
        service.open_record(work, holder.space_id, reason=OpeningReason.CONSULTATION)
    assert _has_open(open_work, doctor, holder)
    with open_work(holder) as work:
        service.revoke_grant(work, grant_id)
    assert not _has_open(open_work, doctor, holder)
    assert not _may_open(open_work, doctor, holder)
    # Given again, the record is not open by itself: the reason is asked again.
    _give(open_work, holder, doctor)
    assert not _has_open(open_work, doctor, holder)
    assert _actions(open_work, holder).count("GRANT_REVOKED") == 1


def test_revoke_grant_twice_leaves_one_line(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    grant_id = _give(open_work, holder, doctor)
    for _ in range(2):
        with open_work(holder) as work:
            service.revoke_grant(work, grant_id)
    assert _actions(open_work, holder).count("GRANT_REVOKED") == 1


def test_revoke_grant_of_somebody_else_is_not_found_and_changes_nothing(open_work: OpenWork) -> None:
    holder, stranger, doctor = a_holder(open_work), a_holder(open_work), a_professional(open_work)
    grant_id = _give(open_work, holder, doctor)
    for actor in (stranger, doctor):
        with open_work(actor) as work, pytest.raises(NotFound):
            service.revoke_grant(work, grant_id)
    with open_work(holder) as work, pytest.raises(NotFound):
        service.revoke_grant(work, uuid4())
    assert _may_open(open_work, doctor, holder)


def test_revoking_touches_no_other_persons_grant(open_work: OpenWork) -> None:
    alice, noe, doctor = a_holder(open_work), a_holder(open_work), a_professional(open_work)
    grant_id = _give(open_work, alice, doctor)
    _give(open_work, noe, doctor)
    an_open_record(open_work, doctor, noe)
    with open_work(alice) as work:
        service.revoke_grant(work, grant_id)
    assert _has_open(open_work, doctor, noe)


def test_a_professional_who_leaves_the_directory_loses_every_grant_and_open_record(open_work: OpenWork) -> None:
    alice, noe, doctor = a_holder(open_work), a_holder(open_work), a_professional(open_work)
    for holder in (alice, noe):
        _give(open_work, holder, doctor)
        an_open_record(open_work, doctor, holder)
    with open_work(JOB) as work:
        work.commit(*service.revoke_all_of(work, [doctor.professional_id]))
    assert not any(_has_open(open_work, doctor, holder) for holder in (alice, noe))
    with open_work(alice) as work, pytest.raises(NotFound):
        service.revoke_all_of(work, [doctor.professional_id])


def test_list_grants_is_the_holders_own(open_work: OpenWork) -> None:
    holder, stranger, doctor = a_holder(open_work), a_holder(open_work), a_professional(open_work)
    _give(open_work, holder, doctor)
    with open_work(stranger) as work:
        assert service.list_grants(work, stranger.space_id) == []
        with pytest.raises(NotFound):
            service.list_grants(work, holder.space_id)
    with open_work(doctor) as work, pytest.raises(NotFound):
        service.list_grants(work, holder.space_id)


def test_patients_who_authorised_lists_what_may_be_opened_now(open_work: OpenWork) -> None:
    alice, noe, doctor = a_holder(open_work), a_holder(open_work), a_professional(open_work)
    ended = _give(open_work, noe, doctor)
    _give(open_work, alice, doctor)
    with open_work(noe) as work:
        service.revoke_grant(work, ended)
    with open_work(doctor) as work:
        (found,) = service.patients_who_authorised(work)
    assert found.space_id == alice.space_id
    with open_work(alice) as work, pytest.raises(NotFound):
        service.patients_who_authorised(work)


def test_open_record_is_refused_without_a_grant_and_the_holder_reads_it(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    with open_work(doctor) as work, pytest.raises(NotFound):
        service.open_record(work, holder.space_id, reason=OpeningReason.CONSULTATION)
    assert _actions(open_work, holder) == ["ACCESS_DENIED"]


def test_open_record_keeps_the_typed_reason_sealed(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    a_grant(open_work, holder, doctor)
    with open_work(doctor) as work:
        opened = service.open_record(work, holder.space_id, reason=OpeningReason.OTHER, words="  un  motif ")
    with open_work(doctor) as work:
        assert service.opening_of(work, holder.space_id) == opened
        assert opened.words == "un motif"
    with open_work(JOB) as work:
        kept = work.db.get(FileOpening, opened.id)
        trace = work.db.scalar(select(TraceRow).where(col(TraceRow.chain_id) == holder.space_id))
        assert b"motif" not in kept.reason + trace.reason
        assert (trace.action, trace.reason_code) == ("RECORD_OPENED", "OTHER")
        assert trace.place_id == doctor.place_id


@pytest.mark.parametrize("words", ["", "   ", "x" * 201])
def test_open_record_for_another_reason_wants_words(open_work: OpenWork, words: str) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    a_grant(open_work, holder, doctor)
    with open_work(doctor) as work, pytest.raises(service.ReasonNotGiven):
        service.open_record(work, holder.space_id, reason=OpeningReason.OTHER, words=words)
    assert not _has_open(open_work, doctor, holder)


def test_the_first_opening_by_a_professional_is_told_once(open_work: OpenWork) -> None:
    holder, doctor, other = a_holder(open_work), a_professional(open_work), a_professional(open_work)
    address = f"{uuid4().hex}@example.fr"
    notice = Notice(Channel.EMAIL, address, "Votre carnet", "Quelque chose de nouveau.")
    for professional in (doctor, other):
        a_grant(open_work, holder, professional)
    for professional in (doctor, doctor, other):
        with open_work(professional) as work:
            service.open_record(work, holder.space_id, reason=OpeningReason.FOLLOW_UP, first_notice=notice)
    with open_work(JOB) as work:
        assert len(messages_to(work, address)) == 2


def test_close_record_ends_this_sessions_opening_only(open_work: OpenWork) -> None:
    holder, doctor, other = a_holder(open_work), a_professional(open_work), a_professional(open_work)
    for professional in (doctor, other):
        a_grant(open_work, holder, professional)
        an_open_record(open_work, professional, holder)
    with open_work(doctor) as work:
        service.close_record(work, holder.space_id)
    assert not _has_open(open_work, doctor, holder)
    assert _has_open(open_work, other, holder)
    with open_work(holder) as work, pytest.raises(NotFound):
        service.close_record(work, holder.space_id)


def test_closing_after_a_revocation_leaves_no_accusation(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    grant_id = _give(open_work, holder, doctor)
    an_open_record(open_work, doctor, holder)
    with open_work(holder) as work:
        service.revoke_grant(work, grant_id)
    with open_work(doctor) as work:
        service.close_record(work, holder.space_id)
    assert _actions(open_work, holder) == ["GRANT_GIVEN", "GRANT_REVOKED"]
