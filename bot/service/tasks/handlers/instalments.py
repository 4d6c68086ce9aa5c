"""The day after an instalment: kept, late after its grace, or missed. Without reproach, and not told to the creditor.

One late day is nobody's business but the debtor's; whether a plan is broken is decided by a person, never here.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from bot.debt import instalments as rules
from bot.debt.money import Money
from bot.debt.plan import Instalment as Due
from bot.service.care.oncall import OnCall
from bot.service.case.cases import lift_hold
from bot.service.handover.handover import open_handover
from bot.service.plan.instalments import OTHER_DAY, OTHER_WAY, at, often_late
from bot.service.plan.late_word import mark_told
from bot.service.plan.moves import carry_over
from bot.service.plan.plan_figures import cover
from bot.service.plan.promises import bank_holidays
from bot.service.tasks.handlers.coming import on_its_way
from bot.service.tasks.handlers.outcome import Again, Done
from bot.service.tasks.handlers.own import chosen_contact, put_in_thread, send_own
from bot.service.tasks.handlers.plans import PlanNow, held_back, plan_of_instalment, runs
from bot.service.tasks.handlers.resume import RESUMED_TEXT, resume
from bot.service.tasks.handlers.threads import desk_thread
from bot.store.database import UnitOfWork
from bot.store.tables import Instalment, Task

GRACE_BANK_DAYS = 3
LOOKED_AT = time(6, 0)
"""Local time: before anybody is at work, after the night's files."""
MISSED_AFTER = timedelta(days=30)
LATE_TEXT = "notice_instalment_late"
OFTEN_TEXT = "notice_instalment_late_often"
"""In the thread alone; outside it nothing tells one from the other."""


async def instalment_due(uow: UnitOfWork, task: Task, _: OnCall) -> Done | Again:
    """Task `instalment_due` {instalment}: see what became of it, and look again on the day when that may change."""
    now = await plan_of_instalment(uow, task.data["instalment"])
    row = now.row(task.data["instalment"])
    if not now.alive:
        return Done(f"skipped:plan_{now.plan.state}")
    if row.state == "moved":
        return Done("skipped:moved")
    cover(uow, now.plan, now.counted(), now.view)
    if row.paid_minor >= row.minor or await carry_over(uow, now.plan, now.rows, row, now.view):
        row.state = "kept"
        await complete(uow, now)
        return Done("kept")
    if not runs(now.view):
        if not now.view.in_time and "held_until" not in task.data:  # nobody is late with it: a person looks, once
            thread = now.thread or await desk_thread(uow, now.plan.person_id)
            await open_handover(uow, thread, queue="legal", reason="limitation", actor="system", plan=now.plan.id)
        return Again(_morning(now, now.today + timedelta(days=1)), "held", {"held_until": now.today.isoformat()})
    if await on_its_way(uow, now, row):
        return Again(_morning(now, now.today + timedelta(days=1)), "payment_pending")
    if task.data.get("held_until") and row.state == "due":
        if await on_its_way(uow, now):
            return Again(_morning(now, now.today + timedelta(days=1)), "payment_pending")
        return await _resumed(uow, now, row, task)
    return await _judge(uow, now, row, _begins(row, task))


async def _resumed(uow: UnitOfWork, now: PlanNow, row: Instalment, task: Task) -> Done:
    """It fell due while a hold stood: it moves, with whatever else did, and the debtor is told once."""
    told = await resume(uow, now, sparing=task.key)
    if told is not None and not held_back(now.view):
        await put_in_thread(uow, now.thread, told)
        contact = await chosen_contact(uow, now.plan)
        key = f"resumed:{now.plan.id}:{now.today}"
        await send_own(uow, contact, now.view.case, key=key, text_id=RESUMED_TEXT)
    return Done(row.state)


def _begins(row: Instalment, task: Task) -> date:
    """From which day its grace runs: its due day, or the last day of a hold under which it could not run."""
    held = task.data.get("held_until")
    return max(row.due_on, date.fromisoformat(held)) if held else row.due_on


async def _judge(uow: UnitOfWork, now: PlanNow, row: Instalment, begins: date) -> Done | Again:
    following = [other.due_on for other in now.counted() if other.due_on > begins]
    next_due = min(following, default=None)
    free = bank_holidays(begins, now.view.case.jurisdiction)
    currency = now.plan.currency
    state = rules.state(
        rules.Progress(Due(row.n, begins, Money(row.minor, currency)), Money(row.paid_minor, currency)),
        today=now.today, grace_bank_days=GRACE_BANK_DAYS, bank_holidays=free, next_due=next_due,
    )
    if state == "open":
        return Again(_morning(now, rules.late_from(begins, GRACE_BANK_DAYS, free)), "open")
    if state == "missed":
        return await _missed(uow, now, row, last=not following)
    await _late(uow, now, row)
    return Again(_morning(now, next_due or begins + MISSED_AFTER), "late")


def _morning(now: PlanNow, day: date) -> datetime:
    """Early on that day, at the latest tomorrow if it is today or over."""
    return at(max(day, now.today + timedelta(days=1)), now.view.creditor.time_zone, LOOKED_AT)



async def _late(uow: UnitOfWork, now: PlanNow, row: Instalment) -> None:
    if row.state == "late":
        return
    row.state = "late"
    uow.audit("instalment.late", "instalment", row.id, actor="system", creditor_id=row.creditor_id)
    if held_back(now.view):
        return
    before = [other for other in now.counted() if (other.due_on, other.n) < (row.due_on, row.n)]
    if await often_late(uow, before):
        await put_in_thread(uow, now.thread, OFTEN_TEXT, OTHER_DAY, OTHER_WAY)
    else:
        await put_in_thread(uow, now.thread, LATE_TEXT)
    if now.thread is not None and now.thread.channel == "web":
        mark_told(now.thread, row.id)
    # Who wished for no messages is sent none: it waits in their thread, or is said there when they come.
    contact = await chosen_contact(uow, now.plan)
    await send_own(uow, contact, now.view.case, key=f"late:{row.id}", text_id=LATE_TEXT)


async def _missed(uow: UnitOfWork, now: PlanNow, row: Instalment, *, last: bool) -> Done:
    row.state = "missed"
    uow.audit("instalment.missed", "instalment", row.id, actor="system", creditor_id=row.creditor_id)
    before = [other for other in now.counted() if (other.due_on, other.n) < (row.due_on, row.n)]
    twice = bool(before) and before[-1].state == "missed"
    if twice or last:
        thread = now.thread or await desk_thread(uow, now.plan.person_id)
        await open_handover(
            uow, thread, queue="hardship", reason="two_instalments_missed" if twice else "last_instalment_missed",
            actor="system", plan=now.plan.id, case=now.plan.case_id,
        )
    return Done("missed")


async def complete(uow: UnitOfWork, now: PlanNow) -> None:
    """The last one is kept: the plan is done, and what it held falls if nothing is overdue any more."""
    if any(row.paid_minor < row.minor for row in now.counted()):
        return
    now.plan.state, now.plan.ended_at = "completed", uow.now
    uow.audit("plan.completed", "plan", now.plan.id, actor="system", creditor_id=now.plan.creditor_id)
    await uow.tell_creditor(now.view.case, "plan_completed", plan=now.plan.id)
    for hold in now.view.holds if now.view.overdue.minor <= 0 else ():
        if hold.reason == "plan_agreed":
            await lift_hold(uow, now.view.case, hold, by="system", why="plan_completed")
