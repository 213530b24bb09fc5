"""The configured antivirus is asked about every file, and its silence is not a yes."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from csn_app.core.errors import Unavailable
from csn_app.documents import facts
from csn_app.documents.inspection import inspect_file
from csn_app.documents.private_file import PrivateFile


def receive(connection: socket.socket, size: int) -> bytes:
    return connection.recv(size, socket.MSG_WAITALL)


@contextmanager
def clamd(path: Path, *, answer: bytes, received: list[bytes] | None = None) -> Iterator[str]:
    """Speak clamd's protocol on a socket: read the stream to its end, then give one answer."""

    def serve(server: socket.socket) -> None:
        connection, _ = server.accept()
        with connection:
            assert receive(connection, 10) == b"zINSTREAM\0"
            while size := struct.unpack(">I", receive(connection, 4))[0]:
                chunk = receive(connection, size)
                if received is not None:
                    received.append(chunk)
            connection.sendall(answer)

    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        server.listen()
        thread = threading.Thread(target=serve, args=(server,))
        thread.start()
        yield f"unix://{path}"
        thread.join()


def inspect(data: bytes, url: str) -> object:
    return inspect_file(PrivateFile.of(data), declared_name="a.txt", today=date(2026, 5, 1), antivirus_url=url)


def test_inspect_sends_the_whole_file_to_the_antivirus(tmp_path: Path) -> None:
    received: list[bytes] = []
    data = b"Bonjour\n" * 400_000
    with clamd(tmp_path / "s", answer=b"stream: OK\0", received=received) as url:
        inspect(data, url)
    assert b"".join(received) == data


def test_inspect_refuses_what_the_antivirus_knows(tmp_path: Path) -> None:
    with (
        clamd(tmp_path / "s", answer=b"stream: Win.Test FOUND\0") as url,
        pytest.raises(facts.DangerousFile) as refused,
    ):
        inspect(b"Bonjour", url)
    assert refused.value.signature == "Win.Test"


def test_inspect_takes_nothing_when_the_antivirus_fails_or_is_away(tmp_path: Path) -> None:
    with clamd(tmp_path / "s", answer=b"INSTREAM size limit exceeded. ERROR\0") as url, pytest.raises(Unavailable):
        inspect(b"Bonjour", url)
    with pytest.raises(Unavailable):
        inspect(b"Bonjour", f"unix://{tmp_path / 'away'}")
    with pytest.raises(Unavailable):
        inspect(b"Bonjour", "tcp://127.0.0.1:9")
