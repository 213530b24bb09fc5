"""agenda and prevention

Revision ID: 0003_agenda
Revises: 0002_passkeys
"""

import sqlalchemy as sa
from alembic import op

revision = "0003_agenda"
down_revision = "0002_trail"
branch_labels = None
depends_on = None

_STATUSES = "status in ('CONFIRMED', 'HONOURED', 'CANCELLED', 'MISSED', 'MISTAKE')"


def upgrade() -> None:
    op.create_table(
        "appointment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("space_id", sa.Uuid(), nullable=False),
        sa.Column("author_account_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("repeats", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=True),
        sa.Column("next_alert_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(_STATUSES, name="appointment_status_known"),
        sa.CheckConstraint("last_at >= starts_at", name="appointment_ends_after_start"),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("appointments_in_range", "appointment", ["space_id", "last_at", "starts_at"])
    op.create_index(
        "appointments_to_remind",
        "appointment",
        ["next_alert_at"],
        postgresql_where=sa.text("next_alert_at is not null"),
    )
    op.create_table(
        "appointment_date",
        sa.Column("appointment_id", sa.Uuid(), nullable=False),
        sa.Column("occurs_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("space_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.CheckConstraint(_STATUSES, name="appointment_date_status_known"),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointment.id"]),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"]),
        sa.PrimaryKeyConstraint("appointment_id", "occurs_at"),
    )
    op.create_index(op.f("ix_appointment_date_space_id"), "appointment_date", ["space_id"])
    op.create_table(
        "calendar_feed",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("space_id", sa.Uuid(), nullable=False),
        sa.Column("token_mark", sa.LargeBinary(), nullable=False),
        sa.Column("details", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("space_id"),
        sa.UniqueConstraint("token_mark"),
    )
    op.create_table(
        "prevention_choice",
        sa.Column("space_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("check_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"]),
        sa.PrimaryKeyConstraint("space_id"),
    )
    op.create_index(
        "prevention_to_check", "prevention_choice", ["check_on"], postgresql_where=sa.text("check_on is not null")
    )


def downgrade() -> None:
    op.drop_table("prevention_choice")
    op.drop_table("calendar_feed")
    op.drop_table("appointment_date")
    op.drop_table("appointment")
