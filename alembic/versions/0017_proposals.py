"""what documents propose to their person, sealed, and who does not want it

Revision ID: 0017_proposals
Revises: 0016_readings
"""

import sqlalchemy as sa
from alembic import op

revision = "0017_proposals"
down_revision = "0016_readings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "document_proposal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("space_id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("about", sa.String(length=8), nullable=False),
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("about in ('CARD', 'PROFILE')", name="proposal_about_known"),
        sa.CheckConstraint("state in ('WAITING', 'ACCEPTED', 'REFUSED', 'OVERTAKEN')", name="proposal_state_known"),
        sa.CheckConstraint("(state = 'WAITING') = (answered_at is null)", name="proposal_answered_at"),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("document_id", "mark", name="proposed_once"),
    )
    op.create_index("proposals_of_space", "document_proposal", ["space_id"])
    op.create_index(
        "proposals_waiting",
        "document_proposal",
        ["space_id", "document_id"],
        postgresql_where=sa.text("state = 'WAITING'"),
    )
    op.create_table(
        "proposals_off",
        sa.Column("space_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"]),
        sa.PrimaryKeyConstraint("space_id"),
    )


def downgrade() -> None:
    op.drop_table("proposals_off")
    op.drop_table("document_proposal")
