"""the last sign of an agent's open page; a breath after something heavy"""

import sqlalchemy as sa
from alembic import op
import bot.store.tables.base

revision = '0011_desk_presence'
down_revision = '0010_sample'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('agent_session', sa.Column('page_at', bot.store.tables.base.Instant(timezone=True), nullable=True))
    op.add_column('agent_session', sa.Column('resting_until', bot.store.tables.base.Instant(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column('agent_session', 'resting_until')
    op.drop_column('agent_session', 'page_at')
