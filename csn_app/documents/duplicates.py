"""The same file twice in a carnet: found by a keyed fingerprint of its bytes, said, and never decided for anybody."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import aliased
from sqlmodel import col

from csn_app.access import policy
from csn_app.access.policy import Permission
from csn_app.core.work import Work
from csn_app.documents.model import Document
from csn_app.documents.views import title_of


@dataclass(frozen=True, slots=True)
class Twin:
    """A document of the same content that was there before."""

    id: UUID
    title: str


def content_mark(work: Work, space_id: UUID, sha256: str) -> bytes:
    """Return what tells in a carnet, and in no other, whether two files have the same bytes."""
    policy.open_to_all("a fingerprint of what the caller already has")
    return work.keys.mac("document.content", f"{space_id}:{sha256}")


def twins_of(work: Work, document_ids: Iterable[UUID]) -> dict[UUID, Twin]:
    """Say for each document which earlier one, that the actor sees in their list, has the same content."""
    policy.open_to_all("the statement itself asks, for both: what may not be seen is absent")
    new = aliased(Document)
    wanted = list(document_ids)[:50]
    statement = (
        select(col(new.id), Document)
        .join(Document, col(Document.space_id) == col(new.space_id))
        .where(
            col(new.id).in_(wanted),
            policy.visible(work, Permission.DOCUMENT_LIST, new),
            policy.visible(work, Permission.DOCUMENT_LIST, Document),
            col(Document.content_mark) == col(new.content_mark),
            col(Document.id) != col(new.id),
            col(Document.added_at) <= col(new.added_at),
            # Two that arrived together: each is not the other's elder.
            col(Document.id).not_in(wanted),
        )
        .order_by(col(Document.added_at).desc(), col(Document.id))
    )
    return {row[0]: Twin(row[1].id, title_of(work, row[1])) for row in work.db.execute(statement)}
