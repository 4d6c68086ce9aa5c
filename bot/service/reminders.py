"""Reminders as the debtor chose them, and the first payment links after the yes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from bot.debt.money import Money
from bot.service import demands, payment_links, spoken
from bot.service.cases import LIVING_PLAN, view_of
from bot.service.conversation import remember
from bot.service.instalments import at, instalments
from bot.service.outside import by_email
from bot.service.reply import Answer, Choice, say
from bot.service.transfer import transfer_said
from bot.store.database import UnitOfWork
from bot.store.tables import ContactPoint, Conversation, Plan


async def ask_reminders(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """Whether, where and when to be reminded: three days before, unless the debtor says otherwise."""
    kinds = set(
        (
            await uow.session.scalars(
                select(ContactPoint.kind).where(
                    ContactPoint.person_id == conversation.person_id, ContactPoint.opted_out_at.is_(None),
                    ContactPoint.whose == "own",
                )
            )
        ).all()
    )
    choices = []
    if "phone" in kinds:
        choices.append(Choice(title_id="choice_remind_sms", payload="/choose_option", data={"reminder": "sms"}))
    if "email" in kinds:
        choices.append(Choice(title_id="choice_remind_email", payload="/choose_option", data={"reminder": "email"}))
    choices.append(Choice(title_id="choice_remind_none", payload="/choose_option", data={"reminder": "none"}))
    return say("utter_ask_reminders", *choices)


async def remind(uow: UnitOfWork, conversation: Conversation, picked: dict[str, Any]) -> Answer:
    """The debtor's choice is kept and its reminders are scheduled; then the first link."""
    channel, days = str(picked.get("reminder", "none")), picked.get("days")
    plans = (
        await uow.session.scalars(
            select(Plan).where(Plan.person_id == conversation.person_id, Plan.state.in_(LIVING_PLAN)).order_by(Plan.id)
        )
    ).all()
    kind = {"sms": "phone", "email": "email"}.get(channel)
    contact = await uow.session.scalar(
        select(ContactPoint)
        .where(
            ContactPoint.person_id == conversation.person_id, ContactPoint.kind == kind,
            ContactPoint.opted_out_at.is_(None), ContactPoint.whose == "own",
        )
        .order_by(ContactPoint.id)
        .limit(1)
    )
    for plan in plans:
        plan.reminder_channel, plan.reminder_to = channel, contact.id if contact else None
        if days is not None:
            plan.reminder_days_before = int(days)
        await schedule_reminders(uow, plan)
        if channel == "email":
            await by_email.paper_waiting(uow, plan.person_id, key=f"recap:{plan.id}")
        uow.audit("plan.reminders", "plan", plan.id, actor="debtor", creditor_id=plan.creditor_id, channel=channel)
    noted = say(f"utter_reminders_{channel}" if channel in ("sms", "email") else "utter_reminders_none")
    if days is not None and channel != "none":
        when = {0: "same_day", 1: "eve"}.get(int(days), "days")
        noted = noted.then(say(f"utter_reminders_{when}", given={"days": str(days)} if when == "days" else {}))
    remember(conversation, choice=None, errand_over=True, errand=None, errand_data=None, offer=None)
    return noted.then(await first_links(uow, conversation, plans)).then(say("utter_plan_done")).asking(None)


async def schedule_reminders(uow: UnitOfWork, plan: Plan) -> None:
    """A task for each instalment to come, so many days before, in the morning of the creditor's zone."""
    if plan.reminder_channel == "none":
        return
    view = await view_of(uow, plan.case_id)
    for row in await instalments(uow, plan.id):
        due = at(row.due_on - timedelta(days=plan.reminder_days_before), view.creditor.time_zone)
        if row.state == "due" and due > uow.now:
            uow.schedule(
                "reminder", f"reminder:{row.id}:{row.due_on}", due, creditor_id=plan.creditor_id, instalment=row.id
            )


async def first_links(uow: UnitOfWork, conversation: Conversation, plans: Sequence[Plan]) -> Answer:
    """A link for the first instalment of each plan: for whoever wants to begin at once."""
    answer = Answer()
    for plan in plans:
        rows = [r for r in await instalments(uow, plan.id) if r.state == "due"]
        view = await view_of(uow, plan.case_id)
        if rows and view.may.debtor_may_pay:
            try:
                demand = await demands.demand_for_instalment(uow, rows[0].id)
            except demands.NotPayable:
                continue  # the plan stands; the link comes with the reminder
            url = await payment_links.make_link(uow, demand)
            answer = answer.then(link_said(conversation, url, demand.minor, plan.currency))
            answer = answer.then(await transfer_said(uow, conversation, demand))
    return answer


def link_said(conversation: Conversation, url: str, minor: int, currency: str) -> Answer:
    """A payment link in the thread."""
    amount = spoken.money(Money(minor, currency), conversation.language)
    return say("utter_payment_link", card={"kind": "payment_link", "url": url, "amount": amount}, amount=amount)
