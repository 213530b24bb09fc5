"""A running site: the product started by its own command, and the demo routes that testers use."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Site:
    """Where the site answers, and what a tester may ask of its demo mode."""

    address: str
    data: Path
    process: subprocess.Popen[bytes] | None

    def session_of(self, who: str) -> str:
        """Sign somebody in and return the ``Cookie`` header; Python's cookie jars keep Secure cookies from http."""
        answer = httpx.post(f"{self.address}/_demo/session", json={"as": who})
        answer.raise_for_status()
        pairs = [header.split(";")[0] for header in answer.headers.get_list("set-cookie")]
        return "; ".join(pairs)

    def person(self, **wanted: Any) -> str:
        """Make a fresh activated person and return their id."""
        answer = httpx.post(f"{self.address}/_demo/person", json=wanted)
        answer.raise_for_status()
        return str(answer.json()["id"])

    def outbox(self, to: str) -> list[dict[str, str]]:
        """Read the messages sent to somebody, newest first."""
        found: list[dict[str, str]] = httpx.get(f"{self.address}/_demo/outbox", params={"to": to}).json()
        return found


def site_at(address: str) -> Site:
    """Use a demonstration that runs already, begun anew."""
    httpx.post(f"{address}/_demo/reset", timeout=30).raise_for_status()
    return Site(address, Path(os.environ.get("CSN_DATA", ".csn")), None)


def free_port() -> int:
    """Find a port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_site(data: Path, **settings: str) -> Iterator[Site]:
    """Start ``python -m csn_app run`` on a free port and wait until it is ready; stop it at the end."""
    port = free_port()
    environment = {k: v for k, v in os.environ.items() if not k.startswith("CSN_")}
    environment |= {"CSN_DATA": str(data), "CSN_DEMO": "1", "PORT": str(port), **settings}
    log = (data / "run.log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "csn_app", "run"], cwd=ROOT, env=environment, stdout=log, stderr=log
    )
    try:
        _wait(process, f"http://localhost:{port}/ready", log=data / "run.log")
        yield Site(f"http://localhost:{port}", data, process)
    finally:
        process.terminate()
        process.wait(timeout=60)
        log.close()


def _wait(process: subprocess.Popen[bytes], ready: str, *, log: Path) -> None:
    until = time.monotonic() + 240
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            if httpx.get(ready, timeout=2).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.2)
    raise RuntimeError(log.read_text(errors="replace"))
