"""What debtors begin with, one function a meaning: it starts an errand, or adds to one, and leads on."""

from __future__ import annotations

from collections.abc import Sequence

from bot.debt import reading
from bot.debt.reading.plans.resting import stops_so_long
from bot.service.budget import budget, either, not_an_offer
from bot.service.care import needs
from bot.service.dispute import dispute, part_contested, which
from bot.service.errand import beginnings_plan, errands
from bot.service.handover import handover
from bot.service.identity import identify
from bot.service.outside import private
from bot.service.pause import pause_wish
from bot.service.pay import not_now, paid_already, pay, pay_ahead
from bot.service.plan import trouble
from bot.service.referral import partner
from bot.service.talk import talk
from bot.service.thread.conversation import currency_of, remember
from bot.service.thread.reply import Answer, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation

_FEW = 8
"""Words that say who is at home and nothing else."""


def _only_alone(text: str, lang: str) -> bool:
    """Whether words tell no more than that somebody is alone, perhaps with children: that guesses no separation."""
    home = reading.read_household(text, lang)
    told = home is not None and home.alone and "separation" not in reading.causes_in(text, lang)
    return bool(told) and len(text.split()) <= _FEW


async def hardship(uow: UnitOfWork, conversation: Conversation, *, cause: str, text: str) -> Answer:
    """The debtor says what has happened: met with a sentence that fits, then helped on.

    The cause is said back, never stored as a marker: that would need consent.
    """
    budget.forget_weighed(conversation)
    budget.breath(conversation, text)
    if cause == "separation" and _only_alone(text, conversation.language):
        cause = "unspecified"
    told = trouble.read(conversation, text, uow.today())
    told.pop("weekday", None)  # the day on which it happened is none to pay on
    if stops_so_long(text, conversation.language):  # the wish is not lost behind what has happened
        pause_wish.keep(conversation, pause_wish.hear(conversation, text, uow.today()))
    else:
        errands.start(conversation, "hardship", **told)
    if needs.is_open(conversation) and not await identify.is_identified(uow, conversation):
        return needs.no_hurry()
    if cause == "domestic_abuse" and not private.may_tell(conversation) and conversation.memory.get("phone_shared"):
        return say("notice_private_elsewhere").asking(None)  # nothing of it is written to a telephone that is read
    heard = say(f"utter_hardship_{cause}")
    if cause == "domestic_abuse":
        heard = heard if conversation.memory.get("abuse_told") else heard.then(say("utter_abuse_line"))
        remember(conversation, abuse_told=True)
        await handover.open_handover(uow, conversation, queue="legal", reason="violence_told", violence=True)
    return heard.then(await errands.lead_on(uow, conversation))


def _in_doubt(conversation: Conversation) -> bool:
    return "doubt" in (conversation.memory.get("budget") or {})


async def ask_balance(uow: UnitOfWork, conversation: Conversation, *, text: str) -> Answer:
    """How much do I owe? With a budget in the same breath it is a request for help as well."""
    if (left := await beginnings_plan.rest_asked(uow, conversation, text)) is not None:
        return left
    budget.breath(conversation, text)
    told = budget.to_ask(conversation)
    errands.start(conversation, "balance" if len(told) == len(budget.FIELDS) else "plan")
    remember(conversation, sum_told=None)
    return await errands.lead_on(uow, conversation)


async def inform(
    uow: UnitOfWork, conversation: Conversation, *, text: str, ranking: Sequence[str], in_form: bool = False
) -> Answer:
    """Figures of the month without a question: kept, and taken as a wish for something that fits them."""
    if not_an_offer.hears(conversation, text):
        return not_an_offer.taken_back(conversation, text).then(await errands.lead_on(uow, conversation))
    named = either.comes_in(conversation, text)
    told = budget.breath(conversation, text if named is None else named) or named is not None
    if not told and not _in_doubt(conversation):
        if (asked := either.ask(conversation, text)) is not None:
            return asked
        return await talk.not_understood(uow, conversation, in_form=in_form, text=text, ranking=ranking)
    if conversation.memory.get("errand") is None:
        errands.start(conversation, "plan")
    return say("utter_figures_noted").then(await errands.lead_on(uow, conversation))


async def pay_now(uow: UnitOfWork, conversation: Conversation, *, text: str) -> Answer:
    """The debtor wants to pay."""
    remember(conversation, month_or_once=None)
    lang, currency = conversation.language, currency_of(conversation)
    ahead = pay_ahead.read(text, lang)
    dated = any(when.day is not None for when in reading.read_dates(text, today=uow.today(), language=lang))
    amount = pay.read_sum(conversation, text, dated=dated) if ahead is None else None
    wished = amount.minor if amount else pay_ahead.sum_in(text, lang, currency) if ahead else None
    if (first := await not_now.before_paying(uow, conversation, wished_minor=wished)) is not None:
        return first
    everything = wished is None and reading.asks_all(text)
    tapped = (conversation.memory.get("choice") or {}).get("minor")  # "just once": the sum that was asked about
    errands.start(
        conversation, "pay", minor=wished or tapped, everything=everything, ahead=ahead,
        shared=_for_other(conversation, text), direct=(everything and reading.asks_link_for_other(text)) or None,
    )
    return await errands.lead_on(uow, conversation)


def _for_other(conversation: Conversation, text: str) -> bool | None:
    """Whether somebody else pays with the link; said once, it holds for the sum that is asked next."""
    known = conversation.memory.get("errand_data") or {} if conversation.memory.get("errand") == "pay" else {}
    return reading.asks_link_for_other(text) or known.get("shared")


async def contest(uow: UnitOfWork, conversation: Conversation, *, kind: str, text: str) -> Answer:
    """A dispute: on record at once, tied to its case as soon as we know who writes. Said again, it is one dispute."""
    if which.picked(conversation):
        return await errands.lead_on(uow, conversation)
    if kind == "dispute_debt" and (asked := await part_contested.ask(uow, conversation, text)) is not None:
        return asked
    if (more := await dispute.add(uow, conversation, kind=kind, text=text)) is not None:
        return more
    if kind == "already_paid" and (told := await paid_already.known(uow, conversation)) is not None:
        return told
    if (more := await dispute.add_to_story(uow, conversation, kind=kind, text=text)) is not None:
        return more
    heard = await dispute.contest(uow, conversation, kind=kind, text=text)
    return heard.then(await errands.lead_on(uow, conversation))


async def file_told(uow: UnitOfWork, conversation: Conversation, *, text: str) -> Answer:
    """An over-indebtedness file."""
    heard = await partner.file_told(uow, conversation, text)
    if not conversation.memory.get("file_stage"):
        return heard  # a question, or nothing of their own: there is no errand in it
    return heard.then(await errands.lead_on(uow, conversation))
