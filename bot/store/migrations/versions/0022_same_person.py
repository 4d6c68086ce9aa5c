"""two rows that stand for the same human, linked by two people; and whether some of a human's cases are not seen"""

import sqlalchemy as sa
from alembic import op
import bot.store.tables.base

revision = '0022_same_person'
down_revision = '0021_contact_code'
branch_labels = None
depends_on = None

# Runs as the tables' owner, for whom no row is hidden, and tells whoever asks nothing but yes or no.
HIDDEN = """
create function hidden_cases(of bigint) returns boolean language sql stable security definer
set search_path = pg_catalog, public as $$
  select coalesce(nullif(current_setting('repit.creditors', true), ''), '{}') <> '{}' and exists (
    select from party p join "case" c on c.id = p.case_id
    where c.state not in ('settled', 'erased')
      and (p.person_id = of
        or p.person_id in (select s.other_person_id from same_person s
                           where s.person_id = of and s.confirmed_at is not null and s.ended_at is null)
        or p.person_id in (select s.person_id from same_person s
                           where s.other_person_id = of and s.confirmed_at is not null and s.ended_at is null))
      and c.creditor_id <> all(coalesce(nullif(current_setting('repit.whole', true), ''), '{}')::text[])
      and c.brand_id::text <> all(coalesce(nullif(current_setting('repit.brands', true), ''), '{}')::text[])
  )
$$
"""


def upgrade() -> None:
    op.create_table('same_person',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('creditor_id', sa.Text(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('other_person_id', sa.BigInteger(), nullable=False),
    sa.Column('proposed_by', sa.BigInteger(), nullable=False),
    sa.Column('proposed_at', bot.store.tables.base.Instant(timezone=True), nullable=False),
    sa.Column('confirmed_by', sa.BigInteger(), nullable=True),
    sa.Column('confirmed_at', bot.store.tables.base.Instant(timezone=True), nullable=True),
    sa.Column('ended_by', sa.BigInteger(), nullable=True),
    sa.Column('ended_at', bot.store.tables.base.Instant(timezone=True), nullable=True),
    sa.CheckConstraint('person_id < other_person_id', name=op.f('ck_same_person_order')),
    sa.CheckConstraint('confirmed_by is null or confirmed_by <> proposed_by', name=op.f('ck_same_person_two_people')),
    sa.ForeignKeyConstraint(['confirmed_by'], ['agent.id'], name=op.f('fk_same_person_confirmed_by')),
    sa.ForeignKeyConstraint(['creditor_id'], ['creditor.id'], name=op.f('fk_same_person_creditor_id')),
    sa.ForeignKeyConstraint(['ended_by'], ['agent.id'], name=op.f('fk_same_person_ended_by')),
    sa.ForeignKeyConstraint(['other_person_id'], ['person.id'], name=op.f('fk_same_person_other_person_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_same_person_person_id')),
    sa.ForeignKeyConstraint(['proposed_by'], ['agent.id'], name=op.f('fk_same_person_proposed_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_same_person'))
    )
    op.create_index(op.f('ix_same_person_creditor_id'), 'same_person', ['creditor_id'], unique=False)
    op.create_index(op.f('ix_same_person_other_person_id'), 'same_person', ['other_person_id'], unique=False)
    op.create_index('ix_same_person_pair', 'same_person', ['person_id', 'other_person_id'], unique=True,
                    postgresql_where=sa.text('ended_at is null'))
    op.execute(HIDDEN)


def downgrade() -> None:
    op.execute('drop function hidden_cases(bigint)')
    op.drop_table('same_person')
