"""when the words of a message, and of one that was sent, were removed because their time was over"""

import sqlalchemy as sa
from alembic import op

import bot.store.tables.base

revision = '0026_words_removed'
down_revision = '0025_agent_identity'
branch_labels = None
depends_on = None


def upgrade() -> None:
    instant = bot.store.tables.base.Instant(timezone=True)
    op.add_column('message', sa.Column('removed_at', instant, nullable=True))
    op.create_index('ix_message_kept', 'message', ['created_at'], unique=False, postgresql_where=sa.text('removed_at is null'))
    op.add_column('outbox', sa.Column('removed_at', instant, nullable=True))


def downgrade() -> None:
    op.drop_column('outbox', 'removed_at')
    op.drop_index('ix_message_kept', table_name='message')
    op.drop_column('message', 'removed_at')
