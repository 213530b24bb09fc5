"""Proposals as they are kept: sealed rows beside their document. Who reads or answers asks in ``proposals``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from csn_app.access import policy
from csn_app.access.policy import Permission
from csn_app.core.work import Trace, Work
from csn_app.documents import rules
from csn_app.documents.model import Document
from csn_app.documents.model_proposals import DocumentProposal, ProposalsOff
from csn_app.documents.proposals_found import find_proposals
from csn_app.documents.proposals_text import Found, Kind
from csn_app.documents.views import title_of
from csn_app.profile import body as sealed_body

_CARD = frozenset({Kind.CATEGORY, Kind.DATE, Kind.TITLE, Kind.AUTHOR})
_ONLY_OWN = frozenset({Kind.CATEGORY, Kind.DATE, Kind.TITLE})


@dataclass(frozen=True, slots=True)
class Proposal:
    """One proposal: what, the page and the very words that say it."""

    id: UUID
    document_id: UUID
    kind: Kind
    code: str
    value: str
    page: int
    words: str
    more: Mapping[str, str] = field(default_factory=dict)


def propose(work: Work, document: Document, pages: list[str]) -> None:
    """Keep what a document's text proposes, once (R-PR-17, R-DO-14): the reading of texts calls this, and commits.

    What was answered is not proposed again; what waits and is no longer said goes. A professional's document keeps
    its card as they wrote it (R-DO-9): it proposes to the holder only what it says of them.
    """
    policy.require(work, Permission.PROPOSAL_MAKE)
    if work.db.get(ProposalsOff, document.space_id) is not None:
        return
    found = [one for one in find_proposals(pages, today=rules.day_in_france(work.now)) if _new(work, document, one)]
    marks = {_mark(work, document, one): one for one in found}
    waiting = col(DocumentProposal.document_id) == document.id, col(DocumentProposal.state) == "WAITING"
    work.db.execute(delete(DocumentProposal).where(*waiting, col(DocumentProposal.mark).not_in(marks or {b""})))
    added = 0
    for place, (mark, one) in enumerate(marks.items()):
        row = DocumentProposal(
            space_id=document.space_id,
            document_id=document.id,
            about="CARD" if one.kind in _CARD else "PROFILE",
            mark=mark,
            place=place,
            body=b"",
            made_at=work.now,
        )
        row.body = work.seal(row.space_id, _context(row.id), sealed_body.write(_body(one)))
        kept = insert(DocumentProposal).values(**row.model_dump()).on_conflict_do_nothing()
        added += len(work.db.scalars(kept.returning(col(DocumentProposal.id))).all())
    if added:
        work.trail.append(work, (trace_of("PROPOSAL_MADE", document, count=added),))


def overtake(work: Work, document_id: UUID) -> None:
    """Put away what was proposed for the card of a document that its person has just corrected; the caller commits."""
    policy.open_to_all("part of a correction, which asked")
    about = col(DocumentProposal.document_id) == document_id, col(DocumentProposal.about) == "CARD"
    waits = col(DocumentProposal.state) == "WAITING"
    work.db.execute(update(DocumentProposal).where(*about, waits).values(state="OVERTAKEN", answered_at=work.now))


def opened(work: Work, row: DocumentProposal) -> Proposal:
    """Open a row that the policy let through."""
    policy.open_to_all("the caller's statement asked: what may not be read is not at hand")
    body = sealed_body.read(work.open(row.space_id, _context(row.id), row.body))
    return Proposal(
        id=row.id,
        document_id=row.document_id,
        kind=Kind(body["kind"]),
        code=body["code"],
        value=body["value"],
        page=body["page"],
        words=body["words"],
        more=body["more"],
    )


def trace_of(action: str, document: Document, *, count: int = 1) -> Trace:
    """Name an act on proposals of a document; nothing tells what they say."""
    return Trace(
        action,
        document.space_id,
        object_type="document",
        object_id=document.id,
        detail={"count": str(count)} if count > 1 else {},
    )


def _new(work: Work, document: Document, one: Found) -> bool:
    """Say whether a proposal would change something that the person may change."""
    if one.kind in _ONLY_OWN and document.author_professional_id is not None:
        return False
    if one.kind is Kind.AUTHOR and document.author_professional_id is not None:
        return False
    if one.kind is Kind.CATEGORY:
        return one.value != document.category and one.value in rules.open_categories()
    if one.kind is Kind.DATE:
        return one.value != document.document_date.isoformat()
    return one.kind is not Kind.TITLE or one.value != title_of(work, document)


def _mark(work: Work, document: Document, one: Found) -> bytes:
    said = "\x1f".join((one.kind, one.code, one.value, one.more.get("date", "")))
    return work.keys.mac(f"document_proposal.mark:{document.id}", said)[:16]


def _body(one: Found) -> dict[str, object]:
    return {
        "kind": one.kind.value,
        "code": one.code,
        "value": one.value,
        "page": one.page,
        "words": one.words,
        "more": one.more,
    }


def _context(proposal_id: UUID) -> str:
    return f"document_proposal.body:{proposal_id}"
