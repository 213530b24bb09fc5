"""The floor of every page and event: a blank Reflex app, built and served as ours is."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from csn_app.launch.frontend import build_frontend, serving_environment
from tests.site import ROOT, Site, free_port

STATE = "reflex___state____state.csn_app___csn_app____blank"
TOUCH = f"{STATE}.touch"
BUILDS = ROOT / ".build" / "bench"
SOURCE = """
import reflex as rx


class Blank(rx.State):
    times: int = 0
    rows: list[str] = []

    @rx.event
    async def touch(self):
        self.times += 1

    @rx.event
    async def fill(self):
        self.rows = [f"Ligne {n}" for n in range(25)]


def blank():
    return rx.el.main(rx.el.h1("Blank"))


def rows():
    return rx.el.main(rx.el.h1("Rows"), rx.el.ul(rx.foreach(Blank.rows, lambda row: rx.el.li(row))))


app = rx.App(toaster=None, reset_style=False)
app.add_page(blank, route="/blank")
app.add_page(rows, route="/rows", on_load=Blank.fill)
"""


@contextmanager
def blank_app(folder: Path) -> Iterator[Site]:
    """Serve the blank app: ``/blank`` shows a title, ``/rows`` shows 25 rows once its event has come back."""
    root = folder / "blank"
    (root / "csn_app").mkdir(parents=True)
    (root / "csn_app" / "__init__.py").touch()
    (root / "csn_app" / "csn_app.py").write_text(SOURCE)
    shutil.copyfile(ROOT / "rxconfig.py", root / "rxconfig.py")
    shutil.copytree(ROOT / "reflex.lock", root / "reflex.lock")
    # On a fresh clone nothing was ever built.
    BUILDS.parent.mkdir(exist_ok=True)
    build = build_frontend(root=root, builds=BUILDS)
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--factory", "--workers", "1"]
    command += ["--host", "127.0.0.1", "--port", str(port), "--log-level", "warning", "csn_app.csn_app:app"]
    process = subprocess.Popen(command, cwd=root, env=os.environ | serving_environment(build))
    try:
        address = f"http://localhost:{port}"
        _wait(process, address)
        yield Site(address, folder, process)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait(process: subprocess.Popen[bytes], address: str) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx.get(f"{address}/blank/", timeout=2).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise RuntimeError("the blank app does not answer")
