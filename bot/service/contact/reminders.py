"""Reminders as the debtor chose them, and the first payment links after the yes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update

from bot.debt.money import Money
from bot.service.case.cases import LIVING_PLAN, CaseView, view_of
from bot.service.contact import stop_scope
from bot.service.identity import same
from bot.service.outside import by_email
from bot.service.outside.accounts import reminders_barred
from bot.service.pay import demands, payment_links
from bot.service.pay.transfer import transfer_said
from bot.service.plan.instalments import at, instalments
from bot.service.thread import spoken
from bot.service.thread.conversation import remember
from bot.service.thread.reply import Answer, Choice, say
from bot.store.database import UnitOfWork
from bot.store.tables import ContactPoint, Conversation, Instalment, Plan, Task


async def living_plans(uow: UnitOfWork, conversation: Conversation) -> Sequence[Plan]:
    """The plans of whoever this thread belongs to."""
    return await plans_of(uow, conversation.person_id or 0)


async def plans_of(uow: UnitOfWork, *people: int) -> Sequence[Plan]:
    """The plans of these people that live."""
    theirs = select(Plan).where(Plan.person_id.in_(people), Plan.state.in_(LIVING_PLAN))
    return (await uow.session.scalars(theirs.order_by(Plan.id))).all()


async def ask_reminders(
    uow: UnitOfWork, conversation: Conversation, *, text_id: str = "utter_ask_reminders", later: bool = False
) -> Answer:
    """Whether, where and when to be reminded: three days before, unless the debtor says otherwise.

    `later`: the plan has begun already, and only its reminders change.
    """
    return say(text_id, *await ways_to_remind(uow, conversation.person_id, later=later))


async def ways_to_remind(uow: UnitOfWork, person_id: int | None, *, later: bool = True) -> list[Choice]:
    """The ways that are open to reminders of this person's plans, and "none"; `later`: as in `ask_reminders`."""
    rows = await uow.session.scalars(
        select(ContactPoint.kind).where(
            ContactPoint.person_id == person_id, ContactPoint.opted_out_at.is_(None), ContactPoint.whose == "own",
        )
    )
    kinds = frozenset(rows)
    ways = [way for way, kind in (("sms", "phone"), ("email", "email")) if kind in kinds]
    return [
        Choice(title_id=f"choice_remind_{way}", payload="/choose_option", data={"reminder": way, "later": later})
        for way in (*ways, "none")
    ]


async def go_on(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]) -> Answer:
    """The errand: reminders wished otherwise, once it is known again who writes."""
    del views
    return await remind(uow, conversation, dict(conversation.memory.get("errand_data") or {}))


async def remind(uow: UnitOfWork, conversation: Conversation, picked: dict[str, Any]) -> Answer:
    """The debtor's choice is kept and its reminders are scheduled; then the first link."""
    later = bool(picked.get("later"))
    if picked.get("reminder") == "which":
        which = await ask_reminders(uow, conversation, text_id="utter_reminders_which", later=later)
        return which.asking("reminders")
    plans = await living_plans(uow, conversation)
    channel, days = str(picked.get("reminder") or _as_before(plans)), picked.get("days")
    contact = await _contact(uow, conversation, channel)
    if contact is None and channel != "none":
        remember(conversation, choice=None, errand=None, errand_data=None)
        other = await ask_reminders(uow, conversation, text_id="utter_reminders_no_contact", later=later)
        return other.asking("reminders")
    await _kept_there(uow, conversation, plans, contact)
    for plan in plans:
        plan.reminder_channel, plan.reminder_to = channel, contact.id if contact else None
        if days is not None:
            plan.reminder_days_before = int(days)
        await schedule_reminders(uow, plan)
        if later:
            await _reschedule(uow, plan)
        if channel == "email" and not later:
            await by_email.paper_waiting(uow, plan.person_id, key=f"recap:{plan.id}")
        uow.audit("plan.reminders", "plan", plan.id, actor="debtor", creditor_id=plan.creditor_id, channel=channel)
    noted = say(f"utter_reminders_{channel}" if channel in ("sms", "email") else "utter_reminders_none")
    if days is not None and channel != "none":
        when = {0: "same_day", 1: "eve"}.get(int(days), "days")
        noted = noted.then(say(f"utter_reminders_{when}", given={"days": str(days)} if when == "days" else {}))
    remember(conversation, choice=None, errand_over=True, errand=None, errand_data=None, offer=None)
    if later:
        return noted.asking(None)
    return noted.then(await first_links(uow, conversation, plans)).then(say("utter_plan_done")).asking(None)


