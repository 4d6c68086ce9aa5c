"""An instalment with its plan, case and thread: locked in the order of the house, read as they stand now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.service.case.cases import LIVING_PLAN, CaseView, view_of
from bot.service.pay.demands import lock_case
from bot.service.plan.instalments import instalments
from bot.service.tasks.handlers.threads import thread_of
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Instalment, Plan

SILENT_ONLY = frozenset({"stop_contact", "no_calls", "shared_phone", "vulnerability", "plan_agreed"})
"""Holds under which nothing goes out by itself, while a note may wait in the thread for the debtor to come."""


@dataclass(frozen=True, kw_only=True)
class PlanNow:
    """A plan as it stands; `thread` is None for a debtor who has never written."""

    plan: Plan
    rows: Sequence[Instalment]
    view: CaseView
    thread: Conversation | None
    today: date

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self.plan.state in LIVING_PLAN and self.view.case.state not in ("settled", "erased")

    def row(self, instalment_id: int) -> Instalment:
        """One of its instalments. Raises LookupError."""
        for row in self.rows:
            if row.id == instalment_id:
                return row
        raise LookupError(f"no instalment {instalment_id}")

    def counted(self) -> list[Instalment]:
        """Those that have not been moved away, by day."""
        return [row for row in self.rows if row.state != "moved"]


async def plan_now(uow: UnitOfWork, plan_id: int) -> PlanNow:
    """Lock thread and case, then read. Raises NoResultFound."""
    plan = await uow.session.get_one(Plan, plan_id)
    thread = await thread_of(uow, plan.person_id)
    await lock_case(uow, plan.case_id)
    await uow.session.refresh(plan)
    rows = await instalments(uow, plan_id)
    for row in rows:
        await uow.session.refresh(row)
    view = await view_of(uow, plan.case_id)
    return PlanNow(plan=plan, rows=rows, view=view, thread=thread, today=uow.today(view.creditor.time_zone))


async def plan_of_instalment(uow: UnitOfWork, instalment_id: int) -> PlanNow:
    """The same, found by one of its instalments. Raises NoResultFound."""
    row = await uow.session.get_one(Instalment, instalment_id)
    return await plan_now(uow, row.plan_id)


def runs(view: CaseView) -> bool:
    """Whether its instalments fall due today, and may be paid."""
    return view.may.instalments_run and view.may.debtor_may_pay and view.in_time


def held_back(view: CaseView) -> str:
    """The reason for which even a note in the thread must wait (distress, a watched telephone …); empty: none."""
    for hold in view.holds:
        if hold.reason not in SILENT_ONLY and not view.may.we_write_first:
            return hold.reason
    return ""
