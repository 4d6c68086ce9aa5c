"""Somebody who stood with those in danger goes back to the assistant: on an agent's word, never by itself."""

from __future__ import annotations

from sqlalchemy import func, select

from bot.service.desk.agents import AgentAt
from bot.service.desk.danger import is_distress
from bot.service.desk.work import DeskRefusal
from bot.service.desk.writing import put_note
from bot.service.thread.conversation import remember
from bot.store.database import UnitOfWork
from bot.store.tables import Alert, Callback, Conversation, Handover, Message


async def found_safe(
    uow: UnitOfWork, agent: AgentAt, conversation: Conversation, handover: Handover, why: str
) -> None:
    """They have said no, or the agent has spoken with them; the agent answers for it with a note.

    Raises DeskRefusal: alert_open, speak_first, needs_why, too_long.
    """
    if await sounding(uow, conversation):
        raise DeskRefusal("alert_open")
    asked = is_distress(conversation, handover)
    if asked and not await _spoken(uow, agent, conversation, handover):
        raise DeskRefusal("speak_first")
    if not why.strip():
        raise DeskRefusal("needs_why")
    await put_note(uow, agent, conversation, why)
    if asked:
        remember(conversation, distress="eased")
        uow.audit(
            "safety.eased", "conversation", conversation.id, actor=agent.actor, creditor_id=conversation.creditor_id
        )


async def _spoken(uow: UnitOfWork, agent: AgentAt, conversation: Conversation, handover: Handover) -> bool:
    """Whether, since the agent took it, they have written there and the person has answered, or a call was made."""
    since = handover.taken_at or handover.opened_at
    mine = select(func.min(Message.seq)).where(
        Message.conversation_id == conversation.id, Message.agent_id == agent.id, Message.author == "agent",
        Message.created_at >= since,
    )
    theirs = select(func.max(Message.seq)).where(
        Message.conversation_id == conversation.id, Message.author == "you"
    )
    first, last = await uow.session.scalar(mine), await uow.session.scalar(theirs)
    if first is not None and last is not None and last > first:
        return True
    called = select(Callback.id).where(
        Callback.conversation_id == conversation.id, Callback.state == "done", Callback.ended_at >= since
    )
    return await uow.session.scalar(called.limit(1)) is not None


async def sounding(uow: UnitOfWork, conversation: Conversation) -> bool:
    """Whether an alert of this conversation is still to be acknowledged."""
    found = await uow.session.scalar(
        select(Alert.id).where(Alert.conversation_id == conversation.id, Alert.acknowledged_at.is_(None)).limit(1)
    )
    return found is not None
