"""The antivirus of the installation, spoken to only when one is configured."""

import socket
import struct
from urllib.parse import urlsplit

from csn_app.core.errors import Unavailable
from csn_app.documents.facts import DangerousFile
from csn_app.documents.private_file import PrivateFile

_STEP = 1024 * 1024
_TIMEOUT = 60.0


def scan(file: PrivateFile, *, url: str) -> None:
    """Have clamd look at a file; ``url`` is ``tcp://host:port`` or ``unix:///path``.

    Raises DangerousFile when it knows a virus in it, Unavailable when it does not answer: the file is not taken then.
    """
    try:
        with _connected(url) as clamd:
            clamd.sendall(b"zINSTREAM\0")
            for offset in range(0, file.size, _STEP):
                chunk = file.read(offset, _STEP)
                clamd.sendall(struct.pack(">I", len(chunk)) + chunk)
            clamd.sendall(struct.pack(">I", 0))
            with clamd.makefile("rb") as lines:
                answer = lines.read(4096).rstrip(b"\0\n").decode("utf-8", errors="replace")
    except OSError as error:
        raise Unavailable from error
    verdict = answer.removeprefix("stream: ")
    if verdict.endswith(" FOUND"):
        raise DangerousFile(verdict.removesuffix(" FOUND"))
    if verdict != "OK":
        raise Unavailable


def _connected(url: str) -> socket.socket:
    parts = urlsplit(url)
    if parts.scheme == "unix":
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(_TIMEOUT)
        connection.connect(parts.path)
        return connection
    return socket.create_connection((parts.hostname or "localhost", parts.port or 3310), timeout=_TIMEOUT)