def _as_before(plans: Sequence[Plan]) -> str:
    """The way that was chosen last, for who only names another day; by SMS where there was none."""
    return next((plan.reminder_channel for plan in plans if plan.reminder_channel != "none"), "sms")


async def _contact(uow: UnitOfWork, conversation: Conversation, channel: str) -> ContactPoint | None:
    """Where reminders by this way would go. Who has said stop here, or has kept reminders after one, and then names a
    way for them, wishes otherwise about these: a contact that only their wish has stopped will do as well.
    """
    kind = {"sms": "phone", "email": "email"}.get(channel)
    found = await uow.session.scalars(
        select(ContactPoint)
        .where(
            ContactPoint.person_id == conversation.person_id, ContactPoint.kind == kind, ContactPoint.whose == "own",
        )
        .order_by(ContactPoint.opted_out_at.is_not(None), ContactPoint.id)
    )
    points = found.all()
    open_ones = [one for one in points if one.opted_out_at is None]
    if open_ones or not await _spoke_of_a_stop(uow, conversation):
        return open_ones[0] if open_ones else None
    able = [one for one in points if not await reminders_barred(uow, one)]
    return able[0] if able else None


async def _spoke_of_a_stop(uow: UnitOfWork, conversation: Conversation) -> bool:
    if (conversation.memory.get("stopped") or {}).get("person") == conversation.person_id:
        return True
    kept = select(ContactPoint.id).where(
        ContactPoint.person_id == conversation.person_id, ContactPoint.reminders_kept_at.is_not(None)
    )
    return await uow.session.scalar(kept.limit(1)) is not None


async def _kept_there(
    uow: UnitOfWork, conversation: Conversation, plans: Sequence[Plan], contact: ContactPoint | None
) -> None:
    """After a stop: reminders come to this contact from now on, and no longer to where they had been kept."""
    for key in {plan.reminder_to for plan in plans} - {None, contact.id if contact is not None else None}:
        before = await uow.session.get_one(ContactPoint, key)
        before.reminders_kept_at = None
    if contact is None or (contact.opted_out_at is None and not await same.stopped(uow, contact.person_id)):
        return
    stop_scope.keep(uow, contact)
    await uow.flush()
    await stop_scope.meant(uow, conversation, stop_scope.BUT_REMINDERS)


async def _reschedule(uow: UnitOfWork, plan: Plan) -> None:
    """Reminders that wait, or were not wished for when their time came, go by the new number of days."""
    if plan.reminder_channel == "none":
        return  # each finds out when its time has come
    for row, due in await _due(uow, plan):
        waits = or_(Task.done_at.is_(None), Task.result == "skipped:not_wished")
        await uow.session.execute(
            update(Task).where(Task.key == f"reminder:{row.id}:{row.due_on}", waits)
            .values(due_at=due, done_at=None, result=None)
        )


async def _due(uow: UnitOfWork, plan: Plan) -> list[tuple[Instalment, datetime]]:
    """Instalments of which is still to be reminded, and when: so many days before, in the creditor's zone."""
    view = await view_of(uow, plan.case_id)
    days = timedelta(days=plan.reminder_days_before)
    found = [(row, at(row.due_on - days, view.creditor.time_zone)) for row in await instalments(uow, plan.id)]
    return [(row, due) for row, due in found if row.state == "due" and due > uow.now]


async def schedule_reminders(uow: UnitOfWork, plan: Plan) -> None:
    """A task for each instalment to come, so many days before, in the morning of the creditor's zone."""
    if plan.reminder_channel == "none":
        return
    for row, due in await _due(uow, plan):
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
