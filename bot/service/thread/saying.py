"""What is said in a conversation, by whom: stored with the id and version of its words, under its owner's fence."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any

from bot.service.outside import texting
from bot.service.thread.conversation import remember
from bot.service.thread.reply import Answer, Choice, Say, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Message
from bot.words.book import book

LONGEST_MESSAGE = 8_000
"""Characters of one message that are kept; the debtor is told when one was longer."""
_UNSEEN = "\u00ad\u200b\u2060\ufeff"


class StaleFence(Exception):
    """The conversation has another owner by now: this may not be said any more."""


def clean(text: str) -> str:
    """Without what the store can't keep (NUL, lone surrogates) and what nobody sees but may cut a word in two."""
    return "".join(c for c in text if c in "\n\t" or (unicodedata.category(c) not in ("Cc", "Cs") and c not in _UNSEEN))


def receive(uow: UnitOfWork, conversation: Conversation, *, cid: str, text: str, payload: str | None = None) -> Message:
    """Store a debtor's message whose `cid` is new (see `received`). The conversation must be locked."""
    message = _append(
        uow, conversation, author="you", text=clean(text)[:LONGEST_MESSAGE], cid=cid, payload=payload
    )
    conversation.last_debtor_at = uow.now
    return message


def _append(
    uow: UnitOfWork,
    conversation: Conversation,
    *,
    author: str,
    text: str,
    cid: str | None = None,
    payload: str | None = None,
    text_id: str | None = None,
    text_version: str | None = None,
    choices: Sequence[dict[str, Any]] = (),
    card: dict[str, Any] | None = None,
    agent_id: int | None = None,
) -> Message:
    if author != "you" and conversation.memory.get("welcome_due") and text_id not in texting.UNINTRODUCED:
        remember(conversation, welcome_due=None)  # by telephone and e-mail it goes with the first answer
        _say(uow, conversation, say("notice_welcome").says[0], "system")
    conversation.last_seq += 1
    message = Message(
        conversation_id=conversation.id, seq=conversation.last_seq, cid=cid, author=author, agent_id=agent_id,
        lang=conversation.language, text=text, text_id=text_id, text_version=text_version,
        choices=list(choices), card=card, payload=payload, fence=conversation.fence, created_at=uow.now,
        handled_at=None if author == "you" else uow.now,
    )
    uow.session.add(message)
    if author != "you":
        uow.recent.pop(conversation.id, None)
    uow.notify("message", conversation=conversation.id, seq=message.seq)
    if author != "you" and conversation.channel in texting.OUTSIDE:
        texting.send(uow, conversation, message)
    return message


async def write(
    uow: UnitOfWork,
    conversation: Conversation,
    answer: Answer,
    *,
    author: str = "bot",
    fence: int | None = None,
) -> list[Message]:
    """Say something from the book. The bot's words need the fence they were thought under.

    Raises StaleFence if the owner has changed meanwhile. System notices may appear in every state.
    """
    if author == "bot" and (conversation.owner == "agent" or fence not in (None, conversation.fence)):
        raise StaleFence
    return [_say(uow, conversation, one, author) for one in answer.says]


def _say(uow: UnitOfWork, conversation: Conversation, one: Say, author: str) -> Message:
    lang, channel = conversation.language, conversation.channel
    sentence = book().find(one.text_id, lang, channel)
    return _append(
        uow, conversation, author=author, text=book().text(one.text_id, lang, one.values, channel),
        text_id=one.text_id, text_version=sentence.version,
        choices=[render_choice(n, choice, lang) for n, choice in enumerate(one.choices)],
        card=dict(one.card) if one.card else None,
    )


def say_again(uow: UnitOfWork, conversation: Conversation, message: Message, *, author: str = "bot") -> Message:
    """Words once more, word for word: the bot's own with their choices; an agent's (`author`) with their name."""
    by_agent = author == "agent"
    return _append(
        uow, conversation, author=author, text=message.text, text_id=message.text_id,
        text_version=message.text_version, choices=() if by_agent else message.choices, card=message.card,
        agent_id=message.agent_id if by_agent else None,
    )


def rendered(one: Say, lang: str) -> dict[str, Any]:
    """A sentence of the book in the shape in which Rasa gives its own (see `write_rendered`)."""
    return {
        "text": book().text(one.text_id, lang, one.values), "utter_action": one.text_id,
        "buttons": [render_choice(n, choice, lang) for n, choice in enumerate(one.choices)],
    }


async def write_rendered(
    uow: UnitOfWork, conversation: Conversation, replies: Sequence[dict[str, Any]], *, fence: int
) -> list[Message]:
    """Store what Rasa has rendered: dicts of text, utter_action, buttons, card. Raises StaleFence."""
    if conversation.owner == "agent" or conversation.fence != fence:
        raise StaleFence
    written = []
    for reply in replies:
        if not reply.get("text"):
            continue
        text_id = reply.get("utter_action")
        known = text_id if text_id and text_id in book() else None
        written.append(
            _append(
                uow, conversation, author="bot", text=_as_said_here(conversation, known, reply["text"]), text_id=known,
                text_version=book().find(known, conversation.language, conversation.channel).version if known else None,
                choices=[
                    {"id": f"c{n}", "title": b["title"], "payload": b["payload"],
                     "data": b.get("data", {}), "kind": b.get("kind", "")}
                    for n, b in enumerate(reply.get("buttons") or [])
                ],
                card=reply.get("card"),
            )
        )
    return written


def _as_said_here(conversation: Conversation, text_id: str | None, text: str) -> str:
    """The channel's own variation of a sentence that Rasa has said by itself: its words lie in our book alone."""
    if text_id is None or conversation.channel not in texting.OUTSIDE:
        return text
    own = book().find(text_id, conversation.language, conversation.channel)
    return own.text if own.channel == conversation.channel and not own.holes else text


async def write_as_agent(
    uow: UnitOfWork, conversation: Conversation, *, agent_id: int, text: str, card: dict[str, Any] | None = None
) -> Message:
    """An agent's own words. Raises StaleFence unless that agent holds the conversation."""
    if conversation.owner != "agent" or conversation.agent_id != agent_id:
        raise StaleFence
    message = _append(uow, conversation, author="agent", text=text, agent_id=agent_id, card=card)
    await uow.flush()  # whoever calls wants its key
    return message


def render_choice(n: int, choice: Choice, lang: str) -> dict[str, Any]:
    """A choice as it is stored with its message; the browser sees only id and title."""
    return {
        "id": f"c{n}", "title": book().text(choice.title_id, lang, choice.values),
        "payload": choice.payload, "data": dict(choice.data), "kind": choice.kind,
    }
