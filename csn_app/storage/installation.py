"""The installation itself: its name, whose keys its database needs, and the testers' clock."""

from datetime import UTC, datetime, timedelta
from secrets import token_hex
from typing import ClassVar

from sqlalchemy import Column, DateTime, LargeBinary
from sqlalchemy.orm import Session
from sqlmodel import Field, SQLModel

from csn_app.core.errors import CsnError, Unreadable
from csn_app.core.vocabulary import INSTALLATION
from csn_app.core.work import KeyRing

_CHECK = "installation.key_check"
_CHECKED = b"csn"
# Every use case asks for the clock: it is read once.
_clock: list[timedelta] = []


class WrongKeys(CsnError):
    """The database was sealed with keys that this installation does not hold."""


class Installation(SQLModel, table=True):
    """One row: ``name`` is in the cookies' names, ``clock_offset`` (seconds) moves ``work.now`` in demo mode only."""

    __tablename__: ClassVar[str] = "installation"

    id: int = Field(default=1, primary_key=True)
    name: str = Field(max_length=16)
    created_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    key_check: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    clock_offset: float = 0.0


def ensure(db: Session, keys: KeyRing) -> Installation:
    """Return the installation's row, made at the first start; raises ``WrongKeys``."""
    found = db.get(Installation, 1)
    if found is None:
        found = Installation(
            name=token_hex(4),
            created_at=datetime.now(UTC),
            key_check=keys.seal(INSTALLATION, _CHECK, _CHECKED),
        )
        db.add(found)
        db.commit()
    try:
        whole = keys.open(INSTALLATION, _CHECK, found.key_check) == _CHECKED
    except Unreadable as fault:
        raise WrongKeys from fault
    if not whole:
        raise WrongKeys
    return found


def clock_offset(db: Session) -> timedelta:
    """Return by how much testers moved the clock; always zero outside demo mode, which runs in one process."""
    if not _clock:
        found = db.get(Installation, 1)
        _clock.append(timedelta(seconds=found.clock_offset if found else 0.0))
    return _clock[0]


def move_clock(db: Session, offset: timedelta) -> None:
    """Move ``work.now``; the caller makes sure that the demo mode is on."""
    found = db.get(Installation, 1)
    if found is not None:
        found.clock_offset = offset.total_seconds()
        db.commit()
        _clock[:] = [offset]
