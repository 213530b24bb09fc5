"""A file on its way in: sealed part by part as it arrives, checked by a child process, then acknowledged or forgotten.

Until its row is written nobody can see it: what is sealed in the bucket without a row is the quarantine.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from csn_app.config import settings
from csn_app.documents.facts import EmptyFile, FileTooLarge
from csn_app.documents.files import PART, StoredFile, Vault, parts_for
from csn_app.documents.inspection import Checker, Inspected, inspect_file
from csn_app.documents.private_file import PrivateFile
from csn_app.documents.task import Limits
from csn_app.edge.door import in_file_thread

_checks = asyncio.Semaphore(2)
"""Two files are checked at a time: each costs a core and memory for a moment."""

_sealings = asyncio.Semaphore(2)
"""So many parts are in this process's memory at a time, in clear and sealed, however many sendings there are."""

_copies = asyncio.Semaphore(3)
"""So many sendings keep a private copy while they arrive; that of others is opened from the bucket for the check."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What the check found, and where the bucket keeps it."""

    found: Inspected
    file: StoredFile
    view: StoredFile | None


class Intake:
    """One sending: what has arrived and waits is in private files of the kernel, outside the process's own memory."""

    def __init__(self, vault: Vault) -> None:
        """Take in one file for the space of ``vault``."""
        self._vault = vault
        self._copy: PrivateFile | None = None
        self._copying = False
        self._starting: asyncio.Task[Checker] | None = None
        self._kept: list[StoredFile] = []

    async def receive(self, chunks: AsyncIterator[bytes]) -> StoredFile:
        """Seal and keep the bytes as they come; raises ``FileTooLarge``, ``EmptyFile``, ``Unavailable``."""
        if not _copies.locked():
            self._copying = await _copies.acquire()
            self._copy = PrivateFile()
            self._starting = asyncio.create_task(in_file_thread(Checker, self._copy))
        file_id, size = uuid4(), 0
        filling = self._copy or PrivateFile()
        storing: deque[asyncio.Task[None]] = deque()
        try:
            async for piece in _cut(chunks, limit=settings().upload_max_mb * 1_000_000):
                filling.write(piece)
                size += len(piece)
                if size % PART == 0:
                    # One part is sealed while another is on its way to the store.
                    while len(storing) > 1:
                        await storing.popleft()
                    storing.append(asyncio.create_task(self._store(file_id, size // PART - 1, filling)))
                    filling = self._copy or PrivateFile()
            if size % PART:
                await self._store(file_id, size // PART, filling)
            while storing:
                await storing.popleft()
        finally:
            await asyncio.gather(*storing, return_exceptions=True)
            if filling is not self._copy:
                filling.close()
            self._kept.append(StoredFile(file_id, size=size, parts=parts_for(size)))
        if not size:
            raise EmptyFile
        return self._kept[-1]

    async def check(self, received: StoredFile, *, name: str, password: str, today: date) -> Checked:
        """Check the file in a child process and keep what it made of it; raises the facts of ``documents.facts``."""
        async with _checks:
            if self._copy is None:
                self._copy = await self._open_again(received)
            source = self._copy
            inspected = await in_file_thread(
                inspect_file,
                source,
                declared_name=name,
                password=password or None,
                today=today,
                limits=Limits(file_bytes=settings().upload_max_mb * 1_000_000),
                antivirus_url=settings().clamd_url,
                checker=await self._starting if self._starting else None,
            )
        try:
            file = received if inspected.kept is source else await self._keep(inspected.kept)
            view = await self._keep(inspected.view) if inspected.view else None
        finally:
            inspected.close()
        return Checked(inspected, file=file, view=view)

    async def forget(self, *, except_for: tuple[StoredFile | None, ...] = ()) -> None:
        """Give the memory back, and remove from the bucket what no document names."""
        if self._starting:
            (started,) = await asyncio.gather(self._starting, return_exceptions=True)
            if isinstance(started, Checker):
                started.close()
        if self._copy:
            self._copy.close()
        if self._copying:
            self._copying = False
            _copies.release()
        for file in self._kept:
            if file not in except_for:
                await in_file_thread(self._vault.discard, file)

    async def _store(self, file_id: UUID, n: int, part: PrivateFile) -> None:
        whole = part is self._copy
        await _few(self._seal, file_id, n, part, n * PART if whole else 0)
        if not whole:
            part.close()

    async def _open_again(self, received: StoredFile) -> PrivateFile:
        copy = PrivateFile()
        for n in range(received.parts):
            await _few(self._append, copy, received, n)
        return copy

    async def _keep(self, made: PrivateFile) -> StoredFile:
        """Seal and keep a whole private file, a part at a time."""
        file = StoredFile(uuid4(), size=made.size, parts=parts_for(made.size))
        self._kept.append(file)
        for n in range(file.parts):
            await _few(self._seal, file.id, n, made, n * PART)
        return file

    def _append(self, copy: PrivateFile, received: StoredFile, n: int) -> None:
        copy.write(self._vault.part(received, n))

    def _seal(self, file_id: UUID, n: int, source: PrivateFile, offset: int) -> None:
        self._vault.keep(file_id, n, source.read(offset, PART))


async def _few(act: Callable[..., object], *given: object) -> None:
    """Do what holds a part in memory: two at a time in the whole process."""
    async with _sealings:
        await in_file_thread(act, *given)


async def _cut(chunks: AsyncIterator[bytes], *, limit: int) -> AsyncIterator[bytes]:
    """Yield the bytes cut where a part ends; raises ``FileTooLarge`` at the first byte over ``limit``."""
    size = 0
    async for chunk in chunks:
        left = chunk
        while left:
            piece = left[: PART - size % PART]
            left = left[len(piece) :]
            size += len(piece)
            if size > limit:
                raise FileTooLarge(limit)
            yield piece
