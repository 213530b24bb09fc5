"""A person asks the author of a document to correct it, and the author answers (R-DO-9)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from csn_app.access import policy
from csn_app.access import service as access
from csn_app.access.policy import Permission
from csn_app.core.errors import CsnError, NotFound
from csn_app.core.work import Notice, Work
from csn_app.documents.changes import told_of, trace_of
from csn_app.documents.model import CorrectionRequest, Document
from csn_app.documents.views import title_of
from csn_app.identity.notices import answer_notice, professional_notice

WORDS_MAX = 1000
"""How long a request or its answer may be, in characters."""


class Answer(StrEnum):
    """What an author answers: the document is corrected, or it stays as it is, with words."""

    CORRECTED = "CORRECTED"
    KEPT = "KEPT"


class WordsMissing(CsnError):
    """A request says what is wrong, and a refusal says why: 1 to 1,000 characters."""


class AuthorNotInList(CsnError):
    """The author is not in the person's list: nothing is asked of whom they removed (R-MS-8)."""


class AlreadyAsked(CsnError):
    """A request about this document waits for its answer."""


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """A request, and its answer once there is one. ``title`` is the document's."""

    id: UUID
    document_id: UUID
    title: str
    words: str
    asked_at: datetime
    answer: Answer | None
    answer_words: str
    answered_at: datetime | None


def ask_correction(work: Work, document_id: UUID, *, words: str) -> None:
    """Ask the professional who deposited a document to correct it; one request waits at a time.

    Raises ``NotFound`` for a document that no professional deposited, ``WordsMissing``, ``AuthorNotInList``,
    ``AlreadyAsked``.
    """
    document = policy.fetch(work, Permission.CORRECTION_ASK, Document, document_id)
    author, said = document.author_professional_id, _checked(words)
    if author is None:
        raise NotFound
    if not said:
        raise WordsMissing
    if not access.authorises(work, document.space_id, author):
        raise AuthorNotInList
    request_id = uuid4()
    made = work.db.scalar(
        insert(CorrectionRequest)
        .values(
            id=request_id,
            space_id=document.space_id,
            document_id=document.id,
            professional_id=author,
            words=work.seal(document.space_id, _context("words", request_id), said),
            asked_at=work.now,
            answer="",
            answer_words=b"",
        )
        .on_conflict_do_nothing(index_elements=["document_id"], index_where=col(CorrectionRequest.answer) == "")
        .returning(col(CorrectionRequest.id))
    )
    if made is None:
        raise AlreadyAsked
    if notice := _to_author(work, author):
        work.tell(notice)
    work.commit(trace_of(work, "CORRECTION_ASKED", document, target_id=author))


def corrections_of(work: Work, document_id: UUID) -> tuple[CorrectionRow, ...]:
    """Return what the person asked about one of their documents, the newest first; at most 20."""
    document = policy.fetch(work, Permission.CORRECTION_ASK, Document, document_id)
    found = select(CorrectionRequest).where(col(CorrectionRequest.document_id) == document.id)
    newest = found.order_by(col(CorrectionRequest.asked_at).desc()).limit(20)
    return tuple(_row(work, request, document) for request in work.db.scalars(newest))


def count_waiting(work: Work) -> dict[UUID, int]:
    """Return, by patient who authorises me now, how many of my documents wait for my answer; at most 200 patients."""
    policy.require(work, Permission.CORRECTION_LIST)
    found = work.db.execute(
        select(col(CorrectionRequest.space_id), func.count())
        .where(
            col(CorrectionRequest.professional_id) == work.actor.professional_id,
            col(CorrectionRequest.answer) == "",
            policy.visible(work, Permission.RECORD_OPEN, CorrectionRequest),
        )
        .group_by(col(CorrectionRequest.space_id))
        .order_by(func.min(col(CorrectionRequest.asked_at)))
        .limit(200)
    )
    return {row[0]: row[1] for row in found}


def corrections_to_answer(work: Work, space_id: UUID) -> tuple[CorrectionRow, ...]:
    """Return the requests that wait for the professional's answer in a record that is open, the oldest first."""
    policy.require(work, Permission.CORRECTION_ANSWER, space_id)
    found = work.db.execute(
        select(CorrectionRequest, Document)
        .join(Document, col(Document.id) == col(CorrectionRequest.document_id))
        .where(
            col(CorrectionRequest.space_id) == space_id,
            col(CorrectionRequest.answer) == "",
            policy.visible(work, Permission.CORRECTION_ANSWER, CorrectionRequest),
        )
        .order_by(col(CorrectionRequest.asked_at))
        .limit(20)
    )
    return tuple(_row(work, request, document) for request, document in found)


def answer_correction(work: Work, request_id: UUID, *, answer: Answer, words: str) -> None:
    """Answer as the author: it is corrected, or it stays, and then why. The person is told and reads the words.

    Raises ``NotFound`` where it is not the actor's to answer or is answered already, ``WordsMissing``.
    """
    policy.fetch(work, Permission.CORRECTION_ANSWER, CorrectionRequest, request_id)
    said = _checked(words)
    if answer is Answer.KEPT and not said:
        raise WordsMissing
    request = work.db.scalars(
        select(CorrectionRequest)
        .where(col(CorrectionRequest.id) == request_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if request.answer:
        raise NotFound
    request.answer, request.answered_at = answer, work.now
    request.answer_words = work.seal(request.space_id, _context("answer_words", request_id), said) if said else b""
    document = work.db.get_one(Document, request.document_id)
    if notice := told_of(work, document, answer_notice):
        work.tell(notice)
    work.commit(trace_of(work, "CORRECTION_ANSWERED", document))


def _row(work: Work, request: CorrectionRequest, document: Document) -> CorrectionRow:
    space_id, sealed = request.space_id, request.answer_words
    return CorrectionRow(
        id=request.id,
        document_id=document.id,
        title=title_of(work, document),
        words=work.open(space_id, _context("words", request.id), request.words),
        asked_at=request.asked_at,
        answer=Answer(request.answer) if request.answer else None,
        answer_words=work.open(space_id, _context("answer_words", request.id), sealed) if sealed else "",
        answered_at=request.answered_at,
    )


def _checked(words: str) -> str:
    """Return what was written, without what is not printed; raises ``WordsMissing`` where it is too long."""
    lines = ("".join(c for c in line if c.isprintable()).strip() for line in words.splitlines())
    said = "\n".join(lines).strip()
    if len(said) > WORDS_MAX:
        raise WordsMissing
    return said


def _to_author(work: Work, professional_id: UUID) -> Notice | None:
    return professional_notice(
        work,
        professional_id,
        subject="Une demande de correction",
        text="Un patient vous demande de corriger un document que vous avez déposé. "
        "Pour lire sa demande et répondre, ouvrez votre bureau.",
    )


def _context(column: str, request_id: UUID) -> str:
    return f"correction_request.{column}:{request_id}"
