"""Finding documents by the words of their text, title, author, category and date, in what the policy lets through.

The index holds keyed tokens (``indexing``): a question is asked with the tokens of its stems, in SQL, under the same
conditions as the list. A word that finds nothing is taken for the beginning of others, else for a slip; what it may
have meant is only proposed where a document that the reader may see has it. Extracts are made by opening the hits.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    and_,
    cast,
    column,
    exists,
    false,
    func,
    literal,
    select,
    tuple_,
)
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlmodel import col

from csn_app.access import policy
from csn_app.access import service as access
from csn_app.access.policy import Permission
from csn_app.access.preview import eyes_of
from csn_app.core.errors import NotFound
from csn_app.core.work import Work
from csn_app.documents import indexing, queries, words
from csn_app.documents.asking import Asked, FoundDocuments, Hit, Sort, Spot, Wanted, extract_of
from csn_app.documents.changes import trace_of_space
from csn_app.documents.model import Document
from csn_app.documents.model_reading import DocumentReading, DocumentText
from csn_app.documents.reading import page_text
from csn_app.documents.rules import COUNTED_UP_TO, PAGE
from csn_app.documents.views import Listed, rows_of
from csn_app.identity import service as identity

_COLUMNS: tuple[Any, ...] = tuple(getattr(Document, name) for name in Listed._fields)
_CANDIDATES = 2_000
_TOKENS = ARRAY(BigInteger)


def find_documents(work: Work, *, space_id: UUID, wanted: Wanted, place: Spot | None = None) -> FoundDocuments:
    """Return 25 documents at most that the actor may see and that answer, on one side of a place in their order."""
    policy.require(work, Permission.DOCUMENT_LIST, space_id)
    limits = _limits(work, space_id, wanted)
    asked = _asked(work, space_id, wanted.words)
    # Words that nothing can have are not asked of the database.
    hits = [] if asked.nothing else _page(work, [*limits, *_having(asked)], wanted.sort, place)
    meant = ""
    if not hits and place is None and asked.groups and not asked.nothing:
        corrected = _meant(work, space_id, asked, seen=and_(*_limits(work, space_id, Wanted())))
        if corrected is not None:
            asked, meant = corrected, corrected.words if corrected.slips else ""
            hits = _page(work, [*limits, *_having(asked)], wanted.sort, place)
    found = _found(work, space_id, hits, asked, place)
    total = _count(work, [*limits, *_having(asked)]) if found.hits else 0
    if not work.actor.for_oneself:
        action = "DOC_SEARCHED" if wanted.words.strip() else "DOC_LIST_READ"
        work.commit(trace_of_space(work, action, space_id))
    return FoundDocuments(found.hits, total=total, newer=found.newer, older=found.older, meant=meant)


def people_of_list(work: Work, *, space_id: UUID) -> list[identity.ProfessionalCard]:
    """Return the professionals of the holder's list by name, to filter by who wrote or who sees."""
    policy.require(work, Permission.GRANT_LIST, space_id)
    cards = identity.describe_professionals(work, {one.professional_id for one in access.list_grants(work, space_id)})
    return sorted(cards.values(), key=lambda card: card.name)


def _limits(work: Work, space_id: UUID, wanted: Wanted) -> list[ColumnElement[bool]]:
    """Return the conditions under which a document may answer at all: the policy's, then the filters."""
    found = [queries.seen(work, space_id)]
    if wanted.category is not None:
        found.append(col(Document.category) == wanted.category)
    if wanted.since is not None:
        found.append(col(Document.document_date) >= wanted.since)
    if wanted.until is not None:
        found.append(col(Document.document_date) <= wanted.until)
    if wanted.author is not None:
        found.append(col(Document.author_professional_id) == wanted.author)
    if wanted.own:
        found.append(col(Document.author_professional_id).is_(None))
    if wanted.new:
        found.append(col(Document.seen_by_holder_at).is_(None))
    if wanted.reader is not None:
        found.append(_seen_by(work, wanted.reader))
    return found


def _seen_by(work: Work, professional_id: UUID) -> ColumnElement[bool]:
    """Return the condition: a professional sees it too, by the policy's own answer; raises ``NotFound``."""
    card = identity.describe_professionals(work, [professional_id]).get(professional_id)
    if card is None:
        raise NotFound
    account_id = identity.account_of(work, card.id)
    eyes = eyes_of(work, professional_id=card.id, profession_code=card.profession_code, account_id=account_id)
    return func.coalesce(policy.visible(eyes, Permission.DOCUMENT_LIST, Document), false())


def _asked(work: Work, space_id: UUID, typed: str) -> Asked:
    """Read a question: a group of stems for each word."""
    found = words.asked(typed)
    key = indexing.key_of(work, space_id) if found else None
    groups = [[words.stem(word)] for word in found]
    return Asked(found, groups, key=key, nothing=bool(typed.strip()) and not (groups and key))


def _having(asked: Asked) -> list[ColumnElement[bool]]:
    """Return the conditions: a document has a word of each group."""
    if not asked.groups or asked.key is None:
        return []
    alone = [group[0] for group in asked.groups if len(group) == 1]
    several = [group for group in asked.groups if len(group) > 1]
    tokens: Any = col(DocumentReading.tokens)
    found = []
    if alone:
        found.append(tokens.contains(_array(indexing.tokens_of(asked.key, alone))))
    found += [tokens.overlap(_array(indexing.tokens_of(asked.key, group))) for group in several]
    return found


def _array(tokens: Sequence[int]) -> Any:
    return cast(literal(list(tokens), _TOKENS), _TOKENS)


