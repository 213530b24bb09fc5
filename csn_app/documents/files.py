"""Files kept as sealed parts: each part of 8 MiB is one object, opened whole or not at all.

The number of parts and the size stand in the document's row, so that a missing end shows; object and part number are
bound to each seal, so that parts cannot be exchanged.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from csn_app.core.errors import NotFound, Unavailable, Unreadable
from csn_app.core.work import KeyRing, ObjectStore

PART = 8 * 1024 * 1024
"""Bytes of clear content in every part but the last."""

PREFIX = "documents/"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file in the bucket: ``size`` bytes of clear content in ``parts`` parts."""

    id: UUID
    size: int
    parts: int


@dataclass(frozen=True, slots=True)
class Piece:
    """Which bytes of a part make up a piece of a range."""

    part: int
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Vault:
    """The sealed files of one space, for bytes that travel while no transaction is open, under one ``prefix``."""

    keys: KeyRing
    blobs: ObjectStore
    space_id: UUID
    prefix: str = PREFIX

    def keep(self, file_id: UUID, n: int, clear: bytes) -> None:
        """Seal part ``n`` and keep it; it is on disk when this returns. Raises ``Unavailable``."""
        self.blobs.put(_key(file_id, n, prefix=self.prefix), self.keys.seal(self.space_id, _context(file_id, n), clear))

    def part(self, file: StoredFile, n: int) -> bytes:
        """Open part ``n``; raises ``Unreadable`` where it is altered, missing or not as long as it was."""
        try:
            sealed = self.blobs.get(_key(file.id, n, prefix=self.prefix))
        except NotFound as fault:
            raise Unreadable from fault
        clear = self.keys.open(self.space_id, _context(file.id, n), sealed)
        if len(clear) != length_of(file, n):
            raise Unreadable
        return clear

    def discard(self, file: StoredFile) -> None:
        """Forget a file; what a store that is away keeps, the sweep removes."""
        with contextlib.suppress(Unavailable):
            for n in range(file.parts):
                self.blobs.delete(_key(file.id, n, prefix=self.prefix))


def parts_for(size: int) -> int:
    """Return how many parts ``size`` bytes take."""
    return -(-size // PART)


def length_of(file: StoredFile, n: int) -> int:
    """Return how many bytes part ``n`` holds: all parts but the last are full."""
    return PART if n < file.parts - 1 else file.size - PART * (file.parts - 1)


def pieces(*, first: int, last: int) -> Iterator[Piece]:
    """Yield what to take of which part for the bytes ``first`` to ``last``, both included."""
    for n in range(first // PART, last // PART + 1):
        yield Piece(n, start=max(first - n * PART, 0), stop=min(last - n * PART + 1, PART))


def file_of_key(key: str) -> UUID | None:
    """Return which file an object belongs to, or None where its name is not ours."""
    try:
        return UUID(key.split("/")[1])
    except (ValueError, IndexError):
        return None


def _key(file_id: UUID, n: int, *, prefix: str = PREFIX) -> str:
    return f"{prefix}{file_id}/{n:05d}"


def _context(file_id: UUID, n: int) -> str:
    return f"file:{file_id}:{n}"
