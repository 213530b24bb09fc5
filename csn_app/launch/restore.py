"""A restore: an empty installation becomes what a backup knew at one instant, minus what was to be forgotten."""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from uuid import UUID

import tink
from sqlalchemy import inspect, text

from csn_app import wiring
from csn_app.audit.checkpoints import go_on_after
from csn_app.audit.service import prove_all
from csn_app.config import Settings, settings
from csn_app.core.actor import JOB
from csn_app.core.errors import CsnError
from csn_app.core.work import Untraced
from csn_app.documents.files import PREFIX as DOCUMENTS
from csn_app.documents.files import file_of_key
from csn_app.documents.sweep import named_files
from csn_app.launch import backup, checks, databases
from csn_app.launch.objectstore import start_objectstore
from csn_app.launch.postgres import start_postgres
from csn_app.launch.replay import replay
from csn_app.storage import ledger, sealed_files

_BATCH = 1_000
_LONGEST_ACT = timedelta(days=1)


class NoSuchInstant(CsnError):
    """The folder holds no backup, or none of that instant or before."""


class NotEmpty(CsnError):
    """The installation already holds carnets: a restore never writes over any."""


class BackupUnreadable(CsnError):
    """The backup was sealed under another key, or was altered."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back: ``replayed`` is what the ledger took away again, ``lost`` the files without their object."""

    instant: datetime
    objects: int
    replayed: Counter[str]
    lost: int
    broken_chains: int
    seconds: float


def restore(folder: Path, *, key: Path, until: datetime | None = None) -> Restored:
    """Bring back the last instant at or before ``until`` into the installation that the settings name.

    Embedded parts are started for it and stopped after. Raises ``NoSuchInstant``, ``NotEmpty``, ``BackupUnreadable``,
    ``MasterKeyMissing``, ``ToolFailed``.
    """
    began = monotonic()
    instant = _chosen(folder, until)
    with running_parts(Settings()):
        _fill_databases(folder, instant, key=key)
        wiring.migrate()
        wiring.prepare()
        replayed = _replay(folder, instant)
        objects, lost = _put_objects(folder)
        with wiring.open_work(JOB) as work:
            go_on_after(work)
            work.commit(untraced=Untraced.RESTORE)
        with wiring.open_work(JOB) as work:
            broken = sum(not proof.whole for _, proof in prove_all(work))
    return Restored(instant, objects, replayed, lost, broken, monotonic() - began)


def _chosen(folder: Path, until: datetime | None) -> datetime:
    """Return the last instant at or before a moment that is told to the second."""
    known = [i for i in backup.instants(folder) if until is None or i.replace(microsecond=0) <= until]
    if not known:
        raise NoSuchInstant
    return known[-1]


@contextmanager
def running_parts(chosen: Settings) -> Iterator[None]:
    """Start the embedded parts that the settings do not name elsewhere, and stop them."""
    data = chosen.data.resolve()
    with ExitStack() as stack:
        if not (chosen.database_url and chosen.s3_endpoint):
            checks.prepare_folder(data)
            stack.enter_context(checks.take_folder(data))
        if not chosen.database_url:
            database = stack.enter_context(start_postgres(data / "postgres", log=data / "logs" / "postgres.log"))
            os.environ |= {"CSN_DATABASE_URL": database.url, "CSN_KEYS_DATABASE_URL": database.keys_url}
            os.environ["CSN_EMBEDDED"] = "1"
        if not chosen.s3_endpoint:
            store = stack.enter_context(start_objectstore(data / "objects", log=data / "logs" / "objects.log"))
            os.environ |= {"CSN_S3_ENDPOINT": store.endpoint, "CSN_S3_BUCKET": store.bucket}
            os.environ |= {"CSN_S3_ACCESS_KEY": store.access_key, "CSN_S3_SECRET_KEY": store.secret_key}
        settings.cache_clear()
        yield


def _fill_databases(folder: Path, instant: datetime, *, key: Path) -> None:
    """Fill the main database; the key store only where it is lost too, since the live one has forgotten more."""
    chosen = settings()
    main, keys = (wiring.engine_of(url, pool_size=1) for url in (chosen.database_url, chosen.keys_database_url))
    try:
        if inspect(main).get_table_names():
            raise NotEmpty
        keys_lost = not inspect(keys).has_table("keyset")
    finally:
        main.dispose()
        keys.dispose()
    _fill(chosen.database_url, backup.dump_path(folder, instant), key=key, context=backup.dump_context(instant))
    if keys_lost:
        _fill(chosen.keys_database_url, backup.keys_path(folder), key=key, context=backup.KEYS_CONTEXT)


def _fill(url: str, path: Path, *, key: Path, context: str) -> None:
    try:
        with sealed_files.opening(path, key=key, context=context) as stream:
            databases.fill(url, stream)
    except (tink.TinkError, OSError) as fault:
        raise BackupUnreadable from fault


def _replay(folder: Path, instant: datetime) -> Counter[str]:
    """Replay the ledger: what the backup copied of it, and what the bucket holds where it outlived the database."""
    copied = (
        line
        for name in backup.object_keys(folder)
        if name.startswith(ledger.PREFIX)
        for line in ledger.read(backup.object_path(folder, name).read_bytes())
    )
    # A line says when its statement ran: what was committed after the dump began may be older than the dump.
    begin = instant - _LONGEST_ACT
    lines = ledger.since([*copied, *ledger.lines_of(wiring.parts().blobs)], begin)
    with wiring.open_work(JOB) as work:
        in_the_copy = ledger.known(work.db, begin)
        # Who signed out since would be in again.
        work.db.execute(text("update signed_in_session set ended_at = now() where ended_at is null"))
        return replay(work, [line for line in lines if line not in in_the_copy])


def _put_objects(folder: Path) -> tuple[int, int]:
    """Put back every object that a row names and the bucket lacks; returns how many, and how many files stay lost."""
    blobs = wiring.parts().blobs
    held = {name for name, _ in blobs.list("")}
    kept = backup.object_keys(folder)
    named = _named({file_id for name in [*kept, *held] if (file_id := _document_of(name))})
    put = 0
    for name in kept:
        document = _document_of(name)
        if name not in held and (document is None or document in named):
            blobs.put(name, backup.object_path(folder, name).read_bytes())
            put += 1
    there = {file_id for name in {*kept, *held} if (file_id := _document_of(name))}
    with wiring.open_work(JOB) as work:
        wanted = set(work.db.scalars(text("select file_id from document")).all())
    return put, len(wanted - there)


def _document_of(name: str) -> UUID | None:
    return file_of_key(name) if name.startswith(DOCUMENTS) else None


def _named(file_ids: set[UUID]) -> set[UUID]:
    found, waiting = set[UUID](), list(file_ids)
    with wiring.open_work(JOB) as work:
        for start in range(0, len(waiting), _BATCH):
            found |= named_files(work, set(waiting[start : start + _BATCH]))
    return found
