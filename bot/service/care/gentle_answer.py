"""What the answer to the gentle question leads to (gentle.py), and the way on after the crisis lines.

A no in any words is believed, and what was written meanwhile is heard then. Who passes the question over is asked once
more; after that they go on with what they came for, and a person is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.debt import danger_answer
from bot.debt import safety as phrases
from bot.service.budget import budget
from bot.service.care.gentle import (
    ASKS,
    before_going_on,
    believe,
    facts_noted,
    is_open,
    not_in_danger,
    note,
    possible,
    state_of,
)
from bot.service.care.safety import GO_ON, after_denial, crisis_card, crisis_protocol, lines_beside
from bot.service.handover import handover
from bot.service.hearing import choosing, hearing
from bot.service.outside.texting import OUTSIDE
from bot.service.thread.conversation import FACTS, open_choices, remember
from bot.service.thread.reply import HUMAN, NO, YES, Answer, Say, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Message
from bot.words.book import book

_BELIEVED = "utter_distress_believed"
_FAREWELLS = ("utter_goodbye", "utter_thank")
_COLD = ("utter_not_understood", "utter_out_of_scope")
_CARE = ("utter_crisis", "utter_possible_distress", *ASKS)


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What an answer to the open question leads to: said here, told to the dialogue, or words heard as a message."""

    answer: Answer | None = None
    payload: str | None = None
    words: str | None = None
    new: str = ""
    """Those of the words in which the model has not looked for distress yet."""
    listen: str | None = None
    """The words beside a plain no in which it is to look; None: all of them."""


async def answered(uow: UnitOfWork, conversation: Conversation, messages: Sequence[Message]) -> Taken | None:
    """What the debtor's next words lead to while the question is open; None where it is not, or they are left to the
    dialogue. Danger said outright was looked for before.
    """
    remember(conversation, opening=None)
    typed = hearing.typed(messages)
    denied = conversation.memory.get("crisis_denied")
    if denied == "said":
        return await _after_crisis(uow, conversation, messages)
    if conversation.memory.get("distress") == "explicit" and denied is None:
        return None  # whatever they write is answered with care
    if not is_open(conversation):
        return await _later_no(uow, conversation, typed)
    payload = next((m.payload for m in reversed(messages) if m.payload and m.payload != FACTS), None)
    payload = payload or await _numbered(uow, conversation, typed)
    if payload is None and phrases.asks_human(typed):
        payload = HUMAN.payload
    told = danger_answer.answer_to(typed)
    if payload == YES.payload or (payload is None and told.kind == "yes"):
        return Taken(answer=await crisis_protocol(uow, conversation, source="debtor"))
    if payload in (None, HUMAN.payload) and told.kind == "no":
        return _no(uow, conversation, told)
    if payload == NO.payload:
        return _no(uow, conversation, danger_answer.Told("no"))
    return Taken(payload=payload) if payload else await _no_answer(uow, conversation, messages, told)


async def _no_answer(
    uow: UnitOfWork, conversation: Conversation, messages: Sequence[Message], told: danger_answer.Told
) -> Taken | None:
    if conversation.memory.get("distress") == "possible":
        return await _passed_over(uow, conversation, messages, told)
    if told.kind in ("doubtful_yes", "doubtful_no", "hedge", "sign") and not state_of(conversation).get("passed"):
        return Taken(payload="/possible_distress")
    # Asked before a payment: what is no answer is a message as any other.
    remember(conversation, question=None, seeded=None)
    return None


async def _later_no(uow: UnitOfWork, conversation: Conversation, typed: str) -> Taken | None:
    """They went on without an answer, and say now that they are not in danger."""
    if conversation.memory.get("distress") != "possible" or not danger_answer.denies(typed):
        return None
    told = danger_answer.answer_to(typed)
    return _no(uow, conversation, told) if told.rest else Taken(answer=await not_in_danger(uow, conversation))


async def _after_crisis(
    uow: UnitOfWork, conversation: Conversation, messages: Sequence[Message]
) -> Taken | None:
    """They have said that they are not in danger, and choose now: to go on, or a person."""
    typed, (_, choices) = hearing.typed(messages), await open_choices(uow, conversation)
    chosen = (choosing.picked(conversation, typed, choices) if typed else None) or {}
    payload = next((m.payload for m in messages if m.payload and m.payload != FACTS), chosen.get("payload"))
    if payload == HUMAN.payload or phrases.asks_human(typed):
        return Taken(payload=HUMAN.payload)
    if payload != GO_ON.payload:
        return None
    kept, begun = after_denial(conversation)
    remember(conversation, question=None, seeded=None)
    if not kept and not begun:
        return Taken(answer=say("utter_crisis_tell_me", card=crisis_card(conversation)))
    remember(conversation, opening="utter_crisis_goes_on")
    return Taken(words=kept, new=kept) if kept else Taken(payload="/request_plan")


async def _numbered(uow: UnitOfWork, conversation: Conversation, typed: str) -> str | None:
    """The choice that its number names, on a telephone."""
    if conversation.channel not in OUTSIDE or not choosing.is_number(typed):
        return None
    _, choices = await open_choices(uow, conversation)
    chosen = choosing.picked(conversation, typed, choices)
    return str(chosen["payload"]) if chosen is not None else None


