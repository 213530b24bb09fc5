"""the professional's desk: requests for access, results held back, corrections, assistants

Revision ID: 0002_bureau
Revises: 0002_passkeys
"""

import sqlalchemy as sa
from alembic import op

revision = "0002_bureau"
down_revision = "0002_passkeys"
branch_labels = None
depends_on = None

_WHEN = sa.DateTime(timezone=True)


def upgrade() -> None:
    _requests()
    _documents()
    _corrections()
    _assistants()
    op.create_index("visits_of_professional", "file_opening", ["professional_id", "space_id", "opened_at"])


def downgrade() -> None:
    op.drop_index("visits_of_professional", table_name="file_opening")
    # An assistant is nobody without the table that names their doctor: their accounts go.
    op.execute("delete from signed_in_session where account_id in (select id from account where assistant)")
    op.execute("delete from known_browser where account_id in (select id from account where assistant)")
    op.execute("delete from recovery_code where account_id in (select id from account where assistant)")
    op.execute("delete from activation_code where account_id in (select id from account where assistant)")
    op.execute("delete from account where assistant")
    op.drop_index("assistants_of_professional", table_name="account")
    op.drop_index("account_of_professional", table_name="account")
    op.drop_constraint("assistant_of_somebody", "account")
    op.create_unique_constraint("account_professional_id_key", "account", ["professional_id"])
    op.drop_column("account", "assistant")
    op.drop_table("arrival_choice")
    op.drop_table("correction_request")
    op.drop_table("document_version")
    op.drop_constraint("only_professionals_hold_back", "document")
    op.drop_index("documents_held_back", table_name="document")
    op.drop_index("documents_by_arrival", table_name="document")
    for name in ("version", "release_told_at", "consult_told_at", "held_until"):
        op.drop_column("document", name)
    op.drop_table("access_request")


def _requests() -> None:
    op.create_table(
        "access_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("space_id", sa.Uuid(), nullable=True),
        sa.Column("professional_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=True),
        sa.Column("sought", sa.LargeBinary(), nullable=False),
        sa.Column("asked_at", _WHEN, nullable=False),
        sa.Column("answer", sa.String(length=8), nullable=False),
        sa.Column("answered_at", _WHEN, nullable=True),
        sa.CheckConstraint("answer in ('', 'YES', 'NO')", name="request_answer_known"),
        sa.CheckConstraint("(answer = '') = (answered_at is null)", name="request_answered_at"),
        sa.CheckConstraint("answer = '' or space_id is not null", name="only_a_person_answers"),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    waits = sa.text("answer = '' and space_id is not null")
    op.create_index(
        "one_request_waits", "access_request", ["space_id", "professional_id"], unique=True, postgresql_where=waits
    )
    op.create_index("requests_of_pair", "access_request", ["space_id", "professional_id", "asked_at"])
    op.create_index(
        "requests_to_deliver", "access_request", ["asked_at"], postgresql_where=sa.text("space_id is null")
    )


def _documents() -> None:
    for name in ("held_until", "consult_told_at", "release_told_at"):
        op.add_column("document", sa.Column(name, _WHEN, nullable=True))
    op.add_column("document", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.alter_column("document", "version", server_default=None)
    op.create_index("documents_by_arrival", "document", ["space_id", "added_at"])
    op.create_index(
        "documents_held_back",
        "document",
        ["held_until", "space_id"],
        postgresql_where=sa.text("held_until is not null"),
    )
    op.create_check_constraint(
        "only_professionals_hold_back", "document", "held_until is null or author_professional_id is not null"
    )
    op.create_table(
        "document_version",
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("replaced_at", _WHEN, nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("view_media_type", sa.String(length=100), nullable=False),
        sa.Column("view_size", sa.Integer(), nullable=False),
        sa.Column("view_parts", sa.Integer(), nullable=False),
        sa.Column("view_file_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("document_id", "version"),
        sa.UniqueConstraint("file_id"),
        sa.UniqueConstraint("view_file_id"),
    )


def _corrections() -> None:
    op.create_table(
        "correction_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("space_id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("professional_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("asked_at", _WHEN, nullable=False),
        sa.Column("answer", sa.String(length=16), nullable=False),
        sa.Column("answer_words", sa.LargeBinary(), nullable=False),
        sa.Column("answered_at", _WHEN, nullable=True),
        sa.CheckConstraint("answer in ('', 'CORRECTED', 'KEPT')", name="correction_answer_known"),
        sa.CheckConstraint("(answer = '') = (answered_at is null)", name="correction_answered_at"),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    waits = sa.text("answer = ''")
    op.create_index("one_correction_waits", "correction_request", ["document_id"], unique=True, postgresql_where=waits)
    op.create_index(
        "corrections_to_answer", "correction_request", ["professional_id", "space_id"], postgresql_where=waits
    )
    op.create_index("corrections_of_document", "correction_request", ["document_id", "asked_at"])
    op.create_table(
        "arrival_choice",
        sa.Column("space_id", sa.Uuid(), nullable=False),
        sa.Column("category_code", sa.String(length=16), nullable=False),
        sa.Column("chosen_at", _WHEN, nullable=False),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"]),
        sa.PrimaryKeyConstraint("space_id", "category_code"),
    )


def _assistants() -> None:
    op.add_column("account", sa.Column("assistant", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.alter_column("account", "assistant", server_default=None)
    op.drop_constraint("account_professional_id_key", "account")
    op.create_check_constraint("assistant_of_somebody", "account", "not assistant or professional_id is not null")
    op.create_index(
        "account_of_professional",
        "account",
        ["professional_id"],
        unique=True,
        postgresql_where=sa.text("not assistant"),
    )
    op.create_index(
        "assistants_of_professional", "account", ["professional_id"], postgresql_where=sa.text("assistant")
    )
