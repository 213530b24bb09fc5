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
    Until ``held_until`` its holder does not see it (R-DO-15): the condition of every query says so, no job does;
    ``trashed_at``: it waits in the trash, and is nowhere else (``access.trash``). ``content_mark``: a keyed fingerprint
    of its bytes within its space. ``consult_told_at`` and ``release_told_at`` are when its two messages left.
    ``version`` counts corrections.
    """

    __tablename__: ClassVar[str] = "document"
    __table_args__ = (
        Index("documents_newest_first", "space_id", "document_date", "id"),
        Index("documents_by_category", "space_id", "category", "document_date", "id"),
        Index("documents_unseen", "space_id", postgresql_where=text("seen_by_holder_at is null")),
        Index("documents_by_arrival", "space_id", "added_at"),
        Index("documents_in_trash", "trashed_at", "space_id", postgresql_where=text("trashed_at is not null")),
        Index("documents_in_folder", "space_id", "folder_id", postgresql_where=text("folder_id is not null")),
        Index("documents_same_content", "space_id", "content_mark", postgresql_where=text("content_mark is not null")),
        Index("documents_held_back", "held_until", "space_id", postgresql_where=text("held_until is not null")),
        CheckConstraint("size > 0 and parts > 0", name="document_has_file"),
        CheckConstraint(
            "held_until is null or author_professional_id is not null", name="only_professionals_hold_back"
        ),
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
    held_until: datetime | None = Field(default=None, sa_column=_when(nullable=True))
    consult_told_at: datetime | None = Field(default=None, sa_column=_when(nullable=True))
    release_told_at: datetime | None = Field(default=None, sa_column=_when(nullable=True))
    version: int = 1
    trashed_at: datetime | None = Field(default=None, sa_column=_when(nullable=True))
    folder_id: UUID | None = Field(default=None, foreign_key="folder.id", ondelete="SET NULL")
    content_mark: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))


class Folder(SQLModel, table=True):
    """One folder of a carnet, of one level (R-DO-11): a sealed name, and a fingerprint that keeps names apart."""

    __tablename__: ClassVar[str] = "folder"
    __table_args__ = (UniqueConstraint("space_id", "name_mark", name="one_folder_per_name"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    space_id: UUID = Field(foreign_key="space.id")
    name: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    name_mark: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    made_at: datetime = Field(sa_column=_when())


class DocumentVersion(SQLModel, table=True):
    """What a document was before its author replaced it; whoever reads the document may read this too (R-DO-10)."""

    __tablename__: ClassVar[str] = "document_version"

    document_id: UUID = Field(foreign_key="document.id", primary_key=True, ondelete="CASCADE")
    version: int = Field(primary_key=True)
    replaced_at: datetime = Field(sa_column=_when())
    media_type: str = Field(max_length=100)
    size: int
    parts: int
    file_id: UUID = Field(unique=True)
    view_media_type: str = Field(default="", max_length=100)
    view_size: int = 0
    view_parts: int = 0
    view_file_id: UUID | None = Field(default=None, unique=True)


class CorrectionRequest(SQLModel, table=True):
    """A person asks the author of a document to correct it (R-DO-9); what both write is sealed."""

    __tablename__: ClassVar[str] = "correction_request"
    __table_args__ = (
        Index("one_correction_waits", "document_id", unique=True, postgresql_where=text("answer = ''")),
        Index("corrections_to_answer", "professional_id", "space_id", postgresql_where=text("answer = ''")),
        Index("corrections_of_document", "document_id", "asked_at"),
        CheckConstraint("answer in ('', 'CORRECTED', 'KEPT')", name="correction_answer_known"),
        CheckConstraint("(answer = '') = (answered_at is null)", name="correction_answered_at"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    space_id: UUID = Field(foreign_key="space.id")
    document_id: UUID = Field(foreign_key="document.id", ondelete="CASCADE")
    professional_id: UUID
    words: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    asked_at: datetime = Field(sa_column=_when())
    answer: str = Field(default="", max_length=16)
    answer_words: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    answered_at: datetime | None = Field(default=None, sa_column=_when(nullable=True))


class ArrivalChoice(SQLModel, table=True):
    """A person wants the results of a category at once, and none held back (R-DO-17). No row: with a professional."""

    __tablename__: ClassVar[str] = "arrival_choice"

    space_id: UUID = Field(foreign_key="space.id", primary_key=True)
    category_code: str = Field(primary_key=True, max_length=16)
    chosen_at: datetime = Field(sa_column=_when())


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
