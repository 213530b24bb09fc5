"""What a person keeps of the catalogue, and the problems that they report."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID, uuid4

from sqlalchemy import Column, DateTime, Index, LargeBinary, String, text
from sqlmodel import Field, SQLModel


class Favourite(SQLModel, table=True):
    """A service that a person keeps at hand."""

    __tablename__: ClassVar[str] = "catalogue_favourite"

    space_id: UUID = Field(foreign_key="space.id", primary_key=True)
    service_id: UUID = Field(foreign_key="partner_service.id", primary_key=True)
    since: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))


class ServiceReport(SQLModel, table=True):
    """A problem with a service (R-CA-7): its words are sealed, and who reported it is not shown to the operator."""

    __tablename__: ClassVar[str] = "service_report"
    __table_args__ = (Index("service_reports_to_read", "at", postgresql_where=text("read_at is null")),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    space_id: UUID = Field(foreign_key="space.id", index=True)
    service_id: UUID = Field(foreign_key="partner_service.id")
    reason: str = Field(sa_column=Column(String(16), nullable=False))
    words: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    read_at: datetime | None = Field(default=None, sa_column=Column(DateTime(timezone=True), nullable=True))
