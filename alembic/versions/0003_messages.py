"""conversations, their messages, drafts and files

Revision ID: 0003_messages
Revises: 0003_agenda
"""

import sqlalchemy as sa
from alembic import op

revision = "0003_messages"
down_revision = "0003_agenda"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "answering_time",
        sa.Column("professional_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.PrimaryKeyConstraint("professional_id"),
    )
    op.create_table(
        "conversation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("space_id", sa.Uuid(), nullable=False),
        sa.Column("professional_id", sa.Uuid(), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=True),
        sa.Column("subject", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'CLOSED') = (closed_at is not null)", name="closed_conversation_says_when"),
        sa.CheckConstraint("state in ('OPEN', 'CLOSED')", name="conversation_state_known"),
        sa.CheckConstraint("last_number > 0", name="conversation_begins_with_a_message"),
        sa.ForeignKeyConstraint(
            ["space_id"],
            ["space.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("conversations_of_pair", "conversation", ["space_id", "professional_id"], unique=False)
    op.create_table(
        "correspondent_block",
        sa.Column("space_id", sa.Uuid(), nullable=False),
        sa.Column("professional_id", sa.Uuid(), nullable=False),
        sa.Column("blocked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["space_id"],
            ["space.id"],
        ),
        sa.PrimaryKeyConstraint("space_id", "professional_id"),
    )
    op.create_index(
        op.f("ix_correspondent_block_professional_id"), "correspondent_block", ["professional_id"], unique=False
    )
    op.create_table(
        "correspondent_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("space_id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("professional_id", sa.Uuid(), nullable=False),
        sa.Column("reason_code", sa.String(length=16), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["space_id"],
            ["space.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "one_report_waiting",
        "correspondent_report",
        ["conversation_id"],
        unique=True,
        postgresql_where=sa.text("read_at is null"),
    )
    op.create_index(
        "reports_to_read",
        "correspondent_report",
        ["reported_at"],
        unique=False,
        postgresql_where=sa.text("read_at is null"),
    )
    op.create_table(
        "conversation_side",
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("side", sa.String(length=12), nullable=False),
        sa.Column("space_id", sa.Uuid(), nullable=False),
        sa.Column("professional_id", sa.Uuid(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("unread", sa.Integer(), nullable=False),
        sa.Column("read_number", sa.Integer(), nullable=False),
        sa.Column("cleared_number", sa.Integer(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("side in ('HOLDER', 'PROFESSIONAL')", name="side_known"),
        sa.CheckConstraint("unread >= 0 and read_number >= 0 and cleared_number >= 0", name="side_counts"),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["space_id"],
            ["space.id"],
        ),
        sa.PrimaryKeyConstraint("conversation_id", "side"),
    )
    op.create_index(
        "mail_of_holder",
        "conversation_side",
        ["space_id", "last_at", "conversation_id"],
        unique=False,
        postgresql_where=sa.text("side = 'HOLDER'"),
    )
    op.create_index(
        "mail_of_professional",
        "conversation_side",
        ["professional_id", "last_at", "conversation_id"],
        unique=False,
        postgresql_where=sa.text("side = 'PROFESSIONAL'"),
    )
    op.create_index(
        "unread_of_professional",
        "conversation_side",
        ["professional_id"],
        unique=False,
        postgresql_where=sa.text("side = 'PROFESSIONAL' and unread > 0"),
    )
    op.create_table(
        "conversation_word",
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("space_id", sa.Uuid(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["space_id"],
            ["space.id"],
        ),
        sa.PrimaryKeyConstraint("conversation_id", "mark"),
    )
    op.create_index("words_of_space", "conversation_word", ["space_id", "mark"], unique=False)
    op.create_table(
        "message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("space_id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=12), nullable=False),
        sa.Column("author_account_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("idempotency_key", sa.String(length=64), nullable=False),
        sa.CheckConstraint("side in ('HOLDER', 'PROFESSIONAL')", name="message_side_known"),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["space_id"],
            ["space.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("author_account_id", "idempotency_key", name="one_message_per_key"),
        sa.UniqueConstraint("conversation_id", "number", name="one_message_per_number"),
    )
    op.create_table(
        "message_draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("space_id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=True),
        sa.Column("subject", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["space_id"],
            ["space.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "one_draft_of_a_reply",
        "message_draft",
        ["account_id", "conversation_id"],
        unique=True,
        postgresql_where=sa.text("conversation_id is not null"),
    )
    op.create_index(
        "one_draft_of_a_start",
        "message_draft",
        ["account_id", "space_id"],
        unique=True,
        postgresql_where=sa.text("conversation_id is null"),
    )
    op.create_table(
        "message_attachment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("space_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=True),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        sa.Column("idempotency_key", sa.String(length=64), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("view_media_type", sa.String(length=100), nullable=False),
        sa.Column("view_size", sa.Integer(), nullable=False),
        sa.Column("view_parts", sa.Integer(), nullable=False),
        sa.Column("view_file_id", sa.Uuid(), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kept_as", sa.Uuid(), nullable=True),
        sa.CheckConstraint("(draft_id is null) <> (message_id is null)", name="attached_to_one_thing"),
        sa.CheckConstraint("size > 0 and parts > 0", name="attachment_has_file"),
        sa.ForeignKeyConstraint(["draft_id"], ["message_draft.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["space_id"],
            ["space.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("account_id", "idempotency_key", name="one_attachment_per_key"),
        sa.UniqueConstraint("file_id"),
        sa.UniqueConstraint("view_file_id"),
    )
    op.create_index(op.f("ix_message_attachment_draft_id"), "message_attachment", ["draft_id"], unique=False)
    op.create_index(op.f("ix_message_attachment_message_id"), "message_attachment", ["message_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_message_attachment_message_id"), table_name="message_attachment")
    op.drop_index(op.f("ix_message_attachment_draft_id"), table_name="message_attachment")
    op.drop_table("message_attachment")
    op.drop_index(
        "one_draft_of_a_start", table_name="message_draft", postgresql_where=sa.text("conversation_id is null")
    )
    op.drop_index(
        "one_draft_of_a_reply", table_name="message_draft", postgresql_where=sa.text("conversation_id is not null")
    )
    op.drop_table("message_draft")
    op.drop_table("message")
    op.drop_index("words_of_space", table_name="conversation_word")
    op.drop_table("conversation_word")
    op.drop_index(
        "unread_of_professional",
        table_name="conversation_side",
        postgresql_where=sa.text("side = 'PROFESSIONAL' and unread > 0"),
    )
    op.drop_index(
        "mail_of_professional", table_name="conversation_side", postgresql_where=sa.text("side = 'PROFESSIONAL'")
    )
    op.drop_index("mail_of_holder", table_name="conversation_side", postgresql_where=sa.text("side = 'HOLDER'"))
    op.drop_table("conversation_side")
    op.drop_index("reports_to_read", table_name="correspondent_report", postgresql_where=sa.text("read_at is null"))
    op.drop_index("one_report_waiting", table_name="correspondent_report", postgresql_where=sa.text("read_at is null"))
    op.drop_table("correspondent_report")
    op.drop_index(op.f("ix_correspondent_block_professional_id"), table_name="correspondent_block")
    op.drop_table("correspondent_block")
    op.drop_index("conversations_of_pair", table_name="conversation")
    op.drop_table("conversation")
    op.drop_table("answering_time")
