"""The text of documents: read soon after their deposit by a job, sealed page by page, given to who may read them.

``pages_of(work, document)`` gives the pages to a use case; what is to be called once when a text becomes known is
handed to ``read_next`` by the job (``jobs/reading.py``: ``WHEN_TEXT_IS_KNOWN``). A document is readable all the while.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from threading import Event
from time import monotonic
from uuid import UUID

from sqlalchemy import case, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from csn_app.access import policy
from csn_app.access.policy import Permission
from csn_app.core.errors import CsnError, Unavailable
from csn_app.core.work import Untraced, Work
from csn_app.documents import extraction, indexing, ocr
from csn_app.documents.files import StoredFile, Vault
from csn_app.documents.model import Document
from csn_app.documents.model_reading import DocumentReading, DocumentText, TextState
from csn_app.documents.private_file import PrivateFile

WhenKnown = Callable[[Work, Document, list[str]], None]
"""What is done once with the pages of a document, in the transaction that makes its text known; it does not commit."""

ARRIVED = Event()
"""Set when a document waits to be read: the job of this process begins at once."""

TRIES = 3
"""A file that stops its reading so often is given up: it may be what stops it."""

LEASE = timedelta(minutes=4)
"""How long a reading that was begun is left alone: longer than it may take."""

_SCAN_SECONDS = 8.0


@dataclass(frozen=True, slots=True)
class TextOf:
    """How far the text of a document is known; ``pages_read`` of its pages were looked at."""

    state: TextState
    pages_read: int


@dataclass(frozen=True, slots=True)
class _Taken:
    """A reading that this process has begun."""

    document_id: UUID
    space_id: UUID
    version: int
    media_type: str
    file: StoredFile
    to_scan: tuple[int, ...]


def text_of(work: Work, document_id: UUID) -> TextOf:
    """Say how far the text of a document is known; raises ``NotFound``."""
    document = policy.fetch(work, Permission.DOCUMENT_READ, Document, document_id)
    reading = work.db.get(DocumentReading, document.id)
    return TextOf(TextState(reading.state), reading.pages_read) if reading else TextOf(TextState.WAITING, 0)


def pages_of(work: Work, document: Document) -> list[str]:
    """Return the text of each page of a document that the actor may read, in order; empty while it is not known."""
    policy.fetch(work, Permission.DOCUMENT_READ, Document, document.id)
    return _pages(work, document.space_id, document.id)


def page_text(work: Work, *, space_id: UUID, document_id: UUID, words: bytes) -> str:
    """Open the text of one page that a statement of the policy let through."""
    policy.open_to_all("the caller's statement asked: what may not be read is not at hand")
    return work.open(space_id, _context(document_id), words)


def await_reading(work: Work, document: Document) -> None:
    """Have a document found by its title at once and read soon: when it comes, and when its file is replaced.

    The caller asked the policy, holds the row, and commits.
    """
    policy.open_to_all("part of a deposit, which asked")
    work.db.flush()
    again = work.db.get(DocumentReading, document.id) is not None
    due = {"state": TextState.WAITING, "version": document.version, "due_at": work.real_now}
    fresh = due | {"tries": 0, "pages_read": 0, "to_scan": []}
    first = insert(DocumentReading).values(
        document_id=document.id, space_id=document.space_id, tokens=[], words=b"", **fresh
    )
    work.db.execute(first.on_conflict_do_update(index_elements=["document_id"], set_=fresh))
    work.db.execute(delete(DocumentText).where(col(DocumentText.document_id) == document.id))
    indexing.index_document(work, document, _locked(work, document.id), pages=())
    if again:
        indexing.forget_words(work, document.space_id)


def describe_again(work: Work, document: Document) -> None:
    """Have a document found by its new title, date or category; the caller asked the policy and commits."""
    policy.open_to_all("part of a change, which asked")
    reading = _locked(work, document.id)
    indexing.index_document(work, document, reading, pages=_pages(work, document.space_id, document.id))
    indexing.forget_words(work, document.space_id)


def begin_again(work: Work) -> None:
    """When the job starts: what a stopped process had begun is taken up, and what was off where it no longer is."""
    policy.open_to_all("a job's own queue")
    unfinished = col(DocumentReading.state).in_((TextState.WAITING, TextState.SCANNING))
    work.db.execute(update(DocumentReading).where(unfinished).values(due_at=work.real_now))
    if ocr.available():
        off = update(DocumentReading).where(col(DocumentReading.state) == TextState.OFF)
        work.db.execute(off.values(state=TextState.WAITING, due_at=work.real_now, tries=0))
    work.commit(untraced=Untraced.TECHNICAL)


def read_next(work: Work, *, when_known: Sequence[WhenKnown] = ()) -> bool:
    """Read the document that waits longest, or a few pages of a scan; returns False where none waits.

    Killed at any moment it is done again from where it was, and each text becomes known once.
    """
    policy.open_to_all("a job reads for everybody what only its readers will see")
    taken = _take(work)
    if taken is None:
        return _make_words(work)
    try:
        with _opened(work, taken) as source:
            if taken.to_scan:
                _scan(work, taken, source, when_known)
            else:
                layer = extraction.read_text_layer(source, media_type=taken.media_type)
                _keep_layer(work, taken, layer, when_known)
    except Unavailable:
        _put_back(work, taken)
        raise
    except extraction.NoTextReadable:
        _give_up(work, taken)
    return True


def _take(work: Work) -> _Taken | None:
    """Begin the next reading: new documents before the pages of scans, so that none waits behind a thick one."""
    waits = col(DocumentReading.state).in_((TextState.WAITING, TextState.SCANNING))
    new_first = case((col(DocumentReading.state) == TextState.WAITING, 0), else_=1)
    reading = work.db.scalar(
        select(DocumentReading)
        .where(waits, col(DocumentReading.due_at) <= work.real_now)
        .order_by(new_first, col(DocumentReading.due_at))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if reading is None:
        work.db.rollback()
        return None
    document = work.db.get_one(Document, reading.document_id)
    reading.tries += 1
    reading.due_at = work.real_now + LEASE
    given_up, media_type = reading.tries > TRIES, document.view_media_type or document.media_type
    if given_up:
        reading.state = TextState.IMPOSSIBLE
    view = document.view_file_id
    file = (
        StoredFile(view, size=document.view_size, parts=document.view_parts)
        if view
        else StoredFile(document.file_id, size=document.size, parts=document.parts)
    )
    taken = _Taken(document.id, document.space_id, reading.version, media_type, file, tuple(reading.to_scan))
    work.commit(untraced=Untraced.TECHNICAL)
    work.db.expunge_all()
    return _take(work) if given_up else taken


def _opened(work: Work, taken: _Taken) -> PrivateFile:
    """Open a file into the kernel's memory, part by part; raises ``Unreadable``, ``Unavailable``: it is tried again."""
    vault, source = Vault(work.keys, work.blobs, taken.space_id), PrivateFile()
    for n in range(taken.file.parts):
        source.write(vault.part(taken.file, n))
    return source


