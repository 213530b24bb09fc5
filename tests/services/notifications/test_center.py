"""One's own list of notifications: read, marked, counted, by its owner only."""

import pytest
from sqlalchemy import select
from sqlmodel import col

from csn_app.core.actor import JOB, VISITOR, Actor
from csn_app.core.errors import NotFound
from csn_app.core.work import Channel, Notice, Untraced
from csn_app.notifications import center
from csn_app.notifications.model import Notification
from tests.factories import OpenWork, a_holder


def _told(open_work: OpenWork, holder: Actor, times: int) -> None:
    with open_work(JOB) as work:
        for _ in range(times):
            work.tell(Notice(Channel.EMAIL, "", "x", "x", kind="DOCUMENT_ADDED", account_id=holder.account_id))
        work.commit(untraced=Untraced.OUTBOX)


def test_thirty_a_page_newest_first_without_hole_or_repeat(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    _told(open_work, holder, 35)
    _told(open_work, holder, 35)
    seen, after = [], None
    while True:
        with open_work(holder) as work:
            page = center.list_entries(work, after=after)
        assert len(page.entries) <= center.PAGE
        seen += [entry.id for entry in page.entries]
        after = page.older
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 70


def test_marking_one_or_all(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    _told(open_work, holder, 3)
    with open_work(holder) as work:
        first = center.list_entries(work).entries[0]
        assert (center.count_unread(work), first.read) == (3, False)
        assert center.mark_read(work, entry_id=first.id) == 1
        assert center.mark_read(work, entry_id=first.id) == 0
        assert center.count_unread(work) == 2
        assert center.mark_read(work) == 2
        assert center.count_unread(work) == 0


def test_nobody_reads_or_marks_anothers(open_work: OpenWork) -> None:
    holder, other = a_holder(open_work), a_holder(open_work)
    _told(open_work, holder, 1)
    with open_work(JOB) as work:
        entry_id = work.db.scalars(
            select(col(Notification.id)).where(Notification.account_id == holder.account_id)
        ).one()
    with open_work(other) as work:
        assert center.list_entries(work).entries == ()
        assert center.mark_read(work, entry_id=entry_id) == 0
        assert center.mark_read(work) == 0
    with open_work(holder) as work:
        assert center.count_unread(work) == 1
    with open_work(VISITOR) as work:
        for use_case in (center.count_unread, center.list_entries, center.mark_read):
            with pytest.raises(NotFound):
                use_case(work)
