"""The ledger of what must not come back is written by the database itself, and copied out of it."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select, text
from sqlmodel import col

from csn_app import tables
from csn_app.access import lifecycle
from csn_app.access import service as access
from csn_app.core.actor import JOB, Actor
from csn_app.core.vocabulary import SpaceState
from csn_app.core.work import Untraced
from csn_app.documents import service as documents
from csn_app.rights import erasure
from csn_app.storage import ledger
from csn_app.storage.ledger import LedgerLine
from csn_app.storage.memory import MemoryStore
from tests.factories import OpenWork, a_grant, a_holder, a_professional
from tests.services.documents.sending import a_document


def lines_about(open_work: OpenWork, row_id: object) -> list[tuple[str, str, str]]:
    with open_work(JOB) as work:
        found = work.db.scalars(select(LedgerLine).where(col(LedgerLine.row_id) == row_id).order_by(col(LedgerLine.id)))
        return [(line.table_name, line.event, line.state) for line in found]


def closed_for_good(open_work: OpenWork, holder: Actor) -> None:
    assert holder.space_id
    with open_work(JOB) as work:
        lifecycle.move_space(work, holder.space_id, to=SpaceState.CLOSED_DELETION_REQUESTED)
        work.commit(untraced=Untraced.TECHNICAL)


def test_every_table_with_rows_of_a_space_is_watched(open_work: OpenWork) -> None:
    named = {t.name for t in tables.metadata.tables.values() if {"id", "space_id"} <= set(t.c.keys())}
    with open_work(JOB) as work:
        triggers = "select event_object_table from information_schema.triggers where trigger_name = :name"
        watched = set(work.db.scalars(text(triggers), {"name": "ledger_of_deletions"}))
    assert named - watched == set(ledger.LEFT_OUT)


def test_a_deleted_document_and_a_revoked_grant_have_a_line(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    document, grant = a_document(open_work, holder), a_grant(open_work, holder, a_professional(open_work))
    assert lines_about(open_work, document.id) == lines_about(open_work, grant) == []
    with open_work(holder) as work:
        documents.delete_document(work, document_id=document.id)
    with open_work(holder) as work:
        access.revoke_grant(work, grant)
    assert lines_about(open_work, document.id) == [("document", "DELETED", "")]
    assert lines_about(open_work, grant) == [("access_grant", "REVOKED", "")]


def test_what_is_rolled_back_leaves_no_line(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    document = a_document(open_work, holder)
    with open_work(JOB) as work:
        work.db.execute(text("delete from document where id = :id"), {"id": document.id})
    assert lines_about(open_work, document.id) == []


def test_an_erased_space_has_the_lines_of_its_moves_and_none_for_its_rows(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    document = a_document(open_work, holder)
    closed_for_good(open_work, holder)
    with open_work(JOB) as work:
        erasure.erase_due(replace(work, now=work.now + timedelta(days=100)))
    moves = [state for _, _, state in lines_about(open_work, holder.space_id)]
    assert moves == ["CLOSED_DELETION_REQUESTED", "ERASED"]
    assert lines_about(open_work, document.id) == []


def test_lines_are_copied_out_once_and_read_back_in_order(open_work: OpenWork) -> None:
    holder, store = a_holder(open_work), MemoryStore()
    before_day = a_document(open_work, holder)
    with open_work(holder) as work:
        documents.delete_document(work, document_id=before_day.id)
    with open_work(JOB) as work:
        copied = ledger.copy_out(work.db, store, now=work.real_now)
        work.commit(untraced=Untraced.TECHNICAL)
    with open_work(JOB) as work:
        assert ledger.copy_out(work.db, store, now=work.real_now) == 0
        start = work.real_now - timedelta(days=1)
    read = ledger.since(ledger.lines_of(store), start)
    assert len(read) <= copied
    assert [line.at for line in read] == sorted(line.at for line in read)
    assert (before_day.id, "DELETED") in {(line.row_id, line.event) for line in read}
    assert ledger.since(read, start + timedelta(days=2)) == []


def test_a_line_that_a_copy_of_the_database_holds_is_known_as_it_was_copied_out(open_work: OpenWork) -> None:
    holder, store = a_holder(open_work), MemoryStore()
    gone, grant = a_document(open_work, holder), a_grant(open_work, holder, a_professional(open_work))
    with open_work(holder) as work:
        documents.delete_document(work, document_id=gone.id)
    with open_work(holder) as work:
        access.revoke_grant(work, grant)
    with open_work(JOB) as work:
        ledger.copy_out(work.db, store, now=work.real_now)
        copied = {line for line in ledger.lines_of(store) if line.row_id in {gone.id, grant}}
        assert len(copied) == 2
        assert copied <= ledger.known(work.db, work.real_now - timedelta(days=1))
        assert not copied & ledger.known(work.db, work.real_now + timedelta(days=1))


def test_copies_are_forgotten_after_sixty_days(open_work: OpenWork) -> None:
    store = MemoryStore()
    store.put(f"{ledger.PREFIX}x", b"")
    with open_work(JOB) as work:
        ledger.copy_out(work.db, store, now=work.real_now + timedelta(days=59))
        work.db.rollback()
        assert f"{ledger.PREFIX}x" in dict(store.list(ledger.PREFIX))
        ledger.copy_out(work.db, store, now=work.real_now + timedelta(days=61))
    assert f"{ledger.PREFIX}x" not in dict(store.list(ledger.PREFIX))
