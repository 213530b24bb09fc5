"""The outbox: every e-mail and text message, sealed, until it has left."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID, uuid4

from sqlalchemy import ARRAY, CheckConstraint, Column, DateTime, Index, LargeBinary, String, text
from sqlmodel import Field, SQLModel

from csn_app.notifications.rules import Telling

_TELLINGS = ", ".join(f"'{telling}'" for telling in Telling)


def _when(*, nullable: bool = False) -> Column[datetime]:
    return Column(DateTime(timezone=True), nullable=nullable)


class OutboxLine(SQLModel, table=True):
    """One message: recipient, subject and text are sealed under the installation's key, since they may hold a code.

    ``to_mark`` is a keyed fingerprint of the recipient, to find their messages without keeping the address.
    ``urgent`` ones leave first. ``started_at`` is written before a message is handed over and taken away after:
    where it stays, nobody knows whether the message left, and it becomes ``uncertain``. ``entry_id`` names the entry
    in the product without whose being unread the message need not leave.
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
        Index("outbox_started", "started_at", postgresql_where=text("started_at is not null")),
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
    kind: str = Field(default="", max_length=48)
    account_id: UUID | None = None
    entry_id: UUID | None = None
    started_at: datetime | None = Field(default=None, sa_column=_when(nullable=True))
    uncertain: bool = False


class Notification(SQLModel, table=True):
    """One entry of somebody's list in the product (R-NO-1): a kind and identifiers; words are found at display."""

    __tablename__: ClassVar[str] = "notification"
    __table_args__ = (
        Index("notifications_newest_first", "account_id", text("created_at desc"), text("id desc")),
        Index("notifications_unread", "account_id", postgresql_where=text("read_at is null")),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    account_id: UUID = Field(foreign_key="account.id")
    kind: str = Field(max_length=48)
    created_at: datetime = Field(sa_column=_when())
    read_at: datetime | None = Field(default=None, sa_column=_when(nullable=True))
    professional_id: UUID | None = None
    object_type: str = Field(default="", max_length=24)
    object_id: UUID | None = None


class NotificationChoice(SQLModel, table=True):
    """How one person wants to be told; no row means the defaults of ``rules.Choices``.

    ``digest_at`` is when their last digest was made.
    """

    __tablename__: ClassVar[str] = "notification_choice"
    __table_args__ = (
        CheckConstraint(f"telling in ({_TELLINGS})", name="telling_known"),
        Index("digests_due", "digest_at", postgresql_where=text("telling = 'DAILY'")),
    )

    account_id: UUID = Field(primary_key=True, foreign_key="account.id")
    telling: str = Field(max_length=8)
    no_email: list[str] = Field(sa_column=Column(ARRAY(String(32)), nullable=False))
    with_sms: list[str] = Field(sa_column=Column(ARRAY(String(32)), nullable=False))
    sms_when_unread: bool = False
    discreet: bool = False
    changed_at: datetime = Field(sa_column=_when())
    digest_at: datetime = Field(sa_column=_when())
