"""The gentle question, whether somebody is thinking of suicide: when it is asked, and in which words.

It is asked once for a faint sign (the model's, not the reviewed phrases'); in the same words never twice running. Who
passes it over is asked once more, shorter, and then goes on with what they came for, while a person is told. What the
answer leads to: gentle_answer.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.debt import danger_answer, reading
from bot.debt import safety as phrases
from bot.service.care.safety import crisis_card, crisis_protocol, flag_to_agent, lines_beside, sound_alert, worded
from bot.service.handover import handover
from bot.service.talk.talk import likeliest
from bot.service.thread.conversation import remember
from bot.service.thread.reply import HUMAN, NO, YES, Answer, say
from bot.service.thread.saying import write
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation

QUESTION = "distress_check"
QUIET = timedelta(hours=12)
"""So long after the question a faint sign does not bring it back: for the rest of a day. Tomorrow is another."""
FAINT = frozenset({"faint", "doubtful"})
"""Signs of the model's (bot/nlu/model.py) that are no more than a reason to ask once."""
LIGHT = FAINT | {"clear"}
"""Those that are less likely than not: after a no the words are heard for what else they mean."""
ASKS = ("utter_ask_distress", "utter_ask_distress_again", "utter_ask_distress_short", "utter_ask_distress_sure",
        "utter_distress_bye", "utter_distress_facts_noted")
_OTHER = ("distress", "possible_distress")
_NO_SIGN = {"certain": frozenset({"doubtful"}), "plain": LIGHT, "need": LIGHT | {"strong", ""}}


def is_open(conversation: Conversation) -> bool:
    """Whether the question stands and nothing has come of it yet."""
    return bool(conversation.memory.get("question") == QUESTION)


def asked_lately(conversation: Conversation, now: datetime) -> bool:
    """Whether they have been asked so lately that a faint sign must not bring the question back."""
    at = state_of(conversation).get("at")
    return at is not None and now - datetime.fromisoformat(at) < QUIET


def said_no_lately(conversation: Conversation, now: datetime) -> bool:
    """Whether they have answered no so lately that a payment they ask for is not preceded by the question again."""
    at = state_of(conversation).get("no_at")
    return at is not None and now - datetime.fromisoformat(at) < QUIET


def is_calm(conversation: Conversation, now: datetime) -> bool:
    """Whether only a clear sign of distress counts here: they were asked, or have said themselves that it is not so."""
    return asked_lately(conversation, now) or conversation.memory.get("crisis_denied") is not None


def sign_of(parsed: Mapping[str, Any]) -> str:
    """How plain the sign of distress is that the model hears; nothing where it hears none, or does not say."""
    return str((parsed.get("danger") or {}).get("sign") or "")


def heard_as(parsed: Mapping[str, Any], *, calm: bool = False, firm: str = "") -> str | None:
    """The kind of distress that the model hears; None for none that counts.

    `calm`: see `is_calm`. `firm`: how surely the server has read what the words mean: `certain`, so that the model's
    having no place for them is no sign; `plain`, a fear or an anger that is answered by itself; `need`, what can't
    wait, beside which only distress said outright counts.
    """
    name, sign = (parsed.get("intent") or {}).get("name"), sign_of(parsed)
    passed = (calm and sign in FAINT) or sign in _NO_SIGN.get(firm, ())
    return str(name) if name == "distress" or (name == "possible_distress" and not passed) else None


def state_of(conversation: Conversation) -> dict[str, Any]:
    """What is remembered of the question, its answer and what was written meanwhile."""
    return dict(conversation.memory.get("gentle") or {})


def note(conversation: Conversation, **values: Any) -> None:
    """Remember more of it; None forgets."""
    state = {**state_of(conversation), **values}
    remember(conversation, gentle={key: value for key, value in state.items() if value is not None})


async def possible(
    uow: UnitOfWork, conversation: Conversation, *, text: str = "", ranking: Sequence[str] = (), sign: str = "",
    heard: bool = True,
) -> Answer:
    """Despair that may hide it: one gentle question, the lines given either way.

    `sign`: how plain it is to the model; `heard`: these words were heard as despair, not only as no answer to the
    question. What else they may have meant is kept: after a "no" it is taken up again.
    """
    grave = conversation.memory.get("distress") == "explicit"
    if is_open(conversation) and not (grave and heard):
        return await once_more(uow, conversation, text, heard=heard)
    if grave:
        return await crisis_protocol(uow, conversation, source="bot")
    others = [name for name in ranking if name not in _OTHER]
    remember(conversation, meant={"text": text[:2000], "ranking": others[:5]} if others else None)
    faint = sign in LIGHT and phrases.danger(text).kind not in ("explicit", "possible")
    lately, said = asked_lately(conversation, uow.now), state_of(conversation).get("said")
    remember(conversation, distress="possible", gentle=None)
    note(
        conversation, at=uow.now.isoformat(), said=said, faint=faint or None, words=text[:2000] if faint else None,
        resume=conversation.memory.get("budget_asked") if faint else None,
    )
    uow.audit("safety.asked", "conversation", conversation.id, actor="bot", creditor_id=conversation.creditor_id)
    return (await _person_too(uow, conversation, text)).then(await _ask_anew(uow, conversation, again=lately))


