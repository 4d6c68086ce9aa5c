"""Whether the cases in the store are of laws that this installation may apply."""

from __future__ import annotations

from sqlalchemy import func, select

from bot.debt.jurisdiction import demo_only
from bot.store.database import UnitOfWork
from bot.store.tables import Case


async def demo_law_faults(uow: UnitOfWork) -> list[str]:
    """One line for each jurisdiction that is for the demonstration only and has open cases; for production."""
    rows = await uow.session.execute(
        select(Case.jurisdiction, func.count())
        .where(Case.jurisdiction.in_(sorted(demo_only())), Case.state.not_in(("settled", "erased")))
        .group_by(Case.jurisdiction)
        .order_by(Case.jurisdiction)
    )
    return [f"{count} open cases of {place}, whose rules are for the demonstration only" for place, count in rows.all()]
