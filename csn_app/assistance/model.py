"""What one agent noted for a person and a second one must confirm after calling back (R-AS-4, R-AS-9)."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Column, DateTime, Index, LargeBinary, text
from sqlmodel import Field, SQLModel


def _when(*, nullable: bool = False) -> Column[datetime]:
    return Column(DateTime(timezone=True), nullable=nullable)


class DeskDemand(SQLModel, table=True):
    """A grave act that a person asked of the assistance: closing, reopening, new contact; two agents, never one.

    ``reference_mark`` finds it by the six characters that the first agent gives the second. ``contact`` is sealed under
    the space's keyset. A new contact counts from ``counts_at`` on; ``done_at`` says that the act is done.
    """

    __tablename__: ClassVar[str] = "desk_demand"
    __table_args__ = (
        Index(
            "one_demand_of_a_kind",
            "space_id",
            "kind",
            unique=True,
            postgresql_where=text("done_at is null and dropped_at is null"),
        ),
        Index("demands_to_count", "counts_at", postgresql_where=text("done_at is null and dropped_at is null")),
        CheckConstraint("kind in ('CLOSE', 'REOPEN', 'CONTACT')", name="demand_kind_known"),
        CheckConstraint("confirmed_by is null or confirmed_by <> asked_by", name="two_agents_never_one"),
        CheckConstraint("(confirmed_by is null) = (confirmed_at is null)", name="demand_confirmed_at"),
        CheckConstraint("done_at is null or confirmed_by is not null", name="done_once_confirmed"),
        CheckConstraint("done_at is null or dropped_at is null", name="demand_done_or_dropped"),
        CheckConstraint("(kind = 'CONTACT') = (length(contact) > 0)", name="contact_of_its_kind"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    space_id: UUID = Field(foreign_key="space.id")
    kind: str = Field(max_length=8)
    reference_mark: bytes = Field(sa_column=Column(LargeBinary, nullable=False, unique=True))
    contact: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    asked_by: UUID
    asked_at: datetime = Field(sa_column=_when())
    until: datetime = Field(sa_column=_when())
    confirmed_by: UUID | None = None
    confirmed_at: datetime | None = Field(default=None, sa_column=_when(nullable=True))
    counts_at: datetime | None = Field(default=None, sa_column=_when(nullable=True))
    done_at: datetime | None = Field(default=None, sa_column=_when(nullable=True))
    dropped_at: datetime | None = Field(default=None, sa_column=_when(nullable=True))
