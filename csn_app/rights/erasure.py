"""Erasing for good what a person closed, on its day, and saying so before (R-LC-10 to R-LC-12).

Whatever names the space goes, unless it is listed here with the reason why it stays. The keyset is destroyed in the
same breath: what a copy or a backup still holds cannot be read any more. Killed half-way, the next run does it again.
"""

import logging
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Table, delete, or_, select, text
from sqlmodel import SQLModel, col

from csn_app.access import lifecycle, policy
from csn_app.access.policy import Permission
from csn_app.core.errors import Unreadable
from csn_app.core.work import Trace, Untraced, Work
from csn_app.documents import whole
from csn_app.documents.files import StoredFile, Vault
from csn_app.identity import notices
from csn_app.messaging import deleting
from csn_app.rights.copies import PREFIX
from csn_app.rights.model import DataCopy
from csn_app.ui.words import PARIS, french_date

STAYS = {
    "space": "says that it was erased, and when",
    "insured_person": "whom the health insurance knows: without it the next roster would announce the person anew",
    "objection": "proves a refusal, to the person's own benefit",
    "ledger": "keeps a restored copy from bringing it back",
    "trace": "proves who read what, without a word of health; nobody can change it (R-AU-5)",
    "chain_head": "where the trail stands",
    "trail_leaf": "where the trail stood when it was signed",
}
"""The tables that keep a row about an erased space, each with its reason."""

_log = logging.getLogger("csn.jobs")
_NAMES_A_SPACE = ("space_id", "chain_id")


def erase_due(work: Work) -> int:
    """Erase every closed space whose day has come; returns how many. One that fails waits for the next run."""
    policy.require(work, Permission.LIFECYCLE_RUN)
    erased, failed = 0, set[UUID]()
    while (space_id := lifecycle.lock_to_erase(work, but=failed)) is not None:
        try:
            _erase(work, space_id)
        except Exception as fault:
            work.db.rollback()
            _failed("erasure", fault)
            failed.add(space_id)
        else:
            erased += 1
    work.db.rollback()
    return erased


def tell_archives_end(work: Work) -> int:
    """Tell those whose archive ends within 60 days; returns how many. One that fails waits for the next run."""
    policy.require(work, Permission.LIFECYCLE_RUN)
    told, failed = 0, set[UUID]()
    while (due := lifecycle.lock_to_tell(work, but=failed)) is not None:
        space_id, day = due
        try:
            _tell_end(work, space_id, day)
        except Exception as fault:
            work.db.rollback()
            _failed("notice of an archive's end", fault)
            failed.add(space_id)
        else:
            told += 1
    work.db.rollback()
    return told


def doomed_rows(space_id: UUID) -> list[tuple[Table, ColumnElement[bool]]]:
    """Return what goes: every row that names the space or hangs on one that does, children first."""
    doomed: dict[Table, ColumnElement[bool]] = {}
    for table in SQLModel.metadata.sorted_tables:
        if table.name in STAYS:
            continue
        found = [table.c[name] == space_id for name in _NAMES_A_SPACE if name in table.c]
        for key in table.foreign_keys:
            parent = key.column.table
            if parent in doomed:
                found.append(key.parent.in_(select(key.column).where(doomed[parent])))
        if found:
            doomed[table] = or_(*found)
    return list(reversed(doomed.items()))


def _tell_end(work: Work, space_id: UUID, day: datetime) -> None:
    try:
        notices.tell_person(
            work,
            space_id,
            subject="Fin d’archive de votre carnet",
            text="Votre carnet de santé numérique est fermé depuis bientôt dix ans. "
            f"Ce qui y est gardé sera supprimé le {french_date(day.astimezone(PARIS).date())}. "
            "Pour le garder, "
            "rouvrez-le avant ce jour en vous connectant.",
        )
    except Unreadable as fault:
        # Nobody can be reached any more, and an archive does not last for ever: the 60 days go by all the same.
        _failed("notice of an archive's end", fault)
        work.commit(untraced=Untraced.TECHNICAL)
    else:
        work.commit(Trace("ARCHIVE_END_TOLD", space_id, object_type="lifecycle", object_id=space_id))
    work.db.expunge_all()


def _erase(work: Work, space_id: UUID) -> None:
    documents = Vault(work.keys, work.blobs, space_id)
    copies = Vault(work.keys, work.blobs, space_id, PREFIX)
    files = [(documents, file) for file in whole.files_to_erase(work, space_id)]
    files += [(copies, file) for file in _copies(work, space_id)]
    files += deleting.files_to_erase(work, space_id)
    _tell_erased(work, space_id)
    _delete_rows(work, space_id)
    lifecycle.move_erased(work, space_id)
    work.keys.destroy(space_id)
    work.commit(Trace("ERASURE_DONE", space_id, object_type="lifecycle", object_id=space_id))
    work.db.expunge_all()
    # What a store that is away keeps for now is unreadable, and the sweep removes it.
    for vault, file in files:
        vault.discard(file)


def erase_again(work: Work, space_id: UUID) -> None:
    """Erase what a restored copy brought back of a space that was erased since. The caller says its state and commits.

    Its keyset went with the erasure; should the key store be a copy too, it goes again.
    """
    policy.require(work, Permission.LIFECYCLE_RUN)
    _delete_rows(work, space_id)
    work.keys.destroy(space_id)


def _delete_rows(work: Work, space_id: UUID) -> None:
    # The ledger of deletions then has one line for the space, not one for each row.
    work.db.execute(text("set local csn.erasing = 'on'"))
    for table, condition in doomed_rows(space_id):
        work.db.execute(delete(table).where(condition))


def _tell_erased(work: Work, space_id: UUID) -> None:
    """Say that all is gone; a message that cannot be written does not keep what must go."""
    try:
        with work.db.begin_nested():
            notices.tell_person(
                work,
                space_id,
                subject="Votre carnet est supprimé",
                text="Les données de votre carnet de santé numérique ont été supprimées définitivement. "
                "Votre identité reste dans le fichier de l’assurance maladie, et la preuve des accès et de cette "
                "suppression est gardée.",
            )
    except Exception as fault:
        _failed("notice of an erasure", fault)


def _failed(what: str, fault: Exception) -> None:
    _log.warning("job failed", extra={"handler": f"{what}: {type(fault).__name__}"})


def _copies(work: Work, space_id: UUID) -> Iterator[StoredFile]:
    for copy in work.db.scalars(select(DataCopy).where(col(DataCopy.space_id) == space_id)):
        yield StoredFile(copy.file_id, size=copy.size, parts=copy.parts)
