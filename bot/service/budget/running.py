"""What the same cases go on asking each month: contracts, and plans agreed already; and when it becomes less."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.debt.money import Money
from bot.debt.proposal import Fall, falls_of
from bot.service.case.cases import CaseView, cases_of
from bot.service.identity import same
from bot.service.plan.instalments import instalments
from bot.store.database import UnitOfWork


def contract_minor(views: Sequence[CaseView]) -> int:
    """What the contracts of these cases go on asking each month."""
    return sum(v.next_due.minor for v in views if v.next_due and v.case.state in ("current", "late"))


async def counted(uow: UnitOfWork, person_id: int, views: Sequence[CaseView]) -> list[CaseView]:
    """These cases of the person, and those of the same human's other row: what they ask comes out of one budget."""
    theirs = [view for other in await same.others(uow, person_id) for view in await cases_of(uow, other)]
    known = {view.case.id for view in views}
    return [*views, *(view for view in theirs if view.case.id not in known)]


async def running_minor(uow: UnitOfWork, views: Sequence[CaseView]) -> int:
    """What the same cases go on asking each month: their contracts, and plans that were agreed already."""
    total = contract_minor(views)
    for plan in await _open_instalments(uow, views):
        months: dict[tuple[int, int], int] = {}
        for day, amount in plan:
            months[day.year, day.month] = months.get((day.year, day.month), 0) + amount.minor
        total += max(months.values(), default=0)
    return total


async def falls(uow: UnitOfWork, views: Sequence[CaseView], currency: str) -> tuple[Fall, ...]:
    """The months from which less is asked, because a plan has ended or its instalments have become smaller."""
    return falls_of(Money(contract_minor(views), currency), await _open_instalments(uow, views))


async def _open_instalments(uow: UnitOfWork, views: Sequence[CaseView]) -> list[list[tuple[date, Money]]]:
    """Day and unpaid rest of every open instalment, a list a plan."""
    return [
        [
            (row.due_on, Money(row.minor - row.paid_minor, view.plan.currency))
            for row in await instalments(uow, view.plan.id)
            if row.state in ("due", "late", "missed")
        ]
        for view in views
        if view.plan is not None
    ]
