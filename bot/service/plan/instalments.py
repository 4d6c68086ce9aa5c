"""The instalments of a plan, and the tasks that look at them on their day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.debt import instalments as rules
from bot.service.thread.reply import Choice
from bot.store.database import UnitOfWork
from bot.store.tables import AuditLine, Instalment, Plan

MORNING = time(10, 0)
OTHER_DAY = Choice(title_id="choice_other_day", payload="/change_due_date")
OTHER_WAY = Choice(title_id="choice_other_way", payload="/change_payment_method")
"""What is offered to whom the day or the way of paying seems not to suit."""


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


async def often_late(uow: UnitOfWork, before: Sequence[Instalment]) -> bool:
    """Whether of these instalments of a plan (by day, those before the one looked at) many were late at some time.

    One that was kept in the end has left its audit line.
    """
    keys = [str(row.id) for row in before]
    found = await uow.session.scalars(
        select(AuditLine.object_id).where(
            AuditLine.object_kind == "instalment", AuditLine.object_id.in_(keys), AuditLine.verb == "instalment.late"
        )
    )
    late = set(found.all())
    return rules.often_late([str(row.id) in late or row.state in ("late", "missed") for row in before])
