"""What a profile keeps: sealed entries, sealed measures, and the proposals that a person does not want to see."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Column, DateTime, Index, LargeBinary, String, text
from sqlmodel import Field, SQLModel

from csn_app.core.vocabulary import Section


def _when() -> Column[datetime]:
    return Column(DateTime(timezone=True), nullable=False)


_SECTIONS = ", ".join(f"'{section}'" for section in Section)


class ProfileEntry(SQLModel, table=True):
    """One entry of a section, or the dated « Je n’en ai pas » of it: which of both is sealed too.

    ``body`` is the sealed JSON of what was entered. Sections of one answer hold one row.
    """

    __tablename__: ClassVar[str] = "profile_entry"
    __table_args__ = (
        Index("profile_entries_of_section", "space_id", "section"),
        Index(
            "one_answer_per_section",
            "space_id",
            "section",
            "author_account_id",
            unique=True,
            postgresql_where=text("section in ('BLOOD_GROUP', 'LIFESTYLE', 'TRUSTED', 'DIRECTIVES', 'ORGAN_DONATION')"),
        ),
        CheckConstraint(f"section in ({_SECTIONS})", name="profile_section_known"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    space_id: UUID = Field(foreign_key="space.id")
    section: str = Field(sa_column=Column(String(16), nullable=False))
    author_account_id: UUID
    author_professional_id: UUID | None = None
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    added_at: datetime = Field(sa_column=_when())
    changed_at: datetime = Field(sa_column=_when())


class EarlierWish(SQLModel, table=True):
    """A version of advance directives that another one replaced: read by its person alone (R-PR-9)."""

    __tablename__: ClassVar[str] = "profile_earlier_wish"
    __table_args__ = (Index("earlier_wishes_of_space", "space_id", "written_at"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    space_id: UUID = Field(foreign_key="space.id")
    entry_id: UUID = Field(foreign_key="profile_entry.id", ondelete="CASCADE", index=True)
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    written_at: datetime = Field(sa_column=_when())
    replaced_at: datetime = Field(sa_column=_when())


class Measure(SQLModel, table=True):
    """One measure: its moment in clear for periods and order, its kind as a keyed mark, its figures sealed."""

    __tablename__: ClassVar[str] = "profile_measure"
    __table_args__ = (Index("measures_by_kind", "space_id", "kind", "taken_at", "id"),)
    section: ClassVar[Section] = Section.MEASURES

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    space_id: UUID = Field(foreign_key="space.id")
    kind: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    taken_at: datetime = Field(sa_column=_when())
    author_account_id: UUID
    author_professional_id: UUID | None = None
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    added_at: datetime = Field(sa_column=_when())


class ProfileSilence(SQLModel, table=True):
    """A proposal of the guide that a person put away; the topic ``ALL`` silences the guide."""

    __tablename__: ClassVar[str] = "profile_silence"

    space_id: UUID = Field(foreign_key="space.id", primary_key=True)
    topic: str = Field(primary_key=True, max_length=16)
    since: datetime = Field(sa_column=_when())
