"""advance directives with their earlier versions, the word on organ donation

Revision ID: 0015_profile
Revises: 0014_factors
"""

import sqlalchemy as sa
from alembic import op

revision = "0015_profile"
down_revision = "0014_factors"
branch_labels = None
depends_on = None

_BEFORE = (
    "ALLERGIES", "TREATMENTS", "DISEASES", "VACCINATIONS", "BLOOD_GROUP", "STAYS", "FAMILY", "DISABILITIES",
    "LIFESTYLE", "MEASURES", "CONTACTS", "TRUSTED",
)  # fmt: skip
_NEW = ("DIRECTIVES", "ORGAN_DONATION")
_ONE = ("BLOOD_GROUP", "LIFESTYLE", "TRUSTED")


def _among(sections: tuple[str, ...]) -> str:
    listed = ", ".join(f"'{section}'" for section in sections)
    return f"section in ({listed})"


def _redo(known: tuple[str, ...], one: tuple[str, ...]) -> None:
    op.drop_constraint("profile_section_known", "profile_entry", type_="check")
    op.create_check_constraint("profile_section_known", "profile_entry", _among(known))
    op.drop_index("one_answer_per_section", table_name="profile_entry")
    op.create_index(
        "one_answer_per_section",
        "profile_entry",
        ["space_id", "section"],
        unique=True,
        postgresql_where=sa.text(_among(one)),
    )


def upgrade() -> None:
    _redo(_BEFORE + _NEW, _ONE + _NEW)
    op.create_table(
        "profile_earlier_wish",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("space_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["profile_entry.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_profile_earlier_wish_entry_id", "profile_earlier_wish", ["entry_id"])
    op.create_index("earlier_wishes_of_space", "profile_earlier_wish", ["space_id", "written_at"])


def downgrade() -> None:
    # What the older version knows nothing of cannot stay: it would be shown by none, and erased by none.
    op.drop_table("profile_earlier_wish")
    op.execute(sa.text(f"delete from profile_entry where {_among(_NEW)}"))
    _redo(_BEFORE, _ONE)
