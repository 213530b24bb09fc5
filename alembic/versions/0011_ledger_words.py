"""the ledger holds what a mask or an access says now, not only that something ended

Revision ID: 0011_ledger_words
Revises: 0010_sharing
"""

import sqlalchemy as sa
from alembic import op

revision = "0011_ledger_words"
down_revision = "0010_sharing"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("ledger", "state", type_=sa.Text(), existing_nullable=False)


def downgrade() -> None:
    # The triggers that write more than 32 characters were set by the application; the next start sets its own.
    op.execute("drop function if exists ledger_of_masks, ledger_of_terms, ledger_of_single_documents cascade")
    op.execute("drop function if exists ledger_of_blocks, ledger_of_mail, ledger_of_accounts, ledger_of_card cascade")
    op.execute("delete from ledger where length(state) > 32")
    op.alter_column("ledger", "state", type_=sa.String(length=32), existing_nullable=False)
