"""what of an instalment the creditor's files have counted as paid to them"""

import sqlalchemy as sa
from alembic import op

revision = '0006_covered'
down_revision = '0005_bank'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('instalment', sa.Column('covered_minor', sa.BigInteger(), server_default='0', nullable=False))


def downgrade() -> None:
    op.drop_column('instalment', 'covered_minor')
