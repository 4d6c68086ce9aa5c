"""A debtor at the chat and an agent at the desk, who come together."""

from __future__ import annotations

from tests.browser.chat import Chat
from tests.browser.desk import Desk
from tests.story.answers import KEYS, TAPPED
from tests.story.facts import Facts


async def conversation_of(chat: Chat, facts: Facts) -> int:
    """The conversation's number, found by words that only this debtor has said."""
    own = await chat.page.locator("#log .message.you .text").first.inner_text()
    found = await facts.one("select conversation_id from message where text = %s order by id desc limit 1", own)
    return int(found)


async def taken_over(debtor: Chat, agent: Desk, facts: Facts, first_words: str) -> int:
    """The debtor says that, and asks for a person unless these words did; the agent takes the conversation; its
    number.
    """
    await debtor.say(first_words)
    told = await debtor.is_told(*KEYS, *TAPPED, "utter_human_queued")
    key = await conversation_of(debtor, facts)
    if told != "utter_human_queued":
        await debtor.say("conseiller")
    await agent.sees(key)
    await agent.open(key)
    await agent.take()
    return key
