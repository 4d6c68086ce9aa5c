"""the group in which a creditor's file puts a case"""

import sqlalchemy as sa
from alembic import op

revision = '0007_segment'
down_revision = '0006_covered'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('case', sa.Column('segment', sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column('case', 'segment')
