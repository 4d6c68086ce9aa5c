"""calls that debtors have asked for, with their slot"""

import sqlalchemy as sa
from alembic import op
import bot.store.tables.base

revision = '0013_callback'
down_revision = '0012_promise'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('callback',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('creditor_id', sa.Text(), nullable=False),
    sa.Column('conversation_id', sa.BigInteger(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('contact_point_id', sa.BigInteger(), nullable=True),
    sa.Column('starts_at', bot.store.tables.base.Instant(timezone=True), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('booked_by', sa.Text(), nullable=False),
    sa.Column('made_at', bot.store.tables.base.Instant(timezone=True), nullable=False),
    sa.Column('ended_at', bot.store.tables.base.Instant(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['contact_point_id'], ['contact_point.id'], name=op.f('fk_callback_contact_point_id')),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_callback_conversation_id')),
    sa.ForeignKeyConstraint(['creditor_id'], ['creditor.id'], name=op.f('fk_callback_creditor_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_callback_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_callback'))
    )
    op.create_index('ix_callback_booked', 'callback', ['creditor_id', 'starts_at'], unique=False, postgresql_where=sa.text("state = 'booked'"))
    op.create_index(op.f('ix_callback_conversation_id'), 'callback', ['conversation_id'], unique=False)
    op.create_index(op.f('ix_callback_creditor_id'), 'callback', ['creditor_id'], unique=False)
    op.create_index(op.f('ix_callback_person_id'), 'callback', ['person_id'], unique=False)


def downgrade() -> None:
    op.drop_table('callback')
