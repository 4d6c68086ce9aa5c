"""What is said or asked of the facts that prove who writes, instead of telling them: why, whose, rather not, none."""

from __future__ import annotations

from bot.debt import reading
from bot.service.identity import identify
from bot.service.thread.conversation import newest
from bot.service.thread.reply import HUMAN, Answer, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation


async def asked(uow: UnitOfWork, conversation: Conversation, text: str) -> Answer | None:
    """The answer, while whatever was asked stays asked; None: it is no such thing. Never the same twice running."""
    told = await _answer(uow, conversation, text)
    if told is None:
        return None
    if told.says[0].text_id == await last_said(uow, conversation):
        told = say("utter_offer_human", HUMAN)
    return told.asking(conversation.memory.get("question"))


async def meaning(uow: UnitOfWork, conversation: Conversation, text: str) -> str | None:
    """The intent of such words; None: they are none of these."""
    return "/faq_process" if await _answer(uow, conversation, text) is not None else None


async def last_said(uow: UnitOfWork, conversation: Conversation) -> str | None:
    """Id of the sentence that was said to them last."""
    return next((one.text_id for one in await newest(uow, conversation) if one.author != "you"), None)


async def _answer(uow: UnitOfWork, conversation: Conversation, text: str) -> Answer | None:
    told = _told(conversation, text)  # the words first: of few messages the store need be asked
    return None if told is None or await identify.is_identified(uow, conversation) else told


def _told(conversation: Conversation, text: str) -> Answer | None:
    if reading.asks_number_from(text):
        return say("utter_number_from", HUMAN)
    memory = conversation.memory
    open_now = memory.get("question") == "identity"
    of_birth = open_now and "birth_date" in (memory.get("identity_asked"), memory.get("lookup_step"))
    if open_now and reading.asks_whose_birth(text):
        return say("utter_ask_birth_date_whose")
    if reading.refuses_birth(text, asked=open_now):
        return say("utter_birth_date_refused", HUMAN)
    if reading.asks_why_birth(text, asked=of_birth):
        return say("utter_why_birth_date", HUMAN)
    if of_birth and memory.get("claimed_reference") and reading.has_none(text):
        return say("utter_birth_date_none", HUMAN)
    return None
