"""a line of the trail says itself that it was said in a minor's secret visit

Revision ID: 0012_secrets
Revises: 0011_ledger_words
"""

import sqlalchemy as sa
from alembic import op

revision = "0012_secrets"
down_revision = "0011_ledger_words"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A constant default rewrites no row, and the trigger that refuses changes of the trail sees none.
    op.add_column("trace", sa.Column("secret", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.alter_column("trace", "secret", server_default=None)
    # A parent who does not see a minor's answer may give one of their own: each writes one.
    op.drop_index("one_answer_per_section", table_name="profile_entry")
    op.create_index(
        "one_answer_per_section",
        "profile_entry",
        ["space_id", "section", "author_account_id"],
        unique=True,
        postgresql_where=sa.text("section in ('BLOOD_GROUP', 'LIFESTYLE', 'TRUSTED')"),
    )


def downgrade() -> None:
    found = op.get_bind().scalar(sa.text("select exists (select from trace where secret)"))
    if found:
        # What a minor did in secret would be told to their parents.
        msg = "des visites secrètes existent : revenir en arrière les montrerait aux parents"
        raise RuntimeError(msg)
    op.drop_index("one_answer_per_section", table_name="profile_entry")
    op.create_index(
        "one_answer_per_section",
        "profile_entry",
        ["space_id", "section"],
        unique=True,
        postgresql_where=sa.text("section in ('BLOOD_GROUP', 'LIFESTYLE', 'TRUSTED')"),
    )
    op.drop_column("trace", "secret")
