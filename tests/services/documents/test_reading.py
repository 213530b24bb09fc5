"""The text of documents becomes known by a job, once, for those who may read them; on the real parts."""

from threading import Thread
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, update
from sqlmodel import col

from csn_app.core.actor import JOB, Actor
from csn_app.core.errors import NotFound, Unavailable
from csn_app.core.vocabulary import PatientCategory
from csn_app.core.work import Untraced, Work
from csn_app.documents import ocr, reading, revising, service
from csn_app.documents.files import StoredFile, Vault
from csn_app.documents.model import Document
from csn_app.documents.model_reading import DocumentReading, DocumentText, SearchKey, TextState
from csn_app.documents.views import NewDocument
from tests.factories import OpenWork, a_grant, a_holder, a_professional, an_open_record
from tests.services.documents.papers import born_digital, picture
from tests.services.documents.sending import a_document, read_texts

needs_ocr = pytest.mark.skipif(not ocr.available(), reason="this machine has no tesseract with French")


def pages(open_work: OpenWork, actor: Actor, document_id: UUID) -> list[str]:
    with open_work(actor) as work:
        return reading.pages_of(work, work.db.get_one(Document, document_id))


def state(open_work: OpenWork, actor: Actor, document_id: UUID) -> TextState:
    with open_work(actor) as work:
        return reading.text_of(work, document_id).state


