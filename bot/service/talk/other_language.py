"""Another language: what is open is put again in it, and nothing that was said beside the wish is lost."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.debt import reading
from bot.service.handover import handover
from bot.service.identity import identify
from bot.service.talk import faq
from bot.service.thread.conversation import asking, newest, remember
from bot.service.thread.reply import Answer, Choice, Say, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Message
from bot.words.book import book

_ENGLISH = re.compile(r"engl|angl", re.I)
_FRENCH = re.compile(r"fran[cç]|french", re.I)
_IN_WORDS = frozenset(
    {"day", "due", "first", "last", "until", "hour", "came", "next_day", "parts", "what", "event", "channel", "every"}
)
"""Values that are words of the language they were said in."""
_OF_IDENTITY = ("utter_ask_reference", "utter_ask_birth_date", "utter_identity_failed", "utter_ask_for_whom_again")
_LANGUAGE_ALONE = (["utter_language_set"], ["utter_pass_on_accommodation"])


def heed(uow: UnitOfWork, conversation: Conversation, text: str) -> None:
    """French or English, asked for in words: from now on, whatever else is said with it."""
    wish = reading.language_wish(text)
    if wish is not None:
        choose(uow, conversation, wish.language)


def choose(uow: UnitOfWork, conversation: Conversation, wanted: str) -> None:
    """The conversation's language, until another is asked for."""
    changes = conversation.language != wanted
    conversation.language, conversation.language_fixed = wanted, True
    if changes:
        uow.audit("conversation.language", "conversation", conversation.id, actor="debtor", language=wanted)


def heard(words: str) -> tuple[str, bool]:
    """The words without the wish for a language, and whether nothing else is said."""
    wish = reading.language_wish(words)
    if wish is None:
        return words, False
    return wish.rest or words, not wish.rest


async def set_language(uow: UnitOfWork, conversation: Conversation, *, text: str) -> Answer:
    """French or English at once; another language gets a person who can find an interpreter."""
    wish = reading.language_wish(text)
    if wish is not None:
        wanted = wish.language
    elif _ENGLISH.search(text):
        wanted = "en"
    elif _FRENCH.search(text):
        wanted = "fr"
    else:
        return await handover.pass_on(uow, conversation, meaning="accommodation")
    choose(uow, conversation, wanted)
    remember(conversation, seeded=wanted)  # the slot is set by this very answer
    again = await asked_again(uow, conversation)
    told = Answer(slots={"language": wanted}).then(say("utter_language_set")).then(again)
    return told.asking(conversation.memory.get("question"))


def unheard(text: str, replies: Sequence[Mapping[str, Any]]) -> str:
    """What was said beside a language, where Rasa has heard nothing but the language in it; else empty."""
    if text.startswith("/") or [one.get("utter_action") for one in replies][:1] not in _LANGUAGE_ALONE:
        return ""
    return reading.beside_language(text)


async def asked_again(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """The open question once more, in the conversation's language; empty where none is, or where it can't be put."""
    memory = conversation.memory
    question = memory.get("question")
    message = await _asked(uow, conversation)
    if message is None or (memory.get("budget_asked") and question is None):
        return Answer()  # the budget's question comes by itself
    if question in ("identity", "for_whom") and message.text_id in _OF_IDENTITY:
        return await identify.ask(uow, conversation)
    return _as_it_was(message)


async def _asked(uow: UnitOfWork, conversation: Conversation) -> Message | None:
    """What was asked last, in whichever language; None where nothing is open, or it was blanked."""
    for message in await newest(uow, conversation):
        if message.author != "bot" or message.seq <= conversation.blank_before_seq:
            continue
        if asking(message) or (message.text_id or "").startswith("utter_ask_"):
            return message if faq.may_be_asked(conversation) else None
    return None


def _as_it_was(message: Message) -> Answer:
    """The sentence and its choices before they were rendered in the language they were said in."""
    text_id = message.text_id
    values = book().values_of(text_id, message.lang, message.text)
    if text_id is None or values is None or values.keys() & _IN_WORDS:
        return Answer()
    choices = [_choice(one, message.lang) for one in message.choices]
    if any(one is None for one in choices):
        return Answer()
    return Answer(says=(Say(text_id=text_id, values=values, choices=tuple(one for one in choices if one)),))


def _choice(kept: dict[str, Any], lang: str) -> Choice | None:
    found = None
    for sentence in book():
        if sentence.lang != lang or not sentence.id.startswith("choice_"):
            continue
        values = book().values_of(sentence.id, lang, str(kept["title"]))
        if values is None or values.keys() & _IN_WORDS:
            continue
        if found is None or not values:
            found = Choice(
                title_id=sentence.id, payload=str(kept["payload"]), values=values,
                data=dict(kept.get("data") or {}), kind=str(kept.get("kind") or ""),
            )
        if not values:
            break
    return found
