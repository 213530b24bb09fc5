"""Builds the parts of an installation: the only module that names S3, the engine, the key store and the senders."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from math import inf
from pathlib import Path
from time import monotonic
from typing import Any

import psycopg
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, event, inspect, select, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError, InternalError, SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry, NullPool, PoolProxiedConnection
from tink import KeysetHandle

from alembic import command
from csn_app import tables
from csn_app.access import lifecycle, matrix
from csn_app.audit.service import ChainedTrail
from csn_app.config import Settings, settings
from csn_app.core.actor import Actor
from csn_app.core.errors import Unavailable, Unreadable
from csn_app.core.vocabulary import INSTALLATION
from csn_app.core.work import Channel, Work, WritesSomething
from csn_app.notifications.mail import Message
from csn_app.notifications.post import hand_over
from csn_app.notifications.service import SealedOutbox, Sender
from csn_app.storage import installation, ledger, master
from csn_app.storage.keys import KeyStore
from csn_app.storage.s3 import S3Store


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of one installation, shared by every thread of a process."""

    engine: Engine
    sessions: sessionmaker[Session]
    readings: sessionmaker[Session]
    keys: KeyStore
    blobs: S3Store


@cache
def parts() -> Parts:
    """Build the parts once, from the settings."""
    chosen = settings()
    engine = engine_of(chosen.database_url, pool_size=chosen.pool_size)
    keys_engine = engine_of(chosen.keys_database_url, pool_size=4)
    path = master_key_path(chosen)
    return Parts(
        engine=engine,
        sessions=sessionmaker(engine, expire_on_commit=False),
        readings=sessionmaker(reading_engine_of(chosen.database_url, pool_size=chosen.pool_size), autoflush=False),
        keys=KeyStore(
            keys_engine,
            _master_key(path, engine=engine, keys_engine=keys_engine),
            read_again=lambda: master.read(path),
        ),
        blobs=S3Store(
            endpoint=chosen.s3_endpoint,
            access_key=chosen.s3_access_key,
            secret_key=chosen.s3_secret_key,
            bucket=chosen.s3_bucket,
            region=chosen.s3_region,
        ),
    )


def engine_of(url: str, *, pool_size: int, **more: Any) -> Engine:
    """Open a pool that survives a restart of its database: dead connections are noticed, waits are bounded."""
    connecting = {"connect_timeout": 3, **more.pop("connect_args", {})}
    engine = create_engine(url, pool_size=pool_size, max_overflow=2, pool_timeout=5, connect_args=connecting, **more)
    event.listen(engine, "checkin", _note_rest)
    event.listen(engine, "checkout", _check_rested)
    return engine


def reading_engine_of(url: str, *, pool_size: int) -> Engine:
    """Open a pool of connections on which nothing can be written, each statement on its own."""
    only_read = {"options": "-c default_transaction_read_only=on"}
    return engine_of(url, pool_size=pool_size, isolation_level="AUTOCOMMIT", connect_args=only_read)


def _note_rest(_connection: DBAPIConnection | None, record: ConnectionPoolEntry) -> None:
    record.info["rests_since"] = monotonic()


def _check_rested(connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: PoolProxiedConnection) -> None:
    """Ask a connection whether it lives before it is used; one that worked within the second is not asked again."""
    if monotonic() - record.info.get("rests_since", inf) < 1:
        return
    try:
        connection.cursor().execute("select 1")
        connection.rollback()
    except psycopg.OperationalError as fault:
        # The pool then opens another connection.
        raise DisconnectionError from fault


def master_key_path(chosen: Settings) -> Path:
    """Return the file that holds the master key."""
    return master.path_of(chosen.master_key_uri) if chosen.master_key_uri else chosen.master_key_path


def _master_key(path: Path, *, engine: Engine, keys_engine: Engine) -> KeysetHandle:
    """Read the master key; the very first start makes one. Raises ``MasterKeyMissing``.

    Where anything was ever kept a new key would read none of it, and would hide that the old one is lost.
    """
    if not path.exists() and not _holds(engine, "installation") and not _holds(keys_engine, "keyset"):
        return master.create(path)
    return master.read(path)


def _holds(engine: Engine, table: str) -> bool:
    if not inspect(engine).has_table(table):
        return False
    with engine.connect() as connection:
        return connection.execute(select(text("1")).select_from(text(table)).limit(1)).first() is not None


