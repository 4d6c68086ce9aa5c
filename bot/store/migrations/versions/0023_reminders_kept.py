"""reminders of their plan that somebody keeps though they have said stop"""

import sqlalchemy as sa
from alembic import op

import bot.store.tables.base

revision = '0023_reminders_kept'
down_revision = '0022_same_person'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        'contact_point', sa.Column('reminders_kept_at', bot.store.tables.base.Instant(timezone=True), nullable=True)
    )


def downgrade() -> None:
    op.drop_column('contact_point', 'reminders_kept_at')
