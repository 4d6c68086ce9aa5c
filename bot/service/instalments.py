"""The instalments of a plan, and the tasks that look at them on their day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.store.database import UnitOfWork
from bot.store.tables import Instalment, Plan

MORNING = time(10, 0)


def at(day: date, time_zone: str, clock: time = MORNING) -> datetime:
    """That local day at that hour, as an instant."""
    return datetime.combine(day, clock, ZoneInfo(time_zone))


async def watch_instalments(uow: UnitOfWork, plan: Plan, time_zone: str) -> None:
    """Have every open instalment looked at the morning after its day."""
    rows = await instalments(uow, plan.id)
    for row in rows:
        if row.state == "due":
            uow.schedule(
                "instalment_due", f"instalment_due:{row.id}:{row.due_on}",
                at(row.due_on + timedelta(days=1), time_zone, time(6, 0)),
                creditor_id=plan.creditor_id, instalment=row.id,
            )


async def unwatch(uow: UnitOfWork, plan: Plan) -> None:
    """The plan is over: nobody looks at its instalments any more, reminds of them, or reviews it."""
    keys = []
    for row in await instalments(uow, plan.id):
        keys += [f"reminder:{row.id}:{row.due_on}", f"instalment_due:{row.id}:{row.due_on}"]
    await uow.cancel(f"plan_review:{plan.id}", *keys)


async def instalments(uow: UnitOfWork, plan_id: int) -> Sequence[Instalment]:
    """The plan's instalments by day, as they stand now: what was read before a lock was waited for does not count."""
    rows = await uow.session.scalars(
        select(Instalment)
        .where(Instalment.plan_id == plan_id)
        .order_by(Instalment.due_on, Instalment.n)
        .execution_options(populate_existing=True)
    )
    return rows.all()