def _key(sort: Sort) -> tuple[Any, Any]:
    return (col(Document.added_at) if sort is Sort.ADDED else col(Document.document_date)), col(Document.id)


def _page(
    work: Work, conditions: list[ColumnElement[bool]], sort: Sort, place: Spot | None
) -> list[tuple[Listed, bytes]]:
    """Return a page of hits and one more, in the order of reading away from ``place``, with their sealed words."""
    moment, name = _key(sort)
    down = (sort is not Sort.OLDEST) != (place is not None and place.newer)
    with_words = _columns(conditions)
    if place is not None:
        here = tuple_(literal(place.at), literal(place.id))
        with_words = with_words.where(tuple_(moment, name) < here if down else tuple_(moment, name) > here)
    order = (moment.desc(), name.desc()) if down else (moment, name)
    rows = work.db.execute(with_words.order_by(*order).limit(PAGE + 1))
    return [(Listed._make(row[:-1]), row[-1]) for row in rows]


def _columns(conditions: list[ColumnElement[bool]]) -> Select[Any]:
    """Select documents that answer; one that is not indexed yet is found by its filters all the same."""
    return _of_readings(select(*_COLUMNS, col(DocumentReading.words))).where(*conditions)


def _of_readings(statement: Select[Any]) -> Select[Any]:
    same = col(DocumentReading.document_id) == col(Document.id)
    return statement.select_from(Document).outerjoin(DocumentReading, same)


def _count(work: Work, conditions: list[ColumnElement[bool]]) -> int:
    rows = _of_readings(select(literal(1))).where(*conditions).limit(COUNTED_UP_TO + 1).subquery()
    return work.db.scalar(select(func.count()).select_from(rows)) or 0


def _found(
    work: Work, space_id: UUID, rows: list[tuple[Listed, bytes]], asked: Asked, place: Spot | None
) -> FoundDocuments:
    more, kept = len(rows) > PAGE, rows[:PAGE]
    back = place is not None and place.newer
    if back:
        kept.reverse()
    extracts = _extracts(work, space_id, kept, asked)
    shown = rows_of(work, [document for document, _ in kept])
    hits = tuple(Hit(row, *extracts.get(row.id, (0, ()))) for row in shown)
    newer, older = (more, True) if back else (place is not None, more)
    return FoundDocuments(hits, total=0, newer=newer, older=older, meant="")


def _extracts(
    work: Work, space_id: UUID, kept: Iterable[tuple[Listed, bytes]], asked: Asked
) -> dict[UUID, tuple[int, tuple[Any, ...]]]:
    """Open the page of each hit that has its words first, and cut out what stands around them."""
    wanted: dict[UUID, tuple[int, set[str]]] = {}
    for document, sealed in kept if asked.groups and not asked.nothing else ():
        known = indexing.words_in(work, sealed, space_id=space_id, document_id=document.id)
        entries = [known[stem] for group in asked.groups for stem in group if stem in known]
        page = next((entry.page for entry in entries if entry.page), 0)
        if page:
            wanted[document.id] = page, {form for entry in entries for form in entry.forms}
    if not wanted:
        return {}
    asked_pages = [(document_id, page) for document_id, (page, _) in wanted.items()]
    texts = select(col(DocumentText.document_id), col(DocumentText.page), col(DocumentText.words)).where(
        tuple_(col(DocumentText.document_id), col(DocumentText.page)).in_(asked_pages)
    )
    found = {}
    for document_id, page, sealed in work.db.execute(texts):
        text = page_text(work, space_id=space_id, document_id=document_id, words=sealed)
        found[document_id] = page, extract_of(text, forms=wanted[document_id][1])
    return found


def _meant(work: Work, space_id: UUID, asked: Asked, *, seen: ColumnElement[bool]) -> Asked | None:
    """Return the question that was meant: words begun, or one or two slips away; None where none is known.

    Only words of documents that the reader may see come into it: what is masked shows in no correction.
    """
    if asked.key is None:
        return None
    present = _present(work, asked.key, [group[0] for group in asked.groups], seen)
    said, groups, slips, known = list(asked.said), list(asked.groups), False, None
    for number, word in enumerate(asked.said):
        if asked.groups[number][0] in present:
            continue
        known = indexing.known_words(work, space_id) if known is None else known
        near = words.near(word, known)[:_CANDIDATES]
        there = _present(work, asked.key, [words.stem(form) for _, form in near], seen)
        near = [(distance, form) for distance, form in near if words.stem(form) in there]
        if not near:
            return None
        begun = [form for distance, form in near if distance == 0]
        slips = slips or not begun
        groups[number] = list(dict.fromkeys(words.stem(form) for form in begun or [near[0][1]]))
        said[number] = word if begun else near[0][1]
    return None if groups == asked.groups else Asked(said, groups, key=asked.key, nothing=False, slips=slips)


def _present(work: Work, key: bytes, stems: Sequence[str], seen: ColumnElement[bool]) -> set[str]:
    """Return those of the stems that stand in a document which the reader may see."""
    by_token = dict(zip(indexing.tokens_of(key, stems), stems, strict=True))
    if not by_token:
        return set()
    tokens = func.unnest(_array(list(by_token)))
    one = tokens.table_valued(column("token", BigInteger), name="asked_tokens").render_derived()
    has: Any = col(DocumentReading.tokens)
    held = (
        exists()
        .where(col(DocumentReading.document_id) == col(Document.id), has.contains(array([one.c.token])), seen)
        .correlate(one)
    )
    return {by_token[token] for token in work.db.scalars(select(one.c.token).where(held))}
