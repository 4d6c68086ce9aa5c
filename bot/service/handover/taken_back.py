"""A request that was passed on is taken back at a word: nobody acts on it any more, and a call does not come."""

from __future__ import annotations

from bot.debt.reading.plans.taking_back import takes_request_back, wants_no_call
from bot.service.handover import calls, handover
from bot.service.thread.conversation import remember
from bot.service.thread.reply import Answer, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation

SAID = ("utter_request_withdrawn", "utter_request_none", "utter_no_call_then")
REQUESTS = frozenset(
    {"change_due_date", "plan_change_wished", "change_payment_method", "request_pause", "pay_before_due",
     "longer_pause_wished", "undo_wished_late", "request_callback"}
)
"""Reasons that are a wish and nothing else: what shows need, danger or a dispute is never closed by such a word."""


async def meaning(uow: UnitOfWork, conversation: Conversation, text: str) -> str | None:
    """The intent of such words; None: they are none, or no call is on its way that they could mean."""
    if takes_request_back(text) and not conversation.memory.get("contested"):
        return "/faq_process"
    return "/faq_process" if wants_no_call(text) and await call_waits(uow, conversation) else None


async def asked(uow: UnitOfWork, conversation: Conversation, text: str) -> Answer | None:
    """What became of it; None: it is no such word. The question that is open stays so."""
    question = conversation.memory.get("question")
    if wants_no_call(text) and await call_waits(uow, conversation):
        return (await no_call(uow, conversation)).asking(question)
    if not takes_request_back(text):
        return None
    done = await handover.not_needed(uow, conversation, REQUESTS)
    done = await _end_call(uow, conversation) or done
    return say("utter_request_withdrawn" if done else "utter_request_none").asking(question)


async def call_waits(uow: UnitOfWork, conversation: Conversation) -> bool:
    """Whether a call was asked for here, or is booked."""
    return bool(conversation.memory.get("call_hours_asked")) or await calls.booked(uow, conversation) is not None


async def no_call(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """No call comes; one that was booked is given back."""
    await _end_call(uow, conversation)
    await handover.not_needed(uow, conversation, {"request_callback"})
    return say("utter_no_call_then")


async def _end_call(uow: UnitOfWork, conversation: Conversation) -> bool:
    remember(conversation, call_hours_asked=None, call_number_asked=None, call_to=None)
    known = await calls.booked(uow, conversation)
    if known is not None:
        await calls.end(uow, known, "withdrawn", actor="debtor")
    return known is not None
