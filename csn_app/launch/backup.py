"""A backup: both databases and the sealed objects, into a folder that knows several instants.

The main database is dumped first, the objects after: a row is written after its object, so that every row of the dump
finds its own. Objects never change: only new ones are copied. The key store has one copy, always the last, so that a
keyset destroyed today is in no backup of tomorrow. What is deleted leaves the folder within 30 days.
"""

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic

from csn_app import wiring
from csn_app.config import settings
from csn_app.core.errors import NotFound
from csn_app.core.work import ObjectStore
from csn_app.launch import databases
from csn_app.rights.copies import PREFIX as COPIES
from csn_app.storage import ledger, sealed_files

KEPT_FOR = timedelta(days=30)
"""How long a backup remembers (R-LC-13)."""

KEYS_CONTEXT = "csn-backup|keys"
_INSTANT = "%Y-%m-%dT%H-%M-%S.%fZ"
_SUFFIX = ".dump"
# Copies that people take of their own data live a few days and are made again in minutes.
_PASSING = (COPIES,)
_GONE = "gone.json"


@dataclass(frozen=True, slots=True)
class Backup:
    """What a run has done: sizes in bytes, time in seconds."""

    instant: datetime
    dump_size: int
    objects: int
    new_objects: int
    forgotten: int
    seconds: float


def back_up(folder: Path, *, key: Path) -> Backup:
    """Add an instant to the backup in ``folder``, sealed under the backup key.

    Raises ``MasterKeyMissing`` where the key is not, ``ToolFailed``, ``Unavailable``. Stopped half-way, it leaves the
    earlier instants as they were.
    """
    began = monotonic()
    parts = wiring.parts()
    instant = datetime.now(UTC)
    with parts.sessions() as db:
        ledger.copy_out(db, parts.blobs, now=instant)
        db.commit()
    with sealed_files.sealing(dump_path(folder, instant), key=key, context=dump_context(instant)) as stream:
        size = databases.dump(settings().database_url, stream)
    new, held = _copy_objects(parts.blobs, folder)
    # What went while its object was being copied has its line by now: a restore then misses no file.
    with parts.sessions() as db:
        ledger.copy_out(db, parts.blobs, now=datetime.now(UTC))
        db.commit()
    later, lines = _copy_objects(parts.blobs, folder, under=ledger.PREFIX)
    new, held = new + later, held | lines
    with sealed_files.sealing(keys_path(folder), key=key, context=KEYS_CONTEXT) as stream:
        databases.dump(settings().keys_database_url, stream)
    forgotten = _forget(folder, held=held, now=instant)
    return Backup(instant, size, len(held), new, forgotten, monotonic() - began)


def dump_context(instant: datetime) -> str:
    """Return what a dump is bound to: exchanged with another one, it does not open."""
    return f"csn-backup|main|{instant.strftime(_INSTANT)}"


def instants(folder: Path) -> list[datetime]:
    """Return the instants that a backup knows, oldest first."""
    found = (path.name.removesuffix(_SUFFIX) for path in (folder / "instants").glob(f"*{_SUFFIX}"))
    return sorted(datetime.strptime(name, _INSTANT).replace(tzinfo=UTC) for name in found)


def dump_path(folder: Path, instant: datetime) -> Path:
    """Return where the dump of an instant is."""
    return folder / "instants" / f"{instant.strftime(_INSTANT)}{_SUFFIX}"


def keys_path(folder: Path) -> Path:
    """Return where the only copy of the key store is."""
    return folder / "keys" / "keysets.dump"


def object_path(folder: Path, key: str) -> Path:
    """Return where the copy of an object is."""
    return folder / "objects" / key


def object_keys(folder: Path) -> list[str]:
    """Return the keys of the objects that a backup holds."""
    root = folder / "objects"
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file() and path.suffix != ".new")


def _copy_objects(blobs: ObjectStore, folder: Path, *, under: str = "") -> tuple[int, set[str]]:
    """Copy what the folder does not hold yet; returns how many, and the keys that the bucket holds."""
    new, held = 0, set[str]()
    for key, _ in blobs.list(under):
        if key == "ready" or key.startswith(_PASSING):
            continue
        path = object_path(folder, key)
        if not path.exists():
            try:
                _write(path, blobs.get(key))
            except NotFound:
                # Deleted since it was listed: the ledger says so.
                continue
            new += 1
        held.add(key)
    return new, held


def _write(path: Path, content: bytes) -> None:
    """Objects are sealed already: they are kept as they are."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(path.name + ".new")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _forget(folder: Path, *, held: set[str], now: datetime) -> int:
    """Remove what is older than 30 days: instants, and objects that the bucket has not held for so long."""
    forgotten = 0
    for instant in instants(folder):
        if instant < now - KEPT_FOR:
            dump_path(folder, instant).unlink()
            forgotten += 1
    gone: dict[str, str] = {}
    with suppress(FileNotFoundError):
        gone = json.loads((folder / _GONE).read_text())
    still: dict[str, str] = {}
    for key in (key for key in object_keys(folder) if key not in held):
        since = gone.get(key, now.isoformat())
        if datetime.fromisoformat(since) < now - KEPT_FOR:
            object_path(folder, key).unlink()
            forgotten += 1
        else:
            still[key] = since
    _write(folder / _GONE, json.dumps(still).encode())
    return forgotten
