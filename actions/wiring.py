"""The one door from actions to the services.

Every action goes through `act`: it finds the conversation, keeps the gates that no topic may forget, runs one use
case in one unit of work, and turns its answer into responses and slots.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from typing import Any

from rasa_sdk.events import ActiveLoop, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from bot.service.care import gentle, safety
from bot.service.identity import identify
from bot.service.policy import segments
from bot.service.thread.conversation import lock_public, remember
from bot.service.thread.reply import Answer, Say
from bot.service.turn import lost_turn
from bot.store.database import Database, UnitOfWork
from bot.store.tables import Conversation
from bot.words.book import book

UseCase = Callable[[UnitOfWork, Conversation, str], Awaitable[Answer]]


class _Door:
    database: Database | None = None


def connect(database: Database) -> None:
    """Give the actions their database; called once by bootstrap, and by tests."""
    _Door.database = database


def _database() -> Database:
    if _Door.database is None:
        raise RuntimeError("the actions have no database yet: bot.bootstrap connects it")
    return _Door.database


async def conversation_of(uow: UnitOfWork, tracker: Tracker) -> Conversation:
    """The conversation behind Rasa's sender id; one of its own for `rasa shell`."""
    public_id = tracker.sender_id.partition(".")[0]
    found = await lock_public(uow, public_id)
    if found is not None:
        return found
    conversation = Conversation(
        public_id=public_id, channel="shell", sender=f"shell:{secrets.token_hex(8)}",
        language=str(tracker.get_slot("language") or "fr"), owner_since=uow.now, created_at=uow.now, memory={},
    )
    uow.session.add(conversation)
    await uow.flush()
    return conversation


async def act(
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
    use_case: UseCase,
    *,
    gated: bool = True,
    proven: bool = False,
    ends_form: bool = False,
) -> list[EventType]:
    """Run one use case and say its answer.

    `gated`: nothing of it happens for a child, or for somebody in distress, who are answered with care instead; and
    whoever has passed over the question about suicide is asked it once more.
    `proven`: it speaks of somebody's case; whose identity has lapsed meanwhile is asked again first.
    `ends_form`: the budget questions stop.
    """
    async with _database().begin() as uow:
        conversation = await conversation_of(uow, tracker)
        if conversation.owner == "agent" or lost_turn.is_late(conversation, tracker.sender_id):
            return []  # somebody took over while Rasa was thinking, or the turn was given up: nothing is done unseen
        text = await _words(uow, conversation, tracker)
        answer = await safety.instead_of_dialogue(uow, conversation, text) if gated else None
        if answer is None and gated:
            answer = await gentle.before_going_on(uow, conversation, text)
        if answer is None and proven and not await identify.is_identified(uow, conversation):
            answer = await identify.ask(uow, conversation)
        if answer is None:
            answer = await use_case(uow, conversation, text)
            answer = await _for_whom(uow, conversation, answer)
        remember(conversation, question=answer.slots.get("question"))
        if ends_form:
            remember(conversation, budget_asked=None)
        lost_turn.note(conversation, answer, then=answer.slots.get("step"))
        await uow.commit()
        language, channel = conversation.language, conversation.channel
    utter(dispatcher, answer, language, channel)
    return events(answer, ends_form=ends_form)


async def _for_whom(uow: UnitOfWork, conversation: Conversation, answer: Answer) -> Answer:
    """In the words that the brand has for this debtor's group, once they have proven who they are."""
    segment = await segments.segment_of(uow, conversation.person_id)
    if segment is None or not await identify.is_identified(uow, conversation):
        return answer
    return segments.in_words_of(answer, segment)


async def _words(uow: UnitOfWork, conversation: Conversation, tracker: Tracker) -> str:
    said = str((tracker.latest_message or {}).get("text") or "")
    if conversation.channel != "shell":
        # The server keeps the debtor's own words; Rasa has only seen them masked.
        return str(conversation.memory.get("turn_text") or said)
    if not said.startswith("/") and not await identify.is_identified(uow, conversation):
        await identify.take_facts(uow, conversation, said)
    return said


def utter(dispatcher: CollectingDispatcher, answer: Answer, language: str, channel: str = "web") -> None:
    """Turn an answer into responses: ids and values, and the titles of choices in the debtor's language.

    Words that Rasa's domain does not hold (bot/words: a channel's own variation among them) go as they are read;
    `utter_action` keeps their id.
    """
    for one in answer.says:
        ours = _ours(one, language, channel)
        dispatcher.utter_message(
            response=None if ours else one.text_id,
            text=ours,
            buttons=[_button(one, n, language) for n in range(len(one.choices))],
            json_message={"card": dict(one.card)} if one.card else {},
            **dict[str, Any](one.values if ours is None else {"utter_action": one.text_id}),
        )


def _ours(one: Say, language: str, channel: str) -> str | None:
    """The words, where they are the server's own; None for those of Rasa's domain."""
    if one.text_id not in book() or book().find(one.text_id, language, channel).source.startswith("domain/"):
        return None
    return book().text(one.text_id, language, one.values, channel)


def _button(one: Say, n: int, language: str) -> dict[str, Any]:
    choice = one.choices[n]
    return {
        "title": book().text(choice.title_id, language, choice.values), "payload": choice.payload,
        "data": dict(choice.data), "kind": choice.kind,
    }


def events(answer: Answer, *, ends_form: bool = False) -> list[EventType]:
    """Slots for the dialogue: which question is open, which form comes next."""
    following: list[EventType] = [
        SlotSet("question", answer.slots.get("question")),
        SlotSet("step", answer.slots.get("step")),
    ]
    if "language" in answer.slots:
        following.append(SlotSet("language", answer.slots["language"]))
    if ends_form:
        following += [ActiveLoop(None), SlotSet("requested_slot", None)]
    return following


async def conversation_memory[T](tracker: Tracker, change: Callable[[Conversation], T]) -> tuple[T | None, str]:
    """Change the small memory of the conversation; returns what `change` returns, and the language. None: it is
    too late, the turn has been given up.
    """
    async with _database().begin() as uow:
        conversation = await conversation_of(uow, tracker)
        if lost_turn.is_late(conversation, tracker.sender_id):
            return None, conversation.language
        result = change(conversation)
        await uow.commit()
        return result, conversation.language
