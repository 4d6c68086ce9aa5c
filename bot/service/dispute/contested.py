"""What whoever writes has contested, and nobody has settled yet."""

from __future__ import annotations

from sqlalchemy import or_, select

from bot.service.identity import identify
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Dispute


async def open_numbers(uow: UnitOfWork, conversation: Conversation) -> list[str]:
    """The receipt numbers, oldest first: of this thread, of every other of theirs once they have proven who they are,
    and what was told here before that.
    """
    whose = Conversation.id == conversation.id
    if await identify.is_identified(uow, conversation):
        whose = or_(whose, Conversation.person_id == conversation.person_id)
    found = await uow.session.scalars(
        select(Dispute.receipt).join(Conversation, Conversation.id == Dispute.conversation_id)
        .where(whose, Dispute.closed_at.is_(None)).order_by(Dispute.id)
    )
    waits = (conversation.memory.get("contested") or {}).get("number")
    return list(dict.fromkeys([*found, *([str(waits)] if waits else [])]))
