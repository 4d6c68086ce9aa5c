"""Paying: a link of the debtor's own, where it may be paid; never asked for where it may not."""

from __future__ import annotations

from collections.abc import Sequence

from bot.debt import reading
from bot.debt.money import Money
from bot.service import demands, handover, payment_links, spoken
from bot.service.cases import CaseView
from bot.service.conversation import currency_of, remember
from bot.service.instalments import instalments
from bot.service.reminders import link_said
from bot.service.reply import HUMAN, NO, YES, Answer, Choice, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Plan


async def go_on(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]) -> Answer:
    """The debtor wants to pay: the next instalment of a plan, or a sum of their own choosing."""
    checked = await _after_distress(conversation)
    if checked is not None:
        return checked
    choice, data = conversation.memory.get("choice") or {}, conversation.memory.get("errand_data") or {}
    with_plan = next((v for v in views if v.plan is not None), None)
    if with_plan is not None and with_plan.plan is not None and not data.get("minor"):
        return await _instalment_link(uow, conversation, with_plan.plan)
    payable = [v for v in views if v.payable.minor > 0]
    if not payable:
        return await _nothing_to_pay(uow, conversation, views)
    view = next((v for v in payable if v.case.id == choice.get("case")), payable[0])
    minor = choice.get("minor") or data.get("minor")
    if minor is None:
        return _how_much(conversation, payable)
    try:
        demand = await demands.demand_for_sum(
            uow, view, min(int(minor), view.payable.minor), kind="own_amount", conversation_id=conversation.id
        )
    except demands.NotPayable as stopped:
        return await _not_payable(uow, conversation, stopped.reason)
    url = await payment_links.make_link(uow, demand)
    remember(conversation, choice=None, errand_over=True, errand=None, errand_data=None)
    return link_said(conversation, url, demand.minor, demand.currency).then(say("utter_pay_any_time")).asking(None)


async def _after_distress(conversation: Conversation) -> Answer | None:
    if conversation.memory.get("distress") == "possible":
        return say("utter_pay_check_in", YES, NO, HUMAN).asking("distress_check")
    return None


async def _instalment_link(uow: UnitOfWork, conversation: Conversation, plan: Plan) -> Answer:
    rows = [r for r in await instalments(uow, plan.id) if r.state in ("due", "late", "missed")]
    if not rows:
        return say("utter_nothing_due").asking(None)
    try:
        demand = await demands.demand_for_instalment(uow, rows[0].id)
    except demands.NotPayable as stopped:
        return await _not_payable(uow, conversation, stopped.reason)
    url = await payment_links.make_link(uow, demand)
    remember(conversation, errand_over=True, errand=None, errand_data=None)
    return link_said(conversation, url, demand.minor, plan.currency).then(say("utter_pay_any_time")).asking(None)


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
        return say("utter_nothing_due").asking(None)
    await handover.open_handover(uow, conversation, queue="payment", reason="not_payable")
    return say("utter_pay_person_checks").then(await handover.when_somebody_comes(uow, conversation)).asking(None)


def _how_much(conversation: Conversation, payable: Sequence[CaseView]) -> Answer:
    lang = conversation.language
    choices = [
        Choice(
            title_id="choice_pay_all", payload="/pay_now",
            values={"amount": spoken.money(v.payable, lang), "brand": v.brand.name},
            data={"minor": v.payable.minor, "case": v.case.id},
        )
        for v in payable
    ]
    return say("utter_ask_pay_amount", *choices).asking("pay_amount")


def read_sum(conversation: Conversation, text: str) -> Money | None:
    """A single sum in the debtor's words."""
    currency = currency_of(conversation)
    found = [
        a for a in reading.read_amounts(text, language=conversation.language, currency=currency) if not a.doubt
    ]
    return Money(found[0].minor, found[0].currency) if len(found) == 1 else None


