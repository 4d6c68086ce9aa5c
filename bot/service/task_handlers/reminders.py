"""Reminders of instalments that the debtor asked for: a neutral message with their own payment link."""

from __future__ import annotations

from bot.service.cases import LIVING_PLAN, CaseView, view_of
from bot.service.demands import demand_for_instalment, lock_case
from bot.service.handover import open_handover
from bot.service.oncall import OnCall
from bot.service.outbox import enqueue
from bot.service.payment_links import make_link
from bot.service.task_handlers.outcome import Again, Done
from bot.service.task_handlers.own import CHANNELS, chosen_contact, may_go, note_attempt
from bot.service.task_handlers.threads import desk_thread, thread_of
from bot.store.database import UnitOfWork
from bot.store.tables import ContactPoint, Instalment, Person, Plan, Task


async def reminder(uow: UnitOfWork, task: Task, _: OnCall) -> Done | Again:
    """Task `reminder` {instalment}: send the link so many days before, within the hours; not for what is paid,
    moved, held, or no longer wished for.
    """
    row = await uow.session.get_one(Instalment, task.data["instalment"])
    plan = await uow.session.get_one(Plan, row.plan_id)
    thread = await thread_of(uow, plan.person_id)
    await lock_case(uow, plan.case_id)
    await uow.session.refresh(row)
    await uow.session.refresh(plan)
    view = await view_of(uow, plan.case_id)
    why = _needless(uow, row, plan, view)
    if why:
        return Done(f"skipped:{why}")
    contact = await chosen_contact(uow, plan)
    if contact is None:
        return Done("skipped:not_wished")
    if view.limitation != "running" and view.overdue.minor > 0:
        # Nothing may be asked for on it through us (limitation); a person looks before anything is said.
        thread = thread or await desk_thread(uow, plan.person_id)
        await open_handover(uow, thread, queue="legal", reason="limitation", actor="system", plan=plan.id)
        return _refuse(uow, contact, plan, "limitation")
    verdict = await may_go(uow, view, contact, kind="reminder")
    if verdict.allowed:
        return await _send(uow, row, plan, contact)
    later = verdict.next_allowed_at
    if later is None:
        return _refuse(uow, contact, plan, verdict.reason)
    if later.date() > row.due_on:
        return _refuse(uow, contact, plan, "too_late")
    return Again(later, verdict.reason)


def _needless(uow: UnitOfWork, row: Instalment, plan: Plan, view: CaseView) -> str:
    """Why there is nothing to remind of; empty: there is."""
    if plan.state not in LIVING_PLAN:
        return f"plan_{plan.state}"
    if row.state != "due" or row.paid_minor >= row.minor:
        return row.state if row.state != "due" else "paid"
    if row.due_on < uow.today(view.creditor.time_zone):
        return "past"
    if view.overdue.minor <= 0:
        return "nothing_due"
    return "" if view.case.state not in ("settled", "erased") else view.case.state


def _refuse(uow: UnitOfWork, contact: ContactPoint, plan: Plan, reason: str) -> Done:
    note_attempt(uow, contact, plan.case_id, reason="reminder", allowed=False)
    return Done(f"skipped:{reason}")


async def _send(uow: UnitOfWork, row: Instalment, plan: Plan, contact: ContactPoint) -> Done:
    person = await uow.session.get_one(Person, plan.person_id)
    demand = await demand_for_instalment(uow, row.id)
    link = await make_link(uow, demand)
    new = await enqueue(
        uow, key=f"reminder:{row.id}:{row.due_on.isoformat()}", contact=contact, channel=CHANNELS[contact.kind],
        lang=person.language, text_id="notice_reminder", values={"link": link},
    )
    if not new:
        return Done("skipped:sent_already")
    note_attempt(uow, contact, plan.case_id, reason="reminder", allowed=True)
    uow.audit("reminder.sent", "instalment", row.id, actor="system", creditor_id=plan.creditor_id, plan=plan.id)
    return Done("queued")
