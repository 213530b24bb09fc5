"""who sees what: single documents, masks, blocks, the note to oneself and the médecin traitant

Revision ID: 0010_sharing
Revises: 0009_delegations
"""

import sqlalchemy as sa
from alembic import op

revision = "0010_sharing"
down_revision = "0009_delegations"
branch_labels = None
depends_on = None

_PRECISION = "case when audience = 'ALL' then 1 when audience like 'PROFESSION:%' then 2 else 3 end"


def upgrade() -> None:
    _widen_grants()
    op.create_table(
        "grant_document",
        sa.Column("grant_id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("space_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["grant_id"], ["access_grant.id"]),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"]),
        sa.PrimaryKeyConstraint("grant_id", "document_id"),
    )
    op.create_index("grants_of_document", "grant_document", ["document_id"])
    op.create_index(op.f("ix_grant_document_space_id"), "grant_document", ["space_id"])
    _make_masks()
    op.create_table(
        "access_block",
        sa.Column("space_id", sa.Uuid(), nullable=False),
        sa.Column("professional_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"]),
        sa.PrimaryKeyConstraint("space_id", "professional_id"),
    )
    op.create_table(
        "sharing",
        sa.Column("space_id", sa.Uuid(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"]),
        sa.PrimaryKeyConstraint("space_id"),
    )


def downgrade() -> None:
    found = op.get_bind().scalar(
        sa.text("select exists (select from access_mask where hidden) or exists (select from access_block)")
    )
    if found:
        # Without their tables, what people masked, and from whom they blocked it, would be readable again.
        msg = "des personnes ont masqué ou bloqué : revenir en arrière montrerait ce qu’elles cachent"
        raise RuntimeError(msg)
    for table in ("sharing", "access_block", "access_mask", "grant_document"):
        op.drop_table(table)
    op.drop_constraint("single_documents_or_categories", "access_grant")
    op.drop_index("one_attending_doctor", "access_grant")
    # A grant of single documents only must not become one of everything.
    op.execute("update access_grant set revoked_at = now() where single_only and revoked_at is null")
    for column in ("note", "attending", "single_only"):
        op.drop_column("access_grant", column)


def _widen_grants() -> None:
    no, nothing = sa.text("false"), sa.text("''::bytea")
    op.add_column("access_grant", sa.Column("single_only", sa.Boolean(), nullable=False, server_default=no))
    op.add_column("access_grant", sa.Column("attending", sa.Boolean(), nullable=False, server_default=no))
    op.add_column("access_grant", sa.Column("note", sa.LargeBinary(), nullable=False, server_default=nothing))
    for column in ("single_only", "attending", "note"):
        op.alter_column("access_grant", column, server_default=None)
    op.create_index(
        "one_attending_doctor",
        "access_grant",
        ["space_id"],
        unique=True,
        postgresql_where=sa.text("attending and revoked_at is null"),
    )
    op.create_check_constraint(
        "single_documents_or_categories", "access_grant", "not single_only or cardinality(categories) = 0"
    )


def _make_masks() -> None:
    op.create_table(
        "access_mask",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("space_id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("section", sa.String(length=16), nullable=True),
        sa.Column("audience", sa.String(length=48), nullable=False),
        sa.Column("precision", sa.SmallInteger(), sa.Computed(_PRECISION, persisted=True), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("document_id is null or section is null", name="mask_names_one_thing"),
        sa.CheckConstraint(
            "hidden or document_id is not null or section is not null", name="one_thing_is_shown_again"
        ),
        sa.CheckConstraint(
            "audience = 'ALL' or audience like 'PROFESSION:_%' or audience like 'PERSON:_%'", name="mask_audience_known"
        ),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"]),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "one_mask_per_thing_and_audience",
        "access_mask",
        ["space_id", "document_id", "section", "audience"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    op.create_index("masks_of_document", "access_mask", ["document_id"])
