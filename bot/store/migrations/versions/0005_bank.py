"""bank statements"""

import sqlalchemy as sa
from alembic import op
import bot.store.tables.base

revision = '0005_bank'
down_revision = '0004_phone_line'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('transfer_reference',
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('creditor_id', sa.Text(), nullable=False),
    sa.Column('case_id', sa.BigInteger(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('plan_id', sa.BigInteger(), nullable=True),
    sa.Column('made_at', bot.store.tables.base.Instant(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_transfer_reference_case_id')),
    sa.ForeignKeyConstraint(['creditor_id'], ['creditor.id'], name=op.f('fk_transfer_reference_creditor_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_transfer_reference_person_id')),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_transfer_reference_plan_id')),
    sa.PrimaryKeyConstraint('reference', name=op.f('pk_transfer_reference')),
    sa.UniqueConstraint('plan_id', name=op.f('uq_transfer_reference_plan_id'))
    )
    op.create_index(op.f('ix_transfer_reference_case_id'), 'transfer_reference', ['case_id'], unique=False)
    op.create_index(op.f('ix_transfer_reference_creditor_id'), 'transfer_reference', ['creditor_id'], unique=False)
    op.create_index('ix_transfer_reference_without_plan', 'transfer_reference', ['case_id', 'person_id'], unique=True, postgresql_where=sa.text('plan_id is null'))
    op.create_table('bank_line',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('creditor_id', sa.Text(), nullable=False),
    sa.Column('run_id', sa.BigInteger(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('minor', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.Text(), nullable=False),
    sa.Column('booked_on', sa.Date(), nullable=False),
    sa.Column('bank_ref', sa.Text(), nullable=False),
    sa.Column('end_to_end', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('matched_by', sa.Text(), nullable=True),
    sa.Column('case_id', sa.BigInteger(), nullable=True),
    sa.Column('attempt_id', sa.BigInteger(), nullable=True),
    sa.Column('at', bot.store.tables.base.Instant(timezone=True), nullable=False),
    sa.Column('resolved_at', bot.store.tables.base.Instant(timezone=True), nullable=True),
    sa.Column('resolved_by', sa.Text(), nullable=True),
    sa.CheckConstraint("kind in ('credit', 'return')", name=op.f('ck_bank_line_kind')),
    sa.CheckConstraint('minor > 0', name=op.f('ck_bank_line_positive')),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_bank_line_attempt_id')),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_bank_line_case_id')),
    sa.ForeignKeyConstraint(['creditor_id'], ['creditor.id'], name=op.f('fk_bank_line_creditor_id')),
    sa.ForeignKeyConstraint(['run_id'], ['import_run.id'], name=op.f('fk_bank_line_run_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bank_line')),
    sa.UniqueConstraint('attempt_id', name=op.f('uq_bank_line_attempt_id')),
    sa.UniqueConstraint('creditor_id', 'key', name=op.f('uq_bank_line_creditor_id_key'))
    )
    op.create_index(op.f('ix_bank_line_case_id'), 'bank_line', ['case_id'], unique=False)
    op.create_index(op.f('ix_bank_line_creditor_id'), 'bank_line', ['creditor_id'], unique=False)
    op.create_index('ix_bank_line_open', 'bank_line', ['creditor_id'], unique=False, postgresql_where=sa.text("state = 'open'"))
    op.create_index(op.f('ix_bank_line_run_id'), 'bank_line', ['run_id'], unique=False)


def downgrade() -> None:
    op.drop_table('bank_line')
    op.drop_table('transfer_reference')
