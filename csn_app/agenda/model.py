"""Appointments of a carnet, what became of one date of a series, and the private address of the calendar."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Column, DateTime, Index, LargeBinary, String, text
from sqlmodel import Field, SQLModel

from csn_app.agenda.vocabulary import Status


def _when(*, nullable: bool = False) -> Column[datetime]:
    return Column(DateTime(timezone=True), nullable=nullable)


_STATUSES = ", ".join(f"'{status}'" for status in Status)


class Appointment(SQLModel, table=True):
    """One appointment, or a series of them: what it is about is sealed, when it is stays in clear for ranges.

    ``last_at`` is the end of the last date of a series. ``next_alert_at`` is the next moment of a reminder; the clock
    moves it in the act that sends. ``room_id`` names the room of a téléconsultation.
    """

    __tablename__: ClassVar[str] = "appointment"
    __table_args__ = (
        Index("appointments_in_range", "space_id", "last_at", "starts_at"),
        Index("appointments_to_remind", "next_alert_at", postgresql_where=text("next_alert_at is not null")),
        CheckConstraint(f"status in ({_STATUSES})", name="appointment_status_known"),
        CheckConstraint("last_at >= starts_at", name="appointment_ends_after_start"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    space_id: UUID = Field(foreign_key="space.id")
    author_account_id: UUID
    starts_at: datetime = Field(sa_column=_when())
    minutes: int
    last_at: datetime = Field(sa_column=_when())
    repeats: bool = False
    status: str = Field(sa_column=Column(String(16), nullable=False))
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    room_id: UUID | None = None
    next_alert_at: datetime | None = Field(default=None, sa_column=_when(nullable=True))
    added_at: datetime = Field(sa_column=_when())
    changed_at: datetime = Field(sa_column=_when())


class AppointmentDate(SQLModel, table=True):
    """What became of one date of a series."""

    __tablename__: ClassVar[str] = "appointment_date"
    __table_args__ = (CheckConstraint(f"status in ({_STATUSES})", name="appointment_date_status_known"),)

    appointment_id: UUID = Field(foreign_key="appointment.id", primary_key=True)
    occurs_at: datetime = Field(sa_column=Column(DateTime(timezone=True), primary_key=True))
    space_id: UUID = Field(foreign_key="space.id", index=True)
    status: str = Field(sa_column=Column(String(16), nullable=False))


class CalendarFeed(SQLModel, table=True):
    """A private address: only the keyed fingerprint of its secret is kept, and nothing once it is cut (R-AG-5).

    ``details``: the person chose that titles and names are in it. ``read_on`` is the last day on which it was read.
    """

    __tablename__: ClassVar[str] = "calendar_feed"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    space_id: UUID = Field(foreign_key="space.id", unique=True)
    token_mark: bytes = Field(sa_column=Column(LargeBinary, nullable=False, unique=True))
    details: bool = False
    created_at: datetime = Field(sa_column=_when())
    read_on: date | None = None
