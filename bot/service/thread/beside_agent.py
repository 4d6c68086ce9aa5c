"""Who writes, while an agent leads: what the system says of it, since the bot is silent there.

The proof ends after idle minutes of both sides. Then the screen is blank, and whoever writes on would write into
silence: in one sentence they are told how to go on.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.service.outside.along import asked_beside_agent
from bot.service.outside.texting import OUTSIDE
from bot.service.thread.conversation import remember
from bot.service.thread.reply import Answer, say
from bot.service.thread.saying import write
from bot.store.database import UnitOfWork
from bot.store.tables import Agent, Conversation

FOLLOWS = timedelta(hours=1)
"""So long after the debtor's own last words what an agent does there still counts: they may have left the screen."""
AGAIN_AFTER = timedelta(minutes=5)
"""Whoever writes several messages is told once how to go on."""
_GRAVE = ("explicit", "possible")


def still_there(uow: UnitOfWork, conversation: Conversation) -> bool:
    """Whether the debtor has been there lately enough for an agent's words to keep their thread on the screen."""
    return conversation.last_debtor_at is not None and uow.now - conversation.last_debtor_at < FOLLOWS


async def closed(uow: UnitOfWork, conversation: Conversation) -> None:
    """The screen has just been blanked under a conversation that an agent leads: the way on stands below, on the web.

    By telephone or e-mail nothing is blanked, and nothing more is sent before they write.
    """
    if conversation.owner != "agent" or conversation.channel in OUTSIDE:
        return
    told = "notice_agent_still_here" if _only_care(conversation) else "notice_closed_with_agent"
    await write(uow, conversation, say(told, name=await _name(uow, conversation)), author="system")


async def ask_again(uow: UnitOfWork, conversation: Conversation) -> None:
    """How to go on, for whoever had shown who they are; not again at once, and not to somebody in distress."""
    if conversation.person_id is None or conversation.memory.get("phone_shared") or _only_care(conversation):
        return
    told = conversation.memory.get("asked_beside_agent")
    if told and uow.now - datetime.fromisoformat(told) < AGAIN_AFTER:
        return
    remember(conversation, asked_beside_agent=uow.now.isoformat())
    name = await _name(uow, conversation)
    await write(uow, conversation, say("notice_prove_for_agent", name=name), author="system")


async def heard(uow: UnitOfWork, conversation: Conversation, *, facts: bool) -> None:
    """Words of somebody whose proof had not been given, or had ended, while an agent leads.

    `facts`: they held nothing but facts towards identity; what came of these is said, as the bot would.
    """
    if conversation.owner != "agent":
        return
    result = conversation.memory.pop("identity_result", None)
    remember(conversation)
    if result == "proven":
        remember(conversation, asked_beside_agent=None)
        answer = say("notice_proven_for_agent", name=await _name(uow, conversation))
        answer = answer.then(asked_beside_agent(conversation))
    elif result == "failed":
        remember(conversation, claimed_reference=None, identity_asked="reference")
        answer = say("utter_identity_failed")
    elif result == "closed":
        answer = say("notice_check_closed_with_agent", name=await _name(uow, conversation))
    elif result == "other_thread":
        answer = say("utter_identity_other_thread")
    else:
        answer = _half(conversation) if facts else Answer()
    if answer.says:
        await write(uow, conversation, answer, author="system")
    else:
        await ask_again(uow, conversation)


def _half(conversation: Conversation) -> Answer:
    """What is still missing of the two."""
    if conversation.memory.get("third_party"):
        return Answer()
    if conversation.memory.get("claimed_reference"):
        remember(conversation, identity_asked="birth_date")
        return say("utter_ask_birth_date")
    remember(conversation, identity_asked="reference")
    return say("utter_ask_reference")


def _only_care(conversation: Conversation) -> bool:
    """In distress nothing is asked of them but how they are."""
    return conversation.memory.get("distress") in _GRAVE or bool(conversation.memory.get("third_party"))


async def _name(uow: UnitOfWork, conversation: Conversation) -> str:
    agent = await uow.session.get(Agent, conversation.agent_id) if conversation.agent_id is not None else None
    return agent.name if agent is not None else ""
