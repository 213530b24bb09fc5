"""An author corrects and withdraws their own; a person asks for a correction and reads the answer."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlmodel import col

from csn_app.access import service as access
from csn_app.audit import service as audit
from csn_app.core.actor import JOB, Actor
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import PatientCategory
from csn_app.core.work import Untraced
from csn_app.documents import corrections, revising, rules, service
from csn_app.documents.asking import Sort, Wanted
from csn_app.documents.corrections import AlreadyAsked, Answer, AuthorNotInList, WordsMissing
from csn_app.documents.files import StoredFile
from csn_app.documents.model import DocumentVersion
from csn_app.documents.search import find_documents
from csn_app.documents.views import DocumentRow, NewDocument
from csn_app.documents.wording_search import spots
from csn_app.identity.accounts import seal_contact
from csn_app.identity.model import Account
from csn_app.notifications.service import messages_to
from tests.factories import OpenWork, a_grant, a_holder, a_professional, an_open_record
from tests.services.documents.sending import a_document, actions_of, objects


def an_author(open_work: OpenWork, holder: Actor, **said: Any) -> tuple[Actor, DocumentRow]:
    doctor = a_professional(open_work)
    a_grant(open_work, holder, doctor)
    an_open_record(open_work, doctor, holder)
    return doctor, a_document(open_work, doctor, space_id=holder.space_id, **said)


def replace(open_work: OpenWork, author: Actor, row: DocumentRow, *, reason: str = "Erreur de date") -> bool:
    with open_work(author) as work:
        begun = service.begin_upload(work, space_id=row.space_id, key=uuid4().hex)
        file = StoredFile(uuid4(), size=9, parts=1)
        begun.vault.keep(file.id, 0, b"corrected")
        new = NewDocument(
            title="Bilan corrigé",
            document_date=date(2026, 3, 13),
            category=PatientCategory.CPT_REND,
            media_type="application/pdf",
            file=file,
            sha256="1" * 64,
            view=None,
            view_media_type="application/pdf",
            pages=2,
        )
        return revising.replace_document(work, row.id, upload_id=begun.id, reason=reason, new=new).taken


def read(open_work: OpenWork, actor: Actor, document_id: UUID, *, version: int = 0) -> bytes:
    with open_work(actor) as work:
        opened = service.open_file(work, document_id=document_id, shown=True, version=version)
        return opened.vault.part(opened.file, 0)


def an_address(open_work: OpenWork, actor: Actor) -> str:
    to = f"{uuid4().hex}@example.fr"
    with open_work(JOB) as work:
        account = work.db.get_one(Account, actor.account_id)
        account.contact = seal_contact(work, account.id, to)
        work.commit(untraced=Untraced.TECHNICAL)
    return to


def test_a_new_version_takes_the_place_is_told_and_the_earlier_one_stays_readable(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    doctor, row = an_author(open_work, holder)
    to = an_address(open_work, holder)
    assert replace(open_work, doctor, row)
    with open_work(holder) as work:
        page = service.list_documents(work, space_id=row.space_id)
    (now,) = page.rows
    assert (now.id, now.title, now.version, now.new) == (row.id, "Bilan corrigé", 2, True)
    assert page.counts == {PatientCategory.CPT_REND: 1}
    assert read(open_work, holder, row.id) == b"corrected"
    assert read(open_work, holder, row.id, version=1) == b"content"
    with pytest.raises(NotFound):
        read(open_work, holder, row.id, version=3)
    with pytest.raises(NotFound):
        read(open_work, a_holder(open_work), row.id, version=1)
    with open_work(holder) as work:
        line = next(t for t in audit.traces_of(work, row.space_id) if t.action == "DOC_REPLACED")
        assert audit.reason_of(work, line) == "Erreur de date"
    with open_work(JOB) as work:
        (message,) = messages_to(work, to)
    assert not any(word in message.subject + message.text for word in ("Bernard", "Bilan", "date"))


def test_only_its_author_replaces_or_withdraws_a_document(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    doctor, row = an_author(open_work, holder)
    mine = a_document(open_work, holder)
    other, _ = an_author(open_work, holder)
    closed = a_professional(open_work)
    for actor, document in ((other, row), (holder, row), (doctor, mine), (closed, row)):
        with open_work(actor) as work, pytest.raises(NotFound):
            revising.withdraw_document(work, document.id, reason="Non")
        with open_work(actor) as work, pytest.raises(NotFound):
            revising.check_replaceable(work, document.id, space_id=document.space_id, reason="Non")
    with pytest.raises(NotFound):
        replace(open_work, other, row)
    assert "DOC_DELETED" not in actions_of(open_work, holder.space_id)


@pytest.mark.parametrize("reason", ["", "  ", "x" * 201])
def test_a_change_says_why(open_work: OpenWork, reason: str) -> None:
    holder = a_holder(open_work)
    doctor, row = an_author(open_work, holder)
    with pytest.raises(rules.ReasonMissing):
        replace(open_work, doctor, row, reason=reason)
    with open_work(doctor) as work, pytest.raises(rules.ReasonMissing):
        revising.withdraw_document(work, row.id, reason=reason)
    with open_work(doctor) as work, pytest.raises(rules.ReasonMissing):
        revising.check_replaceable(work, row.id, space_id=row.space_id, reason=reason)
    assert read(open_work, doctor, row.id) == b"content"


def test_a_withdrawn_document_is_gone_with_every_version_and_the_person_reads_why(open_work: OpenWork) -> None:
    holder, before = a_holder(open_work), objects()
    doctor, row = an_author(open_work, holder)
    assert replace(open_work, doctor, row)
    to = an_address(open_work, holder)
    with open_work(doctor) as work:
        revising.withdraw_document(work, row.id, reason="Ce n’est pas le bon patient")
    assert objects() == before
    with open_work(holder) as work:
        assert service.list_documents(work, space_id=row.space_id).counts == {}
        newest = audit.traces_of(work, row.space_id)[0]
        assert (newest.action, audit.reason_of(work, newest)) == ("DOC_DELETED", "Ce n’est pas le bon patient")
    with open_work(JOB) as work:
        assert len(messages_to(work, to)) == 1
        assert not work.db.scalars(select(DocumentVersion).where(col(DocumentVersion.document_id) == row.id)).all()


def ask(open_work: OpenWork, holder: Actor, row: DocumentRow, words: str = "Le genou droit, pas le gauche") -> None:
    with open_work(holder) as work:
        corrections.ask_correction(work, row.id, words=words)


def test_the_author_reads_the_request_at_the_desk_and_answers_and_the_person_reads_it(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    doctor, row = an_author(open_work, holder)
    to = an_address(open_work, holder)
    ask(open_work, holder, row)
    with open_work(doctor) as work:
        assert corrections.count_waiting(work) == {row.space_id: 1}
        (waiting,) = corrections.corrections_to_answer(work, row.space_id)
        assert (waiting.words, waiting.title) == ("Le genou droit, pas le gauche", "Bilan sanguin")
        corrections.answer_correction(work, waiting.id, answer=Answer.KEPT, words="L’examen porte sur le gauche.")
    with open_work(holder) as work:
        (read_,) = corrections.corrections_of(work, row.id)
    assert (read_.answer, read_.answer_words) == (Answer.KEPT, "L’examen porte sur le gauche.")
    with open_work(doctor) as work:
        assert corrections.count_waiting(work) == {}
    assert actions_of(open_work, holder.space_id)[-2:] == ["CORRECTION_ASKED", "CORRECTION_ANSWERED"]
    with open_work(JOB) as work:
        (message,) = messages_to(work, to)
    assert "genou" not in message.text
    with open_work(doctor) as work, pytest.raises(NotFound):
        corrections.answer_correction(work, waiting.id, answer=Answer.CORRECTED, words="")


def test_one_request_waits_at_a_time_with_words_for_an_author_of_the_list(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    doctor, row = an_author(open_work, holder)
    for words in ("", " \n ", "x" * 1001):
        with pytest.raises(WordsMissing):
            ask(open_work, holder, row, words)
    ask(open_work, holder, row)
    with pytest.raises(AlreadyAsked):
        ask(open_work, holder, row)
    with pytest.raises(NotFound):
        ask(open_work, holder, a_document(open_work, holder))
    removed = a_holder(open_work)
    gone = a_professional(open_work)
    a_grant(open_work, removed, gone)
    theirs = a_document(open_work, gone, space_id=removed.space_id)
    with open_work(removed) as work:
        revoke = access.list_grants(work, theirs.space_id)[0]
        access.revoke_grant(work, revoke.id)
    with pytest.raises(AuthorNotInList):
        ask(open_work, removed, theirs)
    assert doctor


def test_nobody_else_asks_reads_or_answers(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    doctor, row = an_author(open_work, holder)
    other, _ = an_author(open_work, holder)
    ask(open_work, holder, row)
    with open_work(doctor) as work:
        (waiting,) = corrections.corrections_to_answer(work, row.space_id)
    with open_work(other) as work:
        assert corrections.corrections_to_answer(work, row.space_id) == ()
        assert corrections.count_waiting(work) == {}
    for actor in (other, holder, a_holder(open_work)):
        with open_work(actor) as work, pytest.raises(NotFound):
            corrections.answer_correction(work, waiting.id, answer=Answer.CORRECTED, words="")
    for actor in (other, doctor, a_holder(open_work)):
        with open_work(actor) as work, pytest.raises(NotFound):
            corrections.corrections_of(work, row.id)
    with open_work(doctor) as work, pytest.raises(WordsMissing):
        corrections.answer_correction(work, waiting.id, answer=Answer.KEPT, words=" ")


def found(open_work: OpenWork, actor: Actor, space_id: UUID | None, **wanted: Any) -> list[str]:
    assert space_id
    with open_work(actor) as work:
        return [row.title for row in find_documents(work, space_id=space_id, wanted=Wanted(**wanted)).rows]


def test_documents_are_found_by_words_of_their_title_category_and_day(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    doctor, _ = an_author(open_work, holder, title="Échographie du foie", category=PatientCategory.RADIO_SC)
    a_document(open_work, holder, title="Bilan hépatique", day=date(2024, 1, 5))
    a_document(open_work, holder, title="Ordonnance", category=PatientCategory.ORD_SOIN)
    space = holder.space_id
    assert found(open_work, doctor, space, words="echo foie") == ["Échographie du foie"]
    assert found(open_work, doctor, space, words="FOIE écho") == ["Échographie du foie"]
    assert found(open_work, doctor, space, words="graphie") == []
    assert found(open_work, doctor, space, category=PatientCategory.ORD_SOIN) == ["Ordonnance"]
    assert found(open_work, doctor, space, until=date(2025, 1, 1)) == ["Bilan hépatique"]
    assert found(open_work, doctor, space, words="bilan", since=date(2025, 1, 1)) == []
    assert actions_of(open_work, space)[-1] == "DOC_SEARCHED"
    with open_work(a_professional(open_work)) as work, pytest.raises(NotFound):
        find_documents(work, space_id=holder.space_id, wanted=Wanted("bilan"))  # type: ignore[arg-type]


def test_a_search_shows_only_what_the_policy_lets_through_and_goes_on_page_after_page(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    a_grant(open_work, holder, doctor, categories=("RADIO_SC",))
    an_open_record(open_work, doctor, holder)
    a_document(open_work, holder, title="Bilan caché")
    for n in range(30):
        a_document(open_work, holder, title=f"Bilan {n}", category=PatientCategory.RADIO_SC)
    with open_work(doctor) as work:
        first = find_documents(work, space_id=holder.space_id, wanted=Wanted("bilan"))  # type: ignore[arg-type]
        second = find_documents(
            work,
            space_id=holder.space_id,  # type: ignore[arg-type]
            wanted=Wanted("bilan"),
            place=spots(first, sort=Sort.RECENT)[1],
        )
    assert (len(first.rows), len(second.rows), first.total, second.total) == (25, 5, 30, 30)
    assert (first.newer, first.older, second.newer, second.older) == (False, True, True, False)
    assert not {row.id for row in first.rows} & {row.id for row in second.rows}
    assert "Bilan caché" not in {row.title for row in (*first.rows, *second.rows)}


def test_of_two_answers_at_once_one_counts(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    doctor, row = an_author(open_work, holder)
    ask(open_work, holder, row)
    with open_work(doctor) as work:
        (waiting,) = corrections.corrections_to_answer(work, row.space_id)

    def answer(chosen: Answer) -> bool:
        with open_work(doctor) as work:
            try:
                corrections.answer_correction(work, waiting.id, answer=chosen, words="Voilà")
            except NotFound:
                return False
            return True

    with ThreadPoolExecutor(max_workers=4) as threads:
        done = list(threads.map(answer, [Answer.KEPT, Answer.CORRECTED] * 3))
    assert done.count(True) == 1
    assert actions_of(open_work, holder.space_id).count("CORRECTION_ANSWERED") == 1


def test_of_many_requests_at_once_one_waits(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    _, row = an_author(open_work, holder)

    def asks(number: int) -> bool:
        try:
            ask(open_work, holder, row, f"Demande {number}")
        except AlreadyAsked:
            return False
        return True

    with ThreadPoolExecutor(max_workers=4) as threads:
        assert list(threads.map(asks, range(6))).count(True) == 1


def test_of_two_new_versions_at_once_both_are_kept_in_turn(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    doctor, row = an_author(open_work, holder)
    with ThreadPoolExecutor(max_workers=3) as threads:
        assert all(threads.map(lambda n: replace(open_work, doctor, row, reason=f"Correction {n}"), range(3)))
    with open_work(holder) as work:
        assert service.describe_document(work, row.id).version == 4
    assert [read(open_work, holder, row.id, version=n) for n in (1, 2, 3)] == [b"content", b"corrected", b"corrected"]
