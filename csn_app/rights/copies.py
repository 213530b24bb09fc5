"""A copy of everything one has here: asked for, followed, fetched for seven days (R-LC-17)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from csn_app.access import policy
from csn_app.access.policy import Permission
from csn_app.audit import service as audit
from csn_app.core.errors import CsnError, NotFound
from csn_app.core.work import Trace, Untraced, Work
from csn_app.documents.files import StoredFile, Vault
from csn_app.rights.model import DataCopy

PREFIX = "copies/"
KEPT = timedelta(days=7)
PACE = timedelta(days=1)
"""From one copy to the next while the first can still be fetched."""


@dataclass(eq=False)
class CopyOfToday(CsnError):
    """A copy asked for less than a day ago is ready; the next one may be asked for ``after`` that moment."""

    after: datetime


class CopyStep(StrEnum):
    """Where a copy stands."""

    NONE = "NONE"
    MAKING = "MAKING"
    READY = "READY"
    EXPIRED = "EXPIRED"
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True)
class CopyView:
    """The newest copy of a person; ``done`` of ``total`` documents are in it while it is made."""

    step: CopyStep
    id: UUID | None = None
    done: int = 0
    total: int = 0
    size: int = 0
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OpenedCopy:
    """A copy that may be fetched."""

    id: UUID
    file: StoredFile
    vault: Vault
    made_at: datetime


def ask_copy(work: Work) -> CopyView:
    """Ask for a new copy of everything; the one being made goes on, one that is ready makes room for the new one.

    Raises ``CopyOfToday`` where the one that is ready was asked for less than a day ago.
    """
    policy.require(work, Permission.DATA_EXPORT, work.actor.space_id)
    space_id = work.actor.space_id
    last = _newest(work)
    if last is not None and _step(work, last) is CopyStep.READY and last.asked_at > work.now - PACE:
        raise CopyOfToday(last.asked_at + PACE)
    asked = (
        insert(DataCopy)
        .values(id=uuid4(), space_id=space_id, account_id=work.actor.account_id, asked_at=work.now, file_id=uuid4())
        .on_conflict_do_nothing()
        .returning(col(DataCopy.id))
    )
    made = work.db.scalar(asked)
    if made is not None and space_id is not None:
        work.db.execute(
            update(DataCopy)
            .where(*_mine(work), col(DataCopy.id) != made, col(DataCopy.expires_at) > work.now)
            .values(expires_at=work.now)
        )
        work.commit(Trace("DATA_COPY_ASKED", space_id, object_type="record", object_id=made))
    return my_copy(work)


def my_copy(work: Work) -> CopyView:
    """Return where the holder's newest copy stands."""
    policy.require(work, Permission.DATA_EXPORT, work.actor.space_id)
    copy = _newest(work)
    if copy is None:
        return CopyView(CopyStep.NONE)
    return CopyView(_step(work, copy), copy.id, copy.done, copy.total, copy.size, copy.expires_at)


def open_copy(work: Work, *, copy_id: UUID, again: bool = False) -> OpenedCopy:
    """Give one's own copy to fetch; ``again``: the same download goes on. Raises ``NotFound`` once it has expired."""
    copy = policy.fetch(work, Permission.DATA_EXPORT, DataCopy, copy_id)
    # A parent's copy leaves out what a minor keeps from them; the minor's own does not, and is no parent's.
    if copy.account_id != work.actor.account_id or _step(work, copy) is not CopyStep.READY or copy.ready_at is None:
        raise NotFound
    if not again:
        work.commit(Trace("DATA_EXPORTED", copy.space_id, object_type="record", object_id=copy.id))
    file = StoredFile(copy.file_id, size=copy.size, parts=copy.parts)
    return OpenedCopy(copy.id, file, Vault(work.keys, work.blobs, copy.space_id, PREFIX), copy.ready_at)


def forget_copies(work: Work) -> int:
    """Remove the copies whose seven days are over, or that may hold what must go since; returns how many."""
    policy.require(work, Permission.LIFECYCLE_RUN)
    old = list(
        work.db.scalars(
            select(DataCopy)
            .where(
                col(DataCopy.gone_at).is_(None),
                col(DataCopy.ready_at).is_not(None),
                or_(col(DataCopy.expires_at) <= work.now, _holds_deleted()),
            )
            .limit(100)
            .with_for_update(skip_locked=True, of=DataCopy)
        )
    )
    for copy in old:
        copy.gone_at = work.now
    work.commit(untraced=Untraced.SWEEP)
    for copy in old:
        discard(work, copy.file_id)
    return len(old)


def discard(work: Work, file_id: UUID) -> None:
    """Forget the file of a copy, however much of it was written."""
    for key, _ in list(work.blobs.list(f"{PREFIX}{file_id}/")):
        work.blobs.delete(key)


def sweep_copies(work: Work) -> None:
    """Remove what no copy names any more: what an erasure that was cut short left behind, unreadable."""
    policy.require(work, Permission.LIFECYCLE_RUN)
    kept = {str(i) for i in work.db.scalars(select(col(DataCopy.file_id)).where(col(DataCopy.gone_at).is_(None)))}
    for key, kept_at in work.blobs.list(PREFIX):
        if key.split("/")[1] not in kept and work.real_now - kept_at > timedelta(hours=24):
            work.blobs.delete(key)


def holds_deleted(work: Work, copy_id: UUID) -> bool:
    """Say whether a copy may hold what was deleted, or kept from who asked for it, since it was asked for (R-LC-13)."""
    policy.open_to_all("asked of a copy that the policy let through, or by the job that makes it")
    return bool(work.db.scalar(select(col(DataCopy.id)).where(col(DataCopy.id) == copy_id, _holds_deleted())))


def _holds_deleted() -> ColumnElement[bool]:
    """Return the condition: a document was deleted since, or, in a parent's copy, the minor keeps something since."""
    asked = partial(audit.followed, col(DataCopy.space_id), "DATA_COPY_ASKED", about=col(DataCopy.id))
    # Only the minor keeps a thing from their parents: what one did oneself leaves one's own copy as it is (R-ID-30).
    return or_(asked(by="DOC_DELETED"), asked(by="ITEM_WITHHELD", not_of=col(DataCopy.account_id)))


def _newest(work: Work) -> DataCopy | None:
    newest = (
        select(DataCopy)
        .where(*_mine(work))
        .order_by(col(DataCopy.asked_at).desc(), col(DataCopy.id))
        .limit(1)
        .execution_options(populate_existing=True)
    )
    return work.db.scalar(newest)


def _mine(work: Work) -> tuple[ColumnElement[bool], ...]:
    return col(DataCopy.space_id) == work.actor.space_id, col(DataCopy.account_id) == work.actor.account_id


def _step(work: Work, copy: DataCopy) -> CopyStep:
    if copy.ready_at is None:
        return CopyStep.FAILED if copy.gone_at else CopyStep.MAKING
    if copy.gone_at or (copy.expires_at and copy.expires_at <= work.now) or holds_deleted(work, copy.id):
        return CopyStep.EXPIRED
    return CopyStep.READY
