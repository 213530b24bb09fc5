"""Requests for access: what a professional asks for, and what the person answers (R-AC-14)."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Column, DateTime, Index, LargeBinary, text
from sqlmodel import Field, SQLModel


def _when(*, nullable: bool = False) -> Column[datetime]:
    return Column(DateTime(timezone=True), nullable=nullable)


class AccessRequest(SQLModel, table=True):
    """One professional asks one person for access; nothing is open before the person's answer.

    It is first written down without knowing whether anybody is meant (``space_id`` empty, ``sought`` sealed under the
    installation's key), and a job looks for the person afterwards: the asker's answer and its time tell nothing.
    """

    __tablename__: ClassVar[str] = "access_request"
    __table_args__ = (
        Index(
            "one_request_waits",
            "space_id",
            "professional_id",
            unique=True,
            postgresql_where=text("answer = '' and space_id is not null"),
        ),
        Index("requests_of_pair", "space_id", "professional_id", "asked_at"),
        Index("requests_to_deliver", "asked_at", postgresql_where=text("space_id is null")),
        CheckConstraint("answer in ('', 'YES', 'NO')", name="request_answer_known"),
        CheckConstraint("(answer = '') = (answered_at is null)", name="request_answered_at"),
        CheckConstraint("answer = '' or space_id is not null", name="only_a_person_answers"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    space_id: UUID | None = Field(default=None, foreign_key="space.id")
    professional_id: UUID
    account_id: UUID
    place_id: UUID | None = None
    sought: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    asked_at: datetime = Field(sa_column=_when())
    answer: str = Field(default="", max_length=8)
    answered_at: datetime | None = Field(default=None, sa_column=_when(nullable=True))
