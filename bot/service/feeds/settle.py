"""A case that its creditor calls settled: nothing is asked for any more, and what ran on it ends kindly."""

from __future__ import annotations

from sqlalchemy import or_, select, update

from bot.service.feeds.holds import lift
from bot.store.database import UnitOfWork
from bot.store.tables import Case, Demand, Hold, Instalment, Pause, PaymentLink, Plan, Promise, Task

_ENDED_WITH_IT = ("plan_agreed", "pause", "no_letter_date", "mandate_ended", "limitation_doubtful",
                  "limitation_barred", "limitation_unknown")


async def settle(uow: UnitOfWork, case: Case, *, actor: str, why: str) -> None:
    """Set it settled: demands void, links revoked, plan completed, pauses ended, tasks taken back.

    Holds that protect a person (deceased, over-indebtedness, dispute …) stay for whoever reviews them.
    """
    session = uow.session
    case.state, case.next_due_on, case.next_due_minor = "settled", None, None
    open_demands = select(Demand.id).where(Demand.case_id == case.id, Demand.state == "open")
    await session.execute(
        update(PaymentLink)
        .where(PaymentLink.demand_id.in_(open_demands), PaymentLink.revoked_at.is_(None))
        .values(revoked_at=uow.now)
    )
    await session.execute(
        update(Demand).where(Demand.case_id == case.id, Demand.state == "open").values(state="void")
    )
    await session.execute(
        update(Promise).where(Promise.case_id == case.id, Promise.state == "open").values(state="ended")
    )
    await _end_plans(uow, case, actor=actor, why=why)
    await _end_pauses(uow, case)
    holds = await session.scalars(
        select(Hold).where(
            Hold.case_id == case.id, Hold.lifted_at.is_(None), Hold.reason.in_(_ENDED_WITH_IT)
        )
    )
    for hold in holds:
        await lift(uow, case, hold, actor=actor, why="settled")
    uow.audit("case.settled", "case", case.id, actor=actor, creditor_id=case.creditor_id, why=why)
    uow.notify("case_settled", case=case.id)


async def _end_pauses(uow: UnitOfWork, case: Case) -> None:
    running = (Pause.case_id == case.id, Pause.state.in_(("running", "asked")))
    ended = await uow.session.scalars(update(Pause).where(*running).values(state="ended").returning(Pause.id))
    ids = [str(key) for key in ended]
    if ids:
        of_them = Task.data["pause"].astext.in_(ids)
        await uow.cancel(*await uow.session.scalars(select(Task.key).where(Task.done_at.is_(None), of_them)))


async def _end_plans(uow: UnitOfWork, case: Case, *, actor: str, why: str) -> None:
    plans = await uow.session.scalars(
        select(Plan)
        .where(Plan.case_id == case.id, Plan.state.in_(("agreed", "rearranged")))
        .with_for_update()
    )
    for plan in plans:
        plan.state, plan.ended_at = "completed", uow.now
        instalments = list(
            await uow.session.scalars(select(Instalment.id).where(Instalment.plan_id == plan.id))
        )
        data = Task.data
        of_the_plan = or_(
            data["plan"].astext == str(plan.id),
            data["instalment"].astext.in_([str(key) for key in instalments]),
        )
        keys = await uow.session.scalars(select(Task.key).where(Task.done_at.is_(None), of_the_plan))
        await uow.cancel(*keys)
        uow.audit("plan.completed", "plan", plan.id, actor=actor, creditor_id=case.creditor_id, why=why)
        await uow.tell_creditor(case, "plan_ended", plan=plan.id, state="completed", why=why)
