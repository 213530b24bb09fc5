"""the text of documents and what finds them: sealed pages, keyed tokens, the sealed words of each space

Revision ID: 0016_readings
Revises: 0015_profile
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0016_readings"
down_revision = "0015_profile"
branch_labels = None
depends_on = None

# A word that only a deleted document had must leave the list, whoever deletes it: the list is made anew.
_FORGET = """
create function forget_words_of_readings() returns trigger language plpgsql as $$
begin
    update search_key set words = null, changes = changes + 1 where space_id = old.space_id;
    return null;
end $$;
create trigger forget_words_of_readings after delete on document_reading
    for each row execute function forget_words_of_readings();
"""


def upgrade() -> None:
    op.create_table(
        "document_reading",
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("space_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("pages_read", sa.Integer(), nullable=False),
        sa.Column("to_scan", ARRAY(sa.Integer()), nullable=False),
        sa.Column("tokens", ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"]),
        sa.PrimaryKeyConstraint("document_id"),
    )
    op.create_table(
        "document_text",
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"]),
        sa.PrimaryKeyConstraint("document_id", "page"),
    )
    op.create_table(
        "search_key",
        sa.Column("space_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"]),
        sa.PrimaryKeyConstraint("space_id"),
    )
    # Tokens apart from their rows: a frequent word reads thousands of narrow rows, never a token.
    op.execute("alter table document_reading alter tokens set storage external, alter words set storage external")
    op.execute("alter table document_reading set (toast_tuple_target = 128)")
    # Every document that is there already waits to be read, too.
    op.execute(
        "insert into document_reading (document_id, space_id, version, state, due_at, tries, pages_read, to_scan, tokens,"
        " words) select id, space_id, version, 'WAITING', now(), 0, 0, '{}', '{}', '' from document"
    )
    op.create_index(
        "readings_by_token", "document_reading", ["tokens"], postgresql_using="gin", postgresql_with={"fastupdate": "off"}
    )
    waiting = sa.text("state in ('WAITING', 'SCANNING')")
    op.create_index("readings_waiting", "document_reading", ["state", "due_at"], postgresql_where=waiting)
    op.create_index("readings_of_space", "document_reading", ["space_id"])
    op.create_index("texts_of_space", "document_text", ["space_id"])
    op.create_index("word_lists_to_make", "search_key", ["space_id"], postgresql_where=sa.text("words is null"))
    op.execute(_FORGET)


def downgrade() -> None:
    for table in ("search_key", "document_text", "document_reading"):
        op.drop_table(table)
    op.execute("drop function forget_words_of_readings")
