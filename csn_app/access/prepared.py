"""Statements that every event asks: put together once for a kind of actor, then only given their values.

In Python a statement costs ten times more to put together than PostgreSQL takes to answer it. The conditions of
``policy`` need nothing for this, as long as they are written in SQL: here they are written for an actor whose
identifiers and whose clock are parameters. A condition that looks into the database, at a profession or at a date in
Python cannot be written so: its statement is then put together each time, as if this module did not exist.
"""

import re
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, fields
from typing import Any, NamedTuple, cast
from uuid import UUID

from sqlalchemy import Connection, DateTime, Select, Uuid, bindparam
from sqlalchemy.dialects.postgresql import psycopg
from sqlalchemy.exc import DBAPIError

from csn_app.core.actor import Actor, Quality
from csn_app.core.work import Work

_FIELDS = tuple(field.name for field in fields(Actor))
_IDENTIFIERS = frozenset(field.name for field in fields(Actor) if field.type == UUID | None)
_FLAGS = tuple(field.name for field in fields(Actor) if field.type is bool)
_PARAMETER = re.compile(r"%\(\w+\)s")
_dialect = psycopg.dialect()  # type: ignore[no-untyped-call]


@dataclass(frozen=True, slots=True)
class _Ready:
    """A statement, as an object and as the text that the driver takes, with the values that never change."""

    statement: Select[Any]
    text: str
    constants: dict[str, Any]


_kept: dict[Hashable, _Ready | None] = {}


class NotPreparable(Exception):
    """A condition asked for a value that is known only when somebody acts."""


class _Kind(NamedTuple):
    """What actors have in common who are asked the same statement: a quality, what they are, what they have."""

    quality: Quality
    has: tuple[str, ...]
    flags: tuple[bool, ...]


class _SomeActor:
    """An actor of a kind: a parameter for each identifier that they have, None for what they do not have.

    What else they have (a name, a profession) is not for a statement that serves others too.
    """

    def __init__(self, kind: _Kind) -> None:
        self.quality = kind.quality
        for name, flag in zip(_FLAGS, kind.flags, strict=True):
            setattr(self, name, flag)
        for name in _FIELDS:
            if name not in kind.has:
                setattr(self, name, None)
            elif name in _IDENTIFIERS:
                setattr(self, name, bindparam(f"actor_{name}", type_=Uuid()))

    def __getattr__(self, name: str) -> Any:
        raise NotPreparable(name) if name in _FIELDS else AttributeError(name)


class _SomeWork:
    """A unit of work that has an actor and a time, and nothing to ask."""

    def __init__(self, kind: _Kind) -> None:
        self.actor = _SomeActor(kind)
        self.now = bindparam("now", type_=DateTime(timezone=True))

    def __getattr__(self, name: str) -> Any:
        raise NotPreparable(name)


def statement(
    work: Work, build: Callable[..., Select[Any]], *shape: Hashable, **values: object
) -> tuple[Select[Any], dict[str, Any]]:
    """Return what ``build(work, *shape)`` builds, and the values to run it with.

    ``build`` is a function of a module. It names its own values with ``bindparam``, as ``values`` does, and reads
    nothing of ``work`` but through the conditions of ``policy``; ``shape`` is what else decides of its form, a few
    possibilities in all.
    """
    ready, known = _ready(work, build, shape)
    if ready is None:
        return build(work, *shape), values
    return ready.statement, {**values, **known}


def rows(
    work: Work, build: Callable[..., Select[Any]], *shape: Hashable, **values: object
) -> Sequence[tuple[Any, ...]]:
    """Run a statement of columns and return its rows; nothing of them is watched for changes."""
    # What was written in the same unit of work is read too.
    work.db.flush()
    ready, known = _ready(work, build, shape)
    if ready is None:
        return list(work.db.execute(build(work, *shape), values))
    return _run(work.db.connection(), ready.text, {**ready.constants, **values, **known})


def _run(connection: Connection, text: str, given: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Give a text to the driver as it is: reading it again would cost more than the answer."""
    driver = connection.dialect.loaded_dbapi
    cursor = connection.connection.cursor()
    try:
        cursor.execute(text, given)
        return cast("list[tuple[Any, ...]]", cursor.fetchall())
    except driver.Error as fault:
        lost = connection.dialect.is_disconnect(fault, connection.connection.dbapi_connection, None)
        if lost:
            connection.invalidate(fault)
        raised = DBAPIError.instance(
            text,
            None,
            fault,
            driver.Error,
            hide_parameters=True,
            connection_invalidated=lost,
            dialect=connection.dialect,
        )
        raise raised from fault
    finally:
        cursor.close()


def is_prepared(work: Work, build: Callable[..., Select[Any]], *shape: Hashable) -> bool:
    """Say whether the statement is put together once for actors like this one."""
    return _ready(work, build, shape)[0] is not None


def _ready(
    work: Work, build: Callable[..., Select[Any]], shape: tuple[Hashable, ...]
) -> tuple[_Ready | None, dict[str, Any]]:
    actor = work.actor
    has = {name: value for name in _FIELDS if (value := getattr(actor, name)) is not None}
    kind = _Kind(actor.quality, tuple(has), tuple(has[name] for name in _FLAGS))
    key = (build, kind, shape)
    if key not in _kept:
        # Two threads may both do it: they find the same.
        _kept[key] = _for_anyone(work, build, kind, shape)
    known = {f"actor_{name}": value for name, value in has.items() if name in _IDENTIFIERS}
    return _kept[key], {**known, "now": work.now}


def _for_anyone(
    work: Work, build: Callable[..., Select[Any]], kind: _Kind, shape: tuple[Hashable, ...]
) -> _Ready | None:
    """Build the statement for any such actor; None where it takes a decision in Python: each must get their own."""
    try:
        ready = build(cast("Work", _SomeWork(kind)), *shape)
    except (NotPreparable, TypeError, AttributeError):
        return None
    text, constants = _text(ready)
    theirs, _ = _text(build(work, *shape))
    same = _PARAMETER.sub("?", text) == _PARAMETER.sub("?", theirs)
    return _Ready(ready, text, constants) if same else None


def _text(ready: Select[Any]) -> tuple[str, dict[str, Any]]:
    written = ready.compile(dialect=_dialect, compile_kwargs={"render_postcompile": True})
    return str(written), dict(written.params)
