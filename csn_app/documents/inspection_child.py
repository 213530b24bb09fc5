"""The child process that reads hostile bytes: few rights, little memory, little time, no way out but its answer.

Started by ``inspection.inspect_file``: the task comes as JSON on the standard input, the answer goes as JSON to the
standard output, bytes travel through descriptors that were handed over.
"""

import codecs
import dataclasses
import importlib
import json
import mmap
import os
import resource
import signal
import sys
from collections.abc import Callable
from typing import Any

from csn_app.core.errors import CsnError
from csn_app.documents import formats, recognition
from csn_app.documents.facts import DecompressionBomb
from csn_app.documents.task import Findings, Limits, Task, refuse_eicar

# Only the module of the file's own kind is loaded: each costs a tenth of a second, and is one more thing to attack.
_INSPECTORS = {
    formats.PDF: ("pdf", "inspect_pdf"),
    formats.JPEG: ("image", "inspect_jpeg"),
    formats.PNG: ("image", "inspect_png"),
    formats.HEIC: ("image", "inspect_heic"),
    formats.TIFF: ("image", "inspect_tiff"),
    formats.TXT: ("text", "inspect_txt"),
    formats.RTF: ("text", "inspect_rtf"),
    recognition.ZIP: ("text", "inspect_zip"),
}


_BEGINNINGS = {b"%PDF-": "pdf", b"\xff\xd8\xff": "image", b"\x89PNG": "image"}
"""What most files begin with, and the module that reads them."""

# Encodings are modules that Python loads at first use, when nothing can be opened any more.
_ENCODINGS = (
    *(
        "utf-8",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "utf-32",
        "latin-1",
        "ascii",
        "mac-roman",
        "cp437",
        "cp850",
        "cp874",
    ),
    *("cp932", "cp936", "cp949", "cp950", *(f"cp{number}" for number in range(1250, 1259))),
)


def main() -> None:
    """Inspect the one file that was handed over, and answer with what was found or with the fact that stops it."""
    _load_for(os.pread(int(sys.argv[1]), 8, 0))
    # Until the order comes the file may still be on its way.
    order = json.load(sys.stdin)
    limits = Limits(**order["limits"])
    _limit_itself(limits)
    answer: dict[str, Any]
    try:
        answer = {"findings": dataclasses.asdict(_inspect(order, limits))}
    except CsnError as fact:
        answer = {"fact": type(fact).__name__, "fields": vars(fact)}
    except MemoryError:
        answer = {"fact": DecompressionBomb.__name__, "fields": {}}
    json.dump(answer, sys.stdout, default=str)


def _load_for(beginning: bytes) -> None:
    for first, module in _BEGINNINGS.items():
        if beginning.startswith(first):
            importlib.import_module(f"csn_app.documents.{module}")


def _inspect(order: dict[str, Any], limits: Limits) -> Findings:
    data = mmap.mmap(order["source"], 0, access=mmap.ACCESS_READ)
    refuse_eicar(data)
    module, name = _INSPECTORS[recognition.recognise(data)]
    inspect: Callable[[Task], Findings] = getattr(importlib.import_module(f"csn_app.documents.{module}"), name)
    for encoding in _ENCODINGS:
        codecs.lookup(encoding)
    _open_nothing_more()
    with os.fdopen(order["kept"], "wb") as kept, os.fdopen(order["view"], "wb") as view:
        task = Task(source=order["source"], data=data, kept=kept, view=view, password=order["password"], limits=limits)
        return inspect(task)


def _limit_itself(limits: Limits) -> None:
    for kind, value in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_FSIZE, limits.file_bytes * 4),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (value, value))
    # Should the parent die, nobody else would stop this process.
    signal.alarm(limits.wall_seconds)


def _open_nothing_more() -> None:
    """From here on this process can open neither a file nor a connection."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


if __name__ == "__main__":
    main()
