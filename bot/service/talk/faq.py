"""General questions in the middle of something: answered, and back to what was asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.debt import reading
from bot.service.budget import reasons, sums_known
from bot.service.care import fears, gentle
from bot.service.care.safety import GOES_ON
from bot.service.case import composition
from bot.service.contact import contact_reasons, narrower, settled
from bot.service.dispute import court
from bot.service.errand import errands, whereabouts
from bot.service.handover import taken_back
from bot.service.identity import identify, identity_talk
from bot.service.offer.standing_offer import waits_for_yes
from bot.service.pay import not_now, paid_already, plain_answers
from bot.service.plan import left_of_plan, plan_status
from bot.service.talk import asked_back, law, our_hours, same_again, word_meant, worries
from bot.service.thread.conversation import newest, remember
from bot.service.thread.reply import Answer, say
from bot.service.thread.saying import rendered, say_again, write
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Message
from bot.words.book import book

QUESTIONS = (
    "faq_fees", "faq_credit_file", "faq_bailiff", "faq_payment_methods", "faq_link_safety", "faq_budget_partners",
    "faq_over_indebtedness", "faq_process", "ask_if_bot", "ask_origin",
)
"""Intents whose answer is the same for everybody, in the domain under their own name; but who is known and asks
`ask_origin` hears what is theirs.
"""

_OF_PAYING = (gentle.QUESTION, "offer", "confirm_plan", "pay_amount", "own_amount")
_NOTHING = ("utter_affirm_nothing", "utter_deny_nothing")
_ASIDES = frozenset(
    {
        *(f"utter_{name}" for name in QUESTIONS), "utter_faq_unpaid", "utter_greet", "utter_if_a_month_fails",
        *composition.SAID, *contact_reasons.SAID, *reasons.SAID, *paid_already.SAID, *whereabouts.SAID, *not_now.SAID,
        *plan_status.SAID, *sums_known.SAID, *law.SAID, *asked_back.SAID, *worries.SAID,
        *plain_answers.SAID, *our_hours.SAID, *narrower.SAID, *word_meant.SAID,
        "utter_open_question", "utter_not_understood_open", "utter_out_of_scope", "utter_choice_unclear",
        "utter_faq_if_things_change", "utter_sum_doubted", "utter_dispute_added",
        "utter_due_day_which", "utter_answer_unclear", *taken_back.SAID, *left_of_plan.SAID,
    }
)
"""After these alone, the question that was open is asked again: somebody asked in between, or has come back."""


async def answer(uow: UnitOfWork, conversation: Conversation, intent: str, *, text: str = "") -> Answer:
    """The answer, or how all this works for what is no such question; the question that is open stays so.

    Who has proven who they are and asks what this is about hears what is theirs, or why we wrote to them.
    """
    if (feared := await fears.told(uow, conversation, text)) is not None:
        return feared
    if (worried := await worries.told(uow, conversation, text)) is not None:
        return worried
    _no_pause(conversation, text)
    about = intent if intent in QUESTIONS else "faq_process"
    if about == "faq_process" and (theirs := await _of_theirs(uow, conversation, text)) is not None:
        return theirs
    if about == "faq_bailiff" and (court.is_open(conversation) or court.hears(conversation, text, uow.today())):
        return await court.told(uow, conversation, text=text)
    if about == "faq_process" and reading.asks_if_unpaid(text):
        about = "faq_unpaid"
    if about == "faq_fees" and reading.asks_parts(text):
        about = "ask_origin"
    if reading.asks_receipt(text):
        return await receipt(uow, conversation)
    if about == "faq_process" and reading.asks_if_changed(text):
        about = "faq_if_things_change"
    if about in ("faq_process", "ask_origin") and reading.asks_why_amount(text):
        told = await reasons.asked(uow, conversation)
        if told is not None:
            return told.asking(conversation.memory.get("question"))
        about = "ask_origin"
    if about == "faq_process":
        return await whereabouts.told(uow, conversation)
    theirs = None
    if about == "ask_origin":
        theirs = await contact_reasons.asked(uow, conversation, text) or await composition.asked(uow, conversation)
    return (theirs or say(f"utter_{about}")).asking(conversation.memory.get("question"))


def _no_pause(conversation: Conversation, text: str) -> None:
    """ "No, not a pause, I only want to know…": it is not asked again behind the answer."""
    if conversation.memory.get("errand") == "pause" and reading.denies_pause(text):
        remember(conversation, errand=None, errand_data=None, question=None)


async def _of_theirs(uow: UnitOfWork, conversation: Conversation, text: str) -> Answer | None:
    """The answer that their own words have, where the general one would miss them; else None."""
    heard = await plain_answers.asked(uow, conversation, text) or await identity_talk.asked(uow, conversation, text)
    heard = heard or narrower.asked(conversation, text) or await our_hours.asked(uow, conversation, text)
    heard = heard or word_meant.asked(conversation, text) or await same_again.asked(uow, conversation, text)
    if heard is not None:
        return heard
    told = await asked_back.asked(uow, conversation, text) or await not_now.asked(uow, conversation, text)
    told = told or await settled.asked(uow, conversation, text)
    return told or law.asked(conversation, text) or await taken_back.asked(uow, conversation, text)


async def receipt(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """The receipt of the last payment, or plainly that there is none yet; first who asks, where that is not proven."""
    if not await identify.is_identified(uow, conversation):
        errands.start(conversation, "receipt")
        return await errands.lead_on(uow, conversation)
    told = await paid_already.last_receipt(uow, conversation)
    return told.asking(conversation.memory.get("question"))


def before_the_yes(conversation: Conversation) -> bool:
    """Whether a plan is on the table that has not been agreed."""
    asked_of_pause = conversation.memory.get("errand") == "pause"
    return conversation.memory.get("question") in ("offer", "confirm_plan") and not asked_of_pause


def if_a_month_fails(conversation: Conversation) -> Answer:
    """What can be done if a month can't be paid, asked before the yes. The question stays open."""
    return say("utter_if_a_month_fails").asking(conversation.memory.get("question"))


