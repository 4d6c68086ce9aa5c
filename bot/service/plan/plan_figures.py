"""A living plan against what its case owes: never more is asked than is owed, and more is never added by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, select

from bot.debt.allocation import Due, allocate
from bot.debt.money import Money
from bot.service.case.cases import CaseView
from bot.store.database import UnitOfWork
from bot.store.tables import Instalment, Plan


def left_of(rows: Sequence[Instalment], currency: str) -> Money:
    """What is still to be paid of the instalments that count."""
    return Money(sum(max(row.minor - row.paid_minor, 0) for row in rows), currency)


A_YEAR = timedelta(days=366)


def ended_by_a_file(now: datetime) -> Select[int]:
    """Cases whose plan ended within a year because the creditor's file said that nothing was owed any more, and not
    because the debtor had paid all of it through us.
    """
    unpaid = select(Instalment.id).where(
        Instalment.plan_id == Plan.id, Instalment.state != "moved",
        Instalment.paid_minor - Instalment.covered_minor < Instalment.minor,
    )
    return select(Plan.case_id).where(Plan.state == "completed", Plan.ended_at > now - A_YEAR, unpaid.exists())


def cover(uow: UnitOfWork, plan: Plan, rows: Sequence[Instalment], view: CaseView) -> bool:
    """Where less is owed than the plan asks (the creditor was paid directly, or gave something up), the oldest
    instalments are covered by it (C. civ. 1342-10), so that who paid the creditor is not late. True: some were.

    `rows`: the plan's instalments that count; case locked.
    """
    owed = max(view.overdue, Money.zero(plan.currency))
    less = left_of(rows, plan.currency) - owed
    if less.minor <= 0:
        return False
    known = {str(row.id): row for row in rows}
    dues = [
        Due(key=key, due_on=row.due_on, left=Money(max(row.minor - row.paid_minor, 0), plan.currency))
        for key, row in known.items()
    ]
    for key, part in allocate(less, dues).parts:
        row = known[key]
        row.paid_minor += part.minor
        row.covered_minor += part.minor
        if row.paid_minor >= row.minor:
            row.state = "kept"
        uow.audit(
            "instalment.paid_to_creditor", "instalment", row.id, actor="system", creditor_id=row.creditor_id,
            minor=part.minor,
        )
    return True
