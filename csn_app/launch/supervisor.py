"""One command for one machine: the embedded parts and the app, started, watched, started again and stopped together."""

import errno
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import FrameType

from csn_app.config import Settings
from csn_app.core.errors import CsnError
from csn_app.launch import checks
from csn_app.launch.frontend import ROOT, build_frontend, serving_environment
from csn_app.launch.objectstore import endpoint_of, launch_objectstore, wait_for_objectstore
from csn_app.launch.partners import PARTNERS
from csn_app.launch.postgres import launch_postgres, wait_for_postgres
from csn_app.launch.process import PartFailed, inherited_environment, start, stop
from csn_app.launch.sentences import start_refused

PATIENCE = 90.0
FIRST_DELAY = 0.5
LONGEST_DELAY = 30.0
# A part that lived this long was well: its next fall is a first one.
WELL_AFTER = 60.0


@dataclass
class Part:
    """A process that is started again when it dies."""

    name: str
    launch: Callable[[], subprocess.Popen[bytes]]
    process: subprocess.Popen[bytes]
    ask: int = signal.SIGTERM
    delay: float = FIRST_DELAY
    due: float | None = None
    since: float = field(default_factory=time.monotonic)


@dataclass
class Installation:
    """What runs on this machine for one data folder."""

    settings: Settings
    data: Path
    say: Callable[[str], None]
    env: dict[str, str]
    parts: list[Part] = field(default_factory=list)

    def log(self, name: str) -> Path:
        """The log of one part."""
        return self.data / "logs" / f"{name}.log"


def run(settings: Settings, *, welcome: Callable[[], list[str]], say: Callable[[str], None] | None = None) -> int:
    """Everything starts, is watched until Ctrl-C or SIGTERM, and stops; gives the exit code.

    `welcome` gives the lines to print once ready (the demo people and their password).
    """
    say = say or _print
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    try:
        checks.check_python()
        if bool(settings.database_url) != bool(settings.keys_database_url):
            raise checks.KeysDatabaseMissing
        data = settings.data.resolve()
        checks.prepare_folder(data)
        with checks.take_folder(data):
            checks.check_port(settings.host, settings.port)
            return _run(Installation(settings, data, say, _environment(settings, data)), welcome=welcome)
    except KeyboardInterrupt:
        return 0
    except CsnError as fact:
        sys.stderr.write(f"{start_refused(fact)}\n")
    except OSError as problem:
        if problem.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        sys.stderr.write(f"{start_refused(checks.DiskFull(settings.data))}\n")
    return 1


def _print(line: str) -> None:
    # Whoever read the lines may have gone; the parts must be watched and stopped all the same.
    with suppress(OSError):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _run(here: Installation, *, welcome: Callable[[], list[str]]) -> int:
    try:
        _start(here)
        lines = [f"CSN est prêt : {_address(here.settings)}", *welcome(), *_warnings(here.settings)]
        for line in ["", *lines, "Ctrl-C arrête tout.", ""]:
            here.say(line)
        while True:
            _watch(here)
            time.sleep(0.2)
    finally:
        # A second Ctrl-C must not leave half of the parts behind.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        here.say("Arrêt…")
        for part in reversed(here.parts):
            stop(part.process, ask=part.ask)
        here.say("Tout est arrêté.")


def _start(here: Installation) -> None:
    began = time.monotonic()
    if not here.settings.database_url:
        here.say("Base de données : démarrage…")
        _add(here, "PostgreSQL", launch=lambda: launch_postgres(here.data / "postgres", log=here.log("postgres")))
        here.parts[-1].ask = signal.SIGINT
    if not here.settings.s3_endpoint:
        here.say("Stockage des documents : démarrage…")
        _add(here, "SeaweedFS", launch=lambda: _launch_objectstore(here))
    # The two start while the front end is looked for, or built.
    here.env |= serving_environment(build_frontend(say=here.say))
    _wait_for_parts(here)
    people = " et personnes de démonstration" if here.settings.demo else ""
    here.say(f"Base de données : mise à niveau{people}…")
    _prepare(here)
    here.say("Application : démarrage…")
    _add(here, "application", launch=lambda: _launch_app(here))
    _wait_until_ready(here)
    _add_partners(here)
    here.say(f"Démarré en {time.monotonic() - began:.0f} s.")


def _add_partners(here: Installation) -> None:
    """The example partners run beside a demonstration that asks for them (CSN_PARTNERS), each in its own process."""
    if not (here.settings.demo and here.settings.partners):
        return
    for _, further, file in PARTNERS:
        port, csn = here.settings.port + further, _address(here.settings)
        command = [sys.executable, str(ROOT / "examples" / file), csn, str(port)]
        # Nothing of ours is theirs: a partner knows an address, and no setting.
        launch = partial(start, command, log=here.log(file.removesuffix(".py")), cwd=ROOT, env={})
        _add(here, f"partenaire {file.removesuffix('.py')}", launch=launch)
        here.say(f"Partenaire fictif : http://localhost:{port}")


def _add(here: Installation, name: str, *, launch: Callable[[], subprocess.Popen[bytes]]) -> None:
    here.parts.append(Part(name, launch, launch()))


