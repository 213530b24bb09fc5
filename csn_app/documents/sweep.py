"""What no document names any more is removed: parts of sendings that broke off, files whose deletion was cut short."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from uuid import UUID

from sqlalchemy import delete, select
from sqlmodel import col

from csn_app.access import policy
from csn_app.access.policy import Permission
from csn_app.core.work import Untraced, Work
from csn_app.documents.files import PREFIX, file_of_key
from csn_app.documents.model import Document, DocumentVersion, Upload

OLD_AFTER = timedelta(hours=24)
"""A sending never lasts so long: what is younger may still get its row."""

_BATCH = 1000
_NAMING = (
    col(Document.file_id),
    col(Document.view_file_id),
    col(DocumentVersion.file_id),
    col(DocumentVersion.view_file_id),
)


def sweep_files(work: Work) -> int:
    """Remove objects older than 24 hours that no document names, and sendings that never arrived; returns how many."""
    policy.open_to_all("a job removes what nobody can see")
    old = work.real_now - OLD_AFTER
    removed = 0
    keys = (key for key, kept_at in work.blobs.list(PREFIX) if kept_at < old)
    while batch := list(islice(keys, _BATCH)):
        named = named_files(work, {file_id for key in batch if (file_id := file_of_key(key))})
        for key in batch:
            if file_of_key(key) not in named:
                work.blobs.delete(key)
                removed += 1
    work.db.execute(delete(Upload).where(col(Upload.document_id).is_(None), col(Upload.begun_at) < old))
    work.commit(untraced=Untraced.SWEEP)
    return removed


def named_files(work: Work, file_ids: set[UUID]) -> set[UUID]:
    """Return those of the files that a document names, as its file or as what is shown of it."""
    policy.require(work, Permission.LIFECYCLE_RUN)

    def found() -> Iterator[UUID]:
        for column in _NAMING:
            yield from (i for i in work.db.scalars(select(column).where(column.in_(file_ids))) if i)

    return set(found())
