"""sessions of browsers that were turned to another when identity was proven"""

import sqlalchemy as sa
from alembic import op

import bot.store.tables.base

revision = '0018_former_session'
down_revision = '0017_limitation_checked'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'former_session',
        sa.Column('key', sa.Text(), nullable=False),
        sa.Column('sender', sa.Text(), nullable=False),
        sa.Column('csrf', sa.Text(), nullable=False),
        sa.Column('until', bot.store.tables.base.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('key', name=op.f('pk_former_session')),
    )
    op.create_index(op.f('ix_former_session_sender'), 'former_session', ['sender'])


def downgrade() -> None:
    op.drop_index(op.f('ix_former_session_sender'), table_name='former_session')
    op.drop_table('former_session')
