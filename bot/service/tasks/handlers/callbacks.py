"""A call-back's time: into the queue shortly before, and if nobody has called by its end, to the head of it."""

from __future__ import annotations

from datetime import timedelta

from bot.debt.slots import LENGTH
from bot.service.care.oncall import OnCall
from bot.service.handover import callbacks
from bot.service.handover.calls import LEAD
from bot.service.handover.handover import open_handover
from bot.service.identity import identify
from bot.service.tasks.handlers.outcome import Again, Done
from bot.service.thread.conversation import lock
from bot.service.thread.desk_taps import by_agent
from bot.service.thread.reply import say
from bot.service.thread.saying import write
from bot.store.database import UnitOfWork
from bot.store.tables import Callback, Conversation, Task

HEAD = 1
"""Priority of one that was missed: only distress comes before it."""
STILL_THERE = timedelta(minutes=15)


async def callback(uow: UnitOfWork, task: Task, _: OnCall) -> Done | Again:
    """Task `callback` {callback}: a person is called for at its time; looked at again when its half hour is over."""
    seen = await uow.session.get_one(Callback, task.data["callback"])
    conversation = await lock(uow, seen.conversation_id)
    row = await uow.session.get_one(Callback, seen.id, populate_existing=True)
    if row.state != "booked":
        return Done(f"skipped:{row.state}")
    over = row.starts_at + LENGTH
    if uow.now < over:
        await open_handover(
            uow, conversation, queue="general", reason="callback_due", actor="system", callback=row.id
        )
        return Again(over, "due")
    if conversation.owner == "agent" and conversation.owner_since >= row.starts_at - LEAD:
        return Again(uow.now + STILL_THERE, "with_agent")  # somebody is on it; they say how it went
    return await _missed(uow, conversation, row)


async def _missed(uow: UnitOfWork, conversation: Conversation, row: Callback) -> Done:
    row.state, row.ended_at = "missed", uow.now
    uow.audit("callback.missed", "callback", row.id, actor="system", creditor_id=row.creditor_id)
    handover = await open_handover(
        uow, conversation, queue="general", reason="callback_missed", actor="system", callback=row.id
    )
    if handover.priority > HEAD:
        handover.priority, handover.reason = HEAD, "callback_missed"
    told = by_agent(await callbacks.others_for(uow, conversation, "notice_callback_missed"))
    await write(uow, conversation, told, author="system")
    if conversation.channel == "web" and not await identify.is_identified(uow, conversation):
        conversation.blank_before_seq = conversation.last_seq
        await write(uow, conversation, say("notice_message_waiting"), author="system")
    return Done("missed")
