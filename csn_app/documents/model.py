"""Documents of a carnet: a sealed title, an opaque file, and what a list sorts by."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Column, DateTime, Index, LargeBinary, String, UniqueConstraint, text
from sqlmodel import Field, SQLModel


def _when(*, nullable: bool = False) -> Column[datetime]:
    return Column(DateTime(timezone=True), nullable=nullable)


class Document(SQLModel, table=True):
    """One document: the row is written after its file is kept (blob first, row second).

    ``title`` and ``sha256`` are sealed. ``file_id`` names the sealed parts of the file in the bucket, ``view_file_id``
    those of the copy that a browser can show where the file itself cannot be shown. Sizes are bytes of clear content.
    """

    __tablename__: ClassVar[str] = "document"
    __table_args__ = (
        Index("documents_newest_first", "space_id", "document_date", "id"),
        Index("documents_by_category", "space_id", "category", "document_date", "id"),
        Index("documents_unseen", "space_id", postgresql_where=text("seen_by_holder_at is null")),
        CheckConstraint("size > 0 and parts > 0", name="document_has_file"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    space_id: UUID = Field(foreign_key="space.id")
    category: str = Field(sa_column=Column(String(16), nullable=False))
    type_code: str = Field(sa_column=Column(String(24), nullable=False))
    class_code: str = Field(sa_column=Column(String(8), nullable=False))
    author_account_id: UUID
    author_professional_id: UUID | None = None
    title: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    document_date: date
    added_at: datetime = Field(sa_column=_when())
    media_type: str = Field(max_length=100)
    size: int
    parts: int
    file_id: UUID = Field(unique=True)
    sha256: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    view_media_type: str = Field(default="", max_length=100)
    view_size: int = 0
    view_parts: int = 0
    view_file_id: UUID | None = Field(default=None, unique=True)
    pages: int | None = None
    seen_by_holder_at: datetime | None = Field(default=None, sa_column=_when(nullable=True))


class Upload(SQLModel, table=True):
    """One sending of a file: its idempotency key makes an upload sent twice exist once."""

    __tablename__: ClassVar[str] = "upload"
    __table_args__ = (
        UniqueConstraint("account_id", "idempotency_key", name="one_upload_per_key"),
        Index("uploads_never_arrived", "begun_at", postgresql_where=text("document_id is null")),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    space_id: UUID = Field(foreign_key="space.id")
    account_id: UUID
    idempotency_key: str = Field(max_length=64)
    begun_at: datetime = Field(sa_column=_when())
    document_id: UUID | None = None


class CategoryCount(SQLModel, table=True):
    """How many documents a space has in a category, kept in the same transaction: counting rows is what grows."""

    __tablename__: ClassVar[str] = "category_count"

    space_id: UUID = Field(foreign_key="space.id", primary_key=True)
    category: str = Field(primary_key=True, max_length=16)
    documents: int = 0
