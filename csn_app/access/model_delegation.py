"""Who acts for whom, and what a minor keeps from those who represent them."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Column, DateTime, Index, LargeBinary, String, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from csn_app.core.actor import DelegationKind, Scope
from csn_app.core.vocabulary import DelegationState


def _when(*, nullable: bool = False) -> Column[datetime]:
    return Column(DateTime(timezone=True), nullable=nullable)


LIVE = (DelegationState.INVITED, DelegationState.ACCEPTED)
_KINDS = ", ".join(f"'{kind}'" for kind in DelegationKind)
_STATES = ", ".join(f"'{state}'" for state in DelegationState)
_SCOPES = ", ".join(f"'{scope}'" for scope in Scope)


class Delegation(SQLModel, table=True):
    """One person acts, or is invited to act, in another's space (R-AC-29, R-ID-28).

    Nobody is looked for when an invitation is made, so that it answers the same for who exists and who does not:
    ``invited_ins`` and ``invited_mark`` are fingerprints that the invited person's own sign-in finds. ``invited_name``
    is what was typed, sealed under the space's key. ``scopes`` cut a caregiver; others have none.
    A representative's ``ends_at`` is the 18th birthday: past it the policy finds nothing (R-ID-29).
    """

    __tablename__: ClassVar[str] = "delegation"
    __table_args__ = (
        CheckConstraint(f"kind in ({_KINDS})", name="delegation_kind_known"),
        CheckConstraint(f"state in ({_STATES})", name="delegation_state_known"),
        CheckConstraint(f"scopes <@ array[{_SCOPES}]::varchar[]", name="delegation_scopes_known"),
        CheckConstraint("(kind = 'CAREGIVER') = (cardinality(scopes) > 0)", name="caregivers_have_scopes"),
        CheckConstraint("kind <> 'REPRESENTATIVE' or ends_at is not null", name="representatives_end_at_majority"),
        CheckConstraint("state <> 'ACCEPTED' or account_id is not null", name="accepted_by_an_account"),
        CheckConstraint("state <> 'INVITED' or expires_at is not null", name="invitations_expire"),
        Index("one_delegation_for_a_pair", "space_id", "account_id", unique=True,
              postgresql_where=text("state = 'ACCEPTED'")),
        Index("delegations_of_space", "space_id", "state"),
        Index("delegations_of_account", "account_id", postgresql_where=text("state = 'ACCEPTED'")),
        Index("invitations_of_person", "invited_mark", postgresql_where=text("state = 'INVITED'")),
        Index("invitations_to_tell", "invited_at", postgresql_where=text("state = 'INVITED' and told_at is null")),
        Index("delegations_to_end", "ends_at", postgresql_where=text("state = 'ACCEPTED'")),
    )  # fmt: skip

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    space_id: UUID = Field(foreign_key="space.id")
    account_id: UUID | None = Field(default=None, foreign_key="account.id")
    kind: str = Field(sa_column=Column(String(16), nullable=False))
    state: str = Field(sa_column=Column(String(16), nullable=False))
    scopes: list[str] = Field(sa_column=Column(ARRAY(String(16)), nullable=False))
    invited_ins: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    invited_mark: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    invited_name: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    made_by: UUID
    invited_at: datetime = Field(sa_column=_when())
    expires_at: datetime | None = Field(default=None, sa_column=_when(nullable=True))
    answered_at: datetime | None = Field(default=None, sa_column=_when(nullable=True))
    ends_at: datetime | None = Field(default=None, sa_column=_when(nullable=True))
    revoked_at: datetime | None = Field(default=None, sa_column=_when(nullable=True))
    revoked_by: UUID | None = None
    told_at: datetime | None = Field(default=None, sa_column=_when(nullable=True))


class KeptFromRepresentatives(SQLModel, table=True):
    """Something that a minor keeps from those who represent them (R-ID-30).

    ``object_id`` is a document or an entry; the row stays when the object goes, so that the trail stays silent.
    """

    __tablename__: ClassVar[str] = "kept_from_representatives"

    object_id: UUID = Field(primary_key=True)
    space_id: UUID = Field(foreign_key="space.id", index=True)
    since: datetime = Field(sa_column=_when())
    by_account: UUID


class Majority(SQLModel, table=True):
    """A person who was represented turned 18: when both were told, and when the person confirmed their choices."""

    __tablename__: ClassVar[str] = "majority"

    space_id: UUID = Field(foreign_key="space.id", primary_key=True)
    told_at: datetime = Field(sa_column=_when())
    confirmed_at: datetime | None = Field(default=None, sa_column=_when(nullable=True))
