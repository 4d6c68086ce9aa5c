"""Instalments of an agreed plan that move to its end: the pure rule over the stored rows, and what is written of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import or_, select, update

from bot.debt import instalments as rules
from bot.debt.money import Money
from bot.debt.plan import Every
from bot.debt.plan import Instalment as Due
from bot.service.case.cases import LIVING_PLAN, CaseView
from bot.service.contact.reminders import schedule_reminders
from bot.service.identity import same
from bot.service.pay.demands import least_charge
from bot.service.plan.instalments import instalments, watch_instalments
from bot.store.database import UnitOfWork
from bot.store.tables import Demand, Instalment, Plan

OPEN = ("due", "late", "missed")
FAR = timedelta(days=366)
"""Moved so far behind the plan's own end, it is no help any more: a person looks."""
_RHYTHMS: dict[int, Every] = {7: "week", 14: "fortnight"}


@dataclass(frozen=True, kw_only=True)
class Rearranged:
    """A plan as it would go on; `far`: the other plans leave no month to it within a year of its own end."""

    dues: tuple[Due, ...]
    far: bool


async def rearranged(
    uow: UnitOfWork, plan: Plan, rows: Sequence[Instalment], view: CaseView, today: date, resume: date | None
) -> Rearranged:
    """The pure rule over the stored rows that still count, beside the same person's other plans."""
    least = least_charge(view, uow.today(view.creditor.time_zone))
    known, first = progress(plan, rows), min(row.due_on for row in rows)

    def moved(others: Sequence[tuple[date, Money]]) -> tuple[Due, ...]:
        return rules.rearrange(
            known, today=today, every=rhythm(rows), minimum_charge=least, resume_on=resume, anchor=first,
            beside=others,
        )

    others = await beside(uow, plan)
    dues = moved(others)
    if not others or not dues:
        return Rearranged(dues=dues, far=False)
    alone = max(due.due_on for due in moved(()))
    return Rearranged(dues=dues, far=max(due.due_on for due in dues) > alone + FAR)


def progress(plan: Plan, rows: Sequence[Instalment]) -> list[rules.Progress]:
    """The stored rows that still count, as the pure rules see them."""
    return [
        rules.Progress(
            instalment=Due(r.n, r.due_on, Money(r.minor, plan.currency)), paid=Money(r.paid_minor, plan.currency)
        )
        for r in rows
        if r.state != "moved"
    ]


async def beside(uow: UnitOfWork, plan: Plan) -> list[tuple[date, Money]]:
    """Day and amount of what the same human's other living plans at this creditor ask for, paid or not."""
    found = await uow.session.execute(
        select(Instalment.due_on, Instalment.minor)
        .join(Plan, Plan.id == Instalment.plan_id)
        .where(
            or_(Plan.person_id == plan.person_id, Plan.person_id.in_(same.others_of(plan.person_id))),
            Plan.id != plan.id, Plan.state.in_(LIVING_PLAN),
            Plan.currency == plan.currency, Instalment.state != "moved",
        )
    )
    return [(day, Money(minor, plan.currency)) for day, minor in found.all()]


def rhythm(rows: Sequence[Instalment]) -> Every:
    """The plan's own rhythm, from its first two due days as they were agreed."""
    days = sorted(r.due_on for r in rows)[:2]
    return _RHYTHMS.get((days[-1] - days[0]).days, "month")


async def carry_over(uow: UnitOfWork, plan: Plan, rows: Sequence[Instalment], row: Instalment, view: CaseView) -> bool:
    """A rest of it that is less than anybody can pay online joins the plan's last instalment, and it counts as kept; of
    the last one, the rest is asked for no more. False: it is no such rest. Case locked.
    """
    rest = row.minor - row.paid_minor
    if not is_tiny_rest(uow, row, view):
        return False
    others = [other for other in rows if other.state in OPEN and other.id != row.id]
    row.minor, row.state = row.paid_minor, "kept"
    if others:
        max(others, key=lambda other: (other.due_on, other.n)).minor += rest
    await uow.session.execute(
        update(Demand).where(Demand.instalment_id == row.id, Demand.state == "open").values(state="void")
    )
    uow.audit(
        "instalment.rest_carried_over" if others else "instalment.rest_let_go", "instalment", row.id, actor="system",
        creditor_id=plan.creditor_id, minor=rest,
    )
    await uow.flush()
    left = [other for other in others if other.paid_minor < other.minor]
    if left:
        await uow.tell_creditor(
            view.case, "plan_changed",
            instalments=[{"due_on": one.due_on.isoformat(), "minor": one.minor - one.paid_minor} for one in left],
        )
    return True


def is_tiny_rest(uow: UnitOfWork, row: Instalment, view: CaseView) -> bool:
    """Whether it was paid but for less than the least payment that the brand takes."""
    rest = row.minor - row.paid_minor
    return row.paid_minor > 0 and 0 < rest < least_charge(view, uow.today(view.creditor.time_zone)).minor


def schedule_of(rows: Sequence[Instalment]) -> list[list[str | int]]:
    """Day and what is left of each, by day: as it is kept beside a move, so that it can be put back."""
    left = [(row.due_on.isoformat(), row.minor - row.paid_minor) for row in rows if row.minor > row.paid_minor]
    return [[day, minor] for day, minor in sorted(left)]


async def write(
    uow: UnitOfWork,
    plan: Plan,
    open_rows: Sequence[Instalment],
    new: Sequence[Due],
    view: CaseView,
    *,
    actor: str,
    sparing: str = "",
) -> None:
    """Keep it: rows that moved are closed with their demands and tasks, the new ones are watched and reminded of, the
    creditor is told. `sparing`: the key of a task that is at this very work and ends by itself. Case locked.
    """
    kept, before = {due.n: due for due in new}, schedule_of(open_rows)
    for row in open_rows:
        due = kept.pop(row.n, None)
        if due is None or due.due_on != row.due_on:
            row.state = "moved"
            await uow.session.execute(
                update(Demand).where(Demand.instalment_id == row.id, Demand.state == "open").values(state="void")
            )
            keys = (f"reminder:{row.id}:{row.due_on}", f"instalment_due:{row.id}:{row.due_on}")
            await uow.cancel(*(key for key in keys if key != sparing))
            if due is not None:
                kept[due.n] = due
        else:
            row.minor = row.paid_minor + due.amount.minor  # a rest too small to be charged alone joins it
    highest = max(r.n for r in await instalments(uow, plan.id))
    for n, due in enumerate(sorted(kept.values(), key=lambda d: d.due_on), highest + 1):
        uow.session.add(
            Instalment(
                creditor_id=plan.creditor_id, plan_id=plan.id, n=n, due_on=due.due_on, minor=due.amount.minor
            )
        )
    plan.state = "rearranged"
    await uow.flush()
    await watch_instalments(uow, plan, view.creditor.time_zone)
    await schedule_reminders(uow, plan)
    after = schedule_of([row for row in await instalments(uow, plan.id) if row.state in OPEN])
    uow.audit(
        "plan.rearranged", "plan", plan.id, actor=actor, creditor_id=plan.creditor_id, before=before, after=after
    )
    await uow.tell_creditor(
        view.case, "plan_changed", instalments=[{"due_on": d.due_on.isoformat(), "minor": d.amount.minor} for d in new]
    )
