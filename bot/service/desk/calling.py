"""Call-backs at the desk: a time booked for the debtor, and what became of the call."""

from __future__ import annotations

from datetime import datetime

from bot.service.care.care import care_for
from bot.service.desk.agents import AgentAt
from bot.service.desk.work import DeskRefusal, must_hold, reach
from bot.service.handover import callbacks, calls
from bot.service.thread.desk_taps import by_agent
from bot.service.thread.reply import say
from bot.service.thread.saying import write
from bot.store.database import UnitOfWork
from bot.store.tables import Callback, Conversation

ENDS = ("done", "no_answer", "withdrawn")


async def book(uow: UnitOfWork, agent: AgentAt, conversation_id: int, *, at: str) -> Callback:
    """Book a slot (an ISO instant that `callbacks.free` names); the debtor has it in writing. Twice has one effect.

    Whoever would rather be written to picks a time in the conversation, if they ask for a call; we propose none.
    Raises DeskRefusal: not_yours, rather_written, slot_gone.
    """
    conversation = await reach(uow, agent, conversation_id)
    must_hold(agent, conversation)
    if (await care_for(uow, conversation.person_id)).no_calls:
        raise DeskRefusal("rather_written")
    known = await calls.booked(uow, conversation)
    try:
        row = await callbacks.book(uow, conversation, datetime.fromisoformat(at), actor=agent.actor)
    except (callbacks.SlotTaken, ValueError):
        raise DeskRefusal("slot_gone") from None
    if row is not known:
        await write(uow, conversation, await callbacks.confirmed(uow, conversation, row), author="system")
    return row


async def called(uow: UnitOfWork, agent: AgentAt, conversation_id: int, *, callback_id: int, end: str) -> None:
    """What became of it: spoken with, nobody answered (other times are offered), or no longer wished for.

    A second time changes nothing. Raises LookupError for one that is not of this conversation; DeskRefusal:
    not_yours, callback_end.
    """
    conversation = await reach(uow, agent, conversation_id)
    must_hold(agent, conversation)
    if end not in ENDS:
        raise DeskRefusal("callback_end")
    row = await uow.session.get(Callback, callback_id, populate_existing=True)
    if row is None or row.conversation_id != conversation.id:
        raise LookupError("no such call-back")
    if row.state != "booked":
        return
    await calls.end(uow, row, end, actor=agent.actor)
    await _told(uow, conversation, end)


async def _told(uow: UnitOfWork, conversation: Conversation, end: str) -> None:
    if end == "no_answer":
        told = by_agent(await callbacks.others_for(uow, conversation, "notice_callback_no_answer"))
        await write(uow, conversation, told, author="system")
    elif end == "withdrawn":
        await write(uow, conversation, say("notice_callback_withdrawn"), author="system")
