"""A plan goes on after a hold under which it stood still: what fell due meanwhile moves to its end, and nobody is late.
"""

from __future__ import annotations

from datetime import timedelta

from bot.debt.money import Money
from bot.service.handover.handover import open_handover
from bot.service.plan.moves import OPEN, rearranged, write
from bot.service.plan.plan_figures import cover
from bot.service.tasks.handlers.coming import on_its_way
from bot.service.tasks.handlers.plans import PlanNow, runs
from bot.service.tasks.handlers.threads import desk_thread
from bot.service.thread import spoken
from bot.service.thread.reply import Answer, say
from bot.store.database import UnitOfWork

RESUMED_TEXT = "notice_plan_resumed"


async def resume(uow: UnitOfWork, now: PlanNow, *, sparing: str = "") -> Answer | None:
    """Move what fell due up to today, and say from when it goes on; None: there is nothing to move, or it can't be said
    yet (another hold stands, money is on its way: whoever looks at each instalment sees to it then).

    `sparing`: the key of the task that asks.
    """
    if not now.alive or not runs(now.view):
        return None
    cover(uow, now.plan, now.counted(), now.view)
    open_rows = [row for row in now.rows if row.state in OPEN]
    fell = [row for row in open_rows if row.due_on <= now.today]
    if not fell or await on_its_way(uow, now):
        return None
    found = await rearranged(uow, now.plan, now.rows, now.view, now.today, now.today + timedelta(days=1))
    new = found.dues
    if found.far:
        thread = now.thread or await desk_thread(uow, now.plan.person_id)
        await open_handover(
            uow, thread, queue="hardship", reason="no_month_free", actor="system", plan=now.plan.id,
            case=now.plan.case_id,
        )
    await write(uow, now.plan, open_rows, new, now.view, actor="system", sparing=sparing)
    lang = now.thread.language if now.thread is not None else "fr"
    first = min(new, key=lambda due: due.due_on)
    return say(
        RESUMED_TEXT, amount=spoken.money(Money(first.amount.minor, now.plan.currency), lang),
        day=spoken.day(first.due_on, lang), last=spoken.day(max(due.due_on for due in new), lang),
    )
