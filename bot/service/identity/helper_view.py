"""What a helper sees of the chosen sections: the debtor's own figures, budget, plan and papers, nobody else's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from bot.debt.money import Money
from bot.service.budget import budget, budget_paper
from bot.service.budget.budget_paper import BudgetPaper
from bot.service.case.cases import CaseView, cases_of
from bot.service.case.papers import Paper, papers_of
from bot.service.plan.instalments import instalments
from bot.store.database import UnitOfWork
from bot.store.tables import BudgetVersion, Conversation, HelperAccess, Pause


@dataclass(frozen=True, kw_only=True)
class Owed:
    """One case: three figures, none of them "the balance"; overdue only where it is late."""

    brand: str
    reference: str
    overdue: Money | None
    outstanding: Money
    next_due: Money | None
    next_due_on: date | None


@dataclass(frozen=True, kw_only=True)
class Agreed:
    """A plan that this person agreed, or a pause of theirs that runs."""

    brand: str
    rows: tuple[tuple[date, Money, str], ...] = ()  # day, amount, state
    paused_until: date | None = None


@dataclass(frozen=True, kw_only=True)
class Shown:
    """The sections that were chosen; None: not chosen."""

    owed: tuple[Owed, ...] | None
    budget: BudgetPaper | None
    budget_chosen: bool
    agreed: tuple[Agreed, ...] | None
    papers: tuple[Paper, ...]


async def shown(uow: UnitOfWork, access: HelperAccess) -> Shown:
    """The chosen sections as they are at this moment."""
    views = await cases_of(uow, access.person_id)
    chosen = access.sections
    return Shown(
        owed=tuple(_owed(view) for view in views) if "owe" in chosen else None,
        budget=await _budget(uow, access) if "budget" in chosen else None, budget_chosen="budget" in chosen,
        agreed=tuple(await _agreed(uow, access, views)) if "plan" in chosen else None,
        papers=tuple(await papers_of(uow, access.person_id)) if "plan" in chosen else (),
    )


def _owed(view: CaseView) -> Owed:
    return Owed(
        brand=view.brand.name, reference=view.case.reference, overdue=view.overdue if view.is_late else None,
        outstanding=view.outstanding, next_due=view.next_due, next_due_on=view.next_due_on,
    )


async def _budget(uow: UnitOfWork, access: HelperAccess) -> BudgetPaper | None:
    """The version that the debtor could see when they allowed it, or one told in the same thread since.

    One that was told elsewhere by somebody who proved more is not theirs to show from there.
    """
    version = await version_of(uow, access)
    return await budget_paper.paper_of(uow, version) if version is not None else None


async def version_of(uow: UnitOfWork, access: HelperAccess) -> BudgetVersion | None:
    """That version of the budget; None once it was taken back."""
    newest = await budget.latest(uow, access.person_id)
    if newest is None:
        return None
    thread = await uow.session.get_one(Conversation, access.conversation_id)
    return newest if newest.id in (access.budget_id, thread.memory.get("budget_told")) else None


async def _agreed(uow: UnitOfWork, access: HelperAccess, views: Sequence[CaseView]) -> list[Agreed]:
    found = []
    for view in views:
        if view.plan is not None and view.plan.person_id == access.person_id:
            rows = [
                (row.due_on, Money(row.minor, view.plan.currency), row.state)
                for row in await instalments(uow, view.plan.id) if row.state != "moved"
            ]
            found.append(Agreed(brand=view.brand.name, rows=tuple(rows)))
        until = await uow.session.scalar(
            select(Pause.until)
            .where(Pause.case_id == view.case.id, Pause.person_id == access.person_id, Pause.state == "running")
            .order_by(Pause.id.desc())
            .limit(1)
        )
        if until is not None:
            found.append(Agreed(brand=view.brand.name, paused_until=until))
    return found
