"""Statements that every event asks: put together once for a kind of actor, then only given their values.

In Python a statement costs ten times more to put together than PostgreSQL takes to answer it. The conditions of
``policy`` need nothing for this, as long as they are written in SQL: here they are written for an actor whose
identifiers and whose clock are parameters. A condition that looks into the database, at a profession or at a date in
Python cannot be written so: its statement is then put together each time, as if this module did not exist.
"""

import re
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Connection, DateTime, Select, Uuid, bindparam
from sqlalchemy.dialects.postgresql import psycopg
from sqlalchemy.exc import DBAPIError

from csn_app.core.actor import Actor, Quality
from csn_app.core.work import Work

_IDENTIFIERS = ("account_id", "space_id", "session_id", "professional_id", "card_code_id", "preview_of", "service_id")
_FLAGS = ("assistant", "regulates", "breaks_glass")
"""What an actor is, in a few possibilities: it stands in the statement itself, which is one for each."""
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


class _SomeActor:
    """An actor of a quality, with a parameter for each identifier that such actors have, and None for the others."""

    def __init__(self, actor: Actor, known: frozenset[str]) -> None:
        self.quality = actor.quality
        # Who acts for somebody has each statement put together: these are for people in their own space.
        self.mandate, self.for_oneself = None, actor.quality is Quality.HOLDER
        for name in _FLAGS:
            setattr(self, name, getattr(actor, name))
        for name in _IDENTIFIERS:
            parameter = f"actor_{name}"
            setattr(self, name, bindparam(parameter, type_=Uuid()) if parameter in known else None)

    def __getattr__(self, name: str) -> Any:
        raise NotPreparable(name)


class _SomeWork:
    """A unit of work that has an actor and a time, and nothing to ask."""

    def __init__(self, actor: Actor, known: frozenset[str]) -> None:
        self.actor = _SomeActor(actor, known)
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
    if getattr(actor, "mandate", None) is not None:
        return None, {}
    known = {f"actor_{name}": value for name in _IDENTIFIERS if (value := getattr(actor, name, None)) is not None}
    flags = tuple(getattr(actor, name) for name in _FLAGS)
    key = (build, actor.quality, flags, tuple(known), shape)
    if key not in _kept:
        # Two threads may both do it: they find the same.
        _kept[key] = _for_anyone(work, build, frozenset(known), shape)
    known["now"] = work.now
    return _kept[key], known


def _for_anyone(
    work: Work, build: Callable[..., Select[Any]], known: frozenset[str], shape: tuple[Hashable, ...]
) -> _Ready | None:
    """Build the statement for any such actor; None where it takes a decision in Python: each must get their own."""
    try:
        ready = build(cast("Work", _SomeWork(work.actor, known)), *shape)
    except (NotPreparable, TypeError, AttributeError):
        return None
    text, constants = _text(ready)
    theirs, _ = _text(build(work, *shape))
    same = _PARAMETER.sub("?", text) == _PARAMETER.sub("?", theirs)
    return _Ready(ready, text, constants) if same else None


def _text(ready: Select[Any]) -> tuple[str, dict[str, Any]]:
    written = ready.compile(dialect=_dialect, compile_kwargs={"render_postcompile": True})
    return str(written), dict(written.params)
