"""referrals with what was sent and what came of it, partners' links, helpers' codes and their looks"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

import bot.store.tables.base

revision = '0015_sharing'
down_revision = '0014_representative'
branch_labels = None
depends_on = None

Instant = bot.store.tables.base.Instant(timezone=True)


def _keys(table: str, *columns: tuple[str, str]) -> list[sa.ForeignKeyConstraint]:
    return [sa.ForeignKeyConstraint([column], [f'{other}.id'], name=op.f(f'fk_{table}_{column}'))
            for column, other in columns]


def upgrade() -> None:
    for column in (
        sa.Column('partner_id', sa.Text(), nullable=True),
        sa.Column('email', sa.Text(), nullable=True),
        sa.Column('number', sa.Text(), nullable=True),
        sa.Column('sheet', postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"),
                  nullable=False),
        sa.Column('text_id', sa.Text(), nullable=True),
        sa.Column('text_version', sa.Text(), nullable=True),
        sa.Column('lang', sa.Text(), nullable=True),
        sa.Column('consent_id', sa.BigInteger(), nullable=True),
        sa.Column('asked_by', sa.Text(), nullable=True),
        sa.Column('hold_id', sa.BigInteger(), nullable=True),
        sa.Column('sent_at', Instant, nullable=True),
        sa.Column('contact_before', sa.Date(), nullable=True),
        sa.Column('outcome', sa.Text(), nullable=True),
        sa.Column('ended_at', Instant, nullable=True),
    ):
        op.add_column('referral', column)
    op.create_unique_constraint(op.f('uq_referral_number'), 'referral', ['number'])
    op.create_foreign_key(op.f('fk_referral_consent_id'), 'referral', 'consent', ['consent_id'], ['id'])
    op.create_foreign_key(op.f('fk_referral_hold_id'), 'referral', 'hold', ['hold_id'], ['id'])
    op.create_index('ix_referral_one_alive', 'referral', ['person_id'], unique=True,
                    postgresql_where=sa.text("state in ('sent', 'acknowledged')"))
    op.create_table(
        'referral_event',
        sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column('creditor_id', sa.Text(), nullable=False),
        sa.Column('person_id', sa.BigInteger(), nullable=False),
        sa.Column('referral_id', sa.BigInteger(), nullable=False),
        sa.Column('what', sa.Text(), nullable=False),
        sa.Column('day', sa.Date(), nullable=True),
        sa.Column('actor', sa.Text(), nullable=False),
        sa.Column('at', Instant, nullable=False),
        *_keys('referral_event', ('creditor_id', 'creditor'), ('person_id', 'person'), ('referral_id', 'referral')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_referral_event')),
    )
    op.create_table(
        'partner_link',
        sa.Column('token_hash', sa.Text(), nullable=False),
        sa.Column('creditor_id', sa.Text(), nullable=False),
        sa.Column('person_id', sa.BigInteger(), nullable=False),
        sa.Column('referral_id', sa.BigInteger(), nullable=False),
        sa.Column('created_at', Instant, nullable=False),
        sa.Column('revoked_at', Instant, nullable=True),
        sa.Column('code_hash', sa.Text(), nullable=True),
        sa.Column('code_until', Instant, nullable=True),
        sa.Column('code_tries', sa.BigInteger(), nullable=False),
        sa.Column('codes_sent', sa.BigInteger(), nullable=False),
        sa.Column('code_sent_at', Instant, nullable=True),
        sa.Column('opened_for', sa.Text(), nullable=True),
        sa.Column('opened_until', Instant, nullable=True),
        *_keys('partner_link', ('creditor_id', 'creditor'), ('person_id', 'person'), ('referral_id', 'referral')),
        sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_partner_link')),
        sa.UniqueConstraint('referral_id', name=op.f('uq_partner_link_referral_id')),
    )
    op.create_table(
        'helper_access',
        sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column('creditor_id', sa.Text(), nullable=False),
        sa.Column('person_id', sa.BigInteger(), nullable=False),
        sa.Column('conversation_id', sa.BigInteger(), nullable=False),
        sa.Column('code_hash', sa.Text(), nullable=False),
        sa.Column('sections', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column('budget_id', sa.BigInteger(), nullable=True),
        sa.Column('made_at', Instant, nullable=False),
        sa.Column('until', Instant, nullable=False),
        sa.Column('ended_at', Instant, nullable=True),
        sa.Column('ended_by', sa.Text(), nullable=True),
        *_keys('helper_access', ('creditor_id', 'creditor'), ('person_id', 'person'),
               ('conversation_id', 'conversation'), ('budget_id', 'budget')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_helper_access')),
        sa.UniqueConstraint('code_hash', name=op.f('uq_helper_access_code_hash')),
    )
    op.create_table(
        'helper_look',
        sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column('creditor_id', sa.Text(), nullable=False),
        sa.Column('person_id', sa.BigInteger(), nullable=False),
        sa.Column('access_id', sa.BigInteger(), nullable=False),
        sa.Column('browser', sa.Text(), nullable=False),
        sa.Column('at', Instant, nullable=False),
        sa.Column('until', Instant, nullable=False),
        *_keys('helper_look', ('creditor_id', 'creditor'), ('person_id', 'person'), ('access_id', 'helper_access')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_helper_look')),
    )
    for table, indexed in (
        ('referral_event', 'creditor_id'), ('referral_event', 'referral_id'), ('partner_link', 'creditor_id'),
        ('helper_access', 'creditor_id'), ('helper_access', 'person_id'), ('helper_look', 'creditor_id'),
        ('helper_look', 'access_id'),
    ):
        op.create_index(op.f(f'ix_{table}_{indexed}'), table, [indexed], unique=False)


def downgrade() -> None:
    for table in ('helper_look', 'helper_access', 'partner_link', 'referral_event'):
        op.drop_table(table)
    op.drop_index('ix_referral_one_alive', table_name='referral')
    op.drop_constraint(op.f('fk_referral_hold_id'), 'referral', type_='foreignkey')
    op.drop_constraint(op.f('fk_referral_consent_id'), 'referral', type_='foreignkey')
    op.drop_constraint(op.f('uq_referral_number'), 'referral', type_='unique')
    for name in ('ended_at', 'outcome', 'contact_before', 'sent_at', 'hold_id', 'asked_by', 'consent_id', 'lang',
                 'text_version', 'text_id', 'sheet', 'number', 'email', 'partner_id'):
        op.drop_column('referral', name)