async def back_to_question(uow: UnitOfWork, conversation: Conversation, said: Sequence[Message]) -> list[Message]:
    """The open question again, with its choices, after nothing but asides. The budget's form does so by itself.

    Never to somebody in distress, nor in another language than it was asked in.
    """
    if conversation.memory.get("budget_asked") or not said or any(one.text_id not in _ASIDES for one in said):
        return []
    return await ask_again(uow, conversation)


async def instead_of_nothing(
    uow: UnitOfWork, conversation: Conversation, replies: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    """A yes or a no that answers nothing, while something is open: not "I'm here", but that it was not clear to what;
    the question comes back after it.
    """
    if not any(one.get("utter_action") in _NOTHING for one in replies):
        return list(replies)
    if replies[0].get("utter_action") == "utter_affirm_nothing" and await waits_for_yes(uow, conversation):
        return [rendered(one, conversation.language) for one in whereabouts.not_agreed_yet(conversation).says]
    if not conversation.memory.get("budget_asked") and await open_question(uow, conversation) is None:
        return list(replies)
    unclear = {"text": book().text("utter_open_question", conversation.language), "utter_action": "utter_open_question"}
    return [unclear if one.get("utter_action") in _NOTHING else one for one in replies]


async def ask_again(uow: UnitOfWork, conversation: Conversation) -> list[Message]:
    """The open question once more, with choices that can be tapped; nothing where none is open, or in distress."""
    memory = conversation.memory
    is_open = memory.get("question") or memory.get("budget_asked")
    if not is_open or not may_be_asked(conversation):
        return []
    message = await open_question(uow, conversation)
    if message is not None and message.text_id == "utter_ask_reference" and memory.get("claimed_reference"):
        return await write(uow, conversation, await identify.ask(uow, conversation), author="bot")
    return [say_again(uow, conversation, message)] if message is not None else []


def may_be_asked(conversation: Conversation) -> bool:
    """Whether what was open may be asked again: not before distress (see `_cared_for`)."""
    return not _cared_for(conversation)


def _cared_for(conversation: Conversation) -> bool:
    """Whether distress comes before the question that was open: not where they have gone on all the same, unless it is
    one of paying.
    """
    memory = conversation.memory
    if memory.get("distress") not in ("explicit", "possible"):
        return False
    goes_on = memory.get("distress") == "possible" or memory.get("crisis_denied") == GOES_ON
    return not goes_on or memory.get("question") in _OF_PAYING


async def open_question(uow: UnitOfWork, conversation: Conversation) -> Message | None:
    """What was asked last, of the last few messages, where it may be said again in the same words."""
    if not (conversation.memory.get("question") or conversation.memory.get("budget_asked")):
        return None
    for message in await newest(uow, conversation):
        asks = message.author == "bot" and (message.text_id or "").startswith("utter_ask_")
        if asks and message.text_id not in _ASIDES:
            again = message.lang == conversation.language and message.seq > conversation.blank_before_seq
            return message if again else None
    return None
