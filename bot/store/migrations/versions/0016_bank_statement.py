"""bank movements: where each was told first, and which one it may be again"""

import sqlalchemy as sa
from alembic import op

revision = '0016_bank_statement'
down_revision = '0015_sharing'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('import_run', sa.Column('since', sa.Date(), nullable=True))
    op.add_column('bank_line', sa.Column('line', sa.BigInteger(), nullable=True))
    op.add_column('bank_line', sa.Column('form', sa.Text(), nullable=False, server_default=''))
    op.alter_column('bank_line', 'form', server_default=None)
    op.add_column('bank_line', sa.Column('value_on', sa.Date(), nullable=True))
    op.add_column('bank_line', sa.Column('balance', sa.BigInteger(), nullable=True))
    op.add_column('bank_line', sa.Column('like_id', sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f('fk_bank_line_like_id'), 'bank_line', 'bank_line', ['like_id'], ['id'])
    op.create_index(op.f('ix_bank_line_like_id'), 'bank_line', ['like_id'], unique=False)
    op.create_index('ix_bank_line_bank_ref', 'bank_line', ['creditor_id', 'bank_ref'], unique=False, postgresql_where=sa.text("bank_ref <> ''"))


def downgrade() -> None:
    op.drop_index('ix_bank_line_bank_ref', table_name='bank_line')
    for name in ('like_id', 'balance', 'value_on', 'form', 'line'):
        op.drop_column('bank_line', name)
    op.drop_column('import_run', 'since')
