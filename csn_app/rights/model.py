"""Refusals of the carnet, and copies of all one's data."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, CheckConstraint, Column, DateTime, Index, LargeBinary, text
from sqlmodel import Field, SQLModel


def _when(*, nullable: bool = False) -> Column[datetime]:
    return Column(DateTime(timezone=True), nullable=nullable)


class Objection(SQLModel, table=True):
    """A refusal of the carnet, proved by an attestation that its reference finds again (R-LC-3, R-LC-4).

    ``reference`` is sealed under the installation's key: the proof outlives whatever becomes of the space.
    """

    __tablename__: ClassVar[str] = "objection"
    __table_args__ = (
        Index("one_objection_in_force", "space_id", unique=True, postgresql_where=text("withdrawn_at is null")),
        CheckConstraint("withdrawn_at is null or withdrawn_at >= opposed_at", name="withdrawn_after_opposed"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    space_id: UUID = Field(foreign_key="space.id", index=True)
    reference_mark: bytes = Field(sa_column=Column(LargeBinary, nullable=False, unique=True))
    reference: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    opposed_at: datetime = Field(sa_column=_when())
    withdrawn_at: datetime | None = Field(default=None, sa_column=_when(nullable=True))


class WardErasure(SQLModel, table=True):
    """Who of those who represent a person asked for the erasure of the carnet, and who objected (R-LC-19)."""

    __tablename__: ClassVar[str] = "ward_erasure"

    space_id: UUID = Field(foreign_key="space.id", primary_key=True)
    asked_by: UUID
    asked_at: datetime = Field(sa_column=_when())
    objected_by: UUID | None = None


class DataCopy(SQLModel, table=True):
    """One copy of everything a person has here: asked for, made by a job, kept seven days, sealed in parts (R-LC-17).

    ``touched_at`` is when the job last wrote to it, in real time: a copy that nobody touches is begun again.
    """

    __tablename__: ClassVar[str] = "data_copy"
    __table_args__ = (
        Index(
            "one_copy_in_the_making",
            "space_id",
            "account_id",
            unique=True,
            postgresql_where=text("ready_at is null and gone_at is null"),
        ),
        Index("copies_to_make", "asked_at", postgresql_where=text("ready_at is null and gone_at is null")),
        CheckConstraint(
            "ready_at is null or (size > 0 and parts > 0 and expires_at is not null)", name="ready_copy_has_file"
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    space_id: UUID = Field(foreign_key="space.id", index=True)
    account_id: UUID
    asked_at: datetime = Field(sa_column=_when())
    touched_at: datetime | None = Field(default=None, sa_column=_when(nullable=True))
    tries: int = 0
    done: int = 0
    total: int = 0
    file_id: UUID = Field(default_factory=uuid4, unique=True)
    size: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, default=0))
    parts: int = 0
    ready_at: datetime | None = Field(default=None, sa_column=_when(nullable=True))
    expires_at: datetime | None = Field(default=None, sa_column=_when(nullable=True))
    gone_at: datetime | None = Field(default=None, sa_column=_when(nullable=True))
