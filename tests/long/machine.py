"""One installation started as a user starts it, and the processes that it is made of."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil

from csn_app.launch.process import free_ports

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 180.0


def _clean() -> dict[str, str]:
    """The environment without the parts of this test run: an installation starts its own."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("CSN_", "REFLEX_"))}


class Machine:
    """`python -m csn_app run` on a data folder of its own."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.port = free_ports(1)[0]
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "csn_app", "run"],
            cwd=ROOT,
            env={**_clean(), "CSN_DATA": str(self.data), "PORT": str(self.port), "CSN_DEMO": "1"},
            stdout=(self.data.parent / f"{self.data.name}.out").open("ab"),
            stderr=subprocess.STDOUT,
        )
        self.wait_ready()

    def output(self) -> str:
        return (self.data.parent / f"{self.data.name}.out").read_text()

    def ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/ready", timeout=5) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def wait_ready(self, *, patience: float = PATIENCE) -> float:
        began = time.monotonic()
        while not self.ready():
            assert self.process is not None
            assert self.process.poll() is None, self.output()
            assert time.monotonic() - began < patience, self.output()
            time.sleep(0.1)
        return time.monotonic() - began

    def family(self) -> list[psutil.Process]:
        assert self.process is not None
        top = psutil.Process(self.process.pid)
        return [top, *top.children(recursive=True)]

    def find(self, words: str, *, below: str = "") -> psutil.Process:
        """The process whose command says these words; `below`: the first child of that one."""
        for process in self.family():
            if words in " ".join(process.cmdline()):
                return process.children()[0] if below else process
        raise AssertionError(words)

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(60)


def alive(processes: list[psutil.Process]) -> list[str]:
    """Those still running; a dead one that nobody has waited for does not count."""
    found = []
    for process in processes:
        try:
            if process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
                found.append(f"{process.pid} {' '.join(process.cmdline())[:80]}")
        except psutil.NoSuchProcess:
            continue
    return found


def wait_gone(processes: list[psutil.Process], *, patience: float = 20.0) -> None:
    deadline = time.monotonic() + patience
    while left := alive(processes):
        assert time.monotonic() < deadline, left
        time.sleep(0.1)
