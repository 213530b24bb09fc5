"""What a person decided for emergencies, the readings it let happen, and the codes of their emergency card."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID, uuid4

from sqlalchemy import ARRAY, CheckConstraint, Column, DateTime, Index, LargeBinary, String, text
from sqlmodel import Field, SQLModel

from csn_app.access.emergency_rules import Decision, EmergencyKind, Support


def _when(*, nullable: bool = False) -> Column[datetime]:
    return Column(DateTime(timezone=True), nullable=nullable)


def _among(values: type[Decision | EmergencyKind | Support]) -> str:
    return ", ".join(f"'{value}'" for value in values)


class EmergencyChoice(SQLModel, table=True):
    """What one person lets happen in an emergency, and what their card shows (R-AC-24, R-AC-25, R-AC-28).

    No row means the defaults: the master switch on, both ways of reading on, masked items hidden, nothing on the card.
    """

    __tablename__: ClassVar[str] = "emergency_choice"

    space_id: UUID = Field(foreign_key="space.id", primary_key=True)
    allowed: bool = True
    samu: bool = True
    glass: bool = True
    masked: bool = False
    card_sections: list[str] = Field(default_factory=list, sa_column=Column(ARRAY(String(16)), nullable=False))
    ticked_at: datetime | None = Field(default=None, sa_column=_when(nullable=True))


class EmergencyAccess(SQLModel, table=True):
    """One professional reads one record in an emergency, until an hour; and what became of its review (R-AC-26).

    ``reason`` is sealed. ``ended_at``: the person opposed, or the quality was suspended, before its hour.
    A break-glass has a ``due_at`` from the start, a reading of the SAMU once it is contested.
    """

    __tablename__: ClassVar[str] = "emergency_access"
    __table_args__ = (
        Index(
            "one_running_emergency",
            "space_id",
            "professional_id",
            unique=True,
            postgresql_where=text("ended_at is null"),
        ),
        Index("emergencies_of_space", "space_id", "opened_at"),
        Index("emergencies_of_professional", "professional_id", postgresql_where=text("ended_at is null")),
        Index(
            "emergencies_to_review", "due_at", "id", postgresql_where=text("due_at is not null and decided_at is null")
        ),
        Index("emergencies_decided", "decided_at", "id", postgresql_where=text("decided_at is not null")),
        CheckConstraint(f"kind in ({_among(EmergencyKind)})", name="emergency_kind_known"),
        CheckConstraint("ends_at > opened_at", name="emergency_ends_after_it_began"),
        CheckConstraint(
            f"(decision = '') = (decided_at is null) and (decision = '' or decision in ({_among(Decision)}))",
            name="emergency_decided_with_its_day",
        ),
        CheckConstraint("contested_at is null or due_at is not null", name="contested_emergency_is_reviewed"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    space_id: UUID = Field(foreign_key="space.id")
    professional_id: UUID
    place_id: UUID | None = None
    kind: str = Field(sa_column=Column(String(8), nullable=False))
    reason_code: str = Field(max_length=16)
    reason: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    opened_at: datetime = Field(sa_column=_when())
    ends_at: datetime = Field(sa_column=_when())
    ended_at: datetime | None = Field(default=None, sa_column=_when(nullable=True))
    due_at: datetime | None = Field(default=None, sa_column=_when(nullable=True))
    contested_at: datetime | None = Field(default=None, sa_column=_when(nullable=True))
    contest: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    decision: str = Field(default="", max_length=16)
    decided_at: datetime | None = Field(default=None, sa_column=_when(nullable=True))
    decided_by: UUID | None = None
    answer: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))


class CardCode(SQLModel, table=True):
    """The code of one copy of an emergency card: a keyed fingerprint of 128 random bits, never the code itself.

    ``openings`` counts how often it was read. Revoked, expired and unknown codes look the same (R-AC-28).
    """

    __tablename__: ClassVar[str] = "emergency_card_code"
    __table_args__ = (
        Index("card_codes_of_space", "space_id", "made_at"),
        CheckConstraint(f"support in ({_among(Support)})", name="card_support_known"),
        CheckConstraint("expires_at > made_at", name="card_expires_after_it_was_made"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    space_id: UUID = Field(foreign_key="space.id")
    mark: bytes = Field(sa_column=Column(LargeBinary, nullable=False, unique=True))
    support: str = Field(sa_column=Column(String(8), nullable=False))
    made_at: datetime = Field(sa_column=_when())
    expires_at: datetime = Field(sa_column=_when())
    revoked_at: datetime | None = Field(default=None, sa_column=_when(nullable=True))
    openings: int = 0
    opened_at: datetime | None = Field(default=None, sa_column=_when(nullable=True))
