"""Recognising the letters of a picture: Debian's tesseract with its French data, where the machine has it."""

import contextlib
import os
import resource
import shutil
import subprocess
from functools import cache

from csn_app.config import settings
from csn_app.core.errors import CsnError
from csn_app.documents.private_file import PrivateFile

PAGE_SECONDS = 90
"""A page that takes longer is given up."""

_MEMORY = 1_500_000_000
_TEXT_MAX = 400_000
_NICE = 10


class PageNotRecognised(CsnError):
    """The program was stopped by its limits, or failed: this page has no text."""


def available() -> bool:
    """Say whether this installation recognises French text in pictures: setting ``CSN_OCR``, and the program."""
    return settings().ocr and "fra" in _languages()


@cache
def _languages() -> frozenset[str]:
    program = shutil.which("tesseract")
    if program is None:
        return frozenset()
    try:
        said = subprocess.run([program, "--list-langs"], capture_output=True, check=True, timeout=10)
    except (OSError, subprocess.SubprocessError):
        return frozenset()
    return frozenset(said.stdout.decode(errors="replace").split("\n")[1:])


def recognise(picture: PrivateFile) -> str:
    """Return the text of one page, a grey PNM picture; raises ``PageNotRecognised``.

    The program reads and writes private files in memory only, knows nothing of this process's environment, and is
    stopped by limits of time and memory.
    """
    program = shutil.which("tesseract") or "tesseract"
    # One column of lines of any size (psm 4): the name of an analysis and its value stay on one line.
    os.lseek(picture.fd, 0, os.SEEK_SET)
    with PrivateFile() as answer:
        process = subprocess.Popen(
            [program, "stdin", "stdout", "-l", "fra", "--oem", "1", "--dpi", "300", "--psm", "4"],
            env={"OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"},
            cwd="/",
            stdin=picture.fd,
            stdout=answer.fd,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        _limit(process.pid)
        try:
            status = process.wait(PAGE_SECONDS)
        except subprocess.TimeoutExpired as fault:
            raise PageNotRecognised from fault
        finally:
            process.kill()
            process.wait()
        if status != 0:
            raise PageNotRecognised
        return answer.read(0, _TEXT_MAX).decode(errors="replace")


def _limit(pid: int) -> None:
    """Bound a program that has just begun; one that has ended already needs no limit."""
    limits = (
        (resource.RLIMIT_AS, _MEMORY),
        (resource.RLIMIT_CPU, PAGE_SECONDS),
        (resource.RLIMIT_FSIZE, _TEXT_MAX * 4),
        (resource.RLIMIT_CORE, 0),
    )
    with contextlib.suppress(ProcessLookupError):
        for kind, value in limits:
            resource.prlimit(pid, kind, (value, value))
        os.setpriority(os.PRIO_PROCESS, pid, _NICE)
