"""Money that is on its way on a case, or has arrived and waits for a person: nobody is reminded or late meanwhile."""

from __future__ import annotations

from sqlalchemy import func, select

from bot.service.plan.moves import OPEN
from bot.service.tasks.handlers.plans import PlanNow
from bot.store.database import UnitOfWork
from bot.store.tables import Attempt, Demand, Instalment, Suspense


async def on_its_way(uow: UnitOfWork, now: PlanNow, row: Instalment | None = None) -> bool:
    """Whether anything is coming for that instalment; without one, whether anything is coming on the case at all.

    Money goes where `credit` will put it: what was paid for one instalment to that one, the rest to the oldest (C. civ.
    1342-10), so that one payment of a free sum does not stand for a whole plan.
    """
    named, free = await _coming(uow, now)
    if row is None:
        return bool(named) or free > 0
    if named.get(row.id):
        return True
    before = [
        other for other in now.rows
        if other.state in OPEN and (other.due_on, other.n) < (row.due_on, row.n)
    ]
    return free > sum(max(0, other.minor - other.paid_minor - named.get(other.id, 0)) for other in before)


async def _coming(uow: UnitOfWork, now: PlanNow) -> tuple[dict[int, int], int]:
    """Minor units by instalment that still counts, and those for none of them."""
    currency = now.plan.currency
    rows = await uow.session.execute(
        select(Demand.instalment_id, func.sum(Attempt.minor))
        .join(Attempt, Attempt.demand_id == Demand.id)
        .where(Demand.case_id == now.plan.case_id, Attempt.state == "pending", Attempt.currency == currency)
        .group_by(Demand.instalment_id)
    )
    pending = {key: int(minor) for key, minor in rows}
    waits = await uow.session.scalar(
        select(func.coalesce(func.sum(Suspense.minor), 0)).where(
            Suspense.case_id == now.plan.case_id, Suspense.resolved_at.is_(None), Suspense.currency == currency
        )
    )
    open_ids = {row.id for row in now.rows if row.state in OPEN}
    named = {key: minor for key, minor in pending.items() if key in open_ids}
    free = sum(minor for key, minor in pending.items() if key not in open_ids)
    return named, free + int(waits or 0)
