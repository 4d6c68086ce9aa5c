"""Reminders of instalments that the debtor asked for: a neutral message with their own payment link."""

from __future__ import annotations

from datetime import timedelta

from bot.service.care.oncall import OnCall
from bot.service.contact.reminders import ways_to_remind
from bot.service.handover.handover import open_handover
from bot.service.outside.queueing import enqueue
from bot.service.outside.texting import REMINDER
from bot.service.pay.demands import demand_for_instalment
from bot.service.pay.payment_links import make_link
from bot.service.plan.instalments import at
from bot.service.plan.moves import is_tiny_rest
from bot.service.tasks.handlers.coming import on_its_way
from bot.service.tasks.handlers.outcome import Again, Done
from bot.service.tasks.handlers.own import (
    CHANNELS,
    chosen_contact,
    may_go,
    note_attempt,
    put_in_thread,
    quiet_contact,
    send_own,
)
from bot.service.tasks.handlers.plans import PlanNow, held_back, plan_now, plan_of_instalment
from bot.service.tasks.handlers.threads import desk_thread
from bot.store.database import UnitOfWork
from bot.store.tables import ContactPoint, Instalment, Person, Plan, Task


async def reminder(uow: UnitOfWork, task: Task, _: OnCall) -> Done | Again:
    """Task `reminder` {instalment}: send the link so many days before, within the hours; not for what is paid,
    moved, held, or no longer wished for.
    """
    now = await plan_of_instalment(uow, task.data["instalment"])
    row = now.row(task.data["instalment"])
    why = _needless(uow, now, row)
    if why:
        return Done(f"skipped:{why}")
    contact = await chosen_contact(uow, now.plan)
    if contact is None:
        return Done("skipped:not_wished")
    refused = await _not_payable(uow, now)
    if refused:
        return _refuse(uow, contact, now.plan, refused)
    if await on_its_way(uow, now, row):
        # A direct debit takes days: looked at again tomorrow, in case it comes back.
        return Again(at(now.today + timedelta(days=1), now.view.creditor.time_zone), "payment_pending")
    return await _in_hours(uow, now, row, contact)


async def reminders_lost(uow: UnitOfWork, task: Task, _: OnCall) -> Done | Again:
    """Task `reminders_lost` {plan}: where its reminders went is closed, and nothing took its place. The debtor is told
    in their thread and asked for another way; where no word of ours can bring them there, a person asks.
    """
    now = await plan_now(uow, task.data["plan"])
    contact = await chosen_contact(uow, now.plan)
    if not now.alive or (contact is not None and (contact.opted_out_at is None or contact.reminders_kept_at)):
        return Done("skipped:not_lost")
    held = held_back(now.view)
    if held:
        return Again(at(now.today + timedelta(days=1), now.view.creditor.time_zone), f"held:{held}")
    await put_in_thread(uow, now.thread, "notice_reminders_lost", *await ways_to_remind(uow, now.plan.person_id))
    other = await quiet_contact(uow, now.plan.person_id)
    await send_own(uow, other, now.view.case, key=f"lost_word:{task.key}", text_id="notice_reminders_lost")
    if other is None or not now.view.may.we_write_first:
        thread = now.thread or await desk_thread(uow, now.plan.person_id)
        await open_handover(
            uow, thread, queue="general", reason="reminders_lost", actor="system", plan=now.plan.id
        )
    uow.audit("plan.reminders_lost", "plan", now.plan.id, actor="system", creditor_id=now.plan.creditor_id)
    return Done("asked")


async def _not_payable(uow: UnitOfWork, now: PlanNow) -> str:
    """Why nothing may be asked for on it; empty: it may. Where the period may be over, a person looks first."""
    if not now.view.in_time:
        thread = now.thread or await desk_thread(uow, now.plan.person_id)
        await open_handover(uow, thread, queue="legal", reason="limitation", actor="system", plan=now.plan.id)
        return "limitation"
    return "" if now.view.may.debtor_may_pay else "hold"


async def _in_hours(uow: UnitOfWork, now: PlanNow, row: Instalment, contact: ContactPoint) -> Done | Again:
    verdict = await may_go(uow, now.view, contact, kind="reminder")
    if verdict.allowed:
        return await _send(uow, row, now.plan, contact)
    later = verdict.next_allowed_at
    if later is None:
        return _refuse(uow, contact, now.plan, verdict.reason)
    if later.date() > row.due_on:
        return _refuse(uow, contact, now.plan, "too_late")
    return Again(later, verdict.reason)


def _needless(uow: UnitOfWork, now: PlanNow, row: Instalment) -> str:
    """Why there is nothing to remind of; empty: there is."""
    if not now.alive:
        return f"plan_{now.plan.state}"
    if row.state != "due":
        return row.state
    if row.due_on < now.today:
        return "past"
    if row.paid_minor >= row.minor or now.view.overdue.minor <= 0 or is_tiny_rest(uow, row, now.view):
        return "paid"
    return ""


def _refuse(uow: UnitOfWork, contact: ContactPoint, plan: Plan, reason: str) -> Done:
    note_attempt(uow, contact, plan.case_id, reason="reminder", allowed=False)
    return Done(f"skipped:{reason}")


async def _send(uow: UnitOfWork, row: Instalment, plan: Plan, contact: ContactPoint) -> Done:
    person = await uow.session.get_one(Person, plan.person_id)
    link = await make_link(uow, await demand_for_instalment(uow, row.id))
    new = await enqueue(
        uow, key=f"{REMINDER}{row.id}:{row.due_on.isoformat()}", to=contact, channel=CHANNELS[contact.kind],
        lang=person.language, text_id="notice_reminder", values={"link": link},
    )
    if not new:
        return Done("skipped:sent_already")
    note_attempt(uow, contact, plan.case_id, reason="reminder", allowed=True)
    uow.audit("reminder.sent", "instalment", row.id, actor="system", creditor_id=plan.creditor_id, plan=plan.id)
    return Done("queued")
