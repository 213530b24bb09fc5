"""The ledger of what must not come back: deletions, closings, erasures, refusals, what was taken back.

The database itself writes it, whoever changes a row, and a job copies it out of the database: a restore of an older
copy replays it (R-LC-13). Lines hold codes and identifiers, never a word.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID, uuid4

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Identity,
    Index,
    MetaData,
    Select,
    Table,
    Text,
    Uuid,
    func,
    select,
    text,
    update,
)
from sqlalchemy.orm import Session
from sqlmodel import Field, SQLModel, col

from csn_app.core.work import ObjectStore
from csn_app.storage.ledger_sql import DELETIONS, FUNCTIONS, RESTRICTIONS

PREFIX = "ledger/"

KEPT_FOR = timedelta(days=60)
"""Longer than any backup lives (30 days), so that none is older than what would be replayed."""

DELETED, MOVED, REVOKED, ENDED = "DELETED", "MOVED", "REVOKED", "ENDED"
REFUSED, WITHHELD = "REFUSED", "WITHHELD"
MASKED, NARROWED, BLOCKED, CLEARED, PUT_OUT = "MASKED", "NARROWED", "BLOCKED", "CLEARED", "PUT_OUT"

LEFT_OUT = {
    "upload": "the turn of a sending, which names a document that has a line of its own",
    "file_opening": "a record that was open in a session: no session outlives a restore",
}
"""Tables with rows of a space whose deletion need not be replayed, each with its reason."""

OF_AN_ACCOUNT = ("passkey", "other_factor")
"""Ways in whose removal is written down too, though they belong to an account."""

_AT_ONCE = 1_000


class LedgerLine(SQLModel, table=True):
    """One thing that must stay so: a row that was deleted, a space that moved, an access that ended.

    ``moment`` is the day of erasure of a space that was closed, or when an access ended; ``state`` the new state of a
    space; ``copied_at`` says when the line left the database.
    """

    __tablename__: ClassVar[str] = "ledger"
    __table_args__ = (Index("ledger_to_copy", "id", postgresql_where=text("copied_at is null")),)

    id: int | None = Field(default=None, sa_column=Column(BigInteger, Identity(), primary_key=True))
    table_name: str = Field(max_length=63)
    row_id: UUID
    event: str = Field(max_length=8)
    state: str = Field(default="", sa_column=Column(Text, nullable=False))
    moment: datetime | None = Field(default=None, sa_column=Column(DateTime(timezone=True)))
    at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    copied_at: datetime | None = Field(default=None, sa_column=Column(DateTime(timezone=True)))


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it is kept outside the database."""

    table_name: str
    row_id: UUID
    event: str
    state: str
    moment: datetime | None
    at: datetime


def watched(metadata: MetaData) -> list[str]:
    """Return the tables whose deletions are written down: every one with rows of a space that have a name."""
    named = (t for t in metadata.sorted_tables if t.name in OF_AN_ACCOUNT or _of_a_space(t))
    return [table.name for table in named if table.name not in LEFT_OUT]


def load(db: Session, metadata: MetaData) -> None:
    """Have the database write the ledger from now on."""
    db.execute(text(FUNCTIONS))
    db.execute(text(RESTRICTIONS))
    for name in watched(metadata):
        db.execute(text(DELETIONS.format(table=name)))


def copy_out(db: Session, blobs: ObjectStore, *, now: datetime) -> int:
    """Copy the new lines to the object store, and forget the copies of more than 60 days; returns how many lines.

    Copied twice after a crash, they say the same thing twice. The caller commits.
    """
    copied = 0
    while lines := list(db.scalars(_to_copy())):
        key = f"{PREFIX}{now:%Y-%m-%d}/{uuid4()}"
        blobs.put(key, "\n".join(_written(line) for line in lines).encode())
        ids = [line.id for line in lines]
        db.execute(update(LedgerLine).where(col(LedgerLine.id).in_(ids)).values(copied_at=func.now()))
        copied += len(lines)
        db.expunge_all()
    for key, kept_at in list(blobs.list(PREFIX)):
        if kept_at < now - KEPT_FOR:
            blobs.delete(key)
    return copied


def lines_of(blobs: ObjectStore) -> Iterator[Line]:
    """Read every line that an object store keeps, in no order."""
    for key, _ in blobs.list(PREFIX):
        yield from read(blobs.get(key))


def read(copy: bytes) -> Iterator[Line]:
    """Read one copied file of lines."""
    for line in copy.decode().splitlines():
        held = json.loads(line)
        yield Line(
            table_name=held["table"],
            row_id=UUID(held["row"]),
            event=held["event"],
            state=held["state"],
            moment=datetime.fromisoformat(held["moment"]) if held["moment"] else None,
            at=datetime.fromisoformat(held["at"]),
        )


def since(lines: Iterable[Line], moment: datetime) -> list[Line]:
    """Return what happened from ``moment`` on, in order, each line once."""
    return sorted({line for line in lines if line.at >= moment}, key=lambda line: (line.at, str(line.row_id)))


def known(db: Session, moment: datetime) -> set[Line]:
    """Return the lines from ``moment`` on that a database holds: what they say is in its rows already."""
    found = db.scalars(select(LedgerLine).where(col(LedgerLine.at) >= moment))
    return {Line(one.table_name, one.row_id, one.event, one.state, one.moment, one.at) for one in found}


def _to_copy() -> Select[LedgerLine]:
    waiting = select(LedgerLine).where(col(LedgerLine.copied_at).is_(None)).order_by(col(LedgerLine.id))
    return waiting.limit(_AT_ONCE).with_for_update(skip_locked=True)


def _of_a_space(table: Table) -> bool:
    return "space_id" in table.c and "id" in table.c and isinstance(table.c["id"].type, Uuid)


def _written(line: LedgerLine) -> str:
    moment = line.moment.isoformat() if line.moment else ""
    fields = {"table": line.table_name, "row": str(line.row_id), "event": line.event, "state": line.state}
    return json.dumps(fields | {"moment": moment, "at": line.at.isoformat()})
