"""Whatever the bytes, a check ends with a file or a fact, in time, and this process does not grow."""

import contextlib
import gc
import json
import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import psutil
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csn_app.core.errors import CsnError
from csn_app.documents import inspection
from csn_app.documents.facts import InspectionTimeout, TruncatedFile
from csn_app.documents.private_file import PrivateFile
from tests.hostile import files

SAMPLES = (
    files.pdf(pages=2),
    files.pdf_with_scripts(),
    files.picture("JPEG", width=64, height=48, exif=files.camera_marks()),
    files.picture("PNG", width=64, height=48),
    files.tiff_of_pages("1", "L"),
    files.HEIC.read_bytes(),
    files.docx(),
    rb"{\rtf1\ansi\ansicpg1252 Bonjour \'e9t\'e9 \par fin}",
)


def memory() -> int:
    """Bytes of this process in memory, without the private files."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("RssAnon:")[2].split()[0]) * 1024


def descriptors() -> int:
    gc.collect()
    return len(os.listdir("/proc/self/fd"))


def ends_with_a_file_or_a_fact(data: bytes) -> None:
    open_before = descriptors()
    with PrivateFile.of(data) as source, contextlib.suppress(CsnError):
        inspection.inspect_file(source, declared_name="a.pdf", today=date(2026, 5, 1)).close()
    assert descriptors() == open_before


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(SAMPLES), st.data())
def test_inspect_ends_with_a_fact_on_bytes_altered_at_random(sample: bytes, data: st.DataObject) -> None:
    altered = bytearray(sample)
    for position in data.draw(st.lists(st.integers(0, len(sample) - 1), max_size=20)):
        altered[position] = data.draw(st.integers(0, 255))
    ends_with_a_file_or_a_fact(bytes(altered[: data.draw(st.integers(1, len(altered)))]))


@settings(max_examples=6, deadline=None)
@given(
    st.sampled_from((b"", b"%PDF-1.7\n", b"\xff\xd8\xff", b"PK\x03\x04", b"{\\rtf1", b"II*\0")), st.binary(max_size=500)
)
def test_inspect_ends_with_a_fact_on_random_bytes(start: bytes, rest: bytes) -> None:
    ends_with_a_file_or_a_fact(start + rest)


def test_inspect_of_a_large_file_leaves_the_memory_of_this_process_flat() -> None:
    part = os.urandom(1_000_000)
    with PrivateFile() as source:
        source.write(b"%PDF-1.7\n")
        before = memory()
        for _ in range(49):
            source.write(part)
        with pytest.raises(TruncatedFile):
            inspection.inspect_file(source, declared_name="a.pdf", today=date(2026, 5, 1))
        assert memory() - before < 8_000_000


def test_inspect_ends_a_child_that_computes_or_grows_without_end() -> None:
    for killed in (signal.SIGXCPU, signal.SIGALRM, signal.SIGKILL):
        with pytest.raises(InspectionTimeout):
            inspection._answer_of(-killed, written=b"")
    with pytest.raises(TruncatedFile):
        inspection._answer_of(-signal.SIGSEGV, written=b"")


@pytest.mark.parametrize(
    "written", [b"", b"{", b"[]", b'{"fact": "SystemExit", "fields": {}}', b'{"fact": "EmptyFile"}']
)
def test_inspect_reads_the_answer_of_the_child_as_that_of_a_stranger(written: bytes) -> None:
    with pytest.raises(TruncatedFile):
        inspection._answer_of(0, written=written)


def test_the_child_opens_no_file_and_no_connection_and_sees_no_secret() -> None:
    program = (
        "import os, socket, json, resource\n"
        "from csn_app.documents import inspection_child as child\n"
        "from csn_app.documents.task import Limits\n"
        "child._limit_itself(Limits()); child._open_nothing_more()\n"
        "for act in (lambda: open('/etc/passwd'), socket.socket):\n"
        "    try: act()\n"
        "    except OSError: continue\n"
        "    raise SystemExit(1)\n"
        "try: bytearray(2_000_000_000)\n"
        "except MemoryError: raise SystemExit(0)\n"
        "raise SystemExit(2)\n"
    )
    ended = subprocess.run([sys.executable, "-c", program], check=False, env={"PYTHONPATH": os.getcwd()})
    assert ended.returncode == 0


def test_inspect_gives_up_in_time_and_leaves_no_child() -> None:
    order = json.dumps({"never": "read"})
    began = time.monotonic()
    with PrivateFile.of(order.encode()) as source, pytest.raises(InspectionTimeout):
        inspection.inspect_file(
            source, declared_name="a", today=date(2026, 5, 1), limits=inspection.Limits(wall_seconds=0)
        )
    assert time.monotonic() - began < 5
    assert [child for child in psutil.Process().children() if "inspection_child" in " ".join(child.cmdline())] == []
