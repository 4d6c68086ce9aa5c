"""What is asked back and has an answer here: what a reference is, what was noted so far, how a check is going."""

from __future__ import annotations

from bot.debt import reading
from bot.service.budget import budget_said
from bot.service.dispute import contested
from bot.service.identity import identify
from bot.service.thread import spoken
from bot.service.thread.reply import Answer, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation

SAID = (
    "utter_what_reference", "utter_budget_understood", "utter_noted_elsewhere", "utter_check_goes_on",
    "utter_proof_where",
)


async def asked(uow: UnitOfWork, conversation: Conversation, text: str) -> Answer | None:
    """The answer, while whatever was asked stays asked; None: it is no such question, or there is nothing to tell."""
    answer = await _answer(uow, conversation, text)
    return answer.asking(conversation.memory.get("question")) if answer is not None else None


async def meaning(uow: UnitOfWork, conversation: Conversation, text: str) -> str | None:
    """The intent of such a question; None: it is none."""
    return "/faq_process" if await _answer(uow, conversation, text) is not None else None


async def _answer(uow: UnitOfWork, conversation: Conversation, text: str) -> Answer | None:
    if not await identify.is_identified(uow, conversation):
        asked = conversation.memory.get("question") == "identity"
        if reading.asks_reference(text) or (asked and reading.has_letter(text)):
            return say("utter_what_reference")
    if reading.asks_noted(text):
        return _noted(conversation)
    if not (reading.asks_where_proof(text) or reading.asks_about_check(text)):
        return None
    numbers = await contested.open_numbers(uow, conversation)
    if not numbers:
        return None
    number = spoken.listing(numbers, conversation.language)
    return say("utter_proof_where" if reading.asks_where_proof(text) else "utter_check_goes_on", number=number)


def _noted(conversation: Conversation) -> Answer | None:
    """The figures as they were understood; of another thread they are used and never shown. None: there are none."""
    if not conversation.memory.get("budget"):
        return None
    if conversation.memory.get("budget_recalled"):
        here = budget_said.so_far_all(conversation, only=conversation.memory.get("budget_here") or ())
        return here or say("utter_noted_elsewhere")
    return budget_said.so_far_all(conversation)
