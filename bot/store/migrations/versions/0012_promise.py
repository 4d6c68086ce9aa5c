"""of a promise: who made it, how it will be paid, when it was over"""

import sqlalchemy as sa
from alembic import op
import bot.store.tables.base

revision = '0012_promise'
down_revision = '0011_desk_presence'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('promise', sa.Column('person_id', sa.BigInteger(), nullable=True))
    op.add_column('promise', sa.Column('way', sa.Text(), server_default='other', nullable=False))
    op.add_column('promise', sa.Column('ended_at', bot.store.tables.base.Instant(timezone=True), nullable=True))
    op.create_index(op.f('ix_promise_person_id'), 'promise', ['person_id'], unique=False)
    op.create_foreign_key(op.f('fk_promise_person_id'), 'promise', 'person', ['person_id'], ['id'])


def downgrade() -> None:
    op.drop_constraint(op.f('fk_promise_person_id'), 'promise', type_='foreignkey')
    op.drop_index(op.f('ix_promise_person_id'), table_name='promise')
    op.drop_column('promise', 'ended_at')
    op.drop_column('promise', 'way')
    op.drop_column('promise', 'person_id')
