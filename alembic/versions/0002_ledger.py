"""the ledger of what must not come back

Revision ID: 0002_ledger
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002_ledger"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ledger",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("table_name", sa.String(length=63), nullable=False),
        sa.Column("row_id", sa.Uuid(), nullable=False),
        sa.Column("event", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("moment", sa.DateTime(timezone=True), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("copied_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ledger_to_copy", "ledger", ["id"], unique=False, postgresql_where=sa.text("copied_at is null")
    )


def downgrade() -> None:
    # The triggers that write it were set by the application, not by a revision.
    for function in ("ledger_of_deletions", "ledger_of_spaces", "ledger_of_grants"):
        op.execute(f"drop function if exists {function} cascade")
    op.drop_index("ledger_to_copy", table_name="ledger")
    op.drop_table("ledger")