def _wait_for_parts(here: Installation) -> None:
    for part in here.parts:
        if part.name == "PostgreSQL":
            database = wait_for_postgres(part.process, data=here.data / "postgres", log=here.log("postgres"))
            here.env |= {"CSN_DATABASE_URL": database.url, "CSN_KEYS_DATABASE_URL": database.keys_url}
            here.env |= {"CSN_EMBEDDED": "1"}
        else:
            _wait_for_objectstore(here, part)


def _wait_for_objectstore(here: Installation, part: Part) -> None:
    data, log = here.data / "objects", here.log("objects")
    try:
        store = wait_for_objectstore(part.process, data=data, log=log)
    except PartFailed:
        # Another program may have taken a port in the instant between its choice and its use.
        part.process = part.launch()
        store = wait_for_objectstore(part.process, data=data, log=log)
    here.env |= {
        "CSN_S3_ENDPOINT": store.endpoint,
        "CSN_S3_ACCESS_KEY": store.access_key,
        "CSN_S3_SECRET_KEY": store.secret_key,
        "CSN_S3_BUCKET": store.bucket,
    }


def _launch_objectstore(here: Installation) -> subprocess.Popen[bytes]:
    return launch_objectstore(here.data / "objects", log=here.log("objects"))


def _prepare(here: Installation) -> None:
    log = here.log("prepare")
    log.unlink(missing_ok=True)
    process = start([sys.executable, "-m", "csn_app.launch.prepare"], log=log, cwd=ROOT, env=here.env)
    try:
        if process.wait() != 0:
            raise PartFailed("prepare", log)
    finally:
        stop(process)


def _launch_app(here: Installation) -> subprocess.Popen[bytes]:
    command = [
        *(sys.executable, "-m", "granian", "--interface", "asgi", "--factory", "--workers", "1"),
        *("--host", here.settings.host, "--port", str(here.settings.port)),
        # Open websockets would otherwise hold the stop.
        *("--workers-kill-timeout", "5", "--log-level", "warning", "csn_app.csn_app:app"),
    ]
    return start(command, log=here.log("app"), cwd=ROOT, env=here.env, death_signal=signal.SIGTERM)


def _wait_until_ready(here: Installation) -> None:
    app = here.parts[-1]
    address = f"{_address(here.settings)}/ready"
    deadline = time.monotonic() + PATIENCE
    while True:
        if app.process.poll() is not None or time.monotonic() > deadline:
            raise PartFailed("L’application", here.log("app"))
        try:
            # Never through a proxy of the environment.
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(address, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)


def _watch(here: Installation) -> None:
    """A part that died is started again: at once the first time, later and later when it keeps dying."""
    now = time.monotonic()
    for part in here.parts:
        if part.due is None and part.process.poll() is not None:
            # What the dead one left in its session would keep its port.
            stop(part.process)
            if now - part.since > WELL_AFTER:
                part.delay = FIRST_DELAY
            part.due = now + part.delay
            here.say(f"{part.name} s’est arrêté (code {part.process.returncode}) : nouveau départ.")
        elif part.due is not None and now >= part.due:
            _start_again(here, part)


def _start_again(here: Installation, part: Part) -> None:
    part.due, part.since = None, time.monotonic()
    part.delay = min(part.delay * 2, LONGEST_DELAY)
    try:
        part.process = part.launch()
    except (PartFailed, OSError) as problem:
        # A full disk or a busy port passes; what still runs must go on being watched.
        here.say(f"{part.name} ne repart pas ({problem})\u00a0: nouvel essai dans {part.delay:.0f} s.")
        part.due = time.monotonic() + part.delay
        return
    if part.name == "SeaweedFS" and (endpoint := endpoint_of(here.data / "objects")) != here.env["CSN_S3_ENDPOINT"]:
        # Its port was taken meanwhile: the app must learn the new one.
        here.env["CSN_S3_ENDPOINT"] = endpoint
        stop(next(part for part in here.parts if part.name == "application").process)


def _environment(settings: Settings, data: Path) -> dict[str, str]:
    env = inherited_environment() | {
        "CSN_DATA": str(data),
        "CSN_HOST": settings.host,
        "PORT": str(settings.port),
        "CSN_DEMO": "1" if settings.demo else "0",
        "REFLEX_STATES_WORKDIR": str(data / "states"),
        "REFLEX_STATE_MANAGER_MODE": "memory",
    }
    return {"REFLEX_SOCKET_INTERVAL": "20s", "REFLEX_SOCKET_TIMEOUT": "20s"} | env


def _warnings(settings: Settings) -> list[str]:
    found = []
    if settings.production and settings.public_url.startswith("https:") and not settings.trusted_proxies:
        found += [
            "CSN_TRUSTED_PROXIES vaut 0 : derrière un proxy, tout le monde aurait la même adresse, et les essais ratés "
            "d’une personne feraient attendre toutes les autres. Donnez le nombre de vos proxys.",
        ]
    if settings.master_key_uri:
        return found
    return [
        *found,
        f"Clé maîtresse : {settings.master_key_path.resolve()}",
        "  Sans ce fichier, plus rien de ce qui est gardé ne peut être lu : conservez-en une copie ailleurs.",
    ]


def _address(settings: Settings) -> str:
    host = {"0.0.0.0": "localhost", "::": "localhost", "127.0.0.1": "localhost"}.get(settings.host, settings.host)  # noqa: S104
    return f"http://{host}:{settings.port}"
