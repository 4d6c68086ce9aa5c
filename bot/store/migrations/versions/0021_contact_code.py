"""codes sent to a contact on file, before contacts are changed in the chat"""

import sqlalchemy as sa
from alembic import op
import bot.store.tables.base

revision = '0021_contact_code'
down_revision = '0020_vulnerability'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('contact_code',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('creditor_id', sa.Text(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('conversation_id', sa.BigInteger(), nullable=False),
    sa.Column('contact_point_id', sa.BigInteger(), nullable=False),
    sa.Column('salt', sa.Text(), nullable=False),
    sa.Column('code_hash', sa.Text(), nullable=True),
    sa.Column('sent_at', bot.store.tables.base.Instant(timezone=True), nullable=False),
    sa.Column('until', bot.store.tables.base.Instant(timezone=True), nullable=False),
    sa.Column('tries', sa.BigInteger(), nullable=False),
    sa.Column('ended_at', bot.store.tables.base.Instant(timezone=True), nullable=True),
    sa.Column('how', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['contact_point_id'], ['contact_point.id'], name=op.f('fk_contact_code_contact_point_id')),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_contact_code_conversation_id')),
    sa.ForeignKeyConstraint(['creditor_id'], ['creditor.id'], name=op.f('fk_contact_code_creditor_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_contact_code_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contact_code'))
    )
    op.create_index(op.f('ix_contact_code_contact_point_id'), 'contact_code', ['contact_point_id'], unique=False)
    op.create_index(op.f('ix_contact_code_conversation_id'), 'contact_code', ['conversation_id'], unique=False)
    op.create_index(op.f('ix_contact_code_creditor_id'), 'contact_code', ['creditor_id'], unique=False)
    op.create_index('ix_contact_code_person', 'contact_code', ['person_id', 'sent_at'], unique=False)


def downgrade() -> None:
    op.drop_table('contact_code')
