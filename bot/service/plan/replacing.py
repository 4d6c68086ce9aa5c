"""A living plan gives way to another that the debtor has agreed to: it ends in the same transaction, never before."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select, update

from bot.service.case.cases import CaseView
from bot.service.contact.reminders import schedule_reminders
from bot.service.plan.instalments import unwatch
from bot.store.database import UnitOfWork
from bot.store.tables import Demand, Instalment, Offer, Plan


def to_replace(views: Iterable[CaseView]) -> dict[str, int]:
    """The living plans of these cases, by case, as an offer carries those that it is to replace."""
    return {str(view.case.id): view.plan.id for view in views if view.plan is not None}


def replaces(offer: Offer, plan: Plan) -> bool:
    """Whether the offer was made to take the place of this very plan, by the one whose plan it is."""
    named = offer.data.get("replaces") or {}
    return named.get(str(plan.case_id)) == plan.id and plan.person_id == offer.person_id


async def give_way(uow: UnitOfWork, view: CaseView, plan: Plan) -> None:
    """End the plan of the (locked) case. What was paid on it stays paid; what is open of it is asked for no more."""
    await unwatch(uow, plan)
    rows = select(Instalment.id).where(Instalment.plan_id == plan.id)
    await uow.session.execute(
        update(Demand).where(Demand.instalment_id.in_(rows), Demand.state == "open").values(state="void")
    )
    plan.state, plan.ended_at = "ended", uow.now
    uow.audit("plan.replaced", "plan", plan.id, actor="debtor", creditor_id=plan.creditor_id)
    await uow.tell_creditor(view.case, "plan_ended", plan=plan.id, state="ended", why="replaced")
    await uow.flush()  # one plan of a case is alive at a time


async def reminded_as_before(uow: UnitOfWork, plan: Plan, before: Plan | None) -> None:
    """Reminders go on as they were chosen for the plan before, until the debtor chooses anew."""
    if before is None or before.reminder_channel == "none":
        return
    plan.reminder_channel, plan.reminder_to = before.reminder_channel, before.reminder_to
    plan.reminder_days_before = before.reminder_days_before
    await schedule_reminders(uow, plan)
