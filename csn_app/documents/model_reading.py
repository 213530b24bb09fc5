"""What was read in documents, and what finds them: all of it sealed, or keyed under a key of the space."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, Column, DateTime, Index, Integer, LargeBinary, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel


class TextState(StrEnum):
    """How far the text of a document is known.

    WAITING: nobody looked yet; SCANNING: pages without a text layer are being recognised; READ: the text is known;
    EMPTY: there is none; IMPOSSIBLE: it could not be read; OFF: this installation does not recognise pictures.
    """

    WAITING = "WAITING"
    SCANNING = "SCANNING"
    READ = "READ"
    EMPTY = "EMPTY"
    IMPOSSIBLE = "IMPOSSIBLE"
    OFF = "OFF"


class DocumentReading(SQLModel, table=True):
    """How far a document is read, and the keyed words that find it.

    ``tokens`` are HMACs, under a key of the space, of the stems of its title, author, category, date and text;
    ``words`` is the sealed list of these words, each with the first page that has it. ``to_scan`` are the pages that
    wait to be recognised, ``pages_read`` how many pages were looked at. ``due_at`` is when it may next be tried.
    """

    __tablename__: ClassVar[str] = "document_reading"
    __table_args__ = (
        Index("readings_by_token", "tokens", postgresql_using="gin", postgresql_with={"fastupdate": "off"}),
        Index("readings_waiting", "state", "due_at", postgresql_where=text("state in ('WAITING', 'SCANNING')")),
        Index("readings_of_space", "space_id"),
    )

    document_id: UUID = Field(foreign_key="document.id", primary_key=True, ondelete="CASCADE")
    space_id: UUID = Field(foreign_key="space.id")
    version: int
    state: str = Field(default=TextState.WAITING, max_length=12)
    due_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    tries: int = 0
    pages_read: int = 0
    to_scan: list[int] = Field(default_factory=list, sa_column=Column(ARRAY(Integer), nullable=False))
    tokens: list[int] = Field(default_factory=list, sa_column=Column(ARRAY(BigInteger), nullable=False))
    words: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))


class DocumentText(SQLModel, table=True):
    """The sealed text of one page; pages are counted from 1, and one without text has no row."""

    __tablename__: ClassVar[str] = "document_text"
    __table_args__ = (Index("texts_of_space", "space_id"),)

    document_id: UUID = Field(foreign_key="document.id", primary_key=True, ondelete="CASCADE")
    page: int = Field(primary_key=True)
    space_id: UUID = Field(foreign_key="space.id")
    words: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class SearchKey(SQLModel, table=True):
    """What finds documents in one space: the sealed key of its tokens, and its sealed list of words.

    Without the space's keyset neither can be opened: erasing a space erases its index in every copy. ``words`` is
    null where it must be made anew, which ``changes`` counts: a word that only a deleted document had is then gone.
    """

    __tablename__: ClassVar[str] = "search_key"
    __table_args__ = (Index("word_lists_to_make", "space_id", postgresql_where=text("words is null")),)

    space_id: UUID = Field(foreign_key="space.id", primary_key=True)
    key: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    words: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    changes: int = 0
