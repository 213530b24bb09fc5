"""One's own account and sessions: read masked, ended one by one, and nobody else's."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlmodel import col

from csn_app.audit import service as audit
from csn_app.core.actor import JOB, VISITOR, Actor
from csn_app.core.errors import NotFound
from csn_app.core.work import Untraced
from csn_app.identity import sessions
from csn_app.identity.accounts import seal_contact
from csn_app.identity.model import Account, RecoveryCode, SignedInSession
from csn_app.settings.service import MySettings, read_my_settings
from tests.factories import OpenWork, a_holder
from tests.services.desk.people import a_known_holder


def another_browser(open_work: OpenWork, actor: Actor, *, shared: bool = False, idle_minutes: int = 0) -> UUID:
    with open_work(JOB) as work:
        token = sessions.begin_session(
            work, work.db.get_one(Account, actor.account_id), device="Téléphone, Safari", shared_device=shared
        )
        work.db.flush()
        named = select(SignedInSession).where(col(SignedInSession.token_mark) == sessions.mark_of(token))
        row = work.db.scalars(named).one()
        row.seen_at = work.real_now - timedelta(minutes=idle_minutes)
        work.commit(untraced=Untraced.TECHNICAL)
        return row.id


def _read(open_work: OpenWork, actor: Actor) -> MySettings:
    with open_work(actor) as work:
        return read_my_settings(work)


def test_ones_account_is_read_with_its_contact_masked_and_its_codes_counted(open_work: OpenWork) -> None:
    known = a_known_holder(open_work)
    with open_work(JOB) as work:
        account = work.db.get_one(Account, known.holder.account_id)
        account.contact = seal_contact(work, account.id, "0639980118")
        for n in range(8):
            work.db.add(
                RecoveryCode(account_id=account.id, code_mark=uuid4().bytes, used_at=work.now if n < 2 else None)
            )
        work.commit(untraced=Untraced.TECHNICAL)
    mine = _read(open_work, known.holder).account
    assert (mine.phone, mine.email) == ("06 •• •• •• 18", "")
    assert (mine.recovery_codes_left, mine.recovery_codes) == (6, 8)
    assert mine.ins == known.ins


def test_a_visitor_reads_no_account_and_ends_nothing(open_work: OpenWork) -> None:
    with open_work(VISITOR) as work:
        with pytest.raises(NotFound):
            read_my_settings(work)
        with pytest.raises(NotFound):
            sessions.end_other_sessions(work)
        with pytest.raises(NotFound):
            sessions.last_visit(work)


def test_only_live_sessions_are_listed_this_one_first(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    phone = another_browser(open_work, holder)
    another_browser(open_work, holder, idle_minutes=16)
    another_browser(open_work, holder, shared=True, idle_minutes=6)
    another_browser(open_work, a_holder(open_work))
    listed = _read(open_work, holder).sessions
    assert [view.id for view in listed] == [holder.session_id, phone]
    assert [view.here for view in listed] == [True, False]


def test_another_session_ends_at_once_and_the_trail_says_so(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    phone = another_browser(open_work, holder)
    with open_work(holder) as work:
        sessions.end_other_session(work, session_id=phone)
    with open_work(holder) as work:
        assert work.db.get_one(SignedInSession, phone).ended_at is not None
        assert holder.space_id is not None
        assert [row.action for row in audit.traces_of(work, holder.space_id)] == ["LOGOUT"]
        with pytest.raises(NotFound):
            sessions.end_other_session(work, session_id=phone)


def test_somebody_elses_session_and_this_one_are_not_ended(open_work: OpenWork) -> None:
    holder, other = a_holder(open_work), a_holder(open_work)
    for session_id in (other.session_id, holder.session_id, uuid4()):
        assert session_id is not None
        with open_work(holder) as work, pytest.raises(NotFound):
            sessions.end_other_session(work, session_id=session_id)
    assert len(_read(open_work, other).sessions) == 1


def test_all_others_end_and_this_one_stays(open_work: OpenWork) -> None:
    holder, other = a_holder(open_work), a_holder(open_work)
    for _ in range(2):
        another_browser(open_work, holder)
    with open_work(holder) as work:
        assert sessions.end_other_sessions(work) == 2
    with open_work(holder) as work:
        assert sessions.end_other_sessions(work) == 0
    assert [view.here for view in _read(open_work, holder).sessions] == [True]
    assert len(_read(open_work, other).sessions) == 1


def test_the_last_visit_is_that_of_another_session(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    with open_work(holder) as work:
        assert sessions.last_visit(work) is None
    phone = another_browser(open_work, holder, idle_minutes=300)
    with open_work(holder) as work:
        assert sessions.last_visit(work) == work.db.get_one(SignedInSession, phone).seen_at
