"""emergencies: choices, readings and their review, codes of the card, qualities of professionals

Revision ID: 0003_emergencies
Revises: 0002_passkeys
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003_emergencies"
down_revision = "0003_messages"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("professional", sa.Column("regulates", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("professional", sa.Column("breaks_glass", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("professional", sa.Column("emergency_suspended_at", sa.DateTime(timezone=True), nullable=True))
    # The default was for the rows that were there.
    op.alter_column("professional", "regulates", server_default=None)
    op.alter_column("professional", "breaks_glass", server_default=None)
    op.create_table(
        "emergency_choice",
        sa.Column("space_id", sa.Uuid(), nullable=False),
        sa.Column("allowed", sa.Boolean(), nullable=False),
        sa.Column("samu", sa.Boolean(), nullable=False),
        sa.Column("glass", sa.Boolean(), nullable=False),
        sa.Column("masked", sa.Boolean(), nullable=False),
        sa.Column("card_sections", postgresql.ARRAY(sa.String(length=16)), nullable=False),
        sa.Column("ticked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"]),
        sa.PrimaryKeyConstraint("space_id"),
    )
    _accesses()
    op.create_table(
        "emergency_card_code",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("space_id", sa.Uuid(), nullable=False),
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("support", sa.String(length=8), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("openings", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("support in ('PAPER', 'PHONE')", name="card_support_known"),
        sa.CheckConstraint("expires_at > made_at", name="card_expires_after_it_was_made"),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("mark"),
    )
    op.create_index("card_codes_of_space", "emergency_card_code", ["space_id", "made_at"])


def _accesses() -> None:
    op.create_table(
        "emergency_access",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("space_id", sa.Uuid(), nullable=False),
        sa.Column("professional_id", sa.Uuid(), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("reason_code", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("contested_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("contest", sa.LargeBinary(), nullable=False),
        sa.Column("decision", sa.String(length=16), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("kind in ('SAMU', 'GLASS')", name="emergency_kind_known"),
        sa.CheckConstraint("ends_at > opened_at", name="emergency_ends_after_it_began"),
        sa.CheckConstraint(
            "(decision = '') = (decided_at is null) and (decision = '' or decision in ('JUSTIFIED', 'NOT_JUSTIFIED'))",
            name="emergency_decided_with_its_day",
        ),
        sa.CheckConstraint("contested_at is null or due_at is not null", name="contested_emergency_is_reviewed"),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    running = sa.text("ended_at is null")
    op.create_index(
        "one_running_emergency",
        "emergency_access",
        ["space_id", "professional_id"],
        unique=True,
        postgresql_where=running,
    )
    op.create_index("emergencies_of_space", "emergency_access", ["space_id", "opened_at"])
    op.create_index("emergencies_of_professional", "emergency_access", ["professional_id"], postgresql_where=running)
    op.create_index(
        "emergencies_to_review",
        "emergency_access",
        ["due_at", "id"],
        postgresql_where=sa.text("due_at is not null and decided_at is null"),
    )
    op.create_index(
        "emergencies_decided",
        "emergency_access",
        ["decided_at", "id"],
        postgresql_where=sa.text("decided_at is not null"),
    )


def downgrade() -> None:
    # The triggers that write the ledger were set by the application, not by a revision.
    op.execute("drop function if exists ledger_of_emergencies cascade")
    op.drop_table("emergency_card_code")
    op.drop_table("emergency_access")
    op.drop_table("emergency_choice")
    op.drop_column("professional", "emergency_suspended_at")
    op.drop_column("professional", "breaks_glass")
    op.drop_column("professional", "regulates")
