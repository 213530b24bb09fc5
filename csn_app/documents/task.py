"""What the child process is given to inspect, and what it finds."""

import mmap
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from csn_app.documents.facts import DangerousFile

# Written in two pieces so that no antivirus takes this source for the test file itself.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}" + rb"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
EICAR_NAME = "EICAR-Test-File"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file may weigh and cost to check: bytes, pixels, seconds, bytes of memory."""

    file_bytes: int = 50_000_000
    pixels: int = 100_000_000
    side: int = 20_000
    cpu_seconds: int = 20
    wall_seconds: int = 30
    memory_bytes: int = 1_600_000_000


@dataclass(frozen=True, slots=True)
class Task:
    """A file to inspect: its descriptor, its bytes, and the private files for what is kept and what is shown."""

    source: int
    data: mmap.mmap
    kept: BinaryIO
    view: BinaryIO
    password: str | None
    limits: Limits

    def open(self) -> BinaryIO:
        """Read the file as a stream."""
        stream = open(self.source, "rb", closefd=False)  # noqa: SIM115
        stream.seek(0)
        return stream


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found; ``rewritten``: ``kept`` replaces the file; ``view``: the media type shown, if another."""

    media_type: str
    view: str = ""
    rewritten: bool = False
    pages: int | None = None
    title: str = ""
    day: date | None = None
    neutralised: bool = False
    position_removed: bool = False


def refuse_eicar(data: bytes | mmap.mmap) -> None:
    """Refuse bytes that carry the standard antivirus test."""
    if data.find(EICAR) >= 0:
        raise DangerousFile(EICAR_NAME)
