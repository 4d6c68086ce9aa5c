"""What people fear will be done to them: what can and can't be done, in two sentences, and a person who knows today.

That nobody comes is never said to somebody who has been told that a bailiff comes: this machine can't know it.
"""

from __future__ import annotations

from bot.debt.reading.care import fears as reading
from bot.service.case.cases import cases_of
from bot.service.handover import handover
from bot.service.thread.conversation import remember
from bot.service.thread.reply import HUMAN, Answer, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation

_PERSON = ("announced", "taker", "come_in")
"""A person sees these today."""


def hears(conversation: Conversation, text: str) -> str | None:
    """The intent that carries such words to their answer; None for any others."""
    return "/faq_bailiff" if _kind(conversation, text) is not None else None


def _kind(conversation: Conversation, text: str) -> str | None:
    if conversation.memory.get("budget_asked") or conversation.memory.get("court"):
        return None  # a paper that has come is answered by itself
    return reading.feared(text, open_fear=bool(conversation.memory.get("fears_told")))


async def told(uow: UnitOfWork, conversation: Conversation, text: str) -> Answer | None:
    """The answer to such words; None for any others. Never the same twice: the second time a person is told."""
    kind = _kind(conversation, text)
    if kind is None:
        return None
    before = list(conversation.memory.get("fears_told") or ())
    remember(conversation, fears_told=[*before, kind])
    question = conversation.memory.get("question")
    again = kind in before
    if not again and kind not in _PERSON:
        return say(f"utter_fear_{kind}", HUMAN).asking(question)
    await handover.open_handover(uow, conversation, queue="legal", reason="bailiff_feared")
    if again:
        return say("utter_fear_again", HUMAN).asking(question)
    answer = say(f"utter_fear_{kind}")
    if kind != "taker" and await _breathing(uow, conversation, text):
        answer = answer.then(say("utter_fear_breathing"))
    first = not set(before) & set(_PERSON)
    comes = await handover.when_somebody_comes(uow, conversation) if first else Answer()
    return answer.then(say("utter_fear_person", HUMAN)).then(comes).asking(question)


async def _breathing(uow: UnitOfWork, conversation: Conversation, text: str) -> bool:
    """Whether Breathing Space is on file, or in their words."""
    if reading.names_breathing_space(text):
        return True
    views = await cases_of(uow, conversation.person_id) if conversation.person_id else []
    return any(hold.reason == "breathing_space" for view in views for hold in view.holds)
