"""the assistance: one person at a time, and two agents for what is grave

Revision ID: 0013_assistance
Revises: 0012_secrets
"""

import sqlalchemy as sa
from alembic import op

revision = "0013_assistance"
down_revision = "0012_secrets"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "desk_call",
        sa.Column("id", sa.Uuid(), nullable=False, primary_key=True),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("space_id", sa.Uuid(), sa.ForeignKey("space.id"), nullable=False),
        sa.Column("began_at", _MOMENT, nullable=False),
        sa.Column("until", _MOMENT, nullable=False),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.Column("help_mark", sa.LargeBinary(), nullable=False, server_default=sa.text("''")),
        sa.Column("help_offered_until", _MOMENT, nullable=True),
        sa.Column("help_until", _MOMENT, nullable=True),
        sa.Column("help_account_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("(help_until is null) = (help_account_id is null)", name="help_was_allowed_by_somebody"),
        sa.CheckConstraint("until > began_at", name="call_ends_after_it_begins"),
    )
    running = sa.text("ended_at is null")
    op.create_index("one_person_at_a_time", "desk_call", ["agent_id"], unique=True, postgresql_where=running)
    op.create_index("calls_of_space", "desk_call", ["space_id", "began_at"])
    op.create_table(
        "desk_demand",
        sa.Column("id", sa.Uuid(), nullable=False, primary_key=True),
        sa.Column("space_id", sa.Uuid(), sa.ForeignKey("space.id"), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("reference_mark", sa.LargeBinary(), nullable=False, unique=True),
        sa.Column("contact", sa.LargeBinary(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("until", _MOMENT, nullable=False),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.Column("confirmed_at", _MOMENT, nullable=True),
        sa.Column("counts_at", _MOMENT, nullable=True),
        sa.Column("done_at", _MOMENT, nullable=True),
        sa.Column("dropped_at", _MOMENT, nullable=True),
        sa.CheckConstraint("kind in ('CLOSE', 'REOPEN', 'CONTACT')", name="demand_kind_known"),
        sa.CheckConstraint("confirmed_by is null or confirmed_by <> asked_by", name="two_agents_never_one"),
        sa.CheckConstraint("(confirmed_by is null) = (confirmed_at is null)", name="demand_confirmed_at"),
        sa.CheckConstraint("done_at is null or confirmed_by is not null", name="done_once_confirmed"),
        sa.CheckConstraint("done_at is null or dropped_at is null", name="demand_done_or_dropped"),
        sa.CheckConstraint("(kind = 'CONTACT') = (length(contact) > 0)", name="contact_of_its_kind"),
    )
    waiting = sa.text("done_at is null and dropped_at is null")
    op.create_index(
        "one_demand_of_a_kind", "desk_demand", ["space_id", "kind"], unique=True, postgresql_where=waiting
    )
    op.create_index("demands_to_count", "desk_demand", ["counts_at"], postgresql_where=waiting)


def downgrade() -> None:
    op.drop_table("desk_demand")
    op.drop_table("desk_call")
