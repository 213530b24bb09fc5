"""the trail signed and contested, and notices told as each person chose

Revision ID: 0002_trail
Revises: 0002_passkeys
"""

import sqlalchemy as sa
from alembic import op

revision = "0002_trail"
down_revision = "0002_bureau"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('access_to_tell',
    sa.Column('chain_id', sa.Uuid(), nullable=False),
    sa.Column('seq', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('chain_id', 'seq')
    )
    op.create_index(op.f('ix_access_to_tell_at'), 'access_to_tell', ['at'], unique=False)
    op.create_table('trail_checkpoint',
    sa.Column('number', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('statement', sa.Text(), nullable=False),
    sa.Column('signature', sa.LargeBinary(), nullable=False),
    sa.Column('nodes', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('number')
    )
    op.create_table('trail_leaf',
    sa.Column('number', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('position', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('chain_id', sa.Uuid(), nullable=False),
    sa.Column('seq', sa.BigInteger(), nullable=False),
    sa.Column('hash', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('number', 'position'),
    sa.UniqueConstraint('chain_id', 'number', name='one_leaf_of_a_chain')
    )
    op.create_table('unusual_access',
    sa.Column('chain_id', sa.Uuid(), nullable=False),
    sa.Column('seq', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reasons', sa.ARRAY(sa.String(length=16)), nullable=False),
    sa.PrimaryKeyConstraint('chain_id', 'seq')
    )
    op.create_index(op.f('ix_unusual_access_at'), 'unusual_access', ['at'], unique=False)
    op.create_table('access_contest',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('space_id', sa.Uuid(), nullable=False),
    sa.Column('seq', sa.BigInteger(), nullable=False),
    sa.Column('action', sa.String(length=40), nullable=False),
    sa.Column('quality', sa.String(length=16), nullable=False),
    sa.Column('professional_id', sa.Uuid(), nullable=True),
    sa.Column('place_id', sa.Uuid(), nullable=True),
    sa.Column('accessed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('verdict', sa.String(length=16), nullable=True),
    sa.Column('answer', sa.LargeBinary(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by', sa.Uuid(), nullable=True),
    sa.CheckConstraint("verdict in ('JUSTIFIED', 'NOT_JUSTIFIED')", name='contest_verdict_known'),
    sa.CheckConstraint('(answered_at is null) = (verdict is null) and (answered_at is null) = (answer is null) and (answered_at is null) = (answered_by is null)', name='contest_answered_as_a_whole'),
    sa.ForeignKeyConstraint(['space_id'], ['space.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('number'),
    sa.UniqueConstraint('space_id', 'seq', name='one_contest_of_a_line')
    )
    op.create_index('contests_answered', 'access_contest', ['answered_at'], unique=False, postgresql_where=sa.text('answered_at is not null'))
    op.create_index('contests_waiting', 'access_contest', ['due_at', 'number'], unique=False, postgresql_where=sa.text('answered_at is null'))
    op.create_table('notification',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(length=48), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('professional_id', sa.Uuid(), nullable=True),
    sa.Column('object_type', sa.String(length=24), nullable=False),
    sa.Column('object_id', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('notifications_newest_first', 'notification', ['account_id', sa.text('created_at desc'), sa.text('id desc')], unique=False)
    op.create_index('notifications_unread', 'notification', ['account_id'], unique=False, postgresql_where=sa.text('read_at is null'))
    op.create_table('notification_choice',
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('telling', sa.String(length=8), nullable=False),
    sa.Column('no_email', sa.ARRAY(sa.String(length=32)), nullable=False),
    sa.Column('with_sms', sa.ARRAY(sa.String(length=32)), nullable=False),
    sa.Column('sms_when_unread', sa.Boolean(), nullable=False),
    sa.Column('discreet', sa.Boolean(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('digest_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("telling in ('EACH', 'FIRST', 'DAILY', 'UNUSUAL')", name='telling_known'),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], ),
    sa.PrimaryKeyConstraint('account_id')
    )
    op.create_index('digests_due', 'notification_choice', ['digest_at'], unique=False, postgresql_where=sa.text("telling = 'DAILY'"))
    op.create_index('openings_of_professional', 'file_opening', ['professional_id', 'opened_at'], unique=False)
    op.create_index('openings_of_space', 'file_opening', ['space_id', 'opened_at'], unique=False)
    op.add_column('outbox_line', sa.Column('kind', sa.String(length=48), nullable=False, server_default=""))
    op.add_column('outbox_line', sa.Column('account_id', sa.Uuid(), nullable=True))
    op.add_column('outbox_line', sa.Column('entry_id', sa.Uuid(), nullable=True))
    op.add_column('outbox_line', sa.Column('started_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('outbox_line', sa.Column('uncertain', sa.Boolean(), nullable=False, server_default=sa.false()))
    # Lines that exist get a value; from now on the application gives it.
    op.alter_column('outbox_line', 'kind', server_default=None)
    op.alter_column('outbox_line', 'uncertain', server_default=None)
    op.create_index('outbox_started', 'outbox_line', ['started_at'], unique=False, postgresql_where=sa.text('started_at is not null'))
    op.create_index('traces_of_day', 'trace', ['chain_id', 'at'], unique=False)
    op.create_index('traces_of_kind', 'trace', ['chain_id', 'action', 'seq'], unique=False)
    op.create_index('traces_of_professional', 'trace', ['chain_id', 'professional_id', 'seq'], unique=False, postgresql_where=sa.text('professional_id is not null'))


def downgrade() -> None:
    op.drop_index('traces_of_professional', table_name='trace', postgresql_where=sa.text('professional_id is not null'))
    op.drop_index('traces_of_day', table_name='trace')
    op.drop_index('traces_of_kind', table_name='trace')
    op.drop_index('outbox_started', table_name='outbox_line', postgresql_where=sa.text('started_at is not null'))
    op.drop_column('outbox_line', 'uncertain')
    op.drop_column('outbox_line', 'started_at')
    op.drop_column('outbox_line', 'entry_id')
    op.drop_column('outbox_line', 'account_id')
    op.drop_column('outbox_line', 'kind')
    op.drop_index('openings_of_space', table_name='file_opening')
    op.drop_index('openings_of_professional', table_name='file_opening')
    op.drop_index('digests_due', table_name='notification_choice', postgresql_where=sa.text("telling = 'DAILY'"))
    op.drop_table('notification_choice')
    op.drop_index('notifications_unread', table_name='notification', postgresql_where=sa.text('read_at is null'))
    op.drop_index('notifications_newest_first', table_name='notification')
    op.drop_table('notification')
    op.drop_index('contests_waiting', table_name='access_contest', postgresql_where=sa.text('answered_at is null'))
    op.drop_index('contests_answered', table_name='access_contest', postgresql_where=sa.text('answered_at is not null'))
    op.drop_table('access_contest')
    op.drop_index(op.f('ix_unusual_access_at'), table_name='unusual_access')
    op.drop_table('unusual_access')
    op.drop_table('trail_leaf')
    op.drop_table('trail_checkpoint')
    op.drop_index(op.f('ix_access_to_tell_at'), table_name='access_to_tell')
    op.drop_table('access_to_tell')
