"""the catalogue: services and their states, agreements line by line, codes and tokens as fingerprints

Revision ID: 0019_catalogue
Revises: 0018_binder
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019_catalogue"
down_revision = "0018_binder"
branch_labels = None
depends_on = None

_STATES = "state in ('EN_LIGNE', 'HORS_LIGNE', 'PRESERIE', 'SUSPENDUE', 'DEREFERENCEE')"


def upgrade() -> None:
    op.create_table(
        "partner_service",
        _id(),
        sa.Column("code", sa.String(16), nullable=False, unique=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("redirect_uris", postgresql.ARRAY(sa.Text()), nullable=False),
        _when("changed_at"),
        sa.CheckConstraint(_STATES, name="partner_service_state_known"),
    )
    op.create_table(
        "partner_move",
        _id(),
        _service(),
        _when("at"),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )
    op.create_index("ix_partner_move_service_id", "partner_move", ["service_id"])
    _consent()
    op.create_table(
        "service_link",
        sa.Column("space_id", sa.Uuid(), sa.ForeignKey("space.id"), primary_key=True, nullable=False),
        _when("recall_at"),
    )
    op.create_index("links_to_recall", "service_link", ["recall_at"])
    _tokens()
    op.create_table(
        "catalogue_favourite",
        sa.Column("space_id", sa.Uuid(), sa.ForeignKey("space.id"), primary_key=True, nullable=False),
        sa.Column("service_id", sa.Uuid(), sa.ForeignKey("partner_service.id"), primary_key=True, nullable=False),
        _when("since"),
    )
    op.create_table(
        "service_report",
        _id(),
        _space(),
        _service(),
        sa.Column("reason", sa.String(16), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        _when("at"),
        _when("read_at", nullable=True),
    )
    op.create_index("ix_service_report_space_id", "service_report", ["space_id"])
    op.create_index("service_reports_to_read", "service_report", ["at"], postgresql_where=sa.text("read_at is null"))


def _consent() -> None:
    op.create_table(
        "service_consent",
        _id(),
        _space(),
        _service(),
        sa.Column("line", sa.String(40), nullable=False),
        sa.Column("category", sa.String(40), nullable=False),
        sa.Column("way", sa.String(8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("given_by", sa.Uuid(), nullable=False),
        _when("given_at"),
        _when("ends_at"),
        _when("revoked_at", nullable=True),
        sa.CheckConstraint("way in ('READ', 'WRITE')", name="consent_way_known"),
        sa.CheckConstraint("ends_at > given_at", name="consent_ends_after_start"),
    )
    op.create_index("consents_of_service", "service_consent", ["space_id", "service_id"])
    op.create_index(
        "one_consent_per_line",
        "service_consent",
        ["space_id", "line"],
        unique=True,
        postgresql_where=sa.text("revoked_at is null"),
    )


def _tokens() -> None:
    op.create_table(
        "service_code",
        _id(),
        _space(),
        _service(),
        sa.Column("mark", sa.LargeBinary(), nullable=False, unique=True),
        sa.Column("redirect_uri", sa.Text(), nullable=False),
        sa.Column("challenge", sa.String(64), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        _when("given_at"),
        _when("used_at", nullable=True),
    )
    op.create_index("ix_service_code_space_id", "service_code", ["space_id"])
    op.create_table(
        "service_token",
        _id(),
        _space(),
        _service(),
        sa.Column("code_id", sa.Uuid(), nullable=False),
        sa.Column("access_mark", sa.LargeBinary(), nullable=False, unique=True),
        sa.Column("refresh_mark", sa.LargeBinary(), nullable=False, unique=True),
        sa.Column("scope", sa.Text(), nullable=False),
        _when("given_at"),
        _when("access_until"),
        _when("refresh_until"),
        _when("refreshed_at", nullable=True),
        _when("revoked_at", nullable=True),
    )
    op.create_index("tokens_of_service", "service_token", ["space_id", "service_id"])
    op.create_index("tokens_of_family", "service_token", ["code_id"])


def downgrade() -> None:
    for table in ("service_report", "catalogue_favourite", "service_token", "service_code", "service_link"):
        op.drop_table(table)
    for table in ("service_consent", "partner_move", "partner_service"):
        op.drop_table(table)


def _id() -> sa.Column[sa.Uuid]:
    return sa.Column("id", sa.Uuid(), primary_key=True, nullable=False)


def _space() -> sa.Column[sa.Uuid]:
    return sa.Column("space_id", sa.Uuid(), sa.ForeignKey("space.id"), nullable=False)


def _service() -> sa.Column[sa.Uuid]:
    return sa.Column("service_id", sa.Uuid(), sa.ForeignKey("partner_service.id"), nullable=False)


def _when(name: str, *, nullable: bool = False) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)
