"""PostgreSQL's own tools for copies, told where to go by their environment: a password never stands in a command."""

import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from psycopg.conninfo import conninfo_to_dict

from csn_app.core.errors import CsnError
from csn_app.launch.postgres import BIN

_NAMES = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
_CHUNK = 1024 * 1024


@dataclass(eq=False)
class ToolFailed(CsnError):
    """A tool of PostgreSQL did not end well; ``last`` is the last line that it wrote."""

    tool: str
    last: str


def dump(url: str, into: IO[bytes]) -> int:
    """Write a database as of one instant; returns the number of bytes, compressed. Raises ``ToolFailed``."""
    command = [str(BIN / "pg_dump"), "--format=custom", "--no-owner", "--no-privileges", "--compress=gzip:4"]
    with subprocess.Popen(command, env=_environment(url), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as tool:
        written = _pour(tool.stdout, into.write)
        _ended(tool, "pg_dump")
    return written


def fill(url: str, source: IO[bytes]) -> None:
    """Fill an empty database with what ``dump`` wrote, whole or not at all. Raises ``ToolFailed``."""
    command = [str(BIN / "pg_restore"), "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
    command.append(f"--dbname={conninfo_to_dict(_plain(url))['dbname']}")
    with subprocess.Popen(command, env=_environment(url), stdin=subprocess.PIPE, stderr=subprocess.PIPE) as tool:
        pipe = tool.stdin
        if pipe is None:
            raise ToolFailed("pg_restore", "")
        try:
            _pour(source, pipe.write)
            pipe.close()
        except BrokenPipeError:
            # It says why on its other pipe.
            pass
        _ended(tool, "pg_restore")


def _pour(source: IO[bytes] | None, write: Callable[[bytes], int]) -> int:
    written = 0
    while source is not None and (chunk := source.read(_CHUNK)):
        write(chunk)
        written += len(chunk)
    return written


def _ended(tool: "subprocess.Popen[bytes]", name: str) -> None:
    said = tool.stderr.read().decode(errors="replace").strip() if tool.stderr else ""
    if tool.wait() != 0:
        raise ToolFailed(name, said.rsplit("\n", 1)[-1])


def _environment(url: str) -> dict[str, str]:
    given = conninfo_to_dict(_plain(url))
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {_NAMES[name]: str(value) for name, value in given.items() if name in _NAMES}


def _plain(url: str) -> str:
    return url.replace("+psycopg", "", 1)
