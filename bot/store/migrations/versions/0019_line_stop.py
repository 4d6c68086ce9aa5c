"""numbers that have asked one of our senders to stop"""

import sqlalchemy as sa
from alembic import op

import bot.store.tables.base

revision = '0019_line_stop'
down_revision = '0018_former_session'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('line_stop',
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=True),
    sa.Column('since', bot.store.tables.base.Instant(timezone=True), nullable=True),
    sa.Column('lifted_at', bot.store.tables.base.Instant(timezone=True), nullable=True),
    sa.CheckConstraint("kind in ('carrier', 'ours')", name=op.f('ck_line_stop_kind')),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_line_stop'))
    )
    # A thread by telephone is known by the same hash of channel, sender and number.
    op.execute("""
        insert into line_stop (key, kind, since)
        select c.sender, case when count(p.barred_at) > 0 then 'carrier' else 'ours' end,
               max(coalesce(p.barred_at, p.stopped_at))
        from phone_line p join conversation c on c.id = p.conversation_id
        where p.channel in ('sms', 'whatsapp') and (p.barred_at is not null or p.stopped_at is not null)
        group by c.sender
    """)


def downgrade() -> None:
    op.drop_table('line_stop')
