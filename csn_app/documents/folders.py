"""Folders of one level (R-DO-11): sealed names, told apart by a fingerprint; a folder goes, its documents stay."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from csn_app.access import policy
from csn_app.access.policy import Permission
from csn_app.core.errors import CsnError, NotFound, Refused
from csn_app.core.work import Trace, Work
from csn_app.documents import queries, rules
from csn_app.documents.changes import trace_of_space
from csn_app.documents.model import Document, Folder
from csn_app.identity.names import fold

FOLDERS_MAX = 100
"""Folders of a carnet."""

AT_ONCE = 500
"""Documents moved by one act."""


class FolderExists(CsnError):
    """The person has a folder of this name already."""


class TooManyFolders(CsnError):
    """The carnet has ``limit`` folders already."""

    def __init__(self, limit: int = FOLDERS_MAX) -> None:
        """Say how many there may be."""
        super().__init__()
        self.limit = limit


@dataclass(frozen=True, slots=True)
class FolderRow:
    """A folder with how many documents the reader sees in it."""

    id: UUID
    name: str
    documents: int


def list_folders(work: Work) -> tuple[FolderRow, ...]:
    """Return the folders of the carnet by name, with what the actor sees in each."""
    policy.require(work, Permission.FOLDER_READ, work.actor.space_id)
    space_id = _here(work)
    found = list(work.db.scalars(select(Folder).where(col(Folder.space_id) == space_id)))
    if not found:
        return ()
    seen = queries.seen(work, space_id), col(Document.folder_id).is_not(None)
    counted = select(col(Document.folder_id), func.count()).where(*seen).group_by(col(Document.folder_id))
    counts = {row[0]: row[1] for row in work.db.execute(counted)}
    rows = (FolderRow(one.id, _name(work, one), documents=counts.get(one.id, 0)) for one in found)
    return tuple(sorted(rows, key=lambda row: fold(row.name)))


def make_folder(work: Work, *, name: str) -> FolderRow:
    """Make a folder; raises ``TitleMissing``, ``TitleTooLong``, ``FolderExists``, ``TooManyFolders``."""
    policy.require(work, Permission.FOLDER_CHANGE, work.actor.space_id)
    space_id = _here(work)
    policy.hold_grant(work, Permission.FOLDER_CHANGE, space_id)
    words = rules.check_title(name)
    if (work.db.scalar(select(func.count()).where(col(Folder.space_id) == space_id)) or 0) >= FOLDERS_MAX:
        raise TooManyFolders
    folder = Folder(space_id=space_id, name=b"", name_mark=_mark(work, space_id, words), made_at=work.now)
    folder.name = work.seal(space_id, _context(folder.id), words)
    work.db.add(folder)
    _commit_name(work, Trace("FOLDER_MADE", space_id, object_type="folder", object_id=folder.id))
    return FolderRow(folder.id, words, documents=0)


def rename_folder(work: Work, folder_id: UUID, *, name: str) -> None:
    """Give a folder another name; raises ``NotFound``, ``TitleMissing``, ``TitleTooLong``, ``FolderExists``."""
    folder = policy.fetch(work, Permission.FOLDER_CHANGE, Folder, folder_id)
    policy.hold_grant(work, Permission.FOLDER_CHANGE, folder.space_id)
    words = rules.check_title(name)
    folder.name = work.seal(folder.space_id, _context(folder.id), words)
    folder.name_mark = _mark(work, folder.space_id, words)
    _commit_name(work, Trace("FOLDER_RENAMED", folder.space_id, object_type="folder", object_id=folder.id))


def delete_folder(work: Work, folder_id: UUID) -> None:
    """Delete a folder; its documents stay, in no folder (R-DO-11). Raises ``NotFound``."""
    folder = policy.fetch(work, Permission.FOLDER_CHANGE, Folder, folder_id)
    policy.hold_grant(work, Permission.FOLDER_CHANGE, folder.space_id)
    trace = Trace("FOLDER_DELETED", folder.space_id, object_type="folder", object_id=folder.id)
    work.db.delete(folder)
    work.commit(trace)


def move_documents(work: Work, document_ids: Iterable[UUID], *, folder_id: UUID | None) -> int:
    """Put documents in a folder, or in none; those of others too. Returns how many moved, 500 at most.

    Raises ``NotFound`` for a folder of another carnet, or one that was deleted meanwhile.
    """
    policy.require(work, Permission.FOLDER_CHANGE, work.actor.space_id)
    space_id = _here(work)
    policy.hold_grant(work, Permission.FOLDER_CHANGE, space_id)
    if folder_id is not None:
        theirs = col(Folder.id) == folder_id, col(Folder.space_id) == space_id
        # Held until the commit: it cannot be deleted under what is put in.
        if work.db.scalar(select(col(Folder.id)).where(*theirs).with_for_update(key_share=True)) is None:
            raise NotFound
    wanted = col(Document.id).in_(list(document_ids)[:AT_ONCE])
    allowed = policy.visible(work, Permission.FOLDER_CHANGE, Document)
    elsewhere = col(Document.folder_id).is_distinct_from(folder_id)
    order = select(col(Document.id)).where(wanted, allowed, col(Document.space_id) == space_id, elsewhere)
    found = list(work.db.scalars(order.order_by(col(Document.id)).with_for_update()))
    if found:
        work.db.execute(update(Document).where(col(Document.id).in_(found)).values(folder_id=folder_id))
        work.commit(*(trace_of_space(work, "DOC_MOVED", space_id, document_id=one) for one in found))
    return len(found)


def _commit_name(work: Work, trace: Trace) -> None:
    try:
        # Of two who take the same name at once, one is told.
        work.db.flush()
    except IntegrityError as fault:
        work.db.rollback()
        raise FolderExists from fault
    work.commit(trace)


def _here(work: Work) -> UUID:
    if work.actor.space_id is None:
        raise Refused
    return work.actor.space_id


def _name(work: Work, folder: Folder) -> str:
    return work.open(folder.space_id, _context(folder.id), folder.name)


def _mark(work: Work, space_id: UUID, name: str) -> bytes:
    return work.keys.mac("folder.name", f"{space_id}:{fold(name)}")


def _context(folder_id: UUID) -> str:
    return f"folder.name:{folder_id}"
