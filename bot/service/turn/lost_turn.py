"""Turns that were lost on the way: a process died, or Rasa took too long, somewhere between words and answer.

What an action does and what it answers are kept in one transaction. Whoever takes the turn up again tells that answer
and does nothing twice; and Rasa, which may have heard those words or not, begins a session of its own from what the
store knows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from bot.service.budget import budget
from bot.service.errand import errands
from bot.service.identity import identify
from bot.service.thread.conversation import remember
from bot.service.thread.reply import NO, SKIP, YES, Answer, Choice, Say, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Message


def new_session(conversation: Conversation) -> None:
    """Rasa hears of this conversation anew, and what it still thinks about it is too late."""
    conversation.errand_no += 1
    remember(conversation, seeded=None, errand_turns=None, errand_over=None)


def is_late(conversation: Conversation, sender: str) -> bool:
    """Whether a session of Rasa's ("<public_id>.<number>") is one that has been given up."""
    number = sender.partition(".")[2]
    return number.isdecimal() and int(number) != conversation.errand_no


def begun(conversation: Conversation, messages: Sequence[Message]) -> None:
    """Rasa is being asked about these; if the turn before never came to its end, in a session of its own."""
    if conversation.memory.get("turn_of") is not None:
        new_session(conversation)
    remember(conversation, turn_of=messages[-1].seq, done=None)


def ended(conversation: Conversation) -> None:
    """The turn has had its answer."""
    remember(conversation, turn_of=None, done=None)


def note(conversation: Conversation, answer: Answer, *, then: str | None = None) -> None:
    """What an action of this turn has done and answers; in its own transaction. `then`: what Rasa does next, the
    budget's questions (`budget`) or what comes of them (`weigh`).
    """
    turn = conversation.memory.get("turn_of")
    if turn is None:
        return  # no turn of the server's: `rasa shell`
    before = (conversation.memory.get("done") or {}).get("says", [])
    remember(conversation, done={"of": turn, "says": [*before, *(asdict(one) for one in answer.says)], "then": then})


async def told_now(
    uow: UnitOfWork, conversation: Conversation, messages: Sequence[Message]
) -> tuple[int, Answer] | None:
    """What was done for these messages and never told, and up to which number of the thread; None: nothing was."""
    done = conversation.memory.get("done")
    if not done or done["of"] not in {message.seq for message in messages}:
        return None
    new_session(conversation)
    ended(conversation)
    known, cared_for = conversation.person_id is not None, conversation.memory.get("distress")
    if known and not cared_for and not await identify.is_identified(uow, conversation):
        return done["of"], await _open(conversation, await identify.ask(uow, conversation))  # proven too long ago
    answer = Answer(says=tuple(_say(one) for one in done["says"]))
    aside = conversation.memory.get("budget_asked") and not conversation.memory.get("question")
    if done["then"] == "budget" or (done["then"] is None and aside and not cared_for):
        return done["of"], answer.then(_question(conversation))
    if done["then"] == "weigh":
        return done["of"], answer.then(await _open(conversation, await errands.weigh(uow, conversation)))
    return done["of"], answer


async def _open(conversation: Conversation, answer: Answer) -> Answer:
    remember(conversation, question=answer.slots.get("question"))
    return answer.then(_question(conversation)) if answer.slots.get("step") == "budget" else answer


def _question(conversation: Conversation) -> Answer:
    """The budget's next question, as the dialogue asks it."""
    left = budget.to_ask(conversation)
    remember(conversation, budget_asked=left[0] if left else None, question=None)
    if not left:
        return Answer()
    return say(f"utter_ask_{left[0]}", *((YES, NO) if left[0] == "enough_left" else (SKIP,)))


def _say(kept: dict[str, Any]) -> Say:
    return Say(**{**kept, "choices": tuple(Choice(**one) for one in kept["choices"])})
