"""certificates of respite"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
import bot.store.tables.base

revision = '0003_certificates'
down_revision = '0002_stripe'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('certificate',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('creditor_id', sa.Text(), nullable=False),
    sa.Column('case_id', sa.BigInteger(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('plan_id', sa.BigInteger(), nullable=True),
    sa.Column('pause_id', sa.BigInteger(), nullable=True),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('issued_at', bot.store.tables.base.Instant(timezone=True), nullable=False),
    sa.Column('looked_up', sa.BigInteger(), nullable=False),
    sa.Column('last_looked_up_at', bot.store.tables.base.Instant(timezone=True), nullable=True),
    sa.Column('last_looked_up_by', sa.BigInteger(), nullable=True),
    sa.CheckConstraint('num_nonnulls(plan_id, pause_id) = 1', name=op.f('ck_certificate_of_one')),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_certificate_case_id')),
    sa.ForeignKeyConstraint(['creditor_id'], ['creditor.id'], name=op.f('fk_certificate_creditor_id')),
    sa.ForeignKeyConstraint(['last_looked_up_by'], ['agent.id'], name=op.f('fk_certificate_last_looked_up_by')),
    sa.ForeignKeyConstraint(['pause_id'], ['pause.id'], name=op.f('fk_certificate_pause_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_certificate_person_id')),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_certificate_plan_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_certificate')),
    sa.UniqueConstraint('code', name=op.f('uq_certificate_code')),
    sa.UniqueConstraint('pause_id', name=op.f('uq_certificate_pause_id')),
    sa.UniqueConstraint('plan_id', name=op.f('uq_certificate_plan_id'))
    )
    op.create_index(op.f('ix_certificate_case_id'), 'certificate', ['case_id'], unique=False)
    op.create_index(op.f('ix_certificate_creditor_id'), 'certificate', ['creditor_id'], unique=False)
    op.create_index(op.f('ix_certificate_person_id'), 'certificate', ['person_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_certificate_person_id'), table_name='certificate')
    op.drop_index(op.f('ix_certificate_creditor_id'), table_name='certificate')
    op.drop_index(op.f('ix_certificate_case_id'), table_name='certificate')
    op.drop_table('certificate')
