"""What documents propose to their person, and who does not want it."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Column, DateTime, Index, LargeBinary, String, UniqueConstraint, text
from sqlmodel import Field, SQLModel


class DocumentProposal(SQLModel, table=True):
    """One thing that a document says and that its person accepts or refuses; what it says is sealed.

    ``about``: the document's own card, or the profile. ``mark`` is the keyed mark of what is proposed: answered once,
    the same is never proposed again for that document (R-PR-17). It goes with the document.
    """

    __tablename__: ClassVar[str] = "document_proposal"
    __table_args__ = (
        UniqueConstraint("document_id", "mark", name="proposed_once"),
        Index("proposals_of_space", "space_id"),
        Index("proposals_waiting", "space_id", "document_id", postgresql_where=text("state = 'WAITING'")),
        CheckConstraint("about in ('CARD', 'PROFILE')", name="proposal_about_known"),
        CheckConstraint("state in ('WAITING', 'ACCEPTED', 'REFUSED', 'OVERTAKEN')", name="proposal_state_known"),
        CheckConstraint("(state = 'WAITING') = (answered_at is null)", name="proposal_answered_at"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    space_id: UUID = Field(foreign_key="space.id")
    document_id: UUID = Field(foreign_key="document.id", ondelete="CASCADE")
    about: str = Field(sa_column=Column(String(8), nullable=False))
    mark: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    place: int = 0
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    state: str = Field(default="WAITING", max_length=12)
    made_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    answered_at: datetime | None = Field(default=None, sa_column=Column(DateTime(timezone=True), nullable=True))


class ProposalsOff(SQLModel, table=True):
    """A person does not want anything proposed from their documents. No row: they do."""

    __tablename__: ClassVar[str] = "proposals_off"

    space_id: UUID = Field(foreign_key="space.id", primary_key=True)
    since: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
