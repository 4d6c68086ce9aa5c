"""files that came with e-mails"""

import sqlalchemy as sa
from alembic import op
import bot.store.tables.base

revision = '0008_mail_file'
down_revision = '0007_segment'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('mail_file',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('conversation_id', sa.BigInteger(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('type', sa.Text(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('at', bot.store.tables.base.Instant(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_mail_file_conversation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mail_file'))
    )
    op.create_index(op.f('ix_mail_file_conversation_id'), 'mail_file', ['conversation_id'], unique=False)


def downgrade() -> None:
    op.drop_table('mail_file')
