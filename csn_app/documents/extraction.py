"""The text of a file, page by page: read by a child process of its own, never by the one that serves people."""

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any, cast

from csn_app.core.errors import CsnError
from csn_app.documents import ocr
from csn_app.documents.private_file import PrivateFile

_ROOT = Path(__file__).resolve().parents[2]
_ANSWER_MAX = 40_000_000


class NoTextReadable(CsnError):
    """The file could not be read within the limits, or not at all."""


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """How much of a file is read, and what reading may cost: pages, characters, seconds, bytes of memory."""

    pages: int = 500
    scanned_pages: int = 100
    page_chars: int = 100_000
    chars: int = 5_000_000
    side: int = 3508
    pixels: int = 100_000_000
    cpu_seconds: int = 40
    wall_seconds: int = 60
    memory_bytes: int = 1_600_000_000


@dataclass(frozen=True, slots=True)
class TextLayer:
    """The text that a file says itself, page by page, and the numbers (from 1) of the pages that are pictures."""

    pages: list[str]
    pictures: list[int]


def read_text_layer(source: PrivateFile, *, media_type: str, limits: ReadingLimits | None = None) -> TextLayer:
    """Return what a file says without being recognised; blocks 60 seconds at most; raises ``NoTextReadable``.

    ``media_type`` is that of what a browser is shown: a PDF, a picture or a text.
    """
    limits = limits or ReadingLimits()
    source.freeze()
    with PrivateFile() as answer:
        _ask({"act": "read", "media_type": media_type}, source=source, answer=answer, limits=limits)
        try:
            said = json.loads(answer.read(0, _ANSWER_MAX))
            pages = [_clean(str(page))[: limits.page_chars] for page in said["pages"][: limits.pages]]
            return TextLayer(pages, sorted({int(n) for n in said["pictures"]})[: limits.scanned_pages])
        except (ValueError, TypeError, KeyError, RecursionError) as fault:
            # Hostile bytes may have spoken through the answer.
            raise NoTextReadable from fault


def recognise_page(source: PrivateFile, *, media_type: str, page: int, limits: ReadingLimits | None = None) -> str:
    """Return the recognised text of one page (from 1); raises ``NoTextReadable``, ``PageNotRecognised``."""
    limits = limits or ReadingLimits()
    source.freeze()
    with PrivateFile() as picture:
        _ask({"act": "draw", "media_type": media_type, "page": page}, source=source, answer=picture, limits=limits)
        picture.freeze()
        return _clean(ocr.recognise(picture))[: limits.page_chars]


def _ask(order: dict[str, Any], *, source: PrivateFile, answer: PrivateFile, limits: ReadingLimits) -> None:
    process = subprocess.Popen(
        [sys.executable, "-s", "-P", "-m", "csn_app.documents.extraction_child"],
        # Nothing of this process's environment: it holds secrets.
        env={"PYTHONPATH": str(_ROOT), "LC_ALL": "C.UTF-8", "MALLOC_ARENA_MAX": "2"},
        cwd="/",
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=(source.fd, answer.fd),
        start_new_session=True,
    )
    told = cast("IO[bytes]", process.stdin)
    try:
        with contextlib.suppress(BrokenPipeError), told:
            told.write(
                json.dumps(order | {"source": source.fd, "answer": answer.fd, "limits": asdict(limits)}).encode()
            )
        status = process.wait(limits.wall_seconds)
    except subprocess.TimeoutExpired as fault:
        raise NoTextReadable from fault
    finally:
        process.kill()
        process.wait()
    if status != 0 or answer.size == 0:
        raise NoTextReadable


def _clean(text: str) -> str:
    """Return a text without what cannot be printed or kept; line ends stay."""
    lines = ("".join(c for c in line if c.isprintable()).rstrip() for line in _lines(text))
    return "\n".join(lines).strip()


def _lines(text: str) -> Iterable[str]:
    return text.encode("utf-8", errors="replace").decode().replace("\xad", "").splitlines()
