"""What can be done with documents, and by whom; on the real parts."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, update
from sqlmodel import col

from csn_app.access.model import Grant
from csn_app.access.rules import Answer
from csn_app.core.actor import JOB, VISITOR, Actor
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import PatientCategory
from csn_app.core.work import Untraced
from csn_app.documents import service, sweep
from csn_app.documents.files import PREFIX
from csn_app.documents.model import CategoryCount, Document, Upload
from csn_app.documents.queries import Place
from csn_app.documents.rules import KeyNotUnderstood, TitleTooLong
from csn_app.documents.sweep import sweep_files
from csn_app.documents.views import DocumentPage
from csn_app.identity.accounts import seal_contact
from csn_app.identity.model import Account
from csn_app.notifications.service import messages_to
from csn_app.storage.memory import MemoryStore
from tests.factories import OpenWork, a_grant, a_holder, a_professional, an_open_record
from tests.services.documents.sending import a_document, actions_of, objects


def _list(open_work: OpenWork, actor: Actor, *, space_id: object = None, **asked: object) -> DocumentPage:
    with open_work(actor) as work:
        return service.list_documents(work, space_id=space_id or actor.space_id, **asked)  # type: ignore[arg-type]


def _authorised(open_work: OpenWork, holder: Actor, *, categories: tuple[str, ...] = ()) -> Actor:
    doctor = a_professional(open_work)
    a_grant(open_work, holder, doctor, categories=categories)
    an_open_record(open_work, doctor, holder)
    return doctor


def test_a_document_is_in_the_list_of_its_holder_and_nowhere_else(open_work: OpenWork) -> None:
    holder, other = a_holder(open_work), a_holder(open_work)
    row = a_document(open_work, holder, title="Groupe sanguin")
    page = _list(open_work, holder)
    assert [r.title for r in page.rows] == ["Groupe sanguin"]
    assert page.counts == {PatientCategory.BIOLOGIE: 1}
    assert (row.mine, row.new, row.author) == (True, False, "")
    assert _list(open_work, other).rows == ()
    with open_work(other) as work, pytest.raises(NotFound):
        service.list_documents(work, space_id=holder.space_id)  # type: ignore[arg-type]


def test_a_list_is_read_page_by_page_in_both_directions(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    for n in range(60):
        a_document(open_work, holder, title=f"n{n}", day=date(2026, 1, 1) + timedelta(days=n // 7))
    first = _list(open_work, holder)
    pages, place = [first], None
    while pages[-1].older:
        last = pages[-1].rows[-1]
        place = Place(last.document_date, last.id)
        pages.append(_list(open_work, holder, place=place))
    read = [r.id for page in pages for r in page.rows]
    assert [len(p.rows) for p in pages] == [25, 25, 10]
    assert len(set(read)) == 60
    assert [r.document_date for p in pages for r in p.rows] == sorted(
        (r.document_date for p in pages for r in p.rows), reverse=True
    )
    begins = pages[2].rows[0]
    back = _list(open_work, holder, place=Place(begins.document_date, begins.id, newer=True))
    assert back.rows == pages[1].rows
    assert (back.newer, back.older, first.newer) == (True, True, False)


def test_a_category_is_listed_alone_and_counts_stay_those_of_all(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    a_document(open_work, holder)
    a_document(open_work, holder, category=PatientCategory.ORD_SOIN, title="Ordonnance")
    page = _list(open_work, holder, category=PatientCategory.ORD_SOIN)
    assert [r.title for r in page.rows] == ["Ordonnance"]
    assert page.counts == {PatientCategory.BIOLOGIE: 1, PatientCategory.ORD_SOIN: 1}


def test_a_professional_lists_what_was_opened_to_them_and_a_trace_says_so(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    a_document(open_work, holder, title="Résultat")
    a_document(open_work, holder, category=PatientCategory.ORD_SOIN, title="Ordonnance")
    doctor = _authorised(open_work, holder, categories=("BIOLOGIE",))
    page = _list(open_work, doctor, space_id=holder.space_id)
    assert [r.title for r in page.rows] == ["Résultat"]
    assert page.counts == {PatientCategory.BIOLOGIE: 1}
    assert actions_of(open_work, holder.space_id)[-1] == "DOC_LIST_READ"


@pytest.mark.parametrize("given", ["nothing", "a grant", "an opening"])
def test_a_professional_without_grant_or_opening_lists_and_reads_nothing(open_work: OpenWork, given: str) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    row = a_document(open_work, holder)
    if given == "a grant":
        a_grant(open_work, holder, doctor)
    if given == "an opening":
        an_open_record(open_work, doctor, holder)
    for ask in (
        lambda work: service.list_documents(work, space_id=holder.space_id),
        lambda work: service.describe_document(work, row.id),
        lambda work: service.open_file(work, document_id=row.id, shown=True),
        lambda work: service.titles_of(work, space_id=holder.space_id, document_ids=[row.id]),
    ):
        with open_work(doctor) as work, pytest.raises(NotFound):
            ask(work)
    with open_work(doctor) as work:
        assert service.describe_documents(work, [row.id]) == ()
    assert "ACCESS_DENIED" in actions_of(open_work, holder.space_id)


@pytest.mark.parametrize("given", ["nothing", "an opening"])
def test_a_deposit_without_a_grant_is_refused_and_traced(open_work: OpenWork, given: str) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    if given == "an opening":
        an_open_record(open_work, doctor, holder)
    with open_work(doctor) as work, pytest.raises(NotFound):
        service.begin_upload(work, space_id=holder.space_id, key=uuid4().hex)
    assert actions_of(open_work, holder.space_id) == ["DEPOSIT_REFUSED"]


def test_a_deposit_needs_the_grant_and_no_reading(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    a_grant(open_work, holder, doctor)
    row = a_document(open_work, doctor, space_id=holder.space_id)
    assert row.mine
    with open_work(doctor) as work, pytest.raises(NotFound):
        service.describe_document(work, row.id)
    assert actions_of(open_work, holder.space_id) == ["DOC_ADDED", "ACCESS_DENIED"]


def test_a_professional_deposits_and_the_person_is_told_without_a_word_of_health(open_work: OpenWork) -> None:
    holder, to = a_holder(open_work), f"{uuid4().hex}@example.fr"
    doctor = _authorised(open_work, holder)
    with open_work(JOB) as work:
        account = work.db.get(Account, holder.account_id)
        assert account
        account.contact = seal_contact(work, account.id, to)
        work.commit(untraced=Untraced.TECHNICAL)
    a_document(open_work, holder, title="Le mien")
    row = a_document(open_work, doctor, space_id=holder.space_id, title="Hémoglobine")
    with open_work(JOB) as work:
        (told,) = messages_to(work, to)
    assert not any(word in told.subject + told.text for word in ("Hémoglobine", "Bernard", "iologie", "Médecin"))
    listed = next(r for r in _list(open_work, holder).rows if r.author_id)
    assert (listed.id, listed.author, listed.mine, listed.new) == (row.id, "Dr Camille Bernard", False, True)
    with open_work(JOB) as work:
        kept = work.db.get(Document, row.id)
        assert kept
        assert (kept.type_code, kept.class_code) == ("11502-2", "10")


def test_a_professional_reads_what_they_deposited_whatever_the_grant_covers(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    doctor = _authorised(open_work, holder, categories=("ORD_SOIN",))
    row = a_document(open_work, doctor, space_id=holder.space_id)
    with open_work(doctor) as work:
        assert service.describe_document(work, row.id).mine


def test_opening_a_file_leaves_its_trace_with_the_reason_and_marks_it_seen(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    doctor = _authorised(open_work, holder)
    row = a_document(open_work, doctor, space_id=holder.space_id)
    with open_work(doctor) as work:
        service.open_file(work, document_id=row.id, shown=False)
    assert _list(open_work, holder).unseen == 1
    with open_work(holder) as work:
        service.open_file(work, document_id=row.id, shown=True)
        service.open_file(work, document_id=row.id, shown=True, again=True)
    assert _list(open_work, holder).unseen == 0
    assert actions_of(open_work, holder.space_id)[-2:] == ["DOC_DOWNLOADED", "DOC_READ"]


def test_a_stranger_opens_nothing(open_work: OpenWork) -> None:
    holder, stranger = a_holder(open_work), a_holder(open_work)
    row = a_document(open_work, holder)
    for actor in (stranger, VISITOR, replace(holder, space_id=stranger.space_id)):
        with open_work(actor) as work, pytest.raises(NotFound):
            service.open_file(work, document_id=row.id, shown=True, again=True)
    with open_work(holder) as work, pytest.raises(NotFound):
        service.open_file(work, document_id=uuid4(), shown=True)


def test_a_person_corrects_their_own_document_and_the_counts_follow(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    row = a_document(open_work, holder)
    with open_work(holder) as work:
        new = service.update_document(
            work, row.id, title="  Ordonnance ", document_date=date(2026, 1, 2), category=PatientCategory.ORD_SOIN
        )
    assert (new.title, new.document_date, new.category) == ("Ordonnance", date(2026, 1, 2), PatientCategory.ORD_SOIN)
    assert _list(open_work, holder).counts == {PatientCategory.ORD_SOIN: 1}
    assert actions_of(open_work, holder.space_id)[-1] == "DOC_UPDATED"
    with open_work(JOB) as work:
        assert work.db.get(Document, row.id).type_code == "DOCPAT02"  # type: ignore[union-attr]


def test_a_title_that_is_too_long_changes_nothing(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    row = a_document(open_work, holder)
    with open_work(holder) as work, pytest.raises(TitleTooLong):
        service.update_document(
            work, row.id, title="x" * 51, document_date=row.document_date, category=PatientCategory.ORD_SOIN
        )
    assert _list(open_work, holder).rows[0].title == row.title
    assert _list(open_work, holder).counts == {PatientCategory.BIOLOGIE: 1}


def test_deleting_takes_the_content_away_at_once_and_leaves_a_trace(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    before = objects()
    row = a_document(open_work, holder)
    assert len(objects() - before) == 1
    with open_work(holder) as work:
        service.delete_document(work, row.id)
    assert objects() <= before
    page = _list(open_work, holder)
    assert (page.rows, page.counts) == ((), {})
    assert actions_of(open_work, holder.space_id)[-1] == "DOC_DELETED"
    with open_work(holder) as work, pytest.raises(NotFound):
        service.delete_document(work, row.id)


def test_a_person_neither_corrects_nor_deletes_what_a_professional_deposited(open_work: OpenWork) -> None:
    holder, stranger = a_holder(open_work), a_holder(open_work)
    doctor = _authorised(open_work, holder)
    theirs = a_document(open_work, doctor, space_id=holder.space_id)
    own = a_document(open_work, holder)
    for actor, row in ((holder, theirs), (stranger, own), (doctor, own), (doctor, theirs)):
        with open_work(actor) as work, pytest.raises(NotFound):
            service.delete_document(work, row.id)
        with open_work(actor) as work, pytest.raises(NotFound):
            service.update_document(work, row.id, title="x", document_date=row.document_date, category=row.category)
    assert len(_list(open_work, holder).rows) == 2


def test_a_sending_exists_once_and_its_name_belongs_to_one_space(open_work: OpenWork) -> None:
    holder, other = a_holder(open_work), a_holder(open_work)
    doctor = _authorised(open_work, holder)
    a_grant(open_work, other, doctor)
    an_open_record(open_work, doctor, other)
    with open_work(doctor) as work:
        first = service.begin_upload(work, space_id=holder.space_id, key="the-same-key")  # type: ignore[arg-type]
    with open_work(doctor) as work:
        assert service.begin_upload(work, space_id=holder.space_id, key="the-same-key").id == first.id  # type: ignore[arg-type]
    with open_work(doctor) as work, pytest.raises(KeyNotUnderstood):
        service.begin_upload(work, space_id=other.space_id, key="the-same-key")  # type: ignore[arg-type]
    with open_work(holder) as work:
        assert service.begin_upload(work, space_id=holder.space_id, key="the-same-key").id != first.id  # type: ignore[arg-type]


def test_a_sending_is_finished_by_who_began_it_and_only_while_they_may(open_work: OpenWork) -> None:
    holder, stranger = a_holder(open_work), a_holder(open_work)
    doctor = _authorised(open_work, holder)
    with open_work(doctor) as work:
        begun = service.begin_upload(work, space_id=holder.space_id, key=uuid4().hex)  # type: ignore[arg-type]
    with open_work(JOB) as work:
        mine = update(Grant).where(col(Grant.professional_id) == doctor.professional_id)
        work.db.execute(mine.values(revoked_at=work.now))
        work.commit(untraced=Untraced.TECHNICAL)
    for actor, space_id in (
        (doctor, holder.space_id),
        (holder, holder.space_id),
        (stranger, holder.space_id),
        (stranger, stranger.space_id),
    ):
        with open_work(actor) as work, pytest.raises(NotFound):
            service.finish_upload(work, space_id=space_id, upload_id=begun.id, new=None)  # type: ignore[arg-type]
    assert _list(open_work, holder).rows == ()


def test_titles_are_given_to_those_who_may_list_and_what_is_gone_is_absent(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    row = a_document(open_work, holder, title="Groupe sanguin")
    with open_work(holder) as work:
        titles = service.titles_of(work, space_id=holder.space_id, document_ids=[row.id, uuid4()])  # type: ignore[arg-type]
    assert titles == {row.id: "Groupe sanguin"}


def test_readers_are_named_with_their_reason(open_work: OpenWork) -> None:
    holder, doctor, nurse = a_holder(open_work), a_professional(open_work), a_professional(open_work, name="Ana Roy")
    a_grant(open_work, holder, doctor)
    a_grant(open_work, holder, nurse, categories=("ORD_SOIN",))
    row = a_document(open_work, holder)
    with open_work(holder) as work:
        found = {r.name: r.answer for r in service.readers_of(work, row.id)}
    assert found == {"Dr Camille Bernard": Answer.YES, "Dr Ana Roy": Answer.CATEGORY_NOT_COVERED}
    with open_work(a_holder(open_work)) as work, pytest.raises(NotFound):
        service.readers_of(work, row.id)


def test_counts_kept_are_the_counts_of_rows(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    rows = [a_document(open_work, holder, category=c) for c in (*PatientCategory, PatientCategory.BIOLOGIE)]
    with open_work(holder) as work:
        service.delete_document(work, rows[0].id)
    with open_work(JOB) as work:
        kept = work.db.scalars(select(CategoryCount).where(col(CategoryCount.space_id) == holder.space_id))
        counted = {c.category: c.documents for c in kept}
        mine = list(work.db.scalars(select(col(Document.category)).where(col(Document.space_id) == holder.space_id)))
    assert {c: n for c, n in counted.items() if n} == {c: mine.count(c) for c in mine}


def test_the_sweep_holds_a_page_of_the_bucket_at_a_time(open_work: OpenWork, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep, "_BATCH", 2)
    listed: list[str] = []
    before_each_removal: list[int] = []

    class LongStore(MemoryStore):
        def list(self, prefix: str) -> Iterator[tuple[str, datetime]]:
            for _ in range(6):
                listed.append(f"{prefix}{uuid4()}/00000")
                yield listed[-1], datetime(2020, 1, 1, tzinfo=UTC)

        def delete(self, key: str) -> None:
            assert key in listed
            before_each_removal.append(len(listed))

    with open_work(JOB) as work:
        work.blobs = LongStore()
        assert sweep_files(work) == 6
    assert before_each_removal == [2, 2, 4, 4, 6, 6]


def test_the_sweep_removes_what_is_old_and_named_by_nobody(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    row = a_document(open_work, holder)
    with open_work(JOB) as work:
        kept = work.db.get(Document, row.id)
        assert kept
        named, orphan, young = (f"{PREFIX}{i}/00000" for i in (kept.file_id, uuid4(), uuid4()))
        old = datetime.now(UTC) - timedelta(hours=25)
        store = MemoryStore()
        store._kept = {named: (b"", old), orphan: (b"", old), young: (b"", datetime.now(UTC))}
        work.blobs = store
        work.db.add(Upload(space_id=holder.space_id, account_id=holder.account_id, idempotency_key="old", begun_at=old))
        work.db.flush()
        assert sweep_files(work) == 1
        assert set(store._kept) == {named, young}
        left = select(col(Upload.idempotency_key)).where(col(Upload.account_id) == holder.account_id)
        assert "old" not in set(work.db.scalars(left))
