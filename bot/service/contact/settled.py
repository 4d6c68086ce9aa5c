""" "I have settled this: why do you still write?": nothing is open, nothing is disputed; a stop is offered."""

from __future__ import annotations

from bot.debt import reading
from bot.service.case.cases import cases_of
from bot.service.contact import contact_reasons, narrower
from bot.service.identity import identify
from bot.service.thread.reply import Answer, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation


async def hears(uow: UnitOfWork, conversation: Conversation, text: str) -> bool:
    """Whether whoever is known, and owes nothing here any more, asks why we write."""
    if not reading.asks_why_written(text) or not await identify.is_identified(uow, conversation):
        return False
    return not await cases_of(uow, conversation.person_id or 0)


async def asked(uow: UnitOfWork, conversation: Conversation, text: str) -> Answer | None:
    """The answer to that; None: it is not asked."""
    return await told(uow, conversation) if await hears(uow, conversation, text) else None


async def told(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """Nothing is open; when and why we wrote; whether we shall write no more."""
    wrote = await contact_reasons.told(uow, conversation, actor="debtor")
    asks = Answer() if narrower.is_stopped(conversation) else narrower.ask_too()
    return say("utter_nothing_asked_here").then(wrote).then(asks)
