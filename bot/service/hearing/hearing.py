"""What is heard in the debtor's words before Rasa: danger, the language, and what can be read for certain."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.debt import reading
from bot.debt import safety as phrases
from bot.debt.elision import not_ill
from bot.debt.language import language_of
from bot.service.care import safety
from bot.service.hearing import certain, choosing
from bot.service.outside import private
from bot.service.talk import other_language
from bot.service.thread.conversation import FACTS, open_choices, remember
from bot.service.thread.reply import Answer
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Message

BARE_ANSWER = 3
"""Words of which the reviewed list of phrases tells enough: "1450 de chômage", "oui c'est bon"."""


async def outright(uow: UnitOfWork, conversation: Conversation, messages: Sequence[Message]) -> Answer | None:
    """The answer to danger said outright in words cut over two messages; whole ones were answered on arrival."""
    if phrases.danger(typed(messages)).kind == "explicit":
        return await safety.crisis_protocol(uow, conversation, source="phrases")
    return None


def typed(messages: Sequence[Message]) -> str:
    """The debtor's own words: the titles of choices are ours."""
    return "\n".join(m.text for m in messages if m.payload in (None, FACTS))


def follow_language(conversation: Conversation, text: str) -> None:
    """A whole sentence in the other language changes the conversation's, unless the debtor has chosen one."""
    told = language_of(text)
    if told and told != conversation.language and not conversation.language_fixed:
        conversation.language = told


async def what_rasa_hears(uow: UnitOfWork, conversation: Conversation, messages: Sequence[Message]) -> str:
    """Masked words, or the intent that the server has read for certain from the open question."""
    if phrases.danger(typed(messages)).kind == "possible":  # before a choice that came with it
        return "/possible_distress"
    chosen = next((m for m in reversed(messages) if m.payload and m.payload != FACTS), None)
    if chosen is not None and chosen.payload is not None:
        meant = (conversation.memory.get("choice") or {}).get("text")
        if meant:  # a meaning picked for words that were not understood: the words count, not the title
            remember(conversation, turn_text=str(meant), choice=None)
        return chosen.payload
    if all(m.payload == FACTS for m in messages):
        return FACTS
    words = "\n".join(m.text for m in messages if m.payload is None)  # facts beside other words have been read
    words, only_language = other_language.heard(words)
    if only_language:
        remember(conversation, turn_text=words[:4000])
        return "/set_language"
    return await words_heard(uow, conversation, words)


async def words_heard(uow: UnitOfWork, conversation: Conversation, text: str) -> str:
    """The same of words in which danger was looked for."""
    remember(conversation, turn_text=text[:4000])
    asking, choices = await open_choices(uow, conversation)
    if private.reads(conversation, text):
        return FACTS
    chosen = await choosing.choice_of(uow, conversation, text, asking, choices)
    if chosen is not None:
        data = chosen.get("data") or {}
        remember(conversation, choice=data, turn_text=str(data.get("text") or text)[:4000])
        return str(chosen["payload"])
    words = certain.Words(uow=uow, conversation=conversation, text=text, choices=choices)
    return await certain.meaning(words) or _masked(text, uow.today()) or "…"


def harmless(text: str) -> bool:
    """Whether a message holds nothing but words about a plan or a payment that are known by heart: no cry stands beside
    them, and the model, which knows little of "je veux me rétracter", need not look for one. Danger's own phrases go
    first.
    """
    if phrases.danger(text).kind in ("explicit", "possible"):
        return False
    return certain.known_by_heart(text) is not None


def unheard(words: str, said: str, today: date) -> str:
    """The debtor's words, masked, where Rasa is told what they mean and would not hear them itself: a cry for help may
    stand beside an amount. Empty where there are none, or too few to hold more than the answer.
    """
    if not said.startswith("/") or said == "/possible_distress" or len(words.split()) <= BARE_ANSWER:
        return ""
    return "" if harmless(words) else _masked(words, today)


def _masked(text: str, today: date) -> str:
    return not_ill(reading.mask(text, today=today)).lstrip("/ \t\n")


async def answers_question(uow: UnitOfWork, conversation: Conversation, text: str) -> bool:
    """Whether these words are, for certain, the answer to what was asked last. Nothing is changed."""
    _, choices = await open_choices(uow, conversation)
    if conversation.memory.get("phone_asked") and private.others_read(text) is not None:
        return True
    if choosing.chosen(conversation, text, choices) is not None:
        return True
    words = certain.Words(uow=uow, conversation=conversation, text=text, choices=choices)
    return await certain.answer_to_open_question(words) is not None
