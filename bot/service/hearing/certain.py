"""Words whose meaning the server reads for certain, from what they are or from what was asked: their intent."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from bot.debt import reading
from bot.debt import safety as phrases
from bot.debt.reading.care.needs import asks_about_bill
from bot.service.budget import budget, budget_draft, either, not_an_offer
from bot.service.care import fears, needs
from bot.service.contact import narrower, settled
from bot.service.dispute import court
from bot.service.errand import whereabouts
from bot.service.handover import call_numbers, callbacks, taken_back
from bot.service.hearing import heard_here, heard_plan, time_told
from bot.service.hearing.choosing import SHORT_ANSWER
from bot.service.offer import later_once
from bot.service.talk import worries
from bot.service.thread.conversation import currency_of
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation

ONE_WISH = 20
"""Words: a wish for no more calls, with its reason; a longer message holds more."""
_UNSURE = re.compile(
    r"(?:(?:euh|ben|bof|well|hmm*)[\s,.]+)?(?:(?:je |j')?(?:ne )?sais pas(?: trop| encore)?|je suis pas s[ûu]re?"
    r"|j'?\s?h[ée]site(?: un peu| encore)?|(?:i'?m |i am )?not (?:so |quite )?sure(?: yet)?|i'?m in two minds"
    r"|i don'?t know(?: yet)?)[\s,.!]*",
    re.I,
)
"""Neither a yes nor a no to a plan: time is given, and nothing is agreed."""


@dataclass(frozen=True, kw_only=True)
class Words:
    """What was said, and the choices on offer; none of them is what was said."""

    uow: UnitOfWork
    conversation: Conversation
    text: str
    choices: list[dict[str, Any]]

    @property
    def short(self) -> bool:
        """Whether they hold no more than an answer."""
        return len(self.text.split()) <= SHORT_ANSWER


async def meaning(words: Words) -> str | None:
    """The intent, "/" before it, that the first reader finds; None where the model has to say."""
    for reader in READERS:
        if (intent := await reader(words)) is not None:
            return intent
    return None


def known_by_heart(text: str) -> str | None:
    """The intent of a message that says nothing but one of these; which of its wishes, the action reads for itself."""
    of_pause = (reading.asks_pause, reading.asks_what_pause, reading.ends_pause, reading.asks_which_day)
    if reading.asks_plan(text) or reading.undoes_plan(text) or any(says(text) for says in of_pause):
        return "/ask_plan_status"
    if reading.pays_now(text):
        return "/pay_now"
    asked = reading.asks_why_amount(text, alone=True) or reading.asks_receipt(text) or reading.asks_if_changed(text)
    return "/faq_process" if asked else None


async def answer_to_open_question(words: Words) -> str | None:
    """The intent of a short answer with the value that was asked for: a day for a pause, an amount for an amount."""
    uow, conversation, text = words.uow, words.conversation, words.text
    if _other_time(words):
        return "/request_callback"
    question = conversation.memory.get("question")
    asked = conversation.memory.get("budget_asked")
    if asked and not phrases.asks_human(text) and budget.answers(conversation, text, asked):
        return "/inform"
    if question == "confirm_plan" and _UNSURE.fullmatch(text.strip()):
        return "/need_time"
    return time_told.answers(uow, conversation, text) or _amount_told(words, question)


def _amount_told(words: Words, question: str | None) -> str | None:
    """The intent of an answer to "how much could you pay"; nothing is an answer as well."""
    conversation, text = words.conversation, words.text
    if question not in ("own_amount", "pay_amount") or not words.short:
        return None
    if reading.is_nothing(text, conversation.language) and not reading.is_no(text):
        return "/request_pause" if question == "own_amount" else "/need_time"
    amounts = reading.read_amounts(text, language=conversation.language, currency=currency_of(conversation))
    if any(amount.role not in (None, "offer", "arrears") for amount in amounts):
        return None
    terms = reading.read_terms(text, today=words.uow.today(), language=conversation.language)
    if len(amounts) != 1 and not (question == "own_amount" and terms.steps):
        return None
    return "/propose_amount" if question == "own_amount" else "/pay_now"


def _other_time(words: Words) -> bool:
    """Whether another day or hour is told while times for a call are on offer."""
    offered = any((one.get("data") or {}).get("do") == "slot" for one in words.choices)
    if not words.short or not offered:
        return False
    lang, today = words.conversation.language, words.uow.today()
    return reading.read_call_time(words.text, today=today, language=lang) != (None, None)


async def _by_heart(words: Words) -> str | None:
    return known_by_heart(words.text)


async def _urgent(words: Words) -> str | None:
    """What can't wait. It is not known by heart: a cry for help may stand beside it."""
    conversation, text = words.conversation, words.text
    if reading.sarcastic(text):
        return "/insult"
    if (feared := fears.hears(conversation, text)) is not None:
        return feared
    if court.hears(conversation, text, words.uow.today()):
        return "/legal_document"
    if needs.hears(conversation, text, waits=conversation.owner == "waiting"):
        return "/ask_human"
    if needs.is_open(conversation) and asks_about_bill(text):
        return "/ask_balance"
    if (worry := worries.hears(conversation, text)) is not None:
        return worry
    return "/request_callback" if callbacks.hears(conversation, text, words.uow.today()) else None


