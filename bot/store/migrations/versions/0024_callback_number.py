"""the number that a call-back goes to, where it does not stand on file"""

import sqlalchemy as sa
from alembic import op

revision = '0024_callback_number'
down_revision = '0023_reminders_kept'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('callback', sa.Column('number', sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column('callback', 'number')
