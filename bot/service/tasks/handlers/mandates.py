"""The end of a collector's mandate, on the day after its last one."""

from __future__ import annotations

from datetime import timedelta

from bot.service.care.oncall import OnCall
from bot.service.case.cases import set_hold, view_of
from bot.service.feeds.holds import MANDATE_OVER
from bot.service.tasks.handlers.outcome import Again, Done
from bot.store.database import UnitOfWork
from bot.store.tables import Task

LATER = timedelta(days=7)


async def mandate_end(uow: UnitOfWork, task: Task, _: OnCall) -> Done | Again:
    """Task `mandate_end` {case}: who has no written mandate any more may ask for and receive nothing (CPCE R124-3)."""
    view = await view_of(uow, task.data["case"])
    last = view.case.mandate_until
    if last is None or last >= uow.today(view.creditor.time_zone):
        return Done("skipped:mandate_goes_on")
    if view.case.state in ("settled", "erased"):
        return Done(f"skipped:{view.case.state}")
    if view.plan is not None:  # agreed while there was a mandate: who keeps to it is not stopped in the middle
        return Again(uow.now + LATER, "a_plan_lives")
    await set_hold(uow, view, "mandate_ended", set_by=MANDATE_OVER)
    return Done("held")