async def _in_short(words: Words) -> str | None:
    return "/faq_process" if whereabouts.wants_it_short(words.conversation, words.text) else None


async def _cause_beside_figures(words: Words) -> str | None:
    """What has happened, told in one breath with the month's figures, where nothing else was asked or said: as a
    meaning it loses to the figures, and who has just lost their work hears "noted".
    """
    conversation, lang = words.conversation, words.conversation.language
    if conversation.memory.get("budget_asked") or conversation.memory.get("question") not in (None, "identity"):
        return None
    cause = reading.read_cause(words.text, lang)
    if cause is None:
        return None
    told = budget_draft.read_into({}, words.text, asked=None, language=lang, currency=currency_of(conversation))
    return f"/hardship_{cause}" if told else None


async def _no_calls(words: Words) -> str | None:
    if (back := await taken_back.meaning(words.uow, words.conversation, words.text)) is not None:
        return back
    if (narrow := await narrower.meaning(words.uow, words.conversation, words.text)) is not None:
        return narrow
    wished = reading.stops_calls_only(words.text) or reading.stops_texts_only(words.text)
    return "/stop_contact" if len(words.text.split()) <= ONE_WISH and wished else None


async def _here(words: Words) -> str | None:
    return await heard_here.meaning(words.uow, words.conversation, words.text)


async def _of_plan(words: Words) -> str | None:
    return await heard_plan.meaning(words.uow, words.conversation, words.text)


async def _early_in_pause(words: Words) -> str | None:
    return await heard_plan.early_in_pause(words.uow, words.conversation, words.text)


async def _number_for_call(words: Words) -> str | None:
    asked = words.conversation.memory.get("call_number_asked")
    return "/request_callback" if asked and call_numbers.names_one(words.text) else None


async def _figures(words: Words) -> str | None:
    """A figure of which it is asked what it is, or one that puts another right while no question is open."""
    conversation, text = words.conversation, words.text
    amid = bool(conversation.memory.get("budget_asked"))
    corrects = not amid and words.short and budget.corrects(conversation, text)
    goes_on = not amid and (budget.goes_on(conversation, text) or not_an_offer.hears(conversation, text))
    return "/inform" if corrects or goes_on or either.unclear(conversation, text) else None


async def _why_written(words: Words) -> str | None:
    if await settled.hears(words.uow, words.conversation, words.text):
        return "/faq_process"
    return "/ask_origin" if reading.asks_why_written(words.text, alone=True) else None


async def _once_later(words: Words) -> str | None:
    return later_once.meaning(words.uow, words.conversation, words.text)


READERS: tuple[Callable[[Words], Awaitable[str | None]], ...] = (
    _by_heart,
    _urgent,
    _early_in_pause,
    _once_later,
    answer_to_open_question,
    _in_short,
    _cause_beside_figures,
    _no_calls,
    _here,
    _of_plan,
    _number_for_call,
    _figures,
    _why_written,
)
"""In the order in which they are asked: what can't wait before an answer, that before what words may mean alone."""
