"""how agents log in: throttles, second step, known browsers; brands of a scope"""

import sqlalchemy as sa
from alembic import op
import bot.store.tables.base

revision = '0009_desk_access'
down_revision = '0008_mail_file'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('agent_brand',
    sa.Column('agent_id', sa.BigInteger(), nullable=False),
    sa.Column('brand_id', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['agent_id'], ['agent.id'], name=op.f('fk_agent_brand_agent_id')),
    sa.ForeignKeyConstraint(['brand_id'], ['brand.id'], name=op.f('fk_agent_brand_brand_id')),
    sa.PrimaryKeyConstraint('agent_id', 'brand_id', name=op.f('pk_agent_brand'))
    )
    op.create_table('agent_browser',
    sa.Column('token_hash', sa.Text(), nullable=False),
    sa.Column('agent_id', sa.BigInteger(), nullable=False),
    sa.Column('used_at', bot.store.tables.base.Instant(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['agent_id'], ['agent.id'], name=op.f('fk_agent_browser_agent_id')),
    sa.PrimaryKeyConstraint('token_hash', 'agent_id', name=op.f('pk_agent_browser'))
    )
    op.create_table('agent_factor',
    sa.Column('agent_id', sa.BigInteger(), nullable=False),
    sa.Column('sealed', sa.Text(), nullable=True),
    sa.Column('pending', sa.Text(), nullable=True),
    sa.Column('enrolled_at', bot.store.tables.base.Instant(timezone=True), nullable=True),
    sa.Column('last_step', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['agent_id'], ['agent.id'], name=op.f('fk_agent_factor_agent_id')),
    sa.PrimaryKeyConstraint('agent_id', name=op.f('pk_agent_factor'))
    )
    op.create_table('recovery_code',
    sa.Column('agent_id', sa.BigInteger(), nullable=False),
    sa.Column('code_hash', sa.Text(), nullable=False),
    sa.Column('used_at', bot.store.tables.base.Instant(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['agent_id'], ['agent.id'], name=op.f('fk_recovery_code_agent_id')),
    sa.PrimaryKeyConstraint('agent_id', 'code_hash', name=op.f('pk_recovery_code'))
    )
    op.create_table('login_throttle',
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('failures', sa.BigInteger(), nullable=False),
    sa.Column('last_at', bot.store.tables.base.Instant(timezone=True), nullable=False),
    sa.Column('closed_until', bot.store.tables.base.Instant(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_login_throttle'))
    )
    op.create_index(op.f('ix_login_throttle_last_at'), 'login_throttle', ['last_at'], unique=False)
    op.add_column('agent', sa.Column('password_given', sa.Boolean(), server_default=sa.text('false'), nullable=False))
    op.drop_column('agent', 'failures')
    op.drop_column('agent', 'locked_until')
    op.add_column('agent_session', sa.Column('step', sa.Text(), server_default='open', nullable=False))


def downgrade() -> None:
    op.drop_column('agent_session', 'step')
    op.add_column('agent', sa.Column('locked_until', bot.store.tables.base.Instant(timezone=True), nullable=True))
    op.add_column('agent', sa.Column('failures', sa.BigInteger(), server_default='0', nullable=False))
    op.drop_column('agent', 'password_given')
    op.drop_index(op.f('ix_login_throttle_last_at'), table_name='login_throttle')
    op.drop_table('login_throttle')
    op.drop_table('recovery_code')
    op.drop_table('agent_factor')
    op.drop_table('agent_browser')
    op.drop_table('agent_brand')
