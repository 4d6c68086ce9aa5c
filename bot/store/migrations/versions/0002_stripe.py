"""the account of an attempt, how often it moved, when its provider was asked"""

import sqlalchemy as sa
from alembic import op

import bot.store.tables.base

revision = '0002_stripe'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('attempt', sa.Column('account', sa.Text(), server_default='', nullable=False))
    op.add_column('attempt', sa.Column('moves', sa.BigInteger(), server_default='0', nullable=False))
    op.add_column('attempt', sa.Column('looked_at', bot.store.tables.base.Instant(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column('attempt', 'looked_at')
    op.drop_column('attempt', 'moves')
    op.drop_column('attempt', 'account')
