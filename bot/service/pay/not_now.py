"""Sums that nobody need pay for now: what is true of them, to whoever asks, and before any question about a payment.

A sum may be too old to be asked for: then paying, or admitting it, may count for the period, and who offers something
out of honesty must hear that first.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.debt import reading
from bot.service.case import balance
from bot.service.case.cases import CaseView, cases_of
from bot.service.handover import handover
from bot.service.identity import identify
from bot.service.thread.conversation import remember
from bot.service.thread.reply import HUMAN, Answer, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation

SAID = (
    "utter_limit_must_pay", "utter_limit_admit", "utter_limit_restart", "utter_limit_too_old", "utter_limit_general",
    "utter_limit_not_now", "utter_hold_dispute", "utter_hold_dispute_open",
)


async def meaning(uow: UnitOfWork, conversation: Conversation, text: str) -> str | None:
    """The intent of a question about a sum that may be too old, or may not be paid now; None: it is none of these.

    Where the figures have not been told yet they come first, and what stands in the way with them.
    """
    topic = reading.asks_limit(text)
    if topic is None:
        return None
    views = await _late(uow, conversation)
    if views is None:  # nobody is known: what is true of any debt, where they ask for the law
        return "/faq_process" if topic in ("admit", "restart", "too_old") else None
    if not _stands_still(views):
        return None
    return "/faq_process" if conversation.memory.get("sum_told") else "/ask_balance"


async def asked(uow: UnitOfWork, conversation: Conversation, text: str) -> Answer | None:
    """The answer to such a question; None: it is none, or their debt may be paid as any other."""
    topic = reading.asks_limit(text)
    views = await _late(uow, conversation) if topic else None
    if topic is None or (views is not None and not _stands_still(views)):
        return None
    open_question = conversation.memory.get("question")
    if views is None:
        return say("utter_limit_general").asking(open_question) if topic != "must_pay" else None
    if not _too_old(views) and topic == "must_pay":
        return (await _why_not(uow, conversation, views)).asking(open_question)
    if not _too_old(views):
        return say("utter_limit_general").asking(open_question)
    return say(f"utter_limit_{topic}").asking(open_question)


async def before_paying(
    uow: UnitOfWork, conversation: Conversation, *, wished_minor: int | None = None
) -> Answer | None:
    """What a payment or an offer on such a sum hears first, before it is asked how much or how often.

    None: nobody is known yet, or something may be paid today.
    """
    views = await _late(uow, conversation)
    if views is None or not _stands_still(views):
        return None
    if not _too_old(views):
        return await balance.what_stands_in_the_way(uow, conversation, views)
    again = conversation.memory.get("limit_told")
    remember(conversation, limit_told=True, errand=None, errand_data=None, month_or_once=None)
    await handover.open_handover(
        uow, conversation, queue="general", reason="hold", holds=["hold_limitation"], wished_minor=wished_minor
    )
    told = say("utter_limit_insists") if again else say("utter_limit_before_paying", HUMAN)
    return told.then(await handover.when_somebody_comes(uow, conversation)).asking(None)


async def _late(uow: UnitOfWork, conversation: Conversation) -> list[CaseView] | None:
    """What is overdue of whoever writes; None: they have not proven who they are."""
    if conversation.person_id is None or not await identify.is_identified(uow, conversation):
        return None
    return [view for view in await cases_of(uow, conversation.person_id) if view.is_late]


def _stands_still(views: Sequence[CaseView]) -> bool:
    """Whether there is something overdue, and none of it may be paid through us today."""
    return bool(views) and all(view.payable.minor == 0 for view in views)


def _too_old(views: Sequence[CaseView]) -> bool:
    return any(not view.in_time for view in views)


async def _why_not(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]) -> Answer:
    """No, not for now; and the reason, in the words of the hold."""
    return say("utter_limit_not_now").then(await balance.why_not(uow, conversation, views))
