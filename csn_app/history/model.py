"""What is kept of contested accesses; the trail itself is in ``audit``."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, CheckConstraint, Column, DateTime, Identity, Index, LargeBinary, String, text
from sqlalchemy import UniqueConstraint as Unique
from sqlmodel import Field, SQLModel

from csn_app.history.rules import Verdict

_VERDICTS = ", ".join(f"'{verdict}'" for verdict in Verdict)


class AccessContest(SQLModel, table=True):
    """One line of a trail that its holder contests (R-AU-6): at most once a line. ``answer`` is sealed.

    Who acted, from where and when are copied from the line: the operator who answers reads no trail.
    """

    __tablename__: ClassVar[str] = "access_contest"
    KEPT_BY: ClassVar[str] = "id"
    __table_args__ = (
        Unique("space_id", "seq", name="one_contest_of_a_line"),
        CheckConstraint(f"verdict in ({_VERDICTS})", name="contest_verdict_known"),
        CheckConstraint(
            "(answered_at is null) = (verdict is null) and (answered_at is null) = (answer is null)"
            " and (answered_at is null) = (answered_by is null)",
            name="contest_answered_as_a_whole",
        ),
        Index("contests_waiting", "due_at", "number", postgresql_where=text("answered_at is null")),
        Index("contests_answered", "answered_at", postgresql_where=text("answered_at is not null")),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    number: int | None = Field(default=None, sa_column=Column(BigInteger, Identity(), nullable=False, unique=True))
    space_id: UUID = Field(foreign_key="space.id")
    seq: int = Field(sa_column=Column(BigInteger, nullable=False))
    action: str = Field(sa_column=Column(String(40), nullable=False))
    quality: str = Field(sa_column=Column(String(16), nullable=False))
    professional_id: UUID | None = None
    place_id: UUID | None = None
    accessed_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    opened_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    due_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    verdict: str | None = Field(default=None, sa_column=Column(String(16), nullable=True))
    answer: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    answered_at: datetime | None = Field(default=None, sa_column=Column(DateTime(timezone=True), nullable=True))
    answered_by: UUID | None = None