async def _passed_over(
    uow: UnitOfWork, conversation: Conversation, messages: Sequence[Message], told: danger_answer.Told
) -> Taken:
    """Asked once more in other words; after that they go on, and a person is told. Who twice will not say no is
    answered as one who says yes.
    """
    state = state_of(conversation)
    if told.kind == "hedge" and state.get("hedged"):
        return Taken(answer=await crisis_protocol(uow, conversation, source="debtor"))
    words = "\n".join(m.text for m in messages if m.payload is None)
    if told.kind == "refuses":
        return await _not_spoken_of(uow, conversation)
    if not words and not state.get("passed"):
        return Taken(answer=facts_noted(conversation))
    kept = str(state.get("kept") or "")
    if words and told.kind in ("other", "doubtful_yes", "doubtful_no") and not kept.endswith(words):
        kept = f"{kept}\n{words}".strip()[:2000]
    ask = not state.get("passed") or told.kind in ("sign", "hedge")
    if told.kind == "leave":
        ask = state.get("said") != "utter_distress_bye"
    if ask:
        note(conversation, kept=kept or None, facts=state.get("facts") or not words or None)
        return Taken(payload="/possible_distress")
    await handover.open_handover(uow, conversation, queue="distress", reason="distress_unanswered")
    _close(conversation, opening="utter_distress_goes_on")
    note(conversation, kept=None, words=None, resume=None, facts=None)
    return Taken(words=kept or words, new=words) if kept or words else Taken(payload=FACTS)


async def _not_spoken_of(uow: UnitOfWork, conversation: Conversation) -> Taken:
    """They won't speak of it: heeded, a person is told, and it goes on with what they came for."""
    state = state_of(conversation)
    await handover.open_handover(uow, conversation, queue="distress", reason="distress_unanswered")
    words = "\n".join(str(one) for one in (state.get("words"), state.get("kept")) if one)
    facts = bool(state.get("facts"))
    _close(conversation, opening="utter_distress_not_spoken_of" if words or facts else "")
    note(conversation, kept=None, words=None, resume=None, facts=None, passed=True)
    if words:
        return Taken(words=words)
    if facts:
        return Taken(payload=FACTS, listen="")
    remember(conversation, opening=None)
    return Taken(answer=say("utter_distress_what_now", HUMAN, card=lines_beside(conversation)))


def _no(uow: UnitOfWork, conversation: Conversation, told: danger_answer.Told) -> Taken:
    """Believed. What they wrote since, and what a faint sign was only heard in, is heard as a message of its own."""
    state, rest = state_of(conversation), told.rest
    since = [str(one) for one in (state.get("kept"), rest) if one]
    heard = str(state.get("words") or "")
    if state.get("resume") and not since and not budget.answers(conversation, heard, str(state["resume"])):
        heard = ""  # amid the questions, and no answer to the one that was open: they are one tap away
    words = "\n".join([*([heard] if heard else []), *since])
    if not words and not state.get("facts"):
        note(conversation, reason=told.reason or None)
        return Taken(payload=NO.payload, listen=told.beside)
    believe(uow, conversation)
    _close(conversation, opening="_".join(filter(None, ("utter_distress_believed", told.reason))))
    return Taken(words=words, new=told.beside) if words else Taken(payload=FACTS, listen=told.beside)


def _close(conversation: Conversation, *, opening: str) -> None:
    """The question stands no longer: the dialogue begins anew where it was, after these words."""
    remember(conversation, question=None, seeded=None, opening=opening, meant=None)
    if resume := state_of(conversation).get("resume"):
        remember(conversation, budget_asked=resume)


async def without_dialogue(uow: UnitOfWork, conversation: Conversation, text: str) -> Answer | None:
    """The same with Rasa down; None where nothing of it was said or is open. The caller remembers the question."""
    if phrases.danger(text).kind == "possible" and not danger_answer.denies(text):
        return await possible(uow, conversation, text=text)
    if not is_open(conversation):
        return None
    if danger_answer.answer_to(text).kind == "no":
        return await not_in_danger(uow, conversation)
    return await before_going_on(uow, conversation, text)


def opened(conversation: Conversation, replies: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the dialogue answers, after what was left to be said first; never a cheerful goodbye to somebody who was
    asked and has not answered.
    """
    opening = conversation.memory.get("opening")
    remember(conversation, opening=None)
    told = list(replies)
    if conversation.memory.get("distress") in ("possible", "explicit") and not is_open(conversation):
        told = [
            _rendered(conversation, "utter_goodbye_care") if one.get("utter_action") == "utter_goodbye" else one
            for one in told if not (opening and one.get("utter_action") in _FAREWELLS)
        ]
    if str(opening).startswith(_BELIEVED) and told and told[0].get("utter_action") in _COLD:
        remember(conversation, not_understood=None)  # the words were misheard once: they are not puzzled over again
        return [_rendered(conversation, str(opening).replace(_BELIEVED, "utter_distress_no"))]
    if opening is None or any(str(one.get("utter_action")).startswith(_CARE) for one in told):
        return told
    return [_rendered(conversation, str(opening)), *told]


def _rendered(conversation: Conversation, text_id: str) -> dict[str, Any]:
    text = book().text(text_id, conversation.language, {}, conversation.channel)
    return {"text": text, "utter_action": text_id, "buttons": [], "card": lines_beside(conversation)}


def opening_said(conversation: Conversation) -> Answer:
    """What was left to be said first, where no dialogue answers."""
    opening = conversation.memory.get("opening")
    remember(conversation, opening=None)
    return Answer(says=(Say(text_id=str(opening), card=lines_beside(conversation)),)) if opening else Answer()
