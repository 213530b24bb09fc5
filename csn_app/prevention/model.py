"""What a person chose about their prevention: one sealed page a space."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Column, DateTime, Index, LargeBinary, text
from sqlmodel import Field, SQLModel


class PreventionChoice(SQLModel, table=True):
    """Answers, refusals, what is planned and done, as sealed JSON: a subject alone may tell an illness.

    ``check_on`` is the next day on which the clock looks for something newly due; None where no reminder is wanted.
    An empty ``body`` is a page on which nothing was chosen yet.
    """

    __tablename__: ClassVar[str] = "prevention_choice"
    __table_args__ = (Index("prevention_to_check", "check_on", postgresql_where=text("check_on is not null")),)

    space_id: UUID = Field(foreign_key="space.id", primary_key=True)
    body: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    changed_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    check_on: date | None = None
