"""until when a person has found that a debt may be claimed"""

import sqlalchemy as sa
from alembic import op

revision = '0017_limitation_checked'
down_revision = '0016_bank_statement'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('case', sa.Column('limitation_until', sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column('case', 'limitation_until')