def test_the_text_of_a_pdf_becomes_known_page_by_page_and_is_sealed(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    heard: list[tuple[UUID, list[str]]] = []
    row = a_document(open_work, holder, content=born_digital("Hémoglobine glyquée", "Seconde page de conclusion"))
    assert state(open_work, holder, row.id) is TextState.WAITING
    assert pages(open_work, holder, row.id) == []

    def tell(_work: Work, document: Document, found: list[str]) -> None:
        heard.append((document.id, found))

    read_texts(open_work, holder.space_id, when_known=[tell])
    read_texts(open_work, holder.space_id, when_known=[tell])
    assert pages(open_work, holder, row.id) == ["Hémoglobine glyquée", "Seconde page de conclusion"]
    assert state(open_work, holder, row.id) is TextState.READ
    assert heard == [(row.id, ["Hémoglobine glyquée", "Seconde page de conclusion"])]
    with open_work(JOB) as work:
        kept = work.db.scalars(select(DocumentText).where(col(DocumentText.document_id) == row.id)).all()
        assert len(kept) == 2
        assert not any(b"glyqu" in one.words for one in kept)


@needs_ocr
def test_a_scan_is_recognised_and_a_blank_sheet_has_no_text(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    scan = a_document(open_work, holder, content=picture("Compte rendu", "ferritine 12"), media_type="image/png")
    inside = a_document(open_work, holder, content=picture("Échographie du rein", kind="PDF"))
    blank = a_document(open_work, holder, content=picture(), media_type="image/png")
    read_texts(open_work, holder.space_id)
    assert "ferritine 12" in pages(open_work, holder, scan.id)[0]
    assert "rein" in pages(open_work, holder, inside.id)[0]
    assert state(open_work, holder, blank.id) is TextState.EMPTY


def test_without_tesseract_pictures_are_off_and_the_rest_is_read(
    open_work: OpenWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder = a_holder(open_work)
    scan = a_document(open_work, holder, content=picture("x"), media_type="image/png")
    text = a_document(open_work, holder, content="Une note à moi".encode(), media_type="text/plain;charset=utf-8")
    monkeypatch.setattr(ocr, "available", lambda: False)
    read_texts(open_work, holder.space_id)
    assert state(open_work, holder, scan.id) is TextState.OFF
    assert pages(open_work, holder, text.id) == ["Une note à moi"]
    monkeypatch.setattr(ocr, "available", lambda: True)
    with open_work(JOB) as work:
        reading.begin_again(work)
    assert state(open_work, holder, scan.id) is TextState.WAITING


def test_what_cannot_be_read_says_so_and_stays_readable(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    row = a_document(open_work, holder, content=b"%PDF-1.7 broken")
    read_texts(open_work, holder.space_id)
    assert state(open_work, holder, row.id) is TextState.IMPOSSIBLE
    with open_work(holder) as work:
        assert service.describe_document(work, row.id).title == "Bilan sanguin"


def test_a_file_that_stops_its_reading_three_times_is_given_up(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    row = a_document(open_work, holder, content=born_digital("Jamais lu"))
    with open_work(JOB) as work:
        mine = update(DocumentReading).where(col(DocumentReading.document_id) == row.id)
        work.db.execute(mine.values(tries=reading.TRIES))
        work.commit(untraced=Untraced.TECHNICAL)
    read_texts(open_work, holder.space_id)
    assert state(open_work, holder, row.id) is TextState.IMPOSSIBLE


def test_a_store_that_is_away_for_long_costs_no_document_its_text(
    open_work: OpenWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder = a_holder(open_work)
    row = a_document(open_work, holder, content=born_digital("Ferritine"))

    def away(*_: object) -> bytes:
        raise Unavailable

    mine = update(DocumentReading).where(col(DocumentReading.document_id) == row.id)
    with monkeypatch.context() as broken:
        broken.setattr(Vault, "part", away)
        for _ in range(reading.TRIES + 2):
            with pytest.raises(Unavailable):
                read_texts(open_work, holder.space_id)
            with open_work(JOB) as work:
                work.db.execute(mine.values(due_at=work.real_now))
                work.commit(untraced=Untraced.TECHNICAL)
    read_texts(open_work, holder.space_id)
    assert state(open_work, holder, row.id) is TextState.READ


def test_only_who_reads_a_document_reads_its_text(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    a_grant(open_work, holder, doctor, categories=("RADIO_SC",))
    an_open_record(open_work, doctor, holder)
    hidden = a_document(open_work, holder, content=born_digital("Bilan"))
    shown = a_document(open_work, holder, content=born_digital("Cliché"), category=PatientCategory.RADIO_SC)
    read_texts(open_work, holder.space_id)
    assert pages(open_work, doctor, shown.id) == ["Cliché"]
    for actor, row in ((doctor, hidden), (a_holder(open_work), hidden)):
        with pytest.raises(NotFound):
            pages(open_work, actor, row.id)
        with pytest.raises(NotFound):
            state(open_work, actor, row.id)


def test_two_readers_at_once_read_each_document_once(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    heard: list[UUID] = []
    for n in range(6):
        a_document(open_work, holder, content=born_digital(f"Note {n}"))

    def tell(_work: Work, document: Document, _pages: list[str]) -> None:
        heard.append(document.id)

    readers = [
        Thread(target=read_texts, args=(open_work, holder.space_id), kwargs={"when_known": [tell]}) for _ in "ab"
    ]
    for one in readers:
        one.start()
    for one in readers:
        one.join()
    assert len(heard) == len(set(heard)) == 6


def test_a_deleted_document_takes_its_text_and_the_list_of_words_along(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    row = a_document(open_work, holder, content=born_digital("Xanthochromie"))
    read_texts(open_work, holder.space_id)
    with open_work(holder) as work:
        service.delete_document(work, row.id)
    with open_work(JOB) as work:
        for table in (DocumentReading, DocumentText):
            mine = select(func.count()).select_from(table).where(col(table.space_id) == holder.space_id)
            assert work.db.scalar(mine) == 0
        key = work.db.get_one(SearchKey, holder.space_id)
        assert key.words is None
    read_texts(open_work, holder.space_id)
    with open_work(JOB) as work:
        key = work.db.get_one(SearchKey, holder.space_id)
        assert work.open(key.space_id, f"search_key.words:{key.space_id}", key.words or b"") == ""


def test_a_replaced_document_is_read_anew(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    a_grant(open_work, holder, doctor)
    an_open_record(open_work, doctor, holder)
    row = a_document(open_work, doctor, space_id=holder.space_id, content=born_digital("Ancien texte"))
    read_texts(open_work, holder.space_id)
    replace(open_work, doctor, row.id, content=born_digital("Nouveau texte"))
    assert pages(open_work, holder, row.id) == []
    read_texts(open_work, holder.space_id)
    assert pages(open_work, holder, row.id) == ["Nouveau texte"]


def replace(open_work: OpenWork, author: Actor, document_id: UUID, *, content: bytes) -> None:
    """Put another file in the place of one's own document."""
    with open_work(author) as work:
        kept = work.db.get_one(Document, document_id)
        begun = service.begin_upload(work, space_id=kept.space_id, key=uuid4().hex)
        file = StoredFile(uuid4(), size=len(content), parts=1)
        begun.vault.keep(file.id, 0, content)
        new = NewDocument(
            title="Corrigé",
            document_date=kept.document_date,
            category=PatientCategory.BIOLOGIE,
            media_type=kept.media_type,
            file=file,
            sha256="1" * 64,
            view=None,
            view_media_type=kept.media_type,
            pages=1,
        )
        revising.replace_document(work, document_id, upload_id=begun.id, reason="Erreur", new=new)
