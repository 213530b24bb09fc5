"""A file that exists in memory only, so that clear bytes never touch a disk."""

import contextlib
import fcntl
import hashlib
import os
from typing import Self

_SEALS = fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_WRITE | fcntl.F_SEAL_SEAL
_STEP = 1024 * 1024


class PrivateFile:
    """Bytes in a private in-memory file: written part by part, then frozen and read by ranges.

    The process keeps no copy: it holds a descriptor, which ``close`` gives back.
    """

    def __init__(self) -> None:
        """Take an empty private file from the kernel."""
        self._fd = os.memfd_create("csn", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)

    @classmethod
    def of(cls, data: bytes) -> Self:
        """Make a private file of a few bytes."""
        file = cls()
        file.write(data)
        return file

    @property
    def fd(self) -> int:
        """The descriptor, to hand to a child process."""
        return self._fd

    @property
    def size(self) -> int:
        """How many bytes it holds."""
        return os.fstat(self._fd).st_size

    def write(self, chunk: bytes) -> None:
        """Add bytes at the end."""
        view = memoryview(chunk)
        while view:
            view = view[os.write(self._fd, view) :]

    def freeze(self) -> None:
        """From now on nobody can change a byte, not even a process that was handed the descriptor."""
        if not fcntl.fcntl(self._fd, fcntl.F_GET_SEALS) & fcntl.F_SEAL_SEAL:
            fcntl.fcntl(self._fd, fcntl.F_ADD_SEALS, _SEALS)

    def read(self, offset: int, n: int) -> bytes:
        """Read at most ``n`` bytes from ``offset``; fewer at the end only."""
        return os.pread(self._fd, n, offset)

    def sha256(self) -> str:
        """SHA-256 of the bytes, in hexadecimal."""
        digest = hashlib.sha256()
        for offset in range(0, self.size, _STEP):
            digest.update(self.read(offset, _STEP))
        return digest.hexdigest()

    def close(self) -> None:
        """Give the memory back; closing twice is harmless."""
        fd, self._fd = self._fd, -1
        if fd >= 0:
            os.close(fd)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exit: object) -> None:
        self.close()

    def __del__(self) -> None:
        with contextlib.suppress(AttributeError, OSError):
            self.close()
