"""A choice that no longer means anything: what is said depends on whether a plan lives, which it has not touched."""

from __future__ import annotations

from bot.service.contact import reminders
from bot.service.thread.reply import Answer, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation


async def gone(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """It no longer counts: to whoever has a plan, that this stays as it is; never that nothing has been agreed."""
    if await reminders.living_plans(uow, conversation):
        return say("utter_choice_gone_plan").asking(None)
    return say("utter_choice_gone").asking(None)


async def unclear(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """No choice was made by these words: where a question is open it comes again, else it is gone."""
    question = conversation.memory.get("question")
    if question is not None and conversation.memory.get("choice") is None:
        return say("utter_answer_unclear").asking(question)
    return await gone(uow, conversation)
