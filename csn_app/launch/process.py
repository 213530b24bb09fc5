"""The embedded parts are child processes that never outlive the one that started them."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from csn_app.core.errors import CsnError

PR_SET_PDEATHSIG = 1
LOG_LIMIT = 10 * 1024 * 1024
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(eq=False)
class PartFailed(CsnError):
    """An embedded part did not start; its log says why."""

    part: str
    log: Path
    detail: str = ""


@dataclass(frozen=True)
class Account:
    """The system account that a child runs under; `prefix` is a command that must come before its own."""

    uid: int
    gid: int
    prefix: tuple[str, ...] = ()


def die_with_parent(death_signal: int = signal.SIGKILL) -> None:
    """The calling process receives this signal when the one that started it dies."""
    if sys.platform != "linux":
        return
    parent = os.getppid()
    _libc.prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
    # The parent may have died before the line above: its death signal will then never come.
    if os.getppid() != parent:
        os.kill(os.getpid(), death_signal)


def inherited_environment(*, without: tuple[str, ...] = ()) -> dict[str, str]:
    """What a child receives of our own environment, less the variables with these prefixes."""
    return {name: value for name, value in os.environ.items() if not name.startswith(without)}


def start(
    command: Sequence[str],
    *,
    log: Path,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    account: Account | None = None,
    death_signal: int = signal.SIGKILL,
) -> subprocess.Popen[bytes]:
    """A child starts in a session of its own, so that Ctrl-C reaches the supervisor alone, and dies with its parent.

    Call it from the main thread: the kernel counts the death of the starting *thread*.
    """
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.unlink()
    plain = account is not None and not account.prefix
    with log.open("ab") as output:
        return subprocess.Popen(
            [*(account.prefix if account else ()), *command],
            cwd=cwd,
            env=dict(env) if env is not None else None,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            # The change of user comes before preexec_fn: it would otherwise clear the death signal.
            user=account.uid if account and plain else None,
            group=account.gid if account and plain else None,
            extra_groups=[] if plain else None,
            preexec_fn=lambda: die_with_parent(death_signal),
        )


def stop(process: subprocess.Popen[bytes], *, ask: int = signal.SIGTERM, patience: float = 15.0) -> None:
    """A child is asked to end, and is killed with its whole session when it has not after `patience` seconds."""
    if process.poll() is None:
        process.send_signal(ask)
        with suppress(subprocess.TimeoutExpired):
            process.wait(patience)
    # What the child started is in its session: a worker left behind would keep its port.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def processes_in(folder: Path) -> list[int]:
    """The live processes that work in this folder or below; a killed one that nobody has waited for does not count."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            place = (entry / "cwd").readlink()
            if place.is_relative_to(folder) and "State:\tZ" not in (entry / "status").read_text():
                found.append(int(entry.name))
    return found


def is_free(port: int) -> bool:
    """Nobody listens on this loopback port."""
    with closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def free_ports(count: int) -> list[int]:
    """Distinct loopback ports that nobody uses at this moment."""
    probes = [socket.socket(socket.AF_INET, socket.SOCK_STREAM) for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()
