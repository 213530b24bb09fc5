"""What a person agreed to exchange with a service, the services themselves as the operator keeps them, and tokens."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID, uuid4

from sqlalchemy import ARRAY, CheckConstraint, Column, DateTime, Index, LargeBinary, String, Text, text
from sqlmodel import Field, SQLModel

from csn_app.core.vocabulary import ServiceState, Way

_STATES = ", ".join(f"'{state}'" for state in ServiceState)
_WAYS = ", ".join(f"'{way}'" for way in Way)


def _when(*, nullable: bool = False) -> Column[datetime]:
    return Column(DateTime(timezone=True), nullable=nullable)


class PartnerService(SQLModel, table=True):
    """A service of the catalogue: its state decides in every query whether it exchanges anything (R-CA-5).

    ``version`` counts changes of its purposes: an older consent is suspended until it is given again (R-CA-4).
    """

    __tablename__: ClassVar[str] = "partner_service"
    __table_args__ = (CheckConstraint(f"state in ({_STATES})", name="partner_service_state_known"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    code: str = Field(sa_column=Column(String(16), nullable=False, unique=True))
    state: str = Field(sa_column=Column(String(16), nullable=False))
    version: int = 1
    redirect_uris: list[str] = Field(default_factory=list, sa_column=Column(ARRAY(Text()), nullable=False))
    changed_at: datetime = Field(sa_column=_when())


class PartnerMove(SQLModel, table=True):
    """One act of the operator on a service: what it was, what it became, when, who."""

    __tablename__: ClassVar[str] = "partner_move"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    service_id: UUID = Field(foreign_key="partner_service.id", index=True)
    at: datetime = Field(sa_column=_when())
    account_id: UUID
    state: str = Field(sa_column=Column(String(16), nullable=False))
    version: int


class Consent(SQLModel, table=True):
    """One line of an agreement: a service may read or write one category, until a day (R-CA-3). Never rewritten:
    taking it back dates it, agreeing again is another row.
    """

    __tablename__: ClassVar[str] = "service_consent"
    __table_args__ = (
        Index("consents_of_service", "space_id", "service_id"),
        Index("one_consent_per_line", "space_id", "line", unique=True, postgresql_where=text("revoked_at is null")),
        CheckConstraint(f"way in ({_WAYS})", name="consent_way_known"),
        CheckConstraint("ends_at > given_at", name="consent_ends_after_start"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    space_id: UUID = Field(foreign_key="space.id")
    service_id: UUID = Field(foreign_key="partner_service.id")
    line: str = Field(sa_column=Column(String(40), nullable=False))
    category: str = Field(sa_column=Column(String(40), nullable=False))
    way: str = Field(sa_column=Column(String(8), nullable=False))
    version: int
    given_by: UUID
    given_at: datetime = Field(sa_column=_when())
    ends_at: datetime = Field(sa_column=_when())
    revoked_at: datetime | None = Field(default=None, sa_column=_when(nullable=True))


class ServiceLink(SQLModel, table=True):
    """When a person is next reminded of the services that they linked: every 90 days."""

    __tablename__: ClassVar[str] = "service_link"
    __table_args__ = (Index("links_to_recall", "recall_at"),)

    space_id: UUID = Field(foreign_key="space.id", primary_key=True)
    recall_at: datetime = Field(sa_column=_when())


class ServiceCode(SQLModel, table=True):
    """An authorisation that a person gave and that the service has not fetched yet: fingerprints only (OAuth 2.1).

    ``used_at``: shown a second time, it takes back what the first time gave.
    """

    __tablename__: ClassVar[str] = "service_code"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    space_id: UUID = Field(foreign_key="space.id", index=True)
    service_id: UUID = Field(foreign_key="partner_service.id")
    mark: bytes = Field(sa_column=Column(LargeBinary, nullable=False, unique=True))
    redirect_uri: str = Field(sa_column=Column(Text, nullable=False))
    challenge: str = Field(sa_column=Column(String(64), nullable=False))
    scope: str = Field(sa_column=Column(Text, nullable=False))
    given_at: datetime = Field(sa_column=_when())
    used_at: datetime | None = Field(default=None, sa_column=_when(nullable=True))


class ServiceToken(SQLModel, table=True):
    """A pair of tokens of a service for one space: fingerprints only. ``code_id`` names the family that a replay ends.

    Holding one opens nothing by itself: every statement asks the consents.
    """

    __tablename__: ClassVar[str] = "service_token"
    __table_args__ = (Index("tokens_of_service", "space_id", "service_id"), Index("tokens_of_family", "code_id"))

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    space_id: UUID = Field(foreign_key="space.id")
    service_id: UUID = Field(foreign_key="partner_service.id")
    code_id: UUID
    access_mark: bytes = Field(sa_column=Column(LargeBinary, nullable=False, unique=True))
    refresh_mark: bytes = Field(sa_column=Column(LargeBinary, nullable=False, unique=True))
    scope: str = Field(sa_column=Column(Text, nullable=False))
    given_at: datetime = Field(sa_column=_when())
    access_until: datetime = Field(sa_column=_when())
    refresh_until: datetime = Field(sa_column=_when())
    refreshed_at: datetime | None = Field(default=None, sa_column=_when(nullable=True))
    revoked_at: datetime | None = Field(default=None, sa_column=_when(nullable=True))
