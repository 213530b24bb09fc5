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
    Uuid,
    func,
    select,
    text,
    update,
)
from sqlalchemy.orm import Session
from sqlmodel import Field, SQLModel, col

from csn_app.core.work import ObjectStore

PREFIX = "ledger/"

KEPT_FOR = timedelta(days=60)
"""Longer than any backup lives (30 days), so that none is older than what would be replayed."""

DELETED, MOVED, REVOKED, ENDED = "DELETED", "MOVED", "REVOKED", "ENDED"
REFUSED, WITHHELD = "REFUSED", "WITHHELD"

LEFT_OUT = {
    "upload": "the turn of a sending, which names a document that has a line of its own",
    "file_opening": "a record that was open in a session: no session outlives a restore",
}
"""Tables with rows of a space whose deletion need not be replayed, each with its reason."""

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
    state: str = Field(default="", max_length=32)
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
    return [table.name for table in metadata.sorted_tables if table.name not in LEFT_OUT and _of_a_space(table)]


def load(db: Session, metadata: MetaData) -> None:
    """Have the database write the ledger from now on."""
    db.execute(text(_FUNCTIONS))
    for name in watched(metadata):
        db.execute(text(_DELETIONS.format(table=name)))


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


def _to_copy() -> Select[LedgerLine]:
    waiting = select(LedgerLine).where(col(LedgerLine.copied_at).is_(None)).order_by(col(LedgerLine.id))
    return waiting.limit(_AT_ONCE).with_for_update(skip_locked=True)


def _of_a_space(table: Table) -> bool:
    return "space_id" in table.c and "id" in table.c and isinstance(table.c["id"].type, Uuid)


def _written(line: LedgerLine) -> str:
    moment = line.moment.isoformat() if line.moment else ""
    fields = {"table": line.table_name, "row": str(line.row_id), "event": line.event, "state": line.state}
    return json.dumps(fields | {"moment": moment, "at": line.at.isoformat()})


_FUNCTIONS = """
create or replace function ledger_of_deletions() returns trigger language plpgsql as $$
begin
    -- A whole space that is erased has one line, its own.
    if coalesce(current_setting('csn.erasing', true), '') <> 'on' then
        insert into ledger (table_name, row_id, event, state, at)
        values (tg_table_name, old.id, 'DELETED', '', clock_timestamp());
    end if;
    return null;
end $$;
create or replace function ledger_of_spaces() returns trigger language plpgsql as $$
begin
    insert into ledger (table_name, row_id, event, state, moment, at)
    values ('space', new.id, 'MOVED', new.state, new.erase_at, clock_timestamp());
    return null;
end $$;
create or replace function ledger_of_grants() returns trigger language plpgsql as $$
begin
    if new.revoked_at is not null and old.revoked_at is null then
        insert into ledger (table_name, row_id, event, state, moment, at)
        values ('access_grant', new.id, 'REVOKED', '', new.revoked_at, clock_timestamp());
    elsif new.ends_at is not null and new.ends_at < coalesce(old.ends_at, 'infinity') then
        insert into ledger (table_name, row_id, event, state, moment, at)
        values ('access_grant', new.id, 'ENDED', '', new.ends_at, clock_timestamp());
    end if;
    return null;
end $$;
create or replace function ledger_of_delegations() returns trigger language plpgsql as $$
begin
    insert into ledger (table_name, row_id, event, state, moment, at)
    values ('delegation', new.id, 'REVOKED', '', new.revoked_at, clock_timestamp());
    return null;
end $$;
create or replace function ledger_of_kept() returns trigger language plpgsql as $$
begin
    -- The space stands where the state of a space stands: 32 characters.
    insert into ledger (table_name, row_id, event, state, at)
    values ('kept_from_representatives', new.object_id, 'WITHHELD', replace(new.space_id::text, '-', ''),
            clock_timestamp());
    return null;
end $$;
create or replace trigger ledger_of_delegations after update of revoked_at on delegation
    for each row when (new.revoked_at is not null and old.revoked_at is null)
    execute function ledger_of_delegations();
create or replace trigger ledger_of_kept after insert on kept_from_representatives
    for each row execute function ledger_of_kept();
create or replace function ledger_of_emergencies() returns trigger language plpgsql as $$
begin
    if tg_table_name = 'emergency_choice' then
        insert into ledger (table_name, row_id, event, state, at)
        select 'emergency_choice', new.space_id, 'REFUSED', closed.name, clock_timestamp()
        from (values ('allowed', old.allowed, new.allowed), ('samu', old.samu, new.samu),
                     ('glass', old.glass, new.glass), ('masked', old.masked, new.masked)) as closed (name, before, now)
        where closed.before and not closed.now;
    else
        insert into ledger (table_name, row_id, event, state, moment, at)
        values (tg_table_name, new.id, 'ENDED', '', clock_timestamp(), clock_timestamp());
    end if;
    return null;
end $$;
create or replace trigger ledger_of_emergencies after update on emergency_choice
    for each row execute function ledger_of_emergencies();
create or replace trigger ledger_of_emergencies after update of ended_at on emergency_access
    for each row when (new.ended_at is not null and old.ended_at is null) execute function ledger_of_emergencies();
create or replace trigger ledger_of_emergencies after update of revoked_at on emergency_card_code
    for each row when (new.revoked_at is not null and old.revoked_at is null)
    execute function ledger_of_emergencies();
create or replace trigger ledger_of_emergencies after update of emergency_suspended_at on professional
    for each row when (new.emergency_suspended_at is not null and old.emergency_suspended_at is null)
    execute function ledger_of_emergencies();
create or replace trigger ledger_of_spaces after update of state, erase_at on space
    for each row when (new.state is distinct from old.state or new.erase_at is distinct from old.erase_at)
    execute function ledger_of_spaces();
create or replace trigger ledger_of_grants after update of revoked_at, ends_at on access_grant
    for each row execute function ledger_of_grants();
"""
_DELETIONS = """
create or replace trigger ledger_of_deletions after delete on "{table}"
    for each row execute function ledger_of_deletions();
"""