def _keep_layer(work: Work, taken: _Taken, layer: extraction.TextLayer, when_known: Sequence[WhenKnown]) -> None:
    found = _hold(work, taken)
    if found is None:
        return
    document, reading = found
    scans = layer.pictures if ocr.available() else []
    _write(work, taken, dict(enumerate(layer.pages, 1)))
    reading.to_scan, reading.tries, reading.pages_read = scans, 0, len(layer.pages) - len(scans)
    if scans:
        reading.state, reading.due_at = TextState.SCANNING, work.real_now
        indexing.index_document(work, document, reading, pages=layer.pages)
        work.commit(untraced=Untraced.TECHNICAL)
        return
    _known(work, document, reading, when_known, off=bool(layer.pictures))


def _scan(work: Work, taken: _Taken, source: PrivateFile, when_known: Sequence[WhenKnown]) -> None:
    """Recognise the next pages for some seconds; those that are done stay done."""
    until, texts = monotonic() + _SCAN_SECONDS, dict[int, str]()
    for page in taken.to_scan:
        texts[page] = ""
        with suppress(ocr.PageNotRecognised, extraction.NoTextReadable):
            texts[page] = extraction.recognise_page(source, media_type=taken.media_type, page=page)
        if monotonic() > until:
            break
    found = _hold(work, taken)
    if found is None:
        return
    document, reading = found
    _write(work, taken, texts)
    reading.to_scan = [page for page in reading.to_scan if page not in texts]
    reading.tries, reading.due_at = 0, work.real_now
    reading.pages_read += len(texts)
    if reading.to_scan:
        work.commit(untraced=Untraced.TECHNICAL)
        return
    _known(work, document, reading, when_known, off=False)


