"""Searching the text of many documents: a frequent and a rare word, sealed, in the service itself."""

import time
from pathlib import Path
from random import Random
from uuid import UUID

from sqlalchemy import insert, select, text, update
from sqlmodel import col

from csn_app import wiring
from csn_app.core.actor import JOB, Actor
from csn_app.core.work import Untraced, Work
from csn_app.documents import indexing
from csn_app.documents.asking import Wanted
from csn_app.documents.model import Document
from csn_app.documents.model_reading import DocumentReading, DocumentText, TextState
from csn_app.documents.search import find_documents
from csn_app.documents.views import title_context
from tests.bench.access import _document, _parts
from tests.bench.figures import Figure, percentile
from tests.factories import a_holder

FLOOR = 20.0
"""Milliseconds that the goal names."""

WORDS_OF_A_PAGE = 180


def measure_search(folder: Path, *, documents: int, times: int) -> list[Figure]:
    """Ask for a word of every document, of one, and one that is a slip away, at 100 documents and at many."""
    found = []
    with _parts(folder):
        for count in (100, documents):
            holder = _a_library(count)
            for name, words in (("frequent", "hémoglobines"), ("rare", "rarissime"), ("slip", "rarissine")):
                taken = _taken(holder, words, times=times)
                note = f"{count:,} documents, p95, against 20 ms"
                found.append(Figure(f"Search, {name} word", taken * 1000, FLOOR, "ms", reach=1.0, note=note))
    return found


def _taken(holder: Actor, words: str, *, times: int) -> float:
    taken = []
    for turn in range(times + 3):
        began = time.perf_counter()
        with wiring.open_reading(holder) as work:
            assert find_documents(work, space_id=_space(holder), wanted=Wanted(words)).hits
        if turn > 2:
            taken.append(time.perf_counter() - began)
    return percentile(taken, 0.95)


def _a_library(count: int) -> Actor:
    """Make a carnet of documents of a page each, read and indexed as the job does it."""
    holder, dice = a_holder(wiring.open_work), Random(5)
    lexicon = ["".join(dice.choices("abcdefghilmnoprstu", k=dice.randint(4, 10))) for _ in range(8_000)]
    with wiring.open_work(JOB) as work:
        work.db.execute(insert(Document), [_document(holder, number) for number in range(count)])
        for number, document in enumerate(
            work.db.scalars(select(Document).where(col(Document.space_id) == _space(holder)))
        ):
            page = " ".join(["hémoglobine", *dice.choices(lexicon, k=WORDS_OF_A_PAGE)])
            _index(work, document, page + (" rarissime" if number == count // 2 else ""))
        indexing.forget_words(work, _space(holder))
        indexing.make_words(work, _space(holder))
        work.db.execute(text("analyze"))
        work.commit(untraced=Untraced.TECHNICAL)
    return holder


def _index(work: Work, document: Document, page: str) -> None:
    space_id = document.space_id
    document.title = work.seal(space_id, title_context(document.id), "Un document")
    reading = DocumentReading(
        document_id=document.id, space_id=space_id, version=1, state=TextState.READ, due_at=work.now
    )
    sealed = work.seal(space_id, f"document_text.words:{document.id}", page)
    work.db.add(reading)
    work.db.flush()
    work.db.add(DocumentText(document_id=document.id, page=1, space_id=space_id, words=sealed))
    # The list of words is made once at the end.
    work.db.execute(update(indexing.SearchKey).where(col(indexing.SearchKey.space_id) == space_id).values(words=None))
    indexing.index_document(work, document, reading, pages=[page])


def _space(holder: Actor) -> UUID:
    assert holder.space_id
    return holder.space_id
