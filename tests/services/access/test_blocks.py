"""Blocking is more than removing: nothing is read, deposited or given until the person lifts it (R-AC-13)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from csn_app.access import policy, service, sharing
from csn_app.access.model import Grant
from csn_app.access.policy import Permission
from csn_app.access.rules import Duration
from csn_app.audit.model import TraceRow
from csn_app.core.actor import JOB, Actor
from csn_app.core.errors import NotFound
from csn_app.core.work import Untraced
from tests.factories import OpenWork, a_grant, a_holder, a_professional, an_open_record


def _give(open_work: OpenWork, holder: Actor, doctor: Actor) -> None:
    with open_work(holder) as work:
        asked: dict[str, Any] = {"categories": frozenset(), "duration": Duration.MONTH}
        service.give_grant(work, holder.space_id, professional_id=doctor.professional_id, **asked)


def _block(open_work: OpenWork, holder: Actor, doctor: Actor) -> None:
    with open_work(holder) as work:
        sharing.block(work, holder.space_id, professional_id=doctor.professional_id)


def _may(open_work: OpenWork, doctor: Actor, holder: Actor, permission: Permission) -> bool:
    with open_work(doctor) as work:
        return policy.allowed(work, permission, holder.space_id)


def test_a_blocked_professional_reads_and_deposits_nothing(open_work: OpenWork) -> None:
    holder, doctor, other = a_holder(open_work), a_professional(open_work), a_professional(open_work)
    for professional in (doctor, other):
        a_grant(open_work, holder, professional)
        an_open_record(open_work, professional, holder)
    _block(open_work, holder, doctor)
    for permission in (Permission.DOCUMENT_LIST, Permission.DOCUMENT_ADD, Permission.RECORD_OPEN):
        assert not _may(open_work, doctor, holder, permission)
        assert _may(open_work, other, holder, permission)
    with open_work(doctor) as work, pytest.raises(NotFound):
        policy.require(work, Permission.DOCUMENT_ADD, holder.space_id)
    with open_work(JOB) as work:
        mine = select(col(TraceRow.action)).where(col(TraceRow.chain_id) == holder.space_id)
        assert work.db.scalars(mine.order_by(col(TraceRow.seq))).all() == ["PROFESSIONAL_BLOCKED", "DEPOSIT_REFUSED"]


def test_a_grant_that_would_stand_beside_a_block_opens_nothing(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    _block(open_work, holder, doctor)
    a_grant(open_work, holder, doctor)
    assert not _may(open_work, doctor, holder, Permission.RECORD_OPEN)


def test_nothing_is_given_to_somebody_blocked_and_unblocking_gives_nothing_back(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    _give(open_work, holder, doctor)
    _block(open_work, holder, doctor)
    with pytest.raises(service.ProfessionalBlocked):
        _give(open_work, holder, doctor)
    with open_work(holder) as work:
        assert [one.professional_id for one in sharing.list_blocked(work, holder.space_id)] == [doctor.professional_id]
        sharing.unblock(work, holder.space_id, professional_id=doctor.professional_id)
        assert sharing.list_blocked(work, holder.space_id) == []
    assert not _may(open_work, doctor, holder, Permission.RECORD_OPEN)
    _give(open_work, holder, doctor)
    assert _may(open_work, doctor, holder, Permission.RECORD_OPEN)


def test_blocking_and_giving_at_once_never_leave_an_access_beside_a_block(open_work: OpenWork) -> None:
    for _ in range(10):
        holder, doctor, ready = a_holder(open_work), a_professional(open_work), Barrier(2)

        def act(use_case: Any) -> None:
            ready.wait()  # noqa: B023 - used within the turn
            try:
                use_case(open_work, holder, doctor)  # noqa: B023
            except service.ProfessionalBlocked:
                return

        with ThreadPoolExecutor(2) as threads:
            list(threads.map(act, (_give, _block)))
        with open_work(JOB) as work:
            standing = select(Grant).where(col(Grant.space_id) == holder.space_id, col(Grant.revoked_at).is_(None))
            assert work.db.scalars(standing).all() == []
            work.commit(untraced=Untraced.TECHNICAL)
