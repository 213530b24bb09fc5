"""A file on its way in: sealed part by part as it arrives, checked by a child process, then acknowledged or forgotten.

Until its row is written nobody can see it: what is sealed in the bucket without a row is the quarantine.
"""

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from uuid import UUID, uuid4

from csn_app.config import settings
from csn_app.documents.facts import EmptyFile, FileTooLarge
from csn_app.documents.files import PART, StoredFile, Vault, parts_for
from csn_app.documents.inspection import Inspected, inspect_file
from csn_app.documents.private_file import PrivateFile
from csn_app.documents.task import Limits
from csn_app.edge.door import in_file_thread

_checks = asyncio.Semaphore(2)
"""Two files are checked at a time: each costs a core and memory for a moment."""


class Intake:
    """One sending: two parts in memory at most; the copy for the check is the kernel’s, outside the process."""

    def __init__(self, vault: Vault) -> None:
        """Take in one file for the space of ``vault``."""
        self._vault = vault
        self._source = PrivateFile()
        self._kept: list[StoredFile] = []

    async def receive(self, chunks: AsyncIterator[bytes]) -> StoredFile:
        """Seal and keep the bytes as they come; raises ``FileTooLarge``, ``EmptyFile``, ``Unavailable``."""
        limit = settings().upload_max_mb * 1_000_000
        file_id, size, parts = uuid4(), 0, 0
        buffer = bytearray()
        storing: asyncio.Task[None] | None = None
        try:
            async for chunk in chunks:
                size += len(chunk)
                if size > limit:
                    raise FileTooLarge(limit)
                buffer += chunk
                while len(buffer) >= PART:
                    part, buffer = bytes(memoryview(buffer)[:PART]), buffer[PART:]
                    if storing:
                        await storing
                    storing = asyncio.create_task(self._store(file_id, parts, part))
                    parts += 1
        finally:
            if storing:
                await asyncio.gather(storing, return_exceptions=True)
            self._kept.append(StoredFile(file_id, size=size, parts=parts + bool(buffer)))
        if storing:
            storing.result()
        if buffer:
            await self._store(file_id, parts, bytes(buffer))
        if not size:
            raise EmptyFile
        return self._kept[-1]

    async def check(self, received: StoredFile, *, name: str, password: str, today: date) -> "Checked":
        """Check the file in a child process and keep what it made of it; raises the facts of ``documents.facts``."""
        chosen = settings()
        async with _checks:
            inspected = await in_file_thread(
                inspect_file,
                self._source,
                declared_name=name,
                password=password or None,
                today=today,
                limits=Limits(file_bytes=chosen.upload_max_mb * 1_000_000),
                antivirus_url=chosen.clamd_url,
            )
        try:
            same = inspected.kept is self._source
            file = received if same else await self._keep(inspected.kept)
            view = await self._keep(inspected.view) if inspected.view else None
        finally:
            inspected.close()
        return Checked(inspected, file=file, view=view)

    async def forget(self, *, except_for: tuple[StoredFile | None, ...] = ()) -> None:
        """Remove from the bucket what no document names, and give the memory back."""
        self._source.close()
        for file in self._kept:
            if file not in except_for:
                await in_file_thread(self._vault.discard, file)

    async def _store(self, file_id: UUID, n: int, part: bytes) -> None:
        def store() -> None:
            self._source.write(part)
            self._vault.keep(file_id, n, part)

        await in_file_thread(store)

    async def _keep(self, made: PrivateFile) -> StoredFile:
        """Seal and keep a whole private file, a part at a time."""
        file = StoredFile(uuid4(), size=made.size, parts=parts_for(made.size))
        self._kept.append(file)
        for n in range(file.parts):
            clear = await in_file_thread(made.read, n * PART, PART)
            await in_file_thread(self._vault.keep, file.id, n, clear)
        return file


class Checked:
    """What the check found, and where the bucket keeps it."""

    def __init__(self, found: Inspected, *, file: StoredFile, view: StoredFile | None) -> None:
        """Put the findings beside the files kept."""
        self.found = found
        self.file = file
        self.view = view
