"""a note of vulnerability that somebody asked back without having shown for certain that it is theirs"""

import sqlalchemy as sa
from alembic import op

import bot.store.tables.base

revision = '0027_care_asked_back'
down_revision = '0026_words_removed'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('marker', sa.Column('asked_back_at', bot.store.tables.base.Instant(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column('marker', 'asked_back_at')
