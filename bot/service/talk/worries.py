"""Short questions that many ask, answered at once; and what is taken back: never recorded as its opposite."""

from __future__ import annotations

from bot.debt.reading import says_its_me
from bot.debt.reading.care import worries as reading
from bot.service.dispute import contested
from bot.service.errand import errands, undisputed
from bot.service.handover import handover
from bot.service.identity import identify
from bot.service.plan import move_undone
from bot.service.thread import spoken
from bot.service.thread.conversation import remember
from bot.service.thread.reply import HUMAN, Answer, Choice, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation

_PAY = Choice(title_id="choice_pay", payload="/pay_now")
_FREE = (None, "identity")
_ANSWERED = tuple(f"utter_worry_{name}" for name in ("employer", "benefits", "guarantor", "difference"))
SAID = (*_ANSWERED, *undisputed.SAID, "utter_faq_genuine", "utter_its_you")
"""What is said in between: the question that is open is asked again after it."""


def hears(conversation: Conversation, text: str) -> str | None:
    """The intent that carries such words to their answer; None for any others."""
    worry = reading.asks_worry(text)
    if worry == "hello":
        return "/greet"
    if worry == "given":
        return "/faq_process" if conversation.memory.get("question") == "identity" else None
    if worry is not None or reading.withdraws_dispute(text) or reading.takes_back_delay(text):
        return "/faq_process"
    free = not conversation.memory.get("budget_asked") and conversation.memory.get("question") in _FREE
    taken_for_another = conversation.memory.get("third_party") == "adult"  # what that undoes is heard elsewhere
    return "/faq_process" if free and not taken_for_another and says_its_me(text) else None


async def told(uow: UnitOfWork, conversation: Conversation, text: str) -> Answer | None:
    """The answer to such words; None for any others. A question that is open stays so."""
    undone = await undisputed.told(uow, conversation, text)
    if undone is not None or reading.withdraws_dispute(text):
        return undone or await _dispute_withdrawn(uow, conversation)
    if reading.takes_back_delay(text):
        return await move_undone.told(uow, conversation) or await _delay_unwished(uow, conversation)
    question, worry = conversation.memory.get("question"), reading.asks_worry(text)
    if worry == "start":
        return say("utter_first_step", HUMAN).asking(question)
    if worry == "given":
        return say("utter_given_again").then(await errands.lead_on(uow, conversation))
    if worry == "genuine":
        return say("utter_faq_genuine", link=f"{uow.base_url}/check").asking(question)
    if worry not in (None, "hello"):
        return say(f"utter_worry_{worry}").asking(question)
    if not says_its_me(text):
        return None
    remember(conversation, not_them=None)
    known = await identify.is_identified(uow, conversation)
    heard = say("utter_its_you")
    return heard.asking(question) if known else heard.then(await errands.lead_on(uow, conversation))


async def _delay_unwished(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """An instalment that was put off long ago, or by a person: a person puts it back."""
    await handover.open_handover(uow, conversation, queue="hardship", reason="delay_unwished")
    comes = await handover.when_somebody_comes(uow, conversation)
    return say("utter_delay_unwished", _PAY, HUMAN).then(comes).asking(None)


async def _dispute_withdrawn(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """The dispute that is open, by its number: a person closes it, and nothing is asked until then."""
    numbers = await contested.open_numbers(uow, conversation)
    remember(conversation, contested=None)
    await handover.open_handover(uow, conversation, queue="dispute", reason="dispute_withdrawn")
    heard = say("utter_dispute_withdrawn_unknown")
    if numbers:
        heard = say("utter_dispute_withdrawn", number=spoken.listing(numbers, conversation.language))
    return heard.then(await handover.when_somebody_comes(uow, conversation)).asking(None)
