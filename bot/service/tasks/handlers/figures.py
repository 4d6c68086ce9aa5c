"""A creditor's file has changed what is owed while a plan lives: the plan follows it down, a person looks when it
rises."""

from __future__ import annotations

from sqlalchemy import select

from bot.debt.money import Money
from bot.service.care.oncall import OnCall
from bot.service.case.cases import LIVING_PLAN, set_hold
from bot.service.handover.handover import open_handover
from bot.service.plan.plan_figures import cover, ended_by_a_file, left_of
from bot.service.tasks.handlers.instalments import complete
from bot.service.tasks.handlers.outcome import Again, Done
from bot.service.tasks.handlers.own import put_in_thread
from bot.service.tasks.handlers.plans import PlanNow, held_back, plan_now
from bot.service.tasks.handlers.threads import desk_thread
from bot.store.database import UnitOfWork
from bot.store.tables import Plan, Task

LOWER_TEXT = "notice_plan_lower"


async def plan_figures(uow: UnitOfWork, task: Task, _: OnCall) -> Done | Again:
    """Task `plan_figures` {case, rose}: hold the case's living plan against the ledger, once after each file."""
    case_id = task.data["case"]
    plan_id = await uow.session.scalar(
        select(Plan.id).where(Plan.case_id == case_id, Plan.state.in_(LIVING_PLAN))
    )
    if plan_id is None:
        ended = select(Plan.id).where(Plan.case_id.in_(ended_by_a_file(uow.now)), Plan.case_id == case_id)
        last = await uow.session.scalar(ended.order_by(Plan.id.desc()).limit(1))
        if last is None or not task.data.get("rose"):
            return Done("skipped:no_plan")
        now = await plan_now(uow, last)
        return await _rose(uow, now, now.view.overdue)
    now = await plan_now(uow, plan_id)
    if not now.alive:
        return Done(f"skipped:plan_{now.plan.state}")
    if cover(uow, now.plan, now.counted(), now.view):
        return await _lowered(uow, now)
    if task.data.get("rose"):
        return await _rose(uow, now, now.view.overdue - left_of(now.counted(), now.plan.currency))
    return Done("fits")


async def _rose(uow: UnitOfWork, now: PlanNow, more: Money) -> Done:
    """More is owed than the plan asks, or than it asked when a file ended it. What the debtor agreed to stays as it is;
    whether the rest is right, and what becomes of it, a person asks, and nobody chases for it until then.
    """
    if more.minor <= 0 or now.view.case.state in ("settled", "erased"):
        return Done("fits")
    await set_hold(uow, now.view, "plan_agreed", set_by="system")
    thread = now.thread or await desk_thread(uow, now.plan.person_id)
    await open_handover(
        uow, thread, queue="hardship", reason="more_owed_than_planned", actor="system", plan=now.plan.id,
        case=now.plan.case_id, minor=more.minor,
    )
    return Done("person")


async def _lowered(uow: UnitOfWork, now: PlanNow) -> Done:
    await complete(uow, now)
    left = [row for row in now.counted() if row.paid_minor < row.minor]
    if left:
        await uow.tell_creditor(
            now.view.case, "plan_changed",
            instalments=[{"due_on": row.due_on.isoformat(), "minor": row.minor - row.paid_minor} for row in left],
        )
        if not held_back(now.view):
            await put_in_thread(uow, now.thread, LOWER_TEXT)
    return Done("lowered")