def _known(
    work: Work, document: Document, reading: DocumentReading, when_known: Sequence[WhenKnown], *, off: bool
) -> None:
    """Say that the text of a document is known: it is found by it, and what waits for a text is told, once."""
    pages = _pages(work, document.space_id, document.id)
    empty = TextState.OFF if off else TextState.EMPTY
    reading.state = TextState.READ if any(pages) else empty
    indexing.index_document(work, document, reading, pages=pages)
    for tell in when_known if any(pages) else ():
        # What cannot be told changes nothing of the text.
        with suppress(CsnError), work.db.begin_nested():
            tell(work, document, pages)
    work.commit(untraced=Untraced.TECHNICAL)


def _give_up(work: Work, taken: _Taken) -> None:
    """Say that a file cannot be read; its title finds it all the same."""
    found = _hold(work, taken)
    if found is not None:
        document, reading = found
        reading.state, reading.to_scan = TextState.IMPOSSIBLE, []
        indexing.index_document(work, document, reading, pages=_pages(work, document.space_id, document.id))
        work.commit(untraced=Untraced.TECHNICAL)


def _put_back(work: Work, taken: _Taken) -> None:
    """Take nothing of its tries from a document whose file the store could not give: the store was away, not it."""
    found = _hold(work, taken)
    if found is not None:
        found[1].tries = max(found[1].tries - 1, 0)
        work.commit(untraced=Untraced.TECHNICAL)


def _hold(work: Work, taken: _Taken) -> tuple[Document, DocumentReading] | None:
    """Take the document and its reading; None where it is gone, replaced, or was read meanwhile."""
    work.db.rollback()
    work.db.expunge_all()
    held = select(Document).where(col(Document.id) == taken.document_id).with_for_update()
    document = work.db.scalar(held)
    reading = _locked(work, taken.document_id) if document else None
    if document is None or reading is None or reading.version != taken.version:
        work.db.rollback()
        return None
    if reading.state not in {TextState.WAITING, TextState.SCANNING} or tuple(reading.to_scan) != taken.to_scan:
        work.db.rollback()
        return None
    return document, reading


def _locked(work: Work, document_id: UUID) -> DocumentReading:
    statement = select(DocumentReading).where(col(DocumentReading.document_id) == document_id).with_for_update()
    return work.db.scalars(statement.execution_options(populate_existing=True)).one()


def _write(work: Work, taken: _Taken, texts: dict[int, str]) -> None:
    rows = [
        {
            "document_id": taken.document_id,
            "page": page,
            "space_id": taken.space_id,
            "words": work.seal(taken.space_id, _context(taken.document_id), text),
        }
        for page, text in texts.items()
        if text
    ]
    if rows:
        work.db.execute(insert(DocumentText).on_conflict_do_nothing(), rows)


def _pages(work: Work, space_id: UUID, document_id: UUID) -> list[str]:
    kept = select(col(DocumentText.page), col(DocumentText.words)).where(col(DocumentText.document_id) == document_id)
    texts = {page: work.open(space_id, _context(document_id), sealed) for page, sealed in work.db.execute(kept)}
    return [texts.get(page, "") for page in range(1, max(texts, default=0) + 1)]


def _make_words(work: Work) -> bool:
    space_id = indexing.space_without_words(work)
    if space_id is None:
        work.db.rollback()
        return False
    indexing.make_words(work, space_id)
    work.commit(untraced=Untraced.TECHNICAL)
    return True


def _context(document_id: UUID) -> str:
    return f"document_text.words:{document_id}"
