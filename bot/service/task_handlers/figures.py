"""A creditor's file has changed what is owed while a plan lives: the plan follows it down, a person looks when it
rises."""

from __future__ import annotations

from sqlalchemy import select

from bot.service.cases import LIVING_PLAN
from bot.service.handover import open_handover
from bot.service.oncall import OnCall
from bot.service.plan_figures import cover, left_of
from bot.service.task_handlers.instalments import complete
from bot.service.task_handlers.outcome import Again, Done
from bot.service.task_handlers.own import put_in_thread
from bot.service.task_handlers.plans import PlanNow, held_back, plan_now
from bot.service.task_handlers.threads import desk_thread
from bot.store.database import UnitOfWork
from bot.store.tables import Plan, Task

LOWER_TEXT = "notice_plan_lower"


async def plan_figures(uow: UnitOfWork, task: Task, _: OnCall) -> Done | Again:
    """Task `plan_figures` {case, rose}: hold the case's living plan against the ledger, once after each file."""
    plan_id = await uow.session.scalar(
        select(Plan.id).where(Plan.case_id == task.data["case"], Plan.state.in_(LIVING_PLAN))
    )
    if plan_id is None:
        return Done("skipped:no_plan")
    now = await plan_now(uow, plan_id)
    if not now.alive:
        return Done(f"skipped:plan_{now.plan.state}")
    if cover(uow, now.plan, now.counted(), now.view):
        return await _lowered(uow, now)
    more = now.view.overdue - left_of(now.counted(), now.plan.currency)
    if task.data.get("rose") and more.minor > 0:
        # What the debtor agreed to stays as it is: whether the rest is right, and what becomes of it, a person asks.
        thread = now.thread or await desk_thread(uow, now.plan.person_id)
        await open_handover(
            uow, thread, queue="hardship", reason="more_owed_than_planned", actor="system", plan=now.plan.id,
            case=now.plan.case_id, minor=more.minor,
        )
        return Done("person")
    return Done("fits")


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
