"""What can be done with proposals: see them, accept or refuse one, or all those of a document, or want none at all.

Nothing is done silently: accepting goes through the use case that one would have used oneself, in one transaction with
the answer and both traces. Only the person, or who acts for them, sees proposals; professionals never do.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from csn_app.access import policy
from csn_app.access.policy import Permission
from csn_app.core.errors import CsnError, NotFound
from csn_app.core.vocabulary import PatientCategory, Section
from csn_app.core.work import Trace, Work
from csn_app.documents import proposals_kept, service
from csn_app.documents.changes import locked
from csn_app.documents.model import Document
from csn_app.documents.model_proposals import DocumentProposal, ProposalsOff
from csn_app.documents.proposals_kept import Proposal
from csn_app.documents.proposals_text import Kind
from csn_app.documents.rules import check_date, day_in_france
from csn_app.documents.views import title_of
from csn_app.profile import measures
from csn_app.profile import service as profile
from csn_app.profile.body import Source

MOST_LISTED = 10
"""So many documents are listed as having something to check; the others follow as these are answered."""


@dataclass(frozen=True, slots=True)
class ToCheck:
    """A document whose proposals wait, and how many."""

    document_id: UUID
    title: str
    count: int


@dataclass(frozen=True, slots=True)
class OfDocument:
    """What a document proposes now, and who it says wrote it, once that was accepted."""

    waiting: tuple[Proposal, ...]
    author: str


def list_proposals(work: Work, *, document_id: UUID) -> OfDocument:
    """Return what waits for an answer beside a document, and its author as it was accepted. Raises ``NotFound``."""
    policy.fetch(work, Permission.DOCUMENT_READ, Document, document_id)
    asked = _shown(work).where(
        col(DocumentProposal.document_id) == document_id,
        or_(col(DocumentProposal.state) == "WAITING", _accepted_card()),
    )
    rows = work.db.scalars(asked.order_by(col(DocumentProposal.place), col(DocumentProposal.id)))
    found = [(row, proposals_kept.opened(work, row)) for row in rows]
    authors = [(row.answered_at, one.value) for row, one in found if row.answered_at and one.kind is Kind.AUTHOR]
    return OfDocument(
        waiting=tuple(one for row, one in found if row.state == "WAITING"),
        author=max(authors)[1] if authors else "",
    )


def to_check(work: Work) -> tuple[ToCheck, ...]:
    """Return the documents that have proposals waiting, newest first, ten at most."""
    policy.require(work, Permission.PROPOSAL_ANSWER, work.actor.space_id)
    counted = (
        select(Document, func.count())
        .join(DocumentProposal, col(DocumentProposal.document_id) == col(Document.id))
        .where(
            col(DocumentProposal.space_id) == work.actor.space_id,
            col(DocumentProposal.state) == "WAITING",
            _may(work),
        )
        .group_by(col(Document.id))
        .order_by(col(Document.added_at).desc(), col(Document.id))
        .limit(MOST_LISTED)
    )
    return tuple(ToCheck(document.id, title_of(work, document), count) for document, count in work.db.execute(counted))


def accept_proposal(work: Work, *, proposal_id: UUID) -> Proposal:
    """Do what a proposal says, through the use case that one would have used oneself.

    Raises ``NotFound`` for one that is answered, gone or not one's own, and what that use case refuses.
    """
    asked = policy.fetch(work, Permission.PROPOSAL_ANSWER, DocumentProposal, proposal_id)
    row, document = _held(work, asked)
    one = proposals_kept.opened(work, row)
    row.state, row.answered_at = "ACCEPTED", work.now
    work.db.flush()
    _do(work, document, one)
    return one


def refuse_proposal(work: Work, *, proposal_id: UUID) -> None:
    """Put a proposal away for good: the same is never proposed again for that document."""
    asked = policy.fetch(work, Permission.PROPOSAL_ANSWER, DocumentProposal, proposal_id)
    row, document = _held(work, asked)
    row.state, row.answered_at = "REFUSED", work.now
    work.commit(proposals_kept.trace_of("PROPOSAL_REFUSED", document))


def accept_all(work: Work, *, document_id: UUID) -> tuple[int, int]:
    """Accept all that a document proposes; returns how many were, and how many could not be and wait still."""
    policy.fetch(work, Permission.DOCUMENT_READ, Document, document_id)
    waiting = list_proposals(work, document_id=document_id).waiting
    done = 0
    for one in waiting:
        try:
            accept_proposal(work, proposal_id=one.id)
            done += 1
        except CsnError:
            # One that its use case refuses keeps waiting, and stops none of the others.
            work.db.rollback()
    return done, len(waiting) - done


def refuse_all(work: Work, *, document_id: UUID) -> int:
    """Put away all that a document proposes; returns how many."""
    document = policy.fetch(work, Permission.DOCUMENT_READ, Document, document_id)
    policy.require(work, Permission.PROPOSAL_ANSWER, document.space_id)
    policy.hold_grant(work, Permission.PROPOSAL_ANSWER, document.space_id)
    locked(work, document_id)
    mine = _shown(work).where(
        col(DocumentProposal.document_id) == document_id, col(DocumentProposal.state) == "WAITING"
    )
    asked = [row.id for row in work.db.scalars(mine)]
    if not asked:
        return 0
    answer = {"state": "REFUSED", "answered_at": work.now}
    work.db.execute(update(DocumentProposal).where(col(DocumentProposal.id).in_(asked)).values(**answer))
    work.commit(proposals_kept.trace_of("PROPOSAL_REFUSED", document, count=len(asked)))
    return len(asked)


def are_wanted(work: Work) -> bool:
    """Say whether the person wants things proposed from their documents."""
    policy.require(work, Permission.PROPOSAL_CHOOSE, work.actor.space_id)
    return work.db.get(ProposalsOff, work.actor.space_id) is None


def choose_proposals(work: Work, *, wanted: bool) -> None:
    """A person wants things proposed from their documents, or does not: what waits then goes (R-PR-17)."""
    policy.require(work, Permission.PROPOSAL_CHOOSE, work.actor.space_id)
    space_id = work.actor.space_id
    if space_id is None:
        raise NotFound
    if wanted:
        work.db.execute(delete(ProposalsOff).where(col(ProposalsOff.space_id) == space_id))
    else:
        work.db.execute(insert(ProposalsOff).values(space_id=space_id, since=work.now).on_conflict_do_nothing())
        waiting = col(DocumentProposal.space_id) == space_id, col(DocumentProposal.state) == "WAITING"
        work.db.execute(delete(DocumentProposal).where(*waiting))
    work.commit(Trace("PROPOSALS_ON" if wanted else "PROPOSALS_OFF", space_id, object_type="settings"))


def _do(work: Work, document: Document, one: Proposal) -> None:
    """Do what is proposed, and leave the trace of the answer in the same transaction."""
    accepted = proposals_kept.trace_of("PROPOSAL_ACCEPTED", document)
    source = Source(document.id, page=one.page)
    # What a minor takes out of a document that they keep from their parents is kept from them too (R-ID-30).
    kept = bool(service.kept_ones(work, [document.id]))
    if one.kind is Kind.MEASURE:
        typed = _figures(one, document)
        measures.note_measure(work, code=one.code, typed=typed, source=source, also=(accepted,), kept=kept)
    elif one.kind is Kind.DOSE:
        profile.add_entry(
            work, section=Section.VACCINATIONS, typed=_dose(one), source=source, also=(accepted,), kept=kept
        )
    elif one.kind is Kind.AUTHOR:
        # Its home is the proposal itself, accepted: a document keeps no author of its own but who deposited it.
        work.commit(accepted)
    else:
        today = day_in_france(work.now)
        service.update_document(
            work,
            document.id,
            title=one.value if one.kind is Kind.TITLE else title_of(work, document),
            document_date=check_date(one.value, today=today) if one.kind is Kind.DATE else document.document_date,
            category=PatientCategory(one.value if one.kind is Kind.CATEGORY else document.category),
            also=(accepted,),
        )


def _dose(one: Proposal) -> Mapping[str, str]:
    """Return a proposed vaccination as one would have typed it."""
    year, month, day = one.more["date"].split("-")
    when = {"debut-jour": day, "debut-mois": month, "debut-annee": year}
    return {"vaccin": one.code, "lot": one.more.get("lot", ""), **when}


def _figures(one: Proposal, document: Document) -> Mapping[str, str]:
    """Return a proposed measure as one would have typed it; the person sees the figures: they confirm them."""
    figures = one.value.split(" / ")
    names = ("systolique", "diastolique") if len(figures) > 1 else ("valeur",)
    day = one.more.get("date") or document.document_date.isoformat()
    asked = {"date": day, "moment": one.more.get("moment", ""), "confirme": one.value}
    return {**dict(zip(names, figures, strict=True)), **asked}


def _held(work: Work, asked: DocumentProposal) -> tuple[DocumentProposal, Document]:
    """Take a proposal that waits, and its document, so that two answers wait for each other; or ``NotFound``."""
    proposal_id = asked.id
    policy.hold_grant(work, Permission.PROPOSAL_ANSWER, asked.space_id)
    # The document first: whoever reads it anew, corrects or deletes it takes it first too.
    document = locked(work, asked.document_id)
    mine = _shown(work).where(col(DocumentProposal.id) == proposal_id, col(DocumentProposal.state) == "WAITING")
    row = work.db.scalar(mine.with_for_update(of=DocumentProposal).execution_options(populate_existing=True))
    if row is None:
        raise NotFound
    return row, document


def _shown(work: Work) -> Select[DocumentProposal]:
    return (
        select(DocumentProposal).join(Document, col(DocumentProposal.document_id) == col(Document.id)).where(_may(work))
    )


def _may(work: Work) -> ColumnElement[bool]:
    """Return the condition under which proposals are shown: with their document, and what one may change oneself."""
    return and_(
        policy.visible(work, Permission.PROPOSAL_ANSWER, DocumentProposal),
        policy.visible(work, Permission.DOCUMENT_READ, Document),
        or_(
            col(DocumentProposal.about) == "PROFILE",
            policy.visible(work, Permission.DOCUMENT_RENAME, Document),
        ),
    )


def _accepted_card() -> ColumnElement[bool]:
    return and_(col(DocumentProposal.state) == "ACCEPTED", col(DocumentProposal.about) == "CARD")
