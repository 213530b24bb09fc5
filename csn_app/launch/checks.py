"""What is looked at before anything starts, so that a refusal is one sentence and not a stack of lines."""

import errno
import fcntl
import os
import shutil
import socket
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from csn_app.core.errors import CsnError

OLDEST_PYTHON = (3, 11)
ROOM_NEEDED = 300 * 1024 * 1024


class CannotStart(CsnError):
    """A fact about this machine stops the start."""


@dataclass(eq=False)
class PythonTooOld(CannotStart):
    """Python is older than the oldest one that the product runs on."""


@dataclass(eq=False)
class FolderNotWritable(CannotStart):
    """The data folder cannot be made, or nothing can be written in it."""

    folder: Path


@dataclass(eq=False)
class DiskFull(CannotStart):
    """Less than 300 MB are left where the data go."""

    folder: Path


@dataclass(eq=False)
class AlreadyRunning(CannotStart):
    """Another start works on the same data folder."""

    folder: Path


@dataclass(eq=False)
class PortTaken(CannotStart):
    """Another program listens on the port, or the system does not allow it."""

    port: int


@dataclass(eq=False)
class AddressUnknown(CannotStart):
    """The address to listen on is not one of this machine."""

    host: str


class KeysDatabaseMissing(CannotStart):
    """A database is given without the one of the keys, or the other way round."""


def check_python() -> None:
    """Raises PythonTooOld."""
    if sys.version_info < OLDEST_PYTHON:
        raise PythonTooOld


def prepare_folder(folder: Path) -> None:
    """The data folder exists, with mode 700 when it is new; raises FolderNotWritable or DiskFull."""
    try:
        if not folder.exists():
            folder.mkdir(mode=0o700, parents=True)
        (folder / "logs").mkdir(mode=0o700, exist_ok=True)
        trial = folder / f".trial-{os.getpid()}"
        trial.write_bytes(b"x" * 4096)
        trial.unlink()
    except OSError as problem:
        if problem.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull(folder) from problem
        raise FolderNotWritable(folder) from problem
    if shutil.disk_usage(folder).free < ROOM_NEEDED:
        raise DiskFull(folder)


def take_folder(folder: Path) -> TextIO:
    """The data folder belongs to this start until the file given back is closed; raises AlreadyRunning.

    The system drops the lock when the process ends, however it ends.
    """
    lock = (folder / "lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as problem:
        lock.close()
        raise AlreadyRunning(folder) from problem
    return lock


def check_port(host: str, port: int) -> None:
    """Raises PortTaken or AddressUnknown."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with closing(socket.socket(family, socket.SOCK_STREAM)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (socket.gaierror, OverflowError) as problem:
            raise AddressUnknown(host) from problem
        except OSError as problem:
            if problem.errno == errno.EADDRNOTAVAIL:
                raise AddressUnknown(host) from problem
            raise PortTaken(port) from problem
