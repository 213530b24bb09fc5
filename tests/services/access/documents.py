"""Rows of documents without files, for tests of who sees them, and what a professional sees of them."""

from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlmodel import col

from csn_app.access import policy
from csn_app.access.policy import Permission
from csn_app.core.actor import JOB, Actor
from csn_app.core.work import Untraced, Work
from csn_app.documents.model import Document
from tests.factories import OpenWork

BLOOD = ("BIOLOGIE", "11502-2", "10")
SCAN = ("RADIO_SC", "18748-4", "42")
CERTIFICATE = ("CERT_MED", "89601-9", "52")


def a_row(
    open_work: OpenWork, holder: Actor, *, kind: tuple[str, str, str] = BLOOD, author: Actor | None = None
) -> UUID:
    """Write the row of a document, by the holder or by a professional; no file stands behind it."""
    by = author or holder
    with open_work(JOB) as work:
        document = Document(
            space_id=holder.space_id,
            category=kind[0],
            type_code=kind[1],
            class_code=kind[2],
            author_account_id=by.account_id,
            author_professional_id=by.professional_id,
            title=b"",
            document_date=date(2026, 11, 1),
            added_at=work.now,
            media_type="application/pdf",
            size=10,
            parts=1,
            file_id=uuid4(),
            sha256=b"sealed",
        )
        document.title = work.seal(holder.space_id, f"document.title:{document.id}", f"Document {kind[0]}")
        work.db.add(document)
        work.commit(untraced=Untraced.TECHNICAL)
        return document.id


def sees(work: Work, space_id: UUID) -> set[UUID]:
    """Return the documents of a space that the actor sees now, one by one by the list's own condition."""
    seen = policy.visible(work, Permission.DOCUMENT_LIST, Document)
    statement = select(col(Document.id)).where(col(Document.space_id) == space_id, seen)
    found = set(work.db.scalars(statement))
    cheaper = policy.visible(work, Permission.DOCUMENT_LIST, Document, space_id=space_id)
    of_space = select(col(Document.id)).where(col(Document.space_id) == space_id, cheaper)
    assert set(work.db.scalars(of_space)) == found
    assert work.db.scalar(select(func.count()).select_from(statement.subquery())) == len(found)
    return found
