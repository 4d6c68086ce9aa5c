"""What a debtor taps, or plainly answers, while an agent has the conversation: only what that agent has put there.

The bot is silent then and Rasa is not asked. But a plan that an agent proposes is agreed by the debtor's own yes, so
the choices of such a question work by themselves, here, in the transaction that stores the tap.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.debt import reading
from bot.service.hearing import choosing
from bot.service.identity import identify
from bot.service.plan import plan
from bot.service.thread.conversation import open_choices, remember
from bot.service.thread.reply import Answer, Choice, say
from bot.service.thread.saying import write
from bot.service.turn.arrival import Arrival
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Message

MARK = "desk"
"""In the data of a choice: an agent has put it there."""


def by_agent(answer: Answer) -> Answer:
    """The same answer, whose choices work while an agent has the conversation."""
    return replace(answer, says=tuple(replace(one, choices=tuple(map(_marked, one.choices))) for one in answer.says))


def _marked(choice: Choice) -> Choice:
    return replace(choice, data={**choice.data, MARK: True})


async def tapped(uow: UnitOfWork, conversation: Conversation, message: Message, data: Mapping[str, Any]) -> bool:
    """A choice of an agent's question was tapped: done and answered here. False: it is none of those."""
    if conversation.owner != "agent" or not data.get(MARK):
        return False
    remember(conversation, choice=dict(data))
    if await identify.is_identified(uow, conversation):
        answer = await _done(uow, conversation, data)
    else:
        answer = say("notice_prove_again")
        remember(conversation, choice=None)
    await write(uow, conversation, by_agent(answer), author="system")
    message.handled_at = uow.now
    return True


async def _done(uow: UnitOfWork, conversation: Conversation, data: Mapping[str, Any]) -> Answer:
    answer = await plan.choose(uow, conversation)
    # A person is there: "what would you prefer?" is theirs to ask.
    return say("notice_proposal_declined") if data.get("do") == "decline" else answer


async def typed(arrival: Arrival) -> bool:
    """The same in words, where nothing was said since the question and they can mean nothing else (a Reader)."""
    uow, conversation, message = arrival.uow, arrival.conversation, arrival.message
    if conversation.owner != "agent":
        return False
    asked, choices = await open_choices(uow, conversation)
    if asked is None or asked.seq != message.seq - 1 or not all((c.get("data") or {}).get(MARK) for c in choices):
        return False
    picked = choosing.picked(conversation, message.text, choices) or _plain(message.text, choices)
    return picked is not None and await tapped(uow, conversation, message, picked["data"])


def _plain(text: str, choices: list[dict[str, Any]]) -> dict[str, Any] | None:
    meant = "yes" if reading.is_yes(text) else "no" if reading.is_no(text) else ""
    return next((choice for choice in choices if meant and choice.get("kind") == meant), None)
