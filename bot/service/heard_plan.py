"""Words about a plan, a pause or a payment that are certain only for what was said before them."""

from __future__ import annotations

from bot.debt import reading
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation


async def meaning(uow: UnitOfWork, conversation: Conversation, text: str) -> str | None:
    """The intent of these words here; None where the model has to say. Distress beside them is still looked for."""
    del uow
    if conversation.memory.get("budget_asked") or conversation.memory.get("question") == "go_on_with_rest":
        return None
    return "/ask_balance" if reading.asks_rest(text) else None