async def _person_too(uow: UnitOfWork, conversation: Conversation, text: str) -> Answer:
    """A call or a person that these words ask for as well is not lost over the question, whatever its answer."""
    calls = reading.asks_call(text)
    if not calls and not phrases.asks_human(text):
        return Answer()
    await handover.open_handover(uow, conversation, queue="general", reason="request_callback" if calls else "asked")
    return say("utter_person_as_asked")


async def _ask_anew(uow: UnitOfWork, conversation: Conversation, *, again: bool) -> Answer:
    """The question after a sign: in other words than last time, and the second time a person is told."""
    if again:
        await handover.open_handover(uow, conversation, queue="distress", reason="possible_distress")
        note(conversation, passed=True)
        if state_of(conversation).get("said") != "utter_ask_distress_again":
            return _asked(conversation, "utter_ask_distress_again")
    note(conversation, said="utter_ask_distress")
    remember(conversation, lines_shown=True)
    opening = say(worded(conversation, "utter_possible_distress"), card=crisis_card(conversation))
    return opening.then(say("utter_ask_distress", YES, NO, HUMAN)).asking(QUESTION)


def _asked(conversation: Conversation, text_id: str) -> Answer:
    note(conversation, said=text_id)
    return say(text_id, YES, NO, HUMAN, card=lines_beside(conversation)).asking(QUESTION)


def facts_noted(conversation: Conversation) -> Answer:
    """Reference or birth date came instead of an answer: they are kept, it is said so, and one word is asked for."""
    note(conversation, passed=True, facts=True)
    return _asked(conversation, "utter_distress_facts_noted")


async def once_more(uow: UnitOfWork, conversation: Conversation, text: str, *, heard: bool) -> Answer:
    """Instead of an answer something else was written, or nothing that is plainly one: asked in other words."""
    told = danger_answer.answer_to(text)
    if heard or told.kind == "sign":
        return await _ask_anew(uow, conversation, again=True)
    if told.kind in ("leave", "hedge", "doubtful_no"):
        await handover.open_handover(uow, conversation, queue="distress", reason="distress_unanswered")
    note(conversation, passed=True, hedged=told.kind == "hedge" or None)
    if told.kind == "leave":
        return _asked(conversation, "utter_distress_bye")
    return _asked(conversation, "utter_ask_distress_short" if told.kind == "other" else "utter_ask_distress_sure")


def believe(uow: UnitOfWork, conversation: Conversation) -> None:
    """They have said no; who had said yes stays with the person who was alerted."""
    if conversation.memory.get("distress") != "explicit":
        remember(conversation, distress="said_no")
    note(conversation, no_at=uow.now.isoformat(), kept=None, words=None, facts=None, passed=None, hedged=None)
    uow.audit("safety.said_no", "conversation", conversation.id, actor="debtor")


async def not_in_danger(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """They said no: believed, the lines given all the same, and the pace is theirs."""
    believe(uow, conversation)
    meant = conversation.memory.get("meant") or {}
    remember(conversation, meant=None)
    reason = state_of(conversation).get("reason")
    note(conversation, reason=None)
    anew = "anew" if conversation.memory.get("no_told") else None  # the same words are not said to a second cry
    told = reason or anew
    remember(conversation, no_told=True)
    believed = say(f"utter_distress_no_{told}" if told else "utter_distress_no", card=lines_beside(conversation))
    errands = likeliest(meant.get("ranking") or (), str(meant.get("text") or ""), uow.today())
    if not errands:
        return believed.asking(None)
    return believed.then(say("utter_distress_no_then", *errands, HUMAN)).asking(None)


async def rather_a_person(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """Asked, and they would rather talk to somebody: a person before all others, and somebody is woken.

    After a faint sign that is all that is known: nothing is held and nobody is told of their pain. After plain words of
    despair it is the crisis protocol.
    """
    if conversation.memory.get("distress") != "possible" or not state_of(conversation).get("faint"):
        return await crisis_protocol(uow, conversation, source="debtor")
    opened = await handover.open_handover(uow, conversation, queue="distress", reason="asked", actor="debtor")
    await sound_alert(uow, conversation, opened.id)
    told = say("utter_distress_person", card=lines_beside(conversation))
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
    if state_of(conversation).get("passed"):
        await handover.open_handover(uow, conversation, queue="distress", reason="distress_unanswered")
        return None
    return await once_more(uow, conversation, text, heard=False)
