"""Spaces, grants and openings: who may see what, until when."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID, uuid4

from sqlalchemy import ARRAY, CheckConstraint, Column, DateTime, Index, LargeBinary, String, text
from sqlmodel import Field, SQLModel

from csn_app.core.vocabulary import SHOWN_BY_DEFAULT, SpaceState


def _when(*, nullable: bool = False) -> Column[datetime]:
    return Column(DateTime(timezone=True), nullable=nullable)


_STATES = ", ".join(f"'{state}'" for state in SpaceState)


class Space(SQLModel, table=True):
    """The carnet of one insured person, in one state of its life (R-LC-18).

    ``erase_at`` is the day promised to whoever closed it: ten years later, or sooner where they asked for it;
    ``erase_told_at`` is when they were told that the day comes near (R-LC-10). A trigger refuses moves that
    ``lifecycle_states.csv`` does not list (``access.lifecycle``).
    """

    __tablename__: ClassVar[str] = "space"
    __table_args__ = (
        CheckConstraint(f"state in ({_STATES})", name="space_state_known"),
        CheckConstraint(
            "erase_at is null or state in ('CLOSED_ARCHIVED', 'CLOSED_DELETION_REQUESTED')",
            name="only_closed_spaces_are_erased",
        ),
        Index("spaces_by_state", "state", "state_since"),
        Index("spaces_to_erase", "erase_at", postgresql_where=text("erase_at is not null")),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    state: str = Field(sa_column=Column(String(32), nullable=False))
    state_since: datetime = Field(sa_column=_when())
    created_at: datetime = Field(sa_column=_when())
    erase_at: datetime | None = Field(default=None, sa_column=_when(nullable=True))
    erase_told_at: datetime | None = Field(default=None, sa_column=_when(nullable=True))


class Grant(SQLModel, table=True):
    """What one person lets one professional see, from when until when (R-AC-4).

    ``categories`` empty means every category; ``sections`` names each section of the profile that is shown (R-PR-20).
    There is at most one grant in force for a pair.
    """

    __tablename__: ClassVar[str] = "access_grant"
    __table_args__ = (
        Index(
            "one_grant_in_force",
            "space_id",
            "professional_id",
            unique=True,
            postgresql_where=text("revoked_at is null"),
        ),
        Index("grants_of_professional", "professional_id", postgresql_where=text("revoked_at is null")),
        CheckConstraint("ends_at is null or ends_at > starts_at", name="grant_ends_after_start"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    space_id: UUID = Field(foreign_key="space.id")
    professional_id: UUID
    categories: list[str] = Field(sa_column=Column(ARRAY(String(16)), nullable=False))
    sections: list[str] = Field(
        default_factory=lambda: sorted(SHOWN_BY_DEFAULT), sa_column=Column(ARRAY(String(16)), nullable=False)
    )
    starts_at: datetime = Field(sa_column=_when())
    ends_at: datetime | None = Field(default=None, sa_column=_when(nullable=True))
    revoked_at: datetime | None = Field(default=None, sa_column=_when(nullable=True))
    given_by: UUID


class FileOpening(SQLModel, table=True):
    """A professional opened a record in one session, from one place, for one reason (R-AU-1).

    ``secret``: a minor asked that nothing of this visit be shown to those who represent them (R-ID-30).
    """

    __tablename__: ClassVar[str] = "file_opening"
    __table_args__ = (
        Index("openings_of_session", "session_id", "space_id"),
        Index("visits_of_professional", "professional_id", "space_id", "opened_at"),
        Index("openings_of_professional", "professional_id", "opened_at"),
        Index("openings_of_space", "space_id", "opened_at"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    session_id: UUID
    professional_id: UUID
    space_id: UUID = Field(foreign_key="space.id")
    place_id: UUID | None = None
    reason_code: str = Field(max_length=16)
    reason: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    opened_at: datetime = Field(sa_column=_when())
    closed_at: datetime | None = Field(default=None, sa_column=_when(nullable=True))
    secret: bool = False


class MatrixRow(SQLModel, table=True):
    """One cell of what the law lets a profession read, with its days of validity (R-AC-5, R-AC-6)."""

    __tablename__: ClassVar[str] = "access_matrix"

    id: int | None = Field(default=None, primary_key=True)
    profession_code: str = Field(max_length=16, index=True)
    document_class: str = Field(max_length=16)
    document_type: str = Field(default="", max_length=24)
    may_read: bool
    valid_from: date
    valid_to: date | None = None


class Refusal(SQLModel, table=True):
    """How often somebody was refused the same thing in a day, so that a stranger cannot fill a trail."""

    __tablename__: ClassVar[str] = "refusal"

    chain_id: UUID = Field(primary_key=True)
    account_id: UUID = Field(primary_key=True)
    action: str = Field(primary_key=True, max_length=40)
    day: date = Field(primary_key=True)
    times: int = 1


class CorrespondentBlock(SQLModel, table=True):
    """A professional whose messages a person does not want any more; what they may read is another matter (R-MS-8)."""

    __tablename__: ClassVar[str] = "correspondent_block"

    space_id: UUID = Field(foreign_key="space.id", primary_key=True)
    professional_id: UUID = Field(primary_key=True, index=True)
    blocked_at: datetime = Field(sa_column=_when())
