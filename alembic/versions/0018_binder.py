"""documents may wait in the trash, lie in a folder, and be known by their content

Revision ID: 0018_binder
Revises: 0017_proposals
"""

import sqlalchemy as sa
from alembic import op

revision = "0018_binder"
down_revision = "0017_proposals"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "folder",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("space_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("name_mark", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("space_id", "name_mark", name="one_folder_per_name"),
    )
    op.add_column("document", sa.Column("trashed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("document", sa.Column("folder_id", sa.Uuid(), nullable=True))
    op.add_column("document", sa.Column("content_mark", sa.LargeBinary(), nullable=True))
    op.create_foreign_key("document_folder_id_fkey", "document", "folder", ["folder_id"], ["id"], ondelete="SET NULL")
    for name, columns in _INDEXES.items():
        kept = sa.text(f"{_KEPT[name]} is not null")
        op.create_index(name, "document", columns, postgresql_where=kept)


def downgrade() -> None:
    """What waits in the trash would come back into the list: it goes for good, as its person asked."""
    op.execute("delete from document where trashed_at is not null")
    for name in _INDEXES:
        op.drop_index(name, table_name="document")
    op.drop_constraint("document_folder_id_fkey", "document", type_="foreignkey")
    for column in ("content_mark", "folder_id", "trashed_at"):
        op.drop_column("document", column)
    op.drop_table("folder")


_INDEXES = {
    "documents_in_trash": ["trashed_at", "space_id"],
    "documents_in_folder": ["space_id", "folder_id"],
    "documents_same_content": ["space_id", "content_mark"],
}
_KEPT = {
    "documents_in_trash": "trashed_at",
    "documents_in_folder": "folder_id",
    "documents_same_content": "content_mark",
}
