"""The gentle question, whether somebody is thinking of suicide: when it is asked, and what their answer leads to.

It is asked once for a faint sign (the model's, not the reviewed phrases'); in the same words never twice running. Who
passes it over is asked once more, shorter, and then goes on with what they came for, while a person is told. What they
wrote meanwhile is kept, and heard after a no.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.debt import danger_answer
from bot.debt import safety as phrases
from bot.service import handover, hearing
from bot.service.conversation import FACTS, open_choices, remember
from bot.service.outside.texting import OUTSIDE
from bot.service.reply import HUMAN, NO, YES, Answer, Say, say
from bot.service.safety import GO_ON, after_denial, crisis_card, crisis_protocol, flag_to_agent, sound_alert, worded
from bot.service.saying import write
from bot.service.talk import likeliest
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Message
from bot.words.book import book

QUESTION = "distress_check"
QUIET = timedelta(hours=12)
"""So long after the question a faint sign does not bring it back: for the rest of a day. Tomorrow is another."""
FAINT = frozenset({"faint", "doubtful"})
"""Signs of the model's (bot/nlu/model.py) that are no more than a reason to ask once."""
ASKS = ("utter_ask_distress", "utter_ask_distress_again", "utter_ask_distress_short", "utter_ask_distress_sure",
        "utter_distress_bye")
