"""The trail: one chain of traces per space, never changed and never removed (R-AU-5)."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel


class TraceRow(SQLModel, table=True):
    """One act: codes and identifiers only. No foreign key, so that the trail outlives what it speaks of (R-AU-4).

    ``chain_id`` is a space, or an account where the act concerns no space. ``hash`` covers every other
    column but ``secret``, and ``previous_hash``. ``reason`` is sealed, and hashed sealed (R-AU-8).
    ``secret``: done in a minor's secret visit, and not shown to those who represent them (R-ID-30).
    """

    __tablename__: ClassVar[str] = "trace"
    __table_args__ = (
        Index("traces_of_account", "account_id", "at"),
        Index("traces_of_kind", "chain_id", "action", "at", "seq"),
        Index("traces_of_day", "chain_id", "at", "seq"),
        Index(
            "traces_of_professional",
            "chain_id",
            "professional_id",
            "at",
            "seq",
            postgresql_where=text("professional_id is not null"),
        ),
    )

    chain_id: UUID = Field(primary_key=True)
    seq: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    action: str = Field(sa_column=Column(String(40), nullable=False))
    quality: str = Field(sa_column=Column(String(16), nullable=False))
    account_id: UUID | None = None
    professional_id: UUID | None = None
    place_id: UUID | None = None
    object_type: str = Field(max_length=24)
    object_id: UUID | None = None
    target_id: UUID | None = None
    reason_code: str = Field(max_length=24)
    reason: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    detail: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    previous_hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    secret: bool = Field(default=False, sa_column=Column(Boolean, nullable=False, server_default=text("false")))


class ChainHead(SQLModel, table=True):
    """Where a chain stands; its row is locked while a trace is added, so that no two share a number."""

    __tablename__: ClassVar[str] = "chain_head"

    chain_id: UUID = Field(primary_key=True)
    seq: int = Field(sa_column=Column(BigInteger, nullable=False))
    hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class Checkpoint(SQLModel, table=True):
    """One signed statement over every chain: ``statement`` is the exact text that ``signature`` covers.

    ``nodes`` are the fingerprints of each 1,024 leaves, one after the other, from which a path is made.
    """

    __tablename__: ClassVar[str] = "trail_checkpoint"

    number: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    statement: str = Field(sa_column=Column(Text, nullable=False))
    signature: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    nodes: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class CheckpointLeaf(SQLModel, table=True):
    """Where one chain stood at a checkpoint; kept for the newest one, and for every chain that no longer agrees."""

    __tablename__: ClassVar[str] = "trail_leaf"
    __table_args__ = (UniqueConstraint("chain_id", "number", name="one_leaf_of_a_chain"),)

    number: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    position: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    chain_id: UUID
    seq: int = Field(sa_column=Column(BigInteger, nullable=False))
    hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class AccessToTell(SQLModel, table=True):
    """A professional's access that nobody has been told of yet; gone once it was looked at."""

    __tablename__: ClassVar[str] = "access_to_tell"

    chain_id: UUID = Field(primary_key=True)
    seq: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False, index=True))


class UnusualAccess(SQLModel, table=True):
    """A line of the trail that is out of the ordinary, with the codes of the reasons (R-AU-7)."""

    __tablename__: ClassVar[str] = "unusual_access"

    chain_id: UUID = Field(primary_key=True)
    seq: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False, index=True))
    reasons: list[str] = Field(sa_column=Column(ARRAY(String(16)), nullable=False))
