"""The call or the visit during which an agent of the assistance helps one person (R-AS-4, R-AS-8)."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Column, DateTime, Index, LargeBinary, text
from sqlmodel import Field, SQLModel


def _when(*, nullable: bool = False) -> Column[datetime]:
    return Column(DateTime(timezone=True), nullable=nullable)


class DeskCall(SQLModel, table=True):
    """One agent helps one person, from the check of who they are until ``until`` at the latest.

    The agent reaches the person's space through it alone, in the session in which it began, and never what is in it.
    ``help_mark`` is the fingerprint of the number that the agent read out; once ``help_account_id`` typed it in their
    own session, the agent may add documents for them until ``help_until``, and still reads nothing.
    """

    __tablename__: ClassVar[str] = "desk_call"
    __table_args__ = (
        Index("one_person_at_a_time", "agent_id", unique=True, postgresql_where=text("ended_at is null")),
        Index("calls_of_space", "space_id", "began_at"),
        CheckConstraint("until > began_at", name="call_ends_after_it_begins"),
        CheckConstraint("(help_until is null) = (help_account_id is null)", name="help_was_allowed_by_somebody"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    agent_id: UUID
    session_id: UUID
    space_id: UUID = Field(foreign_key="space.id")
    began_at: datetime = Field(sa_column=_when())
    until: datetime = Field(sa_column=_when())
    ended_at: datetime | None = Field(default=None, sa_column=_when(nullable=True))
    help_mark: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False, server_default=text("''")))
    help_offered_until: datetime | None = Field(default=None, sa_column=_when(nullable=True))
    help_until: datetime | None = Field(default=None, sa_column=_when(nullable=True))
    help_account_id: UUID | None = None
