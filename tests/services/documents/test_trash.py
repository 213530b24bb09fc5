"""The trash: kept for its person alone, in no other place, and deleted for good when its days are over."""

from datetime import timedelta
from threading import Thread

import pytest

from csn_app.core.actor import JOB, Actor
from csn_app.core.errors import NotFound
from csn_app.documents import news, search, service, trash, whole
from csn_app.documents.model import Document
from csn_app.documents.search import Wanted
from tests.factories import OpenWork, a_grant, a_holder, a_professional, an_open_record
from tests.services.documents.sending import a_document, actions_of, objects


def _throw(open_work: OpenWork, actor: Actor, *document_ids: object) -> int:
    with open_work(actor) as work:
        return trash.trash_documents(work, list(document_ids))  # type: ignore[arg-type]


def _trashed(open_work: OpenWork, actor: Actor) -> list[str]:
    with open_work(actor) as work:
        return [one.row.title for one in trash.list_trash(work)[0]]


def test_what_is_in_the_trash_is_nowhere_else(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    a_grant(open_work, holder, doctor)
    an_open_record(open_work, doctor, holder)
    row = a_document(open_work, holder, title="Jetable")
    assert _throw(open_work, holder, row.id) == 1
    assert _trashed(open_work, holder) == ["Jetable"]
    for actor in (holder, doctor):
        with open_work(actor) as work:
            page = service.list_documents(work, space_id=row.space_id)
            assert (page.rows, page.counts) == ((), {})
            assert search.find_documents(work, space_id=row.space_id, wanted=Wanted("jetable")).rows == ()
            assert service.describe_documents(work, [row.id]) == ()
            with pytest.raises(NotFound):
                service.open_file(work, document_id=row.id, shown=True)
    with open_work(holder) as work:
        assert not news.document_news(work, space_id=row.space_id).some
        assert whole.count_documents(work, row.space_id) == 0
        assert whole.documents_after(work, row.space_id, after=None) == []
        assert service.titles_of(work, space_id=row.space_id, document_ids=[row.id]) == {}
    assert "DOC_TRASHED" in actions_of(open_work, row.space_id)


def test_it_comes_back_where_it_was(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    row = a_document(open_work, holder)
    _throw(open_work, holder, row.id)
    with open_work(holder) as work:
        trash.restore_document(work, row.id)
    with open_work(holder) as work:
        page = service.list_documents(work, space_id=row.space_id)
        assert (page.rows[0].id, sum(page.counts.values())) == (row.id, 1)
        with pytest.raises(NotFound):
            trash.restore_document(work, row.id)
    assert _trashed(open_work, holder) == []


def test_deleting_takes_the_files_at_once_from_the_trash_too(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    before = objects()
    row = a_document(open_work, holder)
    _throw(open_work, holder, row.id)
    with open_work(holder) as work:
        service.delete_document(work, row.id)
    assert objects() == before
    with open_work(holder) as work:
        assert service.list_documents(work, space_id=row.space_id).counts == {}
    assert actions_of(open_work, row.space_id)[-1] == "DOC_DELETED"


def test_only_what_one_added_is_thrown_away_and_nobody_else_sees_it(open_work: OpenWork) -> None:
    holder, stranger, doctor = a_holder(open_work), a_holder(open_work), a_professional(open_work)
    a_grant(open_work, holder, doctor)
    mine = a_document(open_work, holder)
    theirs = a_document(open_work, doctor, space_id=holder.space_id)
    assert _throw(open_work, holder, mine.id, theirs.id) == 1
    assert _throw(open_work, stranger, mine.id, theirs.id) == 0
    with open_work(doctor) as work, pytest.raises(NotFound):
        trash.trash_documents(work, [theirs.id])
    assert _trashed(open_work, stranger) == []
    for actor in (stranger, doctor):
        with open_work(actor) as work, pytest.raises(NotFound):
            trash.restore_document(work, mine.id)


@pytest.fixture
def thrown(open_work: OpenWork) -> tuple[Actor, Document]:
    """A document that was thrown away 30 days and a minute ago."""
    holder = a_holder(open_work)
    row = a_document(open_work, holder)
    _throw(open_work, holder, row.id)
    with open_work(JOB) as work:
        document = work.db.get_one(Document, row.id)
        document.trashed_at = work.now - timedelta(days=30, minutes=1)
        work.db.commit()
    return holder, document


def test_after_thirty_days_it_is_deleted_for_good_and_the_trail_says_who_did_it(
    open_work: OpenWork, thrown: tuple[Actor, Document]
) -> None:
    holder, old = thrown
    young = a_document(open_work, holder, title="Jeune")
    _throw(open_work, holder, young.id)
    with open_work(JOB) as work:
        assert trash.delete_due(work) >= 1
        assert trash.delete_due(work) == 0
        assert work.db.get(Document, old.id) is None
    assert not [key for key in objects() if str(old.file_id) in key]
    assert _trashed(open_work, holder) == ["Jeune"]
    with open_work(holder) as work, pytest.raises(NotFound):
        trash.delete_due(work)


def test_putting_back_and_deleting_at_once_end_in_one_of_both(
    open_work: OpenWork, thrown: tuple[Actor, Document]
) -> None:
    holder, document = thrown
    back: list[bool] = []

    def restore() -> None:
        with open_work(holder) as work:
            try:
                trash.restore_document(work, document.id)
                back.append(True)
            except NotFound:
                back.append(False)

    def delete() -> None:
        with open_work(JOB) as work:
            trash.delete_due(work)

    threads = [Thread(target=act) for act in (restore, delete)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with open_work(holder) as work:
        page = service.list_documents(work, space_id=document.space_id)
        assert [len(page.rows), sum(page.counts.values())] == ([1, 1] if back == [True] else [0, 0])


def test_throwing_away_twice_at_once_counts_once(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    row, other = a_document(open_work, holder), a_document(open_work, holder)
    threads = [Thread(target=_throw, args=(open_work, holder, row.id)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with open_work(holder) as work:
        page = service.list_documents(work, space_id=row.space_id)
        assert ([r.id for r in page.rows], sum(page.counts.values())) == ([other.id], 1)
    assert actions_of(open_work, row.space_id).count("DOC_TRASHED") == 1
