"""first tables

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


NEVER_CHANGED = """
create function trace_is_never_changed() returns trigger language plpgsql as $$
begin
    raise exception 'a trace is never changed and never removed';
end $$;
create trigger trace_is_never_changed before update or delete or truncate on trace
    for each statement execute function trace_is_never_changed();
"""
"""R-AU-5: the trail is only ever added to; its superuser can still cheat, and the chain shows it."""


def upgrade() -> None:
    op.create_table(
        "access_matrix",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("profession_code", sa.String(length=16), nullable=False),
        sa.Column("document_class", sa.String(length=16), nullable=False),
        sa.Column("document_type", sa.String(length=24), nullable=False),
        sa.Column("may_read", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_access_matrix_profession_code"), "access_matrix", ["profession_code"], unique=False)
    op.create_table(
        "chain_head",
        sa.Column("chain_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("chain_id"),
    )
    op.create_table(
        "installation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key_check", sa.LargeBinary(), nullable=False),
        sa.Column("clock_offset", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "outbox_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("to_mark", sa.LargeBinary(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("given_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "outbox_given_up",
        "outbox_line",
        ["given_up_at"],
        unique=False,
        postgresql_where=sa.text("given_up_at is not null"),
    )
    op.create_index("outbox_of_recipient", "outbox_line", ["to_mark", "created_at"], unique=False)
    op.create_index(
        "outbox_waiting",
        "outbox_line",
        ["channel", sa.literal_column("urgent desc"), "due_at"],
        unique=False,
        postgresql_where=sa.text("sent_at is null and given_up_at is null"),
    )
    op.create_table(
        "place",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("finess", sa.String(length=9), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("commune_code", sa.String(length=5), nullable=False),
        sa.Column("town", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("finess"),
    )
    op.create_table(
        "professional",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("rpps", sa.String(length=11), nullable=False),
        sa.Column("civility", sa.String(length=8), nullable=False),
        sa.Column("family_name", sa.String(length=80), nullable=False),
        sa.Column("given_name", sa.String(length=80), nullable=False),
        sa.Column("profession_code", sa.String(length=16), nullable=False),
        sa.Column("specialty_id", sa.String(length=16), nullable=False),
        sa.Column("search", sa.String(length=400), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("rpps"),
    )
    op.create_index(
        "professionals_by_name",
        "professional",
        ["family_name", "given_name", "id"],
        unique=False,
        postgresql_where=sa.text("active"),
    )
    op.create_index(
        "words_of_professional",
        "professional",
        [sa.literal_column("array_to_tsvector(array_remove(string_to_array(search, ' '), ''))")],
        unique=False,
        postgresql_using="gin",
    )
    op.create_table(
        "refusal",
        sa.Column("chain_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("chain_id", "account_id", "action", "day"),
    )
    op.create_table(
        "space",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erase_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erase_told_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "erase_at is null or state in ('CLOSED_ARCHIVED', 'CLOSED_DELETION_REQUESTED')",
            name="only_closed_spaces_are_erased",
        ),
        sa.CheckConstraint(
            "state in ('NOT_INFORMED', 'INFORMED_WAITING', 'OPPOSED', 'CREATED_NOT_ACTIVATED', 'CODE_SENT', 'CODE_EXPIRED', 'ACTIVATED', 'NOT_ACTIVATABLE', 'CLOSED_ARCHIVED', 'CLOSED_DELETION_REQUESTED', 'ERASED', 'DECEASED', 'SUSPENDED')",
            name="space_state_known",
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("spaces_by_state", "space", ["state", "state_since"], unique=False)
    op.create_index(
        "spaces_to_erase", "space", ["erase_at"], unique=False, postgresql_where=sa.text("erase_at is not null")
    )
    op.create_table(
        "throttle",
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("mark"),
    )
    op.create_table(
        "trace",
        sa.Column("chain_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("quality", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("professional_id", sa.Uuid(), nullable=True),
        sa.Column("place_id", sa.Uuid(), nullable=True),
        sa.Column("object_type", sa.String(length=24), nullable=False),
        sa.Column("object_id", sa.Uuid(), nullable=True),
        sa.Column("target_id", sa.Uuid(), nullable=True),
        sa.Column("reason_code", sa.String(length=24), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("previous_hash", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("chain_id", "seq"),
    )
    op.create_index("traces_of_account", "trace", ["account_id", "at"], unique=False)
    op.create_table(
        "visit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_mark", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("code_for", sa.String(length=60), nullable=False),
        sa.Column("code_mark", sa.LargeBinary(), nullable=True),
        sa.Column("code_sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("code_tries", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_mark"),
    )
    op.create_index("visits_by_age", "visit", ["seen_at"], unique=False)
    op.create_table(
        "access_grant",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("space_id", sa.Uuid(), nullable=False),
        sa.Column("professional_id", sa.Uuid(), nullable=False),
        sa.Column("categories", sa.ARRAY(sa.String(length=16)), nullable=False),
        sa.Column("sections", sa.ARRAY(sa.String(length=16)), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("given_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("ends_at is null or ends_at > starts_at", name="grant_ends_after_start"),
        sa.ForeignKeyConstraint(
            ["space_id"],
            ["space.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "grants_of_professional",
        "access_grant",
        ["professional_id"],
        unique=False,
        postgresql_where=sa.text("revoked_at is null"),
    )
    op.create_index(
        "one_grant_in_force",
        "access_grant",
        ["space_id", "professional_id"],
        unique=True,
        postgresql_where=sa.text("revoked_at is null"),
    )
    op.create_table(
        "account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("quality", sa.String(length=16), nullable=False),
        sa.Column("login_id", sa.String(length=100), nullable=False),
        sa.Column("shown_name", sa.String(length=160), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("factor", sa.String(length=8), nullable=False),
        sa.Column("contact", sa.LargeBinary(), nullable=False),
        sa.Column("authenticator", sa.LargeBinary(), nullable=False),
        sa.Column("authenticator_step", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Uuid(), nullable=True),
        sa.Column("professional_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("(quality = 'HOLDER') = (space_id is not null)", name="holder_has_space"),
        sa.CheckConstraint(
            "(quality = 'PROFESSIONAL') = (professional_id is not null)", name="professional_in_directory"
        ),
        sa.CheckConstraint("quality in ('HOLDER', 'PROFESSIONAL', 'AGENT', 'OPERATOR')", name="account_quality_known"),
        sa.CheckConstraint("login_id = lower(login_id)", name="login_id_lower_case"),
        sa.ForeignKeyConstraint(
            ["professional_id"],
            ["professional.id"],
        ),
        sa.ForeignKeyConstraint(
            ["space_id"],
            ["space.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("login_id"),
        sa.UniqueConstraint("professional_id"),
        sa.UniqueConstraint("space_id"),
    )
    op.create_table(
        "category_count",
        sa.Column("space_id", sa.Uuid(), nullable=False),
        sa.Column("category", sa.String(length=16), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["space_id"],
            ["space.id"],
        ),
        sa.PrimaryKeyConstraint("space_id", "category"),
    )
    op.create_table(
        "data_copy",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("space_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "ready_at is null or (size > 0 and parts > 0 and expires_at is not null)", name="ready_copy_has_file"
        ),
        sa.ForeignKeyConstraint(
            ["space_id"],
            ["space.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("file_id"),
    )
    op.create_index(
        "copies_to_make",
        "data_copy",
        ["asked_at"],
        unique=False,
        postgresql_where=sa.text("ready_at is null and gone_at is null"),
    )
    op.create_index(op.f("ix_data_copy_space_id"), "data_copy", ["space_id"], unique=False)
    op.create_index(
        "one_copy_in_the_making",
        "data_copy",
        ["space_id"],
        unique=True,
        postgresql_where=sa.text("ready_at is null and gone_at is null"),
    )
    op.create_table(
        "document",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("space_id", sa.Uuid(), nullable=False),
        sa.Column("category", sa.String(length=16), nullable=False),
        sa.Column("type_code", sa.String(length=24), nullable=False),
        sa.Column("class_code", sa.String(length=8), nullable=False),
        sa.Column("author_account_id", sa.Uuid(), nullable=False),
        sa.Column("author_professional_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.LargeBinary(), nullable=False),
        sa.Column("document_date", sa.Date(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
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
        sa.Column("seen_by_holder_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("size > 0 and parts > 0", name="document_has_file"),
        sa.ForeignKeyConstraint(
            ["space_id"],
            ["space.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("file_id"),
        sa.UniqueConstraint("view_file_id"),
    )
    op.create_index("documents_by_category", "document", ["space_id", "category", "document_date", "id"], unique=False)
    op.create_index("documents_newest_first", "document", ["space_id", "document_date", "id"], unique=False)
    op.create_index(
        "documents_unseen",
        "document",
        ["space_id"],
        unique=False,
        postgresql_where=sa.text("seen_by_holder_at is null"),
    )
    op.create_table(
        "file_opening",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("professional_id", sa.Uuid(), nullable=False),
        sa.Column("space_id", sa.Uuid(), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=True),
        sa.Column("reason_code", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["space_id"],
            ["space.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("openings_of_session", "file_opening", ["session_id", "space_id"], unique=False)
    op.create_table(
        "insured_person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("space_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("ins_mark", sa.LargeBinary(), nullable=False),
        sa.Column("traits_mark", sa.LargeBinary(), nullable=False),
        sa.Column("identity", sa.LargeBinary(), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("died_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["space_id"],
            ["space.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("ins_mark"),
        sa.UniqueConstraint("space_id"),
    )
    op.create_index(op.f("ix_insured_person_reference"), "insured_person", ["reference"], unique=False)
    op.create_index("persons_by_traits", "insured_person", ["traits_mark"], unique=False)
    op.create_table(
        "objection",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("space_id", sa.Uuid(), nullable=False),
        sa.Column("reference_mark", sa.LargeBinary(), nullable=False),
        sa.Column("reference", sa.LargeBinary(), nullable=False),
        sa.Column("opposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("withdrawn_at is null or withdrawn_at >= opposed_at", name="withdrawn_after_opposed"),
        sa.ForeignKeyConstraint(
            ["space_id"],
            ["space.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("reference_mark"),
    )
    op.create_index(op.f("ix_objection_space_id"), "objection", ["space_id"], unique=False)
    op.create_index(
        "one_objection_in_force",
        "objection",
        ["space_id"],
        unique=True,
        postgresql_where=sa.text("withdrawn_at is null"),
    )
    op.create_table(
        "practice",
        sa.Column("professional_id", sa.Uuid(), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["place_id"],
            ["place.id"],
        ),
        sa.ForeignKeyConstraint(
            ["professional_id"],
            ["professional.id"],
        ),
        sa.PrimaryKeyConstraint("professional_id", "place_id"),
    )
    op.create_table(
        "profile_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("space_id", sa.Uuid(), nullable=False),
        sa.Column("section", sa.String(length=16), nullable=False),
        sa.Column("author_account_id", sa.Uuid(), nullable=False),
        sa.Column("author_professional_id", sa.Uuid(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "section in ('ALLERGIES', 'TREATMENTS', 'DISEASES', 'VACCINATIONS', 'BLOOD_GROUP', 'STAYS', 'FAMILY', 'DISABILITIES', 'LIFESTYLE', 'MEASURES', 'CONTACTS', 'TRUSTED')",
            name="profile_section_known",
        ),
        sa.ForeignKeyConstraint(
            ["space_id"],
            ["space.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "one_answer_per_section",
        "profile_entry",
        ["space_id", "section"],
        unique=True,
        postgresql_where=sa.text("section in ('BLOOD_GROUP', 'LIFESTYLE', 'TRUSTED')"),
    )
    op.create_index("profile_entries_of_section", "profile_entry", ["space_id", "section"], unique=False)
    op.create_table(
        "profile_measure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("space_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.LargeBinary(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author_account_id", sa.Uuid(), nullable=False),
        sa.Column("author_professional_id", sa.Uuid(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["space_id"],
            ["space.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("measures_by_kind", "profile_measure", ["space_id", "kind", "taken_at", "id"], unique=False)
    op.create_table(
        "profile_silence",
        sa.Column("space_id", sa.Uuid(), nullable=False),
        sa.Column("topic", sa.String(length=16), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["space_id"],
            ["space.id"],
        ),
        sa.PrimaryKeyConstraint("space_id", "topic"),
    )
    op.create_table(
        "upload",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("space_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=64), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["space_id"],
            ["space.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("account_id", "idempotency_key", name="one_upload_per_key"),
    )
    op.create_index(
        "uploads_never_arrived", "upload", ["begun_at"], unique=False, postgresql_where=sa.text("document_id is null")
    )
    op.create_table(
        "activation_code",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("space_id", sa.Uuid(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("code_mark", sa.LargeBinary(), nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
        ),
        sa.ForeignKeyConstraint(
            ["space_id"],
            ["space.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("codes_of_space", "activation_code", ["space_id", "sent_at"], unique=False)
    op.create_index(op.f("ix_activation_code_code_mark"), "activation_code", ["code_mark"], unique=False)
    op.create_table(
        "known_browser",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("browser_mark", sa.LargeBinary(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
        ),
        sa.PrimaryKeyConstraint("account_id", "browser_mark"),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("code_mark", sa.LargeBinary(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("account_id", "code_mark"),
    )
    op.create_table(
        "signed_in_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_mark", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=True),
        sa.Column("device", sa.String(length=80), nullable=False),
        sa.Column("shared_device", sa.Boolean(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
        ),
        sa.ForeignKeyConstraint(
            ["place_id"],
            ["place.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_mark"),
    )
    op.create_index("last_visits_of_account", "signed_in_session", ["account_id", "seen_at"], unique=False)
    op.create_index(
        "sessions_of_account",
        "signed_in_session",
        ["account_id"],
        unique=False,
        postgresql_where=sa.text("ended_at is null"),
    )

    op.execute(NEVER_CHANGED)


def downgrade() -> None:
    op.drop_index("sessions_of_account", table_name="signed_in_session", postgresql_where=sa.text("ended_at is null"))
    op.drop_index("last_visits_of_account", table_name="signed_in_session")
    op.drop_table("signed_in_session")
    op.drop_table("recovery_code")
    op.drop_table("known_browser")
    op.drop_index(op.f("ix_activation_code_code_mark"), table_name="activation_code")
    op.drop_index("codes_of_space", table_name="activation_code")
    op.drop_table("activation_code")
    op.drop_index("uploads_never_arrived", table_name="upload", postgresql_where=sa.text("document_id is null"))
    op.drop_table("upload")
    op.drop_table("profile_silence")
    op.drop_index("measures_by_kind", table_name="profile_measure")
    op.drop_table("profile_measure")
    op.drop_index("profile_entries_of_section", table_name="profile_entry")
    op.drop_index(
        "one_answer_per_section",
        table_name="profile_entry",
        postgresql_where=sa.text("section in ('BLOOD_GROUP', 'LIFESTYLE', 'TRUSTED')"),
    )
    op.drop_table("profile_entry")
    op.drop_table("practice")
    op.drop_index("one_objection_in_force", table_name="objection", postgresql_where=sa.text("withdrawn_at is null"))
    op.drop_index(op.f("ix_objection_space_id"), table_name="objection")
    op.drop_table("objection")
    op.drop_index("persons_by_traits", table_name="insured_person")
    op.drop_index(op.f("ix_insured_person_reference"), table_name="insured_person")
    op.drop_table("insured_person")
    op.drop_index("openings_of_session", table_name="file_opening")
    op.drop_table("file_opening")
    op.drop_index("documents_unseen", table_name="document", postgresql_where=sa.text("seen_by_holder_at is null"))
    op.drop_index("documents_newest_first", table_name="document")
    op.drop_index("documents_by_category", table_name="document")
    op.drop_table("document")
    op.drop_index(
        "one_copy_in_the_making",
        table_name="data_copy",
        postgresql_where=sa.text("ready_at is null and gone_at is null"),
    )
    op.drop_index(op.f("ix_data_copy_space_id"), table_name="data_copy")
    op.drop_index(
        "copies_to_make", table_name="data_copy", postgresql_where=sa.text("ready_at is null and gone_at is null")
    )
    op.drop_table("data_copy")
    op.drop_table("category_count")
    op.drop_table("account")
    op.drop_index("one_grant_in_force", table_name="access_grant", postgresql_where=sa.text("revoked_at is null"))
    op.drop_index("grants_of_professional", table_name="access_grant", postgresql_where=sa.text("revoked_at is null"))
    op.drop_table("access_grant")
    op.drop_index("visits_by_age", table_name="visit")
    op.drop_table("visit")
    op.drop_index("traces_of_account", table_name="trace")
    op.drop_table("trace")
    op.drop_table("throttle")
    op.drop_index("spaces_to_erase", table_name="space", postgresql_where=sa.text("erase_at is not null"))
    op.drop_index("spaces_by_state", table_name="space")
    op.drop_table("space")
    op.drop_table("refusal")
    op.drop_index("words_of_professional", table_name="professional", postgresql_using="gin")
    op.drop_index("professionals_by_name", table_name="professional", postgresql_where=sa.text("active"))
    op.drop_table("professional")
    op.drop_table("place")
    op.drop_index(
        "outbox_waiting", table_name="outbox_line", postgresql_where=sa.text("sent_at is null and given_up_at is null")
    )
    op.drop_index("outbox_of_recipient", table_name="outbox_line")
    op.drop_index("outbox_given_up", table_name="outbox_line", postgresql_where=sa.text("given_up_at is not null"))
    op.drop_table("outbox_line")
    op.drop_table("installation")
    op.drop_table("chain_head")
    op.drop_index(op.f("ix_access_matrix_profession_code"), table_name="access_matrix")
    op.drop_table("access_matrix")
    op.execute("drop function if exists trace_is_never_changed cascade")
