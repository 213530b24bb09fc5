"""Conversations that a professional starts: sealed words, what each side keeps of them, drafts and attached files."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Column, DateTime, Index, LargeBinary, String, UniqueConstraint, text
from sqlmodel import Field, SQLModel


class ConversationState(StrEnum):
    """Whether messages may still be added; the professional alone moves it (R-MS-4)."""

    OPEN = "OPEN"
    CLOSED = "CLOSED"


class Side(StrEnum):
    """One of the two ends of a conversation."""

    HOLDER = "HOLDER"
    PROFESSIONAL = "PROFESSIONAL"


def _when(*, nullable: bool = False) -> Column[datetime]:
    return Column(DateTime(timezone=True), nullable=nullable)


def _sealed() -> Column[bytes]:
    return Column(LargeBinary, nullable=False)


class Conversation(SQLModel, table=True):
    """One subject between a person and a professional. ``last_number`` is the number of its newest message."""

    __tablename__: ClassVar[str] = "conversation"
    KEPT_BY: ClassVar[str] = "id"
    __table_args__ = (
        CheckConstraint("state in ('OPEN', 'CLOSED')", name="conversation_state_known"),
        CheckConstraint("(state = 'CLOSED') = (closed_at is not null)", name="closed_conversation_says_when"),
        CheckConstraint("last_number > 0", name="conversation_begins_with_a_message"),
        Index("conversations_of_pair", "space_id", "professional_id"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    space_id: UUID = Field(foreign_key="space.id")
    professional_id: UUID
    place_id: UUID | None = None
    subject: bytes = Field(sa_column=_sealed())
    state: str = Field(default=ConversationState.OPEN, sa_column=Column(String(8), nullable=False))
    begun_at: datetime = Field(sa_column=_when())
    closed_at: datetime | None = Field(default=None, sa_column=_when(nullable=True))
    last_number: int


class ConversationSide(SQLModel, table=True):
    """What one end keeps of a conversation: how far it read, and whether it put it away or deleted it (R-MS-2).

    ``cleared_number``: messages up to it are gone for this side; ``unread`` counts what came since it last looked.
    """

    __tablename__: ClassVar[str] = "conversation_side"
    KEPT_BY: ClassVar[str] = "conversation_id"
    __table_args__ = (
        CheckConstraint("side in ('HOLDER', 'PROFESSIONAL')", name="side_known"),
        CheckConstraint("unread >= 0 and read_number >= 0 and cleared_number >= 0", name="side_counts"),
        Index("mail_of_holder", "space_id", "last_at", "conversation_id", postgresql_where=text("side = 'HOLDER'")),
        Index(
            "mail_of_professional",
            "professional_id",
            "last_at",
            "conversation_id",
            postgresql_where=text("side = 'PROFESSIONAL'"),
        ),
        Index(
            "unread_of_professional", "professional_id", postgresql_where=text("side = 'PROFESSIONAL' and unread > 0")
        ),
    )

    conversation_id: UUID = Field(foreign_key="conversation.id", ondelete="CASCADE", primary_key=True)
    side: str = Field(sa_column=Column(String(12), primary_key=True))
    space_id: UUID = Field(foreign_key="space.id")
    professional_id: UUID
    last_at: datetime = Field(sa_column=_when())
    unread: int = 0
    read_number: int = 0
    cleared_number: int = 0
    archived_at: datetime | None = Field(default=None, sa_column=_when(nullable=True))


class Message(SQLModel, table=True):
    """One message: its words are sealed; ``number`` counts from 1 in its conversation."""

    __tablename__: ClassVar[str] = "message"
    KEPT_BY: ClassVar[str] = "conversation_id"
    __table_args__ = (
        UniqueConstraint("conversation_id", "number", name="one_message_per_number"),
        UniqueConstraint("author_account_id", "idempotency_key", name="one_message_per_key"),
        CheckConstraint("side in ('HOLDER', 'PROFESSIONAL')", name="message_side_known"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    space_id: UUID = Field(foreign_key="space.id")
    conversation_id: UUID = Field(foreign_key="conversation.id", ondelete="CASCADE")
    number: int
    side: str = Field(sa_column=Column(String(12), nullable=False))
    author_account_id: UUID
    body: bytes = Field(sa_column=_sealed())
    sent_at: datetime = Field(sa_column=_when())
    idempotency_key: str = Field(max_length=64)


class Draft(SQLModel, table=True):
    """What somebody is typing, sealed: a reply, or where there is no conversation yet, a first message (R-MS-2)."""

    __tablename__: ClassVar[str] = "message_draft"
    __table_args__ = (
        Index(
            "one_draft_of_a_reply",
            "account_id",
            "conversation_id",
            unique=True,
            postgresql_where=text("conversation_id is not null"),
        ),
        Index(
            "one_draft_of_a_start",
            "account_id",
            "space_id",
            unique=True,
            postgresql_where=text("conversation_id is null"),
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    account_id: UUID
    space_id: UUID = Field(foreign_key="space.id")
    conversation_id: UUID | None = Field(default=None, foreign_key="conversation.id", ondelete="CASCADE")
    subject: bytes = Field(default=b"", sa_column=_sealed())
    body: bytes = Field(default=b"", sa_column=_sealed())
    changed_at: datetime = Field(sa_column=_when())


class Attachment(SQLModel, table=True):
    """A file of a draft, then of its message. Name and fingerprint are sealed; sizes are bytes of clear content.

    ``kept_as`` names the document under which the holder filed it in their carnet (R-MS-6).
    """

    __tablename__: ClassVar[str] = "message_attachment"
    __table_args__ = (
        CheckConstraint("(draft_id is null) <> (message_id is null)", name="attached_to_one_thing"),
        CheckConstraint("size > 0 and parts > 0", name="attachment_has_file"),
        UniqueConstraint("account_id", "idempotency_key", name="one_attachment_per_key"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    space_id: UUID = Field(foreign_key="space.id")
    account_id: UUID
    draft_id: UUID | None = Field(default=None, foreign_key="message_draft.id", ondelete="CASCADE", index=True)
    message_id: UUID | None = Field(default=None, foreign_key="message.id", ondelete="CASCADE", index=True)
    idempotency_key: str = Field(max_length=64)
    name: bytes = Field(sa_column=_sealed())
    media_type: str = Field(max_length=100)
    size: int
    parts: int
    file_id: UUID = Field(unique=True)
    sha256: bytes = Field(sa_column=_sealed())
    view_media_type: str = Field(default="", max_length=100)
    view_size: int = 0
    view_parts: int = 0
    view_file_id: UUID | None = Field(default=None, unique=True)
    pages: int | None = None
    added_at: datetime = Field(sa_column=_when())
    kept_as: UUID | None = None


class ConversationWord(SQLModel, table=True):
    """A word of a conversation as a keyed mark of its space, and the newest message that holds it: for searching."""

    __tablename__: ClassVar[str] = "conversation_word"
    __table_args__ = (Index("words_of_space", "space_id", "mark"),)

    conversation_id: UUID = Field(foreign_key="conversation.id", ondelete="CASCADE", primary_key=True)
    mark: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    space_id: UUID = Field(foreign_key="space.id")
    last_number: int


class AnsweringTime(SQLModel, table=True):
    """How fast a professional says that they usually answer; shown where one replies to them (R-MS-9)."""

    __tablename__: ClassVar[str] = "answering_time"

    professional_id: UUID = Field(primary_key=True)
    code: str = Field(max_length=12)


class CorrespondentReport(SQLModel, table=True):
    """A person tells the operator of a correspondent's messages; the words are sealed under the installation's key."""

    __tablename__: ClassVar[str] = "correspondent_report"
    __table_args__ = (
        Index("reports_to_read", "reported_at", postgresql_where=text("read_at is null")),
        Index(
            "one_report_waiting",
            "conversation_id",
            unique=True,
            postgresql_where=text("read_at is null"),
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    space_id: UUID = Field(foreign_key="space.id")
    conversation_id: UUID
    professional_id: UUID
    reason_code: str = Field(max_length=16)
    words: bytes = Field(sa_column=_sealed())
    reported_at: datetime = Field(sa_column=_when())
    read_at: datetime | None = Field(default=None, sa_column=_when(nullable=True))
