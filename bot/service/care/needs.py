"""What can't wait, told by anybody at any moment: help first, a person, and no question about a bill in that breath."""

from __future__ import annotations

from typing import Any

from bot.debt.reading.answers.feeling import sign_alone
from bot.debt.reading.care import needs as reading
from bot.debt.reading.care import spoken_needs as spoken
from bot.service.care import watched
from bot.service.handover import handover
from bot.service.thread.conversation import remember
from bot.service.thread.reply import HUMAN, Answer, Choice, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation

_FREE = (None, "identity", "distress_check")
_HEARD = "utter_need_heard"
_THE_BILL = Choice(title_id="choice_the_bill", payload="/ask_balance")


def hears(conversation: Conversation, text: str, *, waits: bool) -> bool:
    """Whether the words tell of such a need for certain; `waits`: a person has been asked for."""
    if reading.urgent_need(text) is not None or watched.hears(conversation, text) or sign_alone(text) is not None:
        return True
    if conversation.memory.get("budget_asked"):
        return False  # "personne", asked who lives there
    if _goes_on(conversation, text):
        return True
    waiting = reading.waits_for_somebody(text)
    return waiting is not None and (waits or waiting != "pressing")


def is_plain(conversation: Conversation, text: str) -> bool:
    """Whether a need is told so plainly that the model's guess at despair is not asked about first. Words of the
    reviewed list of danger, and what the model hears outright, still come before it.
    """
    urgent = reading.urgent_need(text) is not None or watched.hears(conversation, text)
    return urgent or _goes_on(conversation, text)


def _goes_on(conversation: Conversation, text: str) -> bool:
    """Whether it is still the need that they have told of, and no question of ours is open."""
    need = conversation.memory.get("need")
    free = not conversation.memory.get("budget_asked") and conversation.memory.get("question") in _FREE
    return bool(need) and free and not reading.asks_about_bill(text) and spoken.still_of_need(text, str(need))


async def told(uow: UnitOfWork, conversation: Conversation, *, text: str) -> Answer | None:
    """The answer to such words; None for any others."""
    if (sign := sign_alone(text)) is not None:
        return say(f"utter_sign_{sign}", HUMAN).asking(None)
    if (wish := await watched.told(uow, conversation, text)) is not None:
        return wish
    need = reading.urgent_need(text)
    if need is None and _goes_on(conversation, text):
        need = str(conversation.memory["need"])
    if need is not None:
        return await _help(uow, conversation, need, text)
    waiting = reading.waits_for_somebody(text)
    if waiting is None:
        return None
    known = await handover.open_handover_of(uow, conversation)
    if known is None and waiting in ("anybody", "hours"):
        here = say("utter_here", HUMAN).then(await handover.when_somebody_comes(uow, conversation))
        return here.asking(conversation.memory.get("question"))
    return (await handover.ask_human(uow, conversation)).then(say("utter_meanwhile"))


async def _help(uow: UnitOfWork, conversation: Conversation, need: str, text: str) -> Answer:
    """Where help is, and a person who knows; nothing is asked, neither now nor beside what they say next of it. Told
    again, the next thing that helps: never the same words.
    """
    told = list(conversation.memory.get("need_told") or ())
    following = _following(need, text, told)
    remember(conversation, need=need, need_told=[*told, following])
    with_child: dict[str, Any] = {"children": True} if spoken.names_child(text) else {}
    await handover.open_handover(uow, conversation, queue="hardship", reason="urgent_need", need=need, **with_child)
    if following == _HEARD:
        again = told.count(_HEARD) % 2
        return say("utter_need_heard_again", _THE_BILL, HUMAN).asking(None) if again else no_hurry()
    answer = say(following)
    if told:
        return answer.then(say("utter_need_told_person", _THE_BILL, HUMAN)).asking(None)
    answer = answer.then(say("utter_need_no_hurry", _THE_BILL, HUMAN))
    return answer.then(await handover.when_somebody_comes(uow, conversation)).asking(None)


def _following(need: str, text: str, told: list[str]) -> str:
    """The first words of this need that were not said yet; the last thing is that they are read."""
    judged = ("utter_need_home_judged",) if need == "home" and spoken.names_judgment(text) else ()
    first = () if judged and told else (f"utter_need_{need}",)
    return next((one for one in (*first, *judged, f"utter_need_{need}_next") if one not in told), _HEARD)


def is_open(conversation: Conversation) -> bool:
    """Whether somebody unknown has told of such a need: who they are is asked only once they speak of the bill."""
    return bool(conversation.memory.get("need"))


def no_hurry() -> Answer:
    """What they say next of it is heard; the bill can wait."""
    return say("utter_need_heard", _THE_BILL, HUMAN).asking(None)


async def keep_discreet(uow: UnitOfWork, conversation: Conversation) -> None:
    """What was wished before anybody was known is kept on the contacts of whoever it is."""
    await watched.keep(uow, conversation)
