"""agents who log in at a provider (OpenID Connect): whom it names, links to be linked by, answers used up"""

import sqlalchemy as sa
from alembic import op

import bot.store.tables.base

revision = '0025_agent_identity'
down_revision = '0024_callback_number'
branch_labels = None
depends_on = None


def upgrade() -> None:
    instant = bot.store.tables.base.Instant(timezone=True)
    op.create_table(
        'agent_identity',
        sa.Column('agent_id', sa.BigInteger(), nullable=False),
        sa.Column('issuer', sa.Text(), nullable=True),
        sa.Column('subject', sa.Text(), nullable=True),
        sa.Column('linked_at', instant, nullable=True),
        sa.Column('link_hash', sa.Text(), nullable=True),
        sa.Column('link_until', instant, nullable=True),
        sa.ForeignKeyConstraint(['agent_id'], ['agent.id'], name=op.f('fk_agent_identity_agent_id')),
        sa.PrimaryKeyConstraint('agent_id', name=op.f('pk_agent_identity')),
        sa.UniqueConstraint('issuer', 'subject', name=op.f('uq_agent_identity_issuer_subject')),
        sa.UniqueConstraint('link_hash', name=op.f('uq_agent_identity_link_hash')),
    )
    op.create_table(
        'spent_answer',
        sa.Column('state_hash', sa.Text(), nullable=False),
        sa.Column('at', instant, nullable=False),
        sa.PrimaryKeyConstraint('state_hash', name=op.f('pk_spent_answer')),
    )
    op.create_index(op.f('ix_spent_answer_at'), 'spent_answer', ['at'])
    op.add_column('agent_session', sa.Column('way', sa.Text(), server_default='password', nullable=False))


def downgrade() -> None:
    op.drop_column('agent_session', 'way')
    op.drop_index(op.f('ix_spent_answer_at'), table_name='spent_answer')
    op.drop_table('spent_answer')
    op.drop_table('agent_identity')
