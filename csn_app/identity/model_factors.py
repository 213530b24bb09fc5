"""Further ways to receive the security code, and the addresses or numbers that do not count yet."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Column, DateTime, Index, LargeBinary, text
from sqlmodel import Field, SQLModel


def _when(*, nullable: bool = False) -> Column[datetime]:
    return Column(DateTime(timezone=True), nullable=nullable)


class OtherFactor(SQLModel, table=True):
    """A second factor beside the one that serves first: an address, a mobile number, an application (R-ID-23).

    The first one stands in the account itself, so that an account never is without. ``value`` is the sealed address,
    number or secret; ``step`` the last step of an application that served. Times are real time.
    """

    __tablename__: ClassVar[str] = "other_factor"
    __table_args__ = (
        CheckConstraint("kind in ('SMS', 'EMAIL', 'APP')", name="other_factor_kind_known"),
        Index("factors_of_account", "account_id"),
        # One address and one number beside the first factor; applications may be several.
        Index("one_contact_of_a_kind", "account_id", "kind", unique=True, postgresql_where=text("kind <> 'APP'")),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    account_id: UUID = Field(foreign_key="account.id")
    kind: str = Field(max_length=8)
    value: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    step: int = 0
    device: str = Field(default="", max_length=80)
    added_at: datetime = Field(sa_column=_when())


class ContactChange(SQLModel, table=True):
    """A new address or number that was proved, and counts from ``counts_at`` on unless it is called off (R-ID-24).

    ``first``: it then becomes the factor that serves first, for whoever lost their telephone.
    """

    __tablename__: ClassVar[str] = "contact_change"
    __table_args__ = (
        CheckConstraint("kind in ('SMS', 'EMAIL')", name="contact_change_kind_known"),
        CheckConstraint(
            "(ended_at is null) = (outcome = '') and outcome in ('', 'DONE', 'CANCELLED', 'REPLACED')",
            name="contact_change_ends_once",
        ),
        Index("one_change_waits", "account_id", "kind", unique=True, postgresql_where=text("ended_at is null")),
        Index("changes_due", "counts_at", postgresql_where=text("ended_at is null")),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    account_id: UUID = Field(foreign_key="account.id")
    kind: str = Field(max_length=8)
    contact: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    first: bool = False
    asked_at: datetime = Field(sa_column=_when())
    counts_at: datetime = Field(sa_column=_when())
    ended_at: datetime | None = Field(default=None, sa_column=_when(nullable=True))
    outcome: str = Field(default="", max_length=12)
