"""Words in a language that we do not write: one fixed sentence in it, and a person who looks for an interpreter."""

from __future__ import annotations

from collections.abc import Sequence

from bot.debt.third_language import third_language
from bot.service.handover.handover import open_handover, when_somebody_comes
from bot.service.thread.conversation import FACTS, remember
from bot.service.thread.reply import Answer, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Message
from bot.words.book import book

SENTENCE = "notice_third_language_"
"""How ids of the fixed sentences begin; the language follows."""


async def answer(
    uow: UnitOfWork, conversation: Conversation, messages: Sequence[Message], text: str
) -> Answer | None:
    """The fixed sentence, and the first time a person; None: French or English, or nothing but a choice or facts.

    Nobody here has read the words, danger in them least of all: they come before what can wait.
    """
    if any(message.payload not in (None, FACTS) for message in messages):
        return None
    language = third_language(text)
    if language is None:
        return None
    told = say(f"{SENTENCE}{language}")
    if conversation.memory.get("third_language") == language:
        return told
    remember(conversation, third_language=language)
    await open_handover(uow, conversation, queue="hardship", reason="interpreter", language=language)
    return told.then(await when_somebody_comes(uow, conversation))


def language_said(text_id: str | None, otherwise: str) -> str:
    """The language that a sentence is really in, for whoever reads it out."""
    code = (text_id or "").removeprefix(SENTENCE)
    return code if len(code) == len("fr") and text_id in book() and code != text_id else otherwise
