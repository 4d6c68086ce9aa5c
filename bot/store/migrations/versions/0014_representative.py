"""who may speak for somebody, by which paper, until when"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
import bot.store.tables.base

revision = '0014_representative'
down_revision = '0013_callback'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('representative',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('creditor_id', sa.Text(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('reach', sa.Text(), nullable=False),
    sa.Column('authority_on', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('scope', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('recorded_by', sa.Text(), nullable=False),
    sa.Column('recorded_at', bot.store.tables.base.Instant(timezone=True), nullable=False),
    sa.Column('ended_at', bot.store.tables.base.Instant(timezone=True), nullable=True),
    sa.Column('ended_by', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['creditor_id'], ['creditor.id'], name=op.f('fk_representative_creditor_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_representative_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_representative'))
    )
    op.create_index(op.f('ix_representative_creditor_id'), 'representative', ['creditor_id'], unique=False)
    op.create_index(op.f('ix_representative_person_id'), 'representative', ['person_id'], unique=False)


def downgrade() -> None:
    op.drop_table('representative')
