"""The outbox: every e-mail and text message, sealed, until it has left."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID, uuid4

from sqlalchemy import Column, DateTime, Index, LargeBinary, text
from sqlmodel import Field, SQLModel


class OutboxLine(SQLModel, table=True):
    """One message: recipient, subject and text are sealed under the installation's key, since they may hold a code.

    ``to_mark`` is a keyed fingerprint of the recipient, to find their messages without keeping the address.
    ``urgent`` ones leave first.
    """

    __tablename__: ClassVar[str] = "outbox_line"
    __table_args__ = (
        Index(
            "outbox_waiting",
            "channel",
            text("urgent desc"),
            "due_at",
            postgresql_where=text("sent_at is null and given_up_at is null"),
        ),
        Index("outbox_given_up", "given_up_at", postgresql_where=text("given_up_at is not null")),
        Index("outbox_of_recipient", "to_mark", "created_at"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    channel: str = Field(max_length=8)
    to_mark: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    urgent: bool = False
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    created_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    due_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    sent_at: datetime | None = Field(default=None, sa_column=Column(DateTime(timezone=True), nullable=True))
    given_up_at: datetime | None = Field(default=None, sa_column=Column(DateTime(timezone=True), nullable=True))
    tries: int = 0
