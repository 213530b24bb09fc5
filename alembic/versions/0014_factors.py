"""several second factors, contacts that wait for their day, trusted and discreet browsers

Revision ID: 0014_factors
Revises: 0013_assistance
"""

import sqlalchemy as sa
from alembic import op

revision = "0014_factors"
down_revision = "0013_assistance"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "other_factor",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("device", sa.String(length=80), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind in ('SMS', 'EMAIL', 'APP')", name="other_factor_kind_known"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("factors_of_account", "other_factor", ["account_id"])
    op.create_index(
        "one_contact_of_a_kind",
        "other_factor",
        ["account_id", "kind"],
        unique=True,
        postgresql_where=sa.text("kind <> 'APP'"),
    )
    op.create_table(
        "contact_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("contact", sa.LargeBinary(), nullable=False),
        sa.Column("first", sa.Boolean(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.CheckConstraint("kind in ('SMS', 'EMAIL')", name="contact_change_kind_known"),
        sa.CheckConstraint(
            "(ended_at is null) = (outcome = '') and outcome in ('', 'DONE', 'CANCELLED', 'REPLACED')",
            name="contact_change_ends_once",
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    waiting = sa.text("ended_at is null")
    op.create_index("one_change_waits", "contact_change", ["account_id", "kind"], unique=True, postgresql_where=waiting)
    op.create_index("changes_due", "contact_change", ["counts_at"], postgresql_where=waiting)
    op.add_column("known_browser", sa.Column("trusted_until", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("known_browser", "trusted_until")
    op.drop_table("contact_change")
    op.drop_table("other_factor")