_FAREWELLS = ("utter_goodbye", "utter_thank")
_CARE = ("utter_crisis", "utter_possible_distress", *ASKS)
_OTHER = ("distress", "possible_distress")


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What an answer to the open question leads to: said here, told to the dialogue, or words heard as a message."""

    answer: Answer | None = None
    payload: str | None = None
    words: str | None = None


def is_open(conversation: Conversation) -> bool:
    """Whether the question stands and nothing has come of it yet."""
    return bool(conversation.memory.get("question") == QUESTION)


def asked_lately(conversation: Conversation, now: datetime) -> bool:
    """Whether they have been asked so lately that a faint sign must not bring the question back."""
    at = _state(conversation).get("at")
    return at is not None and now - datetime.fromisoformat(at) < QUIET


def said_no_lately(conversation: Conversation, now: datetime) -> bool:
    """Whether they have answered no so lately that a payment they ask for is not preceded by the question again."""
    at = _state(conversation).get("no_at")
    return at is not None and now - datetime.fromisoformat(at) < QUIET


def is_calm(conversation: Conversation, now: datetime) -> bool:
    """Whether only a clear sign of distress counts here: they were asked, or have said themselves that it is not so."""
    return asked_lately(conversation, now) or conversation.memory.get("crisis_denied") is not None


def sign_of(parsed: Mapping[str, Any]) -> str:
    """How plain the sign of distress is that the model hears; nothing where it hears none, or does not say."""
    return str((parsed.get("danger") or {}).get("sign") or "")


def heard_as(parsed: Mapping[str, Any], *, calm: bool = False, figures: bool = False) -> str | None:
    """The kind of distress that the model hears; None for none that counts.

    `calm`: see `is_calm`. `figures`: the words answer a question about the month, where what the model can't place is
    no sign.
    """
    name, sign = (parsed.get("intent") or {}).get("name"), sign_of(parsed)
    passed = (calm and sign in FAINT) or (figures and sign == "doubtful")
    return str(name) if name == "distress" or (name == "possible_distress" and not passed) else None


def _state(conversation: Conversation) -> dict[str, Any]:
    return dict(conversation.memory.get("gentle") or {})


def _note(conversation: Conversation, **values: Any) -> None:
    state = {**_state(conversation), **values}
    remember(conversation, gentle={key: value for key, value in state.items() if value is not None})


async def possible(
    uow: UnitOfWork, conversation: Conversation, *, text: str = "", ranking: Sequence[str] = (), sign: str = "",
    heard: bool = True,
) -> Answer:
    """Despair that may hide it: one gentle question, the lines given either way.

    `sign`: how plain it is to the model; `heard`: these words were heard as despair, not only as no answer to the
    question. What else they may have meant is kept: after a "no" it is taken up again.
    """
    if conversation.memory.get("distress") == "explicit":
        return await crisis_protocol(uow, conversation, source="bot")
    if is_open(conversation):
        return await _once_more(uow, conversation, text, heard=heard)
    others = [name for name in ranking if name not in _OTHER]
    remember(conversation, meant={"text": text[:2000], "ranking": others[:5]} if others else None)
    faint = sign in FAINT and phrases.danger(text).kind not in ("explicit", "possible")
    lately, said = asked_lately(conversation, uow.now), _state(conversation).get("said")
    remember(conversation, distress="possible", gentle=None)
    _note(
        conversation, at=uow.now.isoformat(), said=said, faint=faint or None, words=text[:2000] if faint else None,
        resume=conversation.memory.get("budget_asked") if faint else None,
    )
    uow.audit("safety.asked", "conversation", conversation.id, actor="bot", creditor_id=conversation.creditor_id)
    return await _ask_anew(uow, conversation, again=lately)


async def _ask_anew(uow: UnitOfWork, conversation: Conversation, *, again: bool) -> Answer:
    """The question after a sign: in other words than last time, and the second time a person is told."""
    if again:
        await handover.open_handover(uow, conversation, queue="distress", reason="possible_distress")
        _note(conversation, passed=True)
        if _state(conversation).get("said") != "utter_ask_distress_again":
            return _asked(conversation, "utter_ask_distress_again")
    _note(conversation, said="utter_ask_distress")
    opening = say(worded(conversation, "utter_possible_distress"), card=crisis_card(conversation))
    return opening.then(say("utter_ask_distress", YES, NO, HUMAN)).asking(QUESTION)


def _asked(conversation: Conversation, text_id: str) -> Answer:
    _note(conversation, said=text_id)
    return say(text_id, YES, NO, HUMAN, card=crisis_card(conversation)).asking(QUESTION)


async def _once_more(uow: UnitOfWork, conversation: Conversation, text: str, *, heard: bool) -> Answer:
    """Instead of an answer something else was written, or nothing that is plainly one: asked in other words."""
    told = danger_answer.answer_to(text)
    if heard or told.kind == "sign":
        return await _ask_anew(uow, conversation, again=True)
    if told.kind in ("leave", "hedge", "doubtful_no"):
        await handover.open_handover(uow, conversation, queue="distress", reason="distress_unanswered")
    _note(conversation, passed=True, hedged=told.kind == "hedge" or None)
    if told.kind == "leave":
        return _asked(conversation, "utter_distress_bye")
    return _asked(conversation, "utter_ask_distress_short" if told.kind == "other" else "utter_ask_distress_sure")


async def answered(uow: UnitOfWork, conversation: Conversation, messages: Sequence[Message]) -> Taken | None:
    """What the debtor's next words lead to while the question is open; None where it is not, or they are left to the
    dialogue. Danger said outright was looked for before.
    """
    remember(conversation, opening=None)
    typed = hearing.typed(messages)
    if conversation.memory.get("crisis_denied") == "said":
        return await _after_crisis(uow, conversation, messages)
    if not is_open(conversation):
        return await _later_no(uow, conversation, typed)
    payload = next((m.payload for m in reversed(messages) if m.payload and m.payload != FACTS), None)
    payload = payload or await _numbered(uow, conversation, typed)
    told = danger_answer.answer_to(typed)
    if payload == YES.payload or (payload is None and told.kind == "yes"):
        return Taken(answer=await crisis_protocol(uow, conversation, source="debtor"))
    if payload == NO.payload or (payload is None and told.kind == "no"):
        return _no(uow, conversation, told.rest if payload is None else "")
    if payload is not None:
        return Taken(payload=payload)
    if phrases.asks_human(typed):
        return Taken(payload=HUMAN.payload)
    if conversation.memory.get("distress") != "possible":
        return None  # asked before a payment: what is no answer is a message as any other
    return await _passed_over(uow, conversation, messages, told)


async def _later_no(uow: UnitOfWork, conversation: Conversation, typed: str) -> Taken | None:
    """They went on without an answer, and say now that they are not in danger."""
    if conversation.memory.get("distress") != "possible" or not danger_answer.denies(typed):
        return None
    rest = danger_answer.answer_to(typed).rest
    return _no(uow, conversation, rest) if rest else Taken(answer=await not_in_danger(uow, conversation))


async def _after_crisis(
    uow: UnitOfWork, conversation: Conversation, messages: Sequence[Message]
) -> Taken | None:
    """They have said that they are not in danger, and choose now: to go on, or a person."""
    typed, (_, choices) = hearing.typed(messages), await open_choices(uow, conversation)
    chosen = (hearing.picked(conversation, typed, choices) if typed else None) or {}
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
    return Taken(words=kept) if kept else Taken(payload="/request_plan")


async def _numbered(uow: UnitOfWork, conversation: Conversation, typed: str) -> str | None:
    """The choice that its number names, on a telephone."""
    if conversation.channel not in OUTSIDE or not hearing.is_number(typed):
        return None
    _, choices = await open_choices(uow, conversation)
    chosen = hearing.picked(conversation, typed, choices)
    return str(chosen["payload"]) if chosen is not None else None


async def _passed_over(
    uow: UnitOfWork, conversation: Conversation, messages: Sequence[Message], told: danger_answer.Told
) -> Taken:
    """Asked once more in other words; after that they go on, and a person is told. Who twice will not say no is
    answered as one who says yes.
    """
    state = _state(conversation)
    if told.kind == "hedge" and state.get("hedged"):
        return Taken(answer=await crisis_protocol(uow, conversation, source="debtor"))
    words = "\n".join(m.text for m in messages if m.payload is None)
    kept = str(state.get("kept") or "")
    if words and told.kind in ("other", "doubtful_yes", "doubtful_no") and not kept.endswith(words):
        kept = f"{kept}\n{words}".strip()[:2000]
    ask = not state.get("passed") or told.kind in ("sign", "hedge")
    if told.kind == "leave":
        ask = state.get("said") != "utter_distress_bye"
    if ask:
        _note(conversation, kept=kept or None, facts=state.get("facts") or not words or None)
        return Taken(payload="/possible_distress")
    await handover.open_handover(uow, conversation, queue="distress", reason="distress_unanswered")
    _close(conversation, opening="utter_distress_goes_on")
    _note(conversation, kept=None, words=None, resume=None, facts=None)
    return Taken(words=kept or words) if kept or words else Taken(payload=FACTS)


def _no(uow: UnitOfWork, conversation: Conversation, rest: str) -> Taken:
    """Believed. What they wrote since, and what a faint sign was only heard in, is heard as a message of its own."""
    state = _state(conversation)
    words = "\n".join(one for one in (state.get("words"), state.get("kept"), rest) if one)
    if not words and not state.get("facts"):
        return Taken(payload=NO.payload)
    believe(uow, conversation)
    _close(conversation, opening="utter_distress_believed")
    return Taken(words=words) if words else Taken(payload=FACTS)


def _close(conversation: Conversation, *, opening: str) -> None:
    """The question stands no longer: the dialogue begins anew where it was, after these words."""
    remember(conversation, question=None, seeded=None, opening=opening, meant=None)
    if resume := _state(conversation).get("resume"):
        remember(conversation, budget_asked=resume)


def believe(uow: UnitOfWork, conversation: Conversation) -> None:
    """They have said no; who had said yes stays with the person who was alerted."""
    if conversation.memory.get("distress") != "explicit":
        remember(conversation, distress="said_no")
    _note(conversation, no_at=uow.now.isoformat(), kept=None, words=None, facts=None, passed=None, hedged=None)
    uow.audit("safety.said_no", "conversation", conversation.id, actor="debtor")


async def not_in_danger(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """They said no: believed, the lines given all the same, and the pace is theirs."""
    believe(uow, conversation)
    meant = conversation.memory.get("meant") or {}
    remember(conversation, meant=None)
    believed = say("utter_distress_no", card=crisis_card(conversation))
    errands = likeliest(meant.get("ranking") or (), str(meant.get("text") or ""), uow.today())
    if not errands:
        return believed.asking(None)
    return believed.then(say("utter_distress_no_then", *errands, HUMAN)).asking(None)


async def rather_a_person(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """Asked, and they would rather talk to somebody: a person before all others, and somebody is woken.

    After a faint sign that is all that is known: nothing is held and nobody is told of their pain. After plain words of
    despair it is the crisis protocol.
    """
    if conversation.memory.get("distress") != "possible" or not _state(conversation).get("faint"):
        return await crisis_protocol(uow, conversation, source="debtor")
    opened = await handover.open_handover(uow, conversation, queue="distress", reason="asked", actor="debtor")
    await sound_alert(uow, conversation, opened.id)
    told = say("utter_distress_person", card=crisis_card(conversation))
    return told.then(await handover.when_somebody_comes(uow, conversation)).asking(None)


async def possible_without_turn(uow: UnitOfWork, conversation: Conversation, *, ask: bool, text: str = "") -> None:
    """Despair in words that no turn answers (beside a stop, after one, in a flood): a person reads them first of all.

    `ask`: something may be sent there; the question is asked, once as long as it is open. Where it can't be, somebody
    is woken: nobody else will ask.
    """
    if conversation.owner == "agent":
        await flag_to_agent(uow, conversation, kind="possible_distress")
    opened = await handover.open_handover(
        uow, conversation, queue="distress", reason="possible_distress", actor="system"
    )
    if not ask:
        await sound_alert(uow, conversation, opened.id)
    elif conversation.owner != "agent" and not is_open(conversation):
        await write(uow, conversation, await possible(uow, conversation, text=text), author="system")
        remember(conversation, question=QUESTION, seeded=None)  # the dialogue learns what was asked


async def before_going_on(uow: UnitOfWork, conversation: Conversation, text: str) -> Answer | None:
    """The question, where an action would pass it over; None where it is not open, or has been asked twice: whoever
    will not answer it is not held up by it for ever.
    """
    if conversation.memory.get("distress") != "possible" or not is_open(conversation):
        return None
    if _state(conversation).get("passed"):
        await handover.open_handover(uow, conversation, queue="distress", reason="distress_unanswered")
        return None
    return await _once_more(uow, conversation, text, heard=False)


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
    if opening is None or any(str(one.get("utter_action")).startswith(_CARE) for one in told):
        return told
    return [_rendered(conversation, str(opening)), *told]


def _rendered(conversation: Conversation, text_id: str) -> dict[str, Any]:
    text = book().text(text_id, conversation.language, {}, conversation.channel)
    return {"text": text, "utter_action": text_id, "buttons": [], "card": crisis_card(conversation)}


def opening_said(conversation: Conversation) -> Answer:
    """What was left to be said first, where no dialogue answers."""
    opening = conversation.memory.get("opening")
    remember(conversation, opening=None)
    return Answer(says=(Say(text_id=str(opening), card=crisis_card(conversation)),)) if opening else Answer()
