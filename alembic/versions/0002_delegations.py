"""delegations: who acts for whom, who represents whom, what a minor keeps from their parents

Revision ID: 0002_delegations
Revises: 0003_emergencies
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002_delegations"
down_revision = "0003_emergencies"
branch_labels = None
depends_on = None

_SCOPES = "scopes <@ array['READ', 'DOCUMENTS', 'AGENDA', 'MESSAGES']::varchar[]"


def upgrade() -> None:
    op.add_column("signed_in_session", sa.Column("delegation_id", sa.Uuid(), nullable=True))
    op.add_column("file_opening", sa.Column("secret", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.alter_column("file_opening", "secret", server_default=None)
    _delegation()
    op.create_table(
        "guardian",
        sa.Column("space_id", sa.Uuid(), sa.ForeignKey("space.id"), primary_key=True, nullable=False),
        sa.Column("reference", sa.String(40), primary_key=True, nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.CheckConstraint("kind in ('PARENT', 'TUTOR')", name="guardian_kind_known"),
    )
    op.create_index("people_of_guardian", "guardian", ["reference"])
    op.create_table(
        "kept_from_representatives",
        sa.Column("object_id", sa.Uuid(), primary_key=True, nullable=False),
        sa.Column("space_id", sa.Uuid(), sa.ForeignKey("space.id"), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_account", sa.Uuid(), nullable=False),
    )
    op.create_index("ix_kept_from_representatives_space_id", "kept_from_representatives", ["space_id"])
    op.create_table(
        "majority",
        sa.Column("space_id", sa.Uuid(), sa.ForeignKey("space.id"), primary_key=True, nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
    )


def _delegation() -> None:
    op.create_table(
        "delegation",
        sa.Column("id", sa.Uuid(), primary_key=True, nullable=False),
        sa.Column("space_id", sa.Uuid(), sa.ForeignKey("space.id"), nullable=False),
        sa.Column("account_id", sa.Uuid(), sa.ForeignKey("account.id"), nullable=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("scopes", postgresql.ARRAY(sa.String(16)), nullable=False),
        sa.Column("invited_ins", sa.LargeBinary(), nullable=False),
        sa.Column("invited_mark", sa.LargeBinary(), nullable=False),
        sa.Column("invited_name", sa.LargeBinary(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by", sa.Uuid(), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind in ('REPRESENTATIVE', 'TUTOR', 'CAREGIVER')", name="delegation_kind_known"),
        sa.CheckConstraint(
            "state in ('INVITED', 'ACCEPTED', 'REFUSED', 'REVOKED')", name="delegation_state_known"
        ),
        sa.CheckConstraint(_SCOPES, name="delegation_scopes_known"),
        sa.CheckConstraint("(kind = 'CAREGIVER') = (cardinality(scopes) > 0)", name="caregivers_have_scopes"),
        sa.CheckConstraint("kind <> 'REPRESENTATIVE' or ends_at is not null", name="representatives_end_at_majority"),
        sa.CheckConstraint("state <> 'ACCEPTED' or account_id is not null", name="accepted_by_an_account"),
        sa.CheckConstraint("state <> 'INVITED' or expires_at is not null", name="invitations_expire"),
    )
    accepted, invited = sa.text("state = 'ACCEPTED'"), sa.text("state = 'INVITED'")
    pair = ["space_id", "account_id"]
    op.create_index("one_delegation_for_a_pair", "delegation", pair, unique=True, postgresql_where=accepted)
    op.create_index("delegations_of_space", "delegation", ["space_id", "state"])
    op.create_index("delegations_of_account", "delegation", ["account_id"], postgresql_where=accepted)
    op.create_index("invitations_of_person", "delegation", ["invited_mark"], postgresql_where=invited)
    untold = sa.text("state = 'INVITED' and told_at is null")
    op.create_index("invitations_to_tell", "delegation", ["invited_at"], postgresql_where=untold)
    op.create_index("delegations_to_end", "delegation", ["ends_at"], postgresql_where=accepted)


def downgrade() -> None:
    for table in ("majority", "kept_from_representatives", "guardian", "delegation"):
        op.drop_table(table)
    op.drop_column("file_opening", "secret")
    op.drop_column("signed_in_session", "delegation_id")
