"""The pages of a PDF as pictures (issue 3, viewer): drawn by a child process, never by the one that serves people.

A child stays a moment with the document it read: turning a page then costs its drawing and nothing else.
"""

import contextlib
import os
import select
import subprocess
import sys
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import IO, cast
from uuid import UUID

from csn_app.core.errors import Unreadable
from csn_app.documents.files import StoredFile, Vault
from csn_app.documents.private_file import PrivateFile
from csn_app.documents.rendering_child import PAGE_SECONDS

WIDTHS = (160, 800, 1600, 2400)
"""Pixels across: a thumbnail, a telephone or an ordinary screen, a fine screen, enlarged."""

OPEN_AT_MOST = 4
"""So many documents are held open for reading in this process; the one that was read longest ago gives way."""

IDLE_SECONDS = 40.0
"""A document that nobody turns a page of is let go."""

_ROOT = Path(__file__).resolve().parents[2]
_PICTURE_MAX = 20_000_000


class PageReader:
    """A child process that holds one PDF; it draws one page at a time."""

    def __init__(self, vault: Vault, file: StoredFile) -> None:
        """Open the sealed parts into a private file and hand it over; raises ``Unavailable``, ``Unreadable``."""
        self.used_at = monotonic()
        self._turn = Lock()
        with PrivateFile() as clear:
            for n in range(file.parts):
                clear.write(vault.part(file, n))
            clear.freeze()
            self._process = subprocess.Popen(
                [sys.executable, "-s", "-P", "-m", "csn_app.documents.rendering_child", str(clear.fd)],
                # Nothing of this process's environment: it holds secrets.
                env={"PYTHONPATH": str(_ROOT), "LC_ALL": "C.UTF-8", "MALLOC_ARENA_MAX": "2"},
                cwd="/",
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                pass_fds=(clear.fd,),
                start_new_session=True,
            )

    def draw(self, page: int, *, width: int) -> bytes:
        """Return page ``page`` (from 1) as a WebP; raises ``Unreadable`` where it cannot be drawn in time."""
        with self._turn:
            self.used_at = monotonic()
            until = self.used_at + PAGE_SECONDS + 2
            try:
                order = cast("IO[bytes]", self._process.stdin)
                order.write(f"{page} {width}\n".encode())
                order.flush()
                length = int.from_bytes(self._read(4, until=until))
                if not 0 < length <= _PICTURE_MAX:
                    raise Unreadable
                return self._read(length, until=until)
            except (OSError, ValueError) as fault:
                raise Unreadable from fault

    @property
    def dead(self) -> bool:
        """Say whether the child has ended: its time was up, or a page was its last."""
        return self._process.poll() is not None

    def close(self) -> None:
        """Stop the child and give its memory back."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                cast("IO[bytes]", pipe).close()

    def _read(self, length: int, *, until: float) -> bytes:
        """Read so many bytes of the answer; a child that is late is stopped. It is read as a stranger."""
        pipe, found = cast("IO[bytes]", self._process.stdout).fileno(), bytearray()
        while len(found) < length:
            ready, _, _ = select.select([pipe], [], [], max(until - monotonic(), 0))
            more = os.read(pipe, min(length - len(found), 1 << 20)) if ready else b""
            if not more:
                self._process.kill()
                self._process.wait()
                raise Unreadable
            found += more
        return bytes(found)


class Shelf:
    """The documents that are being read, each with its child process."""

    def __init__(self) -> None:
        """Begin with none."""
        self._open: dict[UUID, PageReader] = {}
        self._lock = Lock()

    def draw(self, vault: Vault, file: StoredFile, page: int, *, width: int) -> bytes:
        """Draw one page of a file; blocks. Raises ``Unreadable``, ``Unavailable`` where the store is away."""
        self.tidy()
        reader, fresh = self._reader(vault, file)
        try:
            return reader.draw(page, width=width)
        except Unreadable:
            self._drop(file.id, reader)
            if fresh:
                raise
        # It may have been let go, or have used up its time, between two pages.
        return self._reader(vault, file)[0].draw(page, width=width)

    def tidy(self, *, everything: bool = False) -> None:
        """Let go of what nobody reads any more."""
        old = monotonic() - IDLE_SECONDS
        with self._lock:
            gone = {key: one for key, one in self._open.items() if everything or one.dead or one.used_at < old}
            for key in gone:
                del self._open[key]
        for one in gone.values():
            one.close()

    def _reader(self, vault: Vault, file: StoredFile) -> tuple[PageReader, bool]:
        with self._lock:
            if (known := self._open.get(file.id)) is not None and not known.dead:
                return known, False
        reader = PageReader(vault, file)
        with self._lock:
            before = self._open.get(file.id)
            self._open[file.id] = reader
            oldest = min(self._open, key=lambda key: self._open[key].used_at)
            spare = self._open.pop(oldest) if len(self._open) > OPEN_AT_MOST and oldest != file.id else None
        for one in filter(None, (before, spare)):
            one.close()
        return reader, True

    def _drop(self, file_id: UUID, reader: PageReader) -> None:
        with self._lock:
            if self._open.get(file_id) is reader:
                del self._open[file_id]
        reader.close()


shelf = Shelf()
"""The one shelf of this process."""

__all__ = ["IDLE_SECONDS", "OPEN_AT_MOST", "WIDTHS", "PageReader", "Shelf", "shelf"]
