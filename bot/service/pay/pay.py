"""Paying: a link of the debtor's own, where it may be paid; never asked for where it may not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.debt import reading
from bot.debt.money import Money
from bot.service.care import cleared, gentle
from bot.service.case.cases import CaseView
from bot.service.contact.reminders import link_said
from bot.service.handover import handover
from bot.service.identity import sharing
from bot.service.pay import demands, pay_ahead, payment_links
from bot.service.pay.transfer import transfer_said
from bot.service.plan.instalments import instalments
from bot.service.thread import spoken
from bot.service.thread.conversation import currency_of, remember
from bot.service.thread.reply import HUMAN, NO, YES, Answer, Choice, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Demand

ANYWAY = Choice(title_id="choice_pay_anyway", payload="/pay_now", data={"sure": True})
NOT_NOW = Choice(title_id="choice_not_now", payload="/need_time")
OPEN = ("due", "late", "missed")
"""States of an instalment that is still to be paid."""


async def go_on(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]) -> Answer:
    """The debtor wants to pay: the next instalment of a plan, or a sum of their own choosing."""
    choice, data = conversation.memory.get("choice") or {}, conversation.memory.get("errand_data") or {}
    if not gentle.said_no_lately(conversation, uow.now) and await _asks_first(uow, conversation, views):
        here = conversation.memory.get("distress")  # what was written in another thread is told in none
        asked = "utter_pay_check_in" if here else "utter_pay_check_in_care"
        return say(asked, YES, NO, HUMAN).asking("distress_check")
    planned = [v for v in views if v.plan is not None]
    if planned and not data.get("everything") and not choice.get("case"):
        nexts = await pay_ahead.as_asked(uow, planned, data) if data.get("minor") else planned
        if nexts and not pay_ahead.several(data):
            return await _instalment_links(uow, conversation, nexts, data)
        data = {**data, **await pay_ahead.sum_of_several(uow, planned, data)}
    payable = [v for v in views if v.payable.minor > 0]
    if not payable:
        return await _nothing_to_pay(uow, conversation, views)
    if conversation.memory.get("nothing_carried") and not choice.get("sure"):
        return say("utter_pay_not_expected", ANYWAY, NOT_NOW, HUMAN).asking(None)
    remember(conversation, nothing_carried=None)
    view = next((v for v in payable if v.case.id == choice.get("case")), payable[0])
    minor = choice.get("minor") or data.get("minor") or _all_of_it(payable, data)
    if minor is None or (len(payable) > 1 and not choice.get("case")):
        if choice.get("sure") and len(payable) == 1:
            return say("utter_ask_pay_how_much").asking("pay_amount")  # no sum is put before who can carry none
        return _how_much(conversation, payable, int(minor) if minor else None)
    try:
        demand = await demands.demand_for_sum(
            uow, view, min(int(minor), view.payable.minor), kind="own_amount", conversation_id=conversation.id
        )
    except demands.NotPayable as stopped:
        return await _not_payable(uow, conversation, stopped.reason)
    told = await _link(uow, conversation, demand, shared=bool(data.get("shared")))
    remember(conversation, choice=None, errand_over=True, errand=None, errand_data=None)
    told = told.then(await pay_ahead.counts_first(uow, conversation, view) if data.get("ahead") else Answer())
    return told.then(say("utter_pay_any_time")).asking(None)


def _all_of_it(payable: Sequence[CaseView], data: Mapping[str, Any]) -> int | None:
    """All that may be paid on the only case, where a link for just that was asked for, for somebody else who pays."""
    return payable[0].payable.minor if data.get("direct") and data.get("everything") and len(payable) == 1 else None


async def _asks_first(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]) -> bool:
    """After words of distress a payment waits until the debtor has been asked how they are; who has said no since,
    and is with nobody at the desk any more, is not asked again.
    """
    if conversation.memory.get("distress") == "said_no":
        return False
    held = any("debtor_may_pay" in v.may.check_in_first for v in views)
    if conversation.memory.get("distress") == "possible":
        return True
    return held and not await cleared.by_themselves(uow, conversation, views)


async def _instalment_links(
    uow: UnitOfWork, conversation: Conversation, planned: Sequence[CaseView], data: Mapping[str, Any]
) -> Answer:
    """A link for the next instalment of each plan that may be paid today; `ahead`: which day it counts for, then."""
    answer, stopped, ahead = Answer(), "", bool(data.get("ahead"))
    for view in planned:
        rows = [r for r in await instalments(uow, view.plan.id if view.plan else 0) if r.state in OPEN]
        if not rows:
            continue
        if not view.may.debtor_may_pay or not view.in_time:
            stopped = "held"
            continue
        try:
            demand = await demands.demand_for_instalment(uow, rows[0].id)
        except demands.NotPayable as fault:
            stopped = fault.reason
            continue
        answer = answer.then(await _link(uow, conversation, demand, shared=bool(data.get("shared"))))
        answer = answer.then(pay_ahead.counts_for(uow, conversation, view, rows[0].due_on) if ahead else Answer())
        answer = answer.then(await transfer_said(uow, conversation, demand))
    if not answer.says:
        return await _not_payable(uow, conversation, stopped or "nothing_due")
    remember(conversation, choice=None, errand_over=True, errand=None, errand_data=None)
    return answer.then(say("utter_pay_any_time")).asking(None)


async def _link(uow: UnitOfWork, conversation: Conversation, demand: Demand, *, shared: bool) -> Answer:
    """A link of their own, or one for somebody who pays for them: that one shows the amount and nothing else."""
    if not (shared and await sharing.may_share(uow, conversation)):
        url = await payment_links.make_link(uow, demand)
        return link_said(conversation, url, demand.minor, demand.currency)
    url = await payment_links.make_link(uow, demand, "shared")
    amount = spoken.money(Money(demand.minor, demand.currency), conversation.language)
    return say("utter_shared_link", card={"kind": "payment_link", "url": url, "amount": amount}, amount=amount)


async def _not_payable(uow: UnitOfWork, conversation: Conversation, reason: str) -> Answer:
    """A payment is on its way, or something forbids one: said, and a person looks where one must."""
    remember(conversation, choice=None, errand_over=True, errand=None, errand_data=None)
    if reason == "pending":
        return say("utter_payment_pending").asking(None)
    if reason in ("nothing_due", "paid"):
        return say("utter_nothing_due").asking(None)
    await handover.open_handover(uow, conversation, queue="payment", reason=f"not_payable_{reason}")
    return say("utter_pay_person_checks").then(await handover.when_somebody_comes(uow, conversation)).asking(None)


async def _nothing_to_pay(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]) -> Answer:
    if not any(v.is_late for v in views):
        coming = await pay_ahead.of_contract(uow, conversation, views)
        return (coming or say("utter_nothing_due")).asking(None)
    await handover.open_handover(uow, conversation, queue="payment", reason="not_payable")
    return say("utter_pay_person_checks").then(await handover.when_somebody_comes(uow, conversation)).asking(None)


def _how_much(conversation: Conversation, payable: Sequence[CaseView], minor: int | None = None) -> Answer:
    """Which case, and how much: the whole of what is late, or the sum that was named."""
    lang = conversation.language

    def sum_of(view: CaseView) -> Money:
        return view.payable if minor is None else Money(min(minor, view.payable.minor), view.payable.currency)

    choices = [
        Choice(
            title_id="choice_pay_all", payload="/pay_now",
            values={"amount": spoken.money(sum_of(v), lang), "brand": v.brand.name},
            data={"minor": sum_of(v).minor, "case": v.case.id},
        )
        for v in payable
    ]
    return say("utter_ask_pay_amount", *choices).asking("pay_amount")


def read_sum(conversation: Conversation, text: str, *, dated: bool = False) -> Money | None:
    """A single sum in the debtor's words; `dated`: for a day that is told, so that it is no sum each month."""
    sure = (None, "period") if dated else (None,)
    currency = currency_of(conversation)
    found = [
        a
        for a in reading.read_amounts(text, language=conversation.language, currency=currency)
        if a.doubt in sure and a.currency == currency
    ]
    return Money(found[0].minor, found[0].currency) if len(found) == 1 else None


