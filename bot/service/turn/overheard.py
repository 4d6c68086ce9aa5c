"""Words that are answered as they arrive, or meant for an agent: nothing more is said, but the model hears them.

Codes, new numbers and plain answers to a consent never reach the dialogue. A cry beside one must reach somebody.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from bot.service.care import gentle, safety
from bot.service.hearing import hearing
from bot.service.thread.conversation import remember
from bot.service.thread.saying import write
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Message


def still_to_hear(conversation: Conversation, message: Message) -> bool:
    """Whether words that were answered as they arrived hold more than that answer: then they are left to a turn that
    says nothing to them, in which the model looks for distress. A cry may stand beside a code or a number.
    """
    if len(message.text.split()) <= hearing.BARE_ANSWER:
        return False
    message.handled_at = None
    remember(conversation, told=[*(conversation.memory.get("told") or ()), message.seq])
    return True


def of_one_kind(conversation: Conversation, messages: Sequence[Message]) -> Sequence[Message]:
    """The first of these messages, as far as they want an answer; or one alone that has had it and is to be heard."""
    told = set(conversation.memory.get("told") or ())
    if messages[0].seq in told:
        return messages[:1]
    return list(takewhile(lambda one: one.seq not in told, messages))


def heard_now(conversation: Conversation, messages: Sequence[Message]) -> None:
    """These have been listened to."""
    told, now = conversation.memory.get("told"), {message.seq for message in messages}
    if told:
        remember(conversation, told=[seq for seq in told if seq not in now] or None)


async def heard(uow: UnitOfWork, conversation: Conversation, *, kind: str, text: str, sign: str = "") -> None:
    """Danger that the model hears where nothing else was to be said: the agent's screen tells of it; where the words
    had been answered already, care follows that answer. `sign`: how plain it is.
    """
    if conversation.owner == "agent":
        await safety.flag_to_agent(uow, conversation, kind=kind)
    elif kind == "distress":
        answer = await safety.crisis_protocol(uow, conversation, source="bot")
        await write(uow, conversation, answer, author="system")
    elif not gentle.is_open(conversation):
        await write(uow, conversation, await gentle.possible(uow, conversation, text=text, sign=sign), author="system")
        remember(conversation, question=gentle.QUESTION, seeded=None)  # the dialogue learns what was asked