def prepare() -> None:
    """Make what an empty installation needs before its first request; raises ``WrongKeys``."""
    built = parts()
    built.keys.prepare()
    built.blobs.ensure_bucket()
    with built.sessions() as db:
        # An installation that exists must find its keys: making new ones would hide that they were lost.
        if db.get(installation.Installation, 1) is None:
            built.keys.create(INSTALLATION)
            built.keys.create_fingerprints()
        installation.ensure(db, built.keys)
    # Older installations have none yet; what an earlier one signed is checked with the key in its own file.
    built.keys.create_signature()


def faults() -> dict[str, str]:
    """Return the parts that do not answer, with one word each; empty where the installation is ready."""
    built, found = parts(), {}
    try:
        with built.engine.connect() as connection:
            if MigrationContext.configure(connection).get_current_revision() != newest_revision():
                found["migrations"] = "behind"
    except SQLAlchemyError:
        found["database"] = "unreachable"
    try:
        built.blobs.ping()
    except Unavailable:
        found["storage"] = "unreachable"
    try:
        built.keys.mac("ready", "")
    except (Unreadable, SQLAlchemyError):
        found["keys"] = "unreadable"
    return found


def migrate() -> None:
    """Bring the main database to the newest revision, and the reference tables to the files of this version."""
    command.upgrade(_alembic(), "head")
    with parts().sessions() as db:
        matrix.load(db)
        lifecycle.load(db)
        ledger.load(db, tables.metadata)
        db.commit()


@cache
def newest_revision() -> str | None:
    """Return the revision that this version of the code needs."""
    return ScriptDirectory.from_config(_alembic()).get_current_head()


def _alembic() -> Config:
    root = Path(__file__).parent.parent
    config = Config(root / "alembic.ini")
    config.set_main_option("script_location", str(root / "alembic"))
    return config


@cache
def installation_name() -> str:
    """Return the name that tells this installation's cookies from another's on the same host."""
    with parts().sessions() as db:
        return installation.ensure(db, parts().keys).name


def open_channels() -> list[Channel]:
    """Return the ways by which messages leave; in a demonstration all of them, since testers read the outbox."""
    addresses = _addresses()
    return [channel for channel in Channel if addresses.get(channel) or settings().demo]


def _addresses() -> dict[Channel, str]:
    return {Channel.EMAIL: settings().mail_url, Channel.SMS: settings().sms_url}


def sender() -> Sender:
    """Return what delivers messages: the operator's mail and SMS addresses, or the demo's outbox where none is set."""
    addresses = _addresses()

    def send(message: Message) -> bool:
        address = addresses.get(message.channel, "")
        # In a demonstration a message has arrived once testers can read it.
        return hand_over(address, message) if address else settings().demo

    return send


@cache
def _unpooled(url: str) -> Engine:
    return create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 3})


@contextmanager
def alone(key: int) -> Iterator[bool]:
    """Hold an advisory lock, if nobody does, on a connection that no pool ever sees: it ends with the lock."""
    with _unpooled(settings().database_url).connect() as connection:
        yield bool(connection.execute(text("select pg_try_advisory_lock(:key)"), {"key": key}).scalar())


@contextmanager
def open_work(actor: Actor) -> Iterator[Work]:
    """Give an actor a session, the ports and the clock; leaving without a commit rolls back."""
    with parts().sessions() as db:
        yield _work(actor, db)


@contextmanager
def open_reading(actor: Actor) -> Iterator[Work]:
    """Give an actor a unit of work that reads: PostgreSQL refuses the first write, raised as ``WritesSomething``.

    Each statement sees what is committed when it begins, as in any other unit of work here; none opens a transaction,
    which spares two of the three exchanges that a single question costs.
    """
    try:
        with parts().readings() as db:
            yield _work(actor, db, only_reads=True)
    except InternalError as fault:
        if isinstance(fault.orig, psycopg.errors.ReadOnlySqlTransaction):
            raise WritesSomething from fault
        raise


def _work(actor: Actor, db: Session, *, only_reads: bool = False) -> Work:
    built, real_now = parts(), datetime.now(UTC)
    offset = installation.clock_offset(db) if settings().demo else timedelta()
    return Work(
        actor=actor,
        db=db,
        now=real_now + offset,
        real_now=real_now,
        blobs=built.blobs,
        keys=built.keys,
        trail=ChainedTrail(),
        outbox=SealedOutbox(),
        only_reads=only_reads,
    )
