"""Words that are certain only for what was said before them, or for what is known of the case."""

from __future__ import annotations

from bot.debt import reading
from bot.service import dispute, not_now
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation


async def meaning(uow: UnitOfWork, conversation: Conversation, text: str) -> str | None:
    """The intent of these words here; None where the model has to say. Distress beside them is still looked for."""
    if conversation.memory.get("question") == "go_on_with_rest" and reading.goes_on_with_rest(text):
        return "/affirm"
    if await dispute.tells_how_paid(uow, conversation, text):
        return "/already_paid"
    return await not_now.meaning(uow, conversation, text)
