"""Refusals of the carnet, and copies of all one's data."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Column, DateTime, Index, LargeBinary, text
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
