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
    # A parent who does not see a minor's answer may give one of their own: each writes one.
    op.drop_index("one_answer_per_section", table_name="profile_entry")
    op.create_index(
        "one_answer_per_section",
        "profile_entry",
        ["space_id", "section", "author_account_id"],
        unique=True,
        postgresql_where=sa.text("section in ('BLOOD_GROUP', 'LIFESTYLE', 'TRUSTED')"),
    )
    _index_trail("at", "seq")
    # Who represents a person takes a copy of their own, without what a minor keeps from them.
    op.drop_index("one_copy_in_the_making", table_name="data_copy")
    op.create_index(
        "one_copy_in_the_making",
        "data_copy",
        ["space_id", "account_id"],
        unique=True,
        postgresql_where=sa.text("ready_at is null and gone_at is null"),
    )
    op.create_table(
        "ward_erasure",
        sa.Column("space_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("objected_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"]),
        sa.PrimaryKeyConstraint("space_id"),
    )


def downgrade() -> None:
    found = op.get_bind().scalar(sa.text("select exists (select from trace where secret)"))
    if found:
        # What a minor did in secret would be told to their parents.
        msg = "des visites secrètes existent : revenir en arrière les montrerait aux parents"
        raise RuntimeError(msg)
    op.drop_table("ward_erasure")
    _index_trail("seq")
    # Copies of representatives may wait beside the person's own: one is enough for an older version.
    op.execute("update data_copy set gone_at = now() where ready_at is null and gone_at is null")
    op.drop_index("one_copy_in_the_making", table_name="data_copy")
    op.create_index(
        "one_copy_in_the_making",
        "data_copy",
        ["space_id"],
        unique=True,
        postgresql_where=sa.text("ready_at is null and gone_at is null"),
    )
    op.drop_index("one_answer_per_section", table_name="profile_entry")
    op.create_index(
        "one_answer_per_section",
        "profile_entry",
        ["space_id", "section"],
        unique=True,
        postgresql_where=sa.text("section in ('BLOOD_GROUP', 'LIFESTYLE', 'TRUSTED')"),
    )
    op.drop_column("trace", "secret")


def _index_trail(*last: str) -> None:
    """Let the trail be read by the hour of its acts, or by their number."""
    for name in ("traces_of_kind", "traces_of_day", "traces_of_professional"):
        op.drop_index(name, table_name="trace")
    op.create_index("traces_of_kind", "trace", ["chain_id", "action", *last])
    op.create_index("traces_of_day", "trace", ["chain_id", *(last if len(last) > 1 else ("at",))])
    op.create_index(
        "traces_of_professional",
        "trace",
        ["chain_id", "professional_id", *last],
        postgresql_where=sa.text("professional_id is not null"),
    )
