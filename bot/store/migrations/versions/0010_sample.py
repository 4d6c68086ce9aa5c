"""samples of conversations for missed distress; audit lines by time"""

import sqlalchemy as sa
from alembic import op
import bot.store.tables.base

revision = '0010_sample'
down_revision = '0009_desk_access'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('sample_week',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('creditor_id', sa.Text(), nullable=True),
    sa.Column('week', sa.Date(), nullable=False),
    sa.Column('out_of', sa.BigInteger(), nullable=False),
    sa.Column('drawn_at', bot.store.tables.base.Instant(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['creditor_id'], ['creditor.id'], name=op.f('fk_sample_week_creditor_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sample_week')),
    sa.UniqueConstraint('week', 'creditor_id', name=op.f('uq_sample_week_week_creditor_id'), postgresql_nulls_not_distinct=True)
    )
    op.create_index(op.f('ix_sample_week_creditor_id'), 'sample_week', ['creditor_id'], unique=False)
    op.create_table('sample',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('week_id', sa.BigInteger(), nullable=False),
    sa.Column('conversation_id', sa.BigInteger(), nullable=False),
    sa.Column('to_seq', sa.BigInteger(), nullable=False),
    sa.Column('found', sa.Text(), nullable=True),
    sa.Column('judged_by', sa.BigInteger(), nullable=True),
    sa.Column('judged_at', bot.store.tables.base.Instant(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_sample_conversation_id')),
    sa.ForeignKeyConstraint(['judged_by'], ['agent.id'], name=op.f('fk_sample_judged_by')),
    sa.ForeignKeyConstraint(['week_id'], ['sample_week.id'], name=op.f('fk_sample_week_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sample')),
    sa.UniqueConstraint('week_id', 'conversation_id', name=op.f('uq_sample_week_id_conversation_id'))
    )
    op.create_index(op.f('ix_sample_conversation_id'), 'sample', ['conversation_id'], unique=False)


def downgrade() -> None:
    op.drop_table('sample')
    op.drop_table('sample_week')
