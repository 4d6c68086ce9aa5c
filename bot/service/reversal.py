"""What money that went back undoes in the ledger: whole or in part, and nobody is chased for it."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from bot.debt.allocation import undo
from bot.debt.money import Money
from bot.service.cases import LIVING_PLAN, set_hold, view_of
from bot.service.credit import REVERSAL, Payment, enter
from bot.service.demands import ROW
from bot.service.payment_notices import call_person, tell
from bot.service.ports import ProviderState
from bot.service.receipts import receipt_of
from bot.store.database import UnitOfWork
from bot.store.tables import Attempt, Case, Instalment, Plan, Suspense


async def give_back(uow: UnitOfWork, paid: Payment, state: ProviderState, minor: int) -> None:
    """`minor` units went back (refund, returned debit, dispute): what they did is undone, and a person looks. What
    waited in suspense goes first: it is what is mostly refunded. Nobody is dunned for it: the demand is only open
    again.
    """
    attempt, demand, case = paid.attempt, paid.demand, paid.case
    receipt = await receipt_of(uow, attempt)
    if receipt is None:
        raise LookupError(f"attempt {attempt.id} was never credited")
    view = await view_of(uow, case.id)
    on = uow.today(view.creditor.time_zone)
    allotment = receipt.allotment
    rest = min(minor, int(allotment.get("suspense", 0)))
    credited = min(minor - rest, int(allotment.get("due", 0)))
    if credited:
        enter(uow, paid, "due", "reversal", credited, on, REVERSAL, state.state)
        if demand.state == "paid":
            demand.state = "open"
    if rest:
        if state.currency == case.currency:
            enter(uow, paid, "suspense", "reversal", rest, on, REVERSAL, state.state)
        await _resolve(uow, attempt, rest, state.state)
    due_left = int(allotment.get("due", 0)) - credited
    parts: list[dict[str, int]] = allotment.get("instalments", [])
    stay = undo([part["minor"] for part in parts], left=due_left)
    gone = [{**part, "minor": part["minor"] - kept} for part, kept in zip(parts, stay, strict=True)]
    await _reopen_instalments(uow, paid, [part for part in gone if part["minor"]], on)
    if credited and not due_left:
        _forget_last(case, allotment)
    receipt.allotment = {
        **allotment, "due": due_left, "suspense": int(allotment.get("suspense", 0)) - rest,
        "instalments": [{**part, "minor": kept} for part, kept in zip(parts, stay, strict=True) if kept],
    }
    await uow.tell_creditor(
        case, "payment_reversed", why=state.state, minor=credited + rest, currency=state.currency,
        credited_minor=credited, attempt=attempt.public_id, receipt=receipt.number,
    )
    returned = Money(credited + rest, state.currency)
    await tell(uow, paid.thread, "notice_payment_returned", returned, receipt.number)
    await call_person(
        uow, paid.thread, demand, f"payment_{state.state}", attempt=attempt.public_id, minor=returned.minor
    )
    uow.audit(
        "payment.reversed", "attempt", attempt.id, actor="provider", creditor_id=case.creditor_id,
        credited=credited, suspense=rest, why=state.state,
    )


def _forget_last(case: Case, allotment: dict[str, Any]) -> None:
    """All of it went back: the case's last payment is the one before, unless another has come since."""
    if case.last_payment_on is not None and case.last_payment_on.isoformat() == allotment.get("value_on"):
        before = allotment.get("last_payment_before")
        case.last_payment_on = date.fromisoformat(before) if before else None


async def _resolve(uow: UnitOfWork, attempt: Attempt, minor: int, resolution: str) -> None:
    row = await uow.session.scalar(
        select(Suspense).where(Suspense.attempt_id == attempt.id, Suspense.resolved_at.is_(None))
    )
    if row is None:
        return
    if row.minor > minor:
        row.minor -= minor
    else:
        row.resolved_at, row.resolution = uow.now, resolution


async def _reopen_instalments(uow: UnitOfWork, paid: Payment, parts: list[dict[str, int]], on: date) -> None:
    plans = set()
    for part in parts:
        row = await uow.session.get_one(Instalment, part["id"], with_for_update=ROW, populate_existing=True)
        row.paid_minor = max(row.paid_minor - part["minor"], 0)
        if row.state == "kept" and row.paid_minor < row.minor:
            row.state = "due" if row.due_on >= on else "late"
        plans.add(row.plan_id)
    for plan_id in plans:
        plan = await uow.session.get_one(Plan, plan_id)
        living = await uow.session.scalar(
            select(Plan.id).where(Plan.case_id == plan.case_id, Plan.state.in_(LIVING_PLAN)).limit(1)
        )
        if plan.state == "completed" and living is None:
            plan.state, plan.ended_at = "agreed", None
            uow.audit("plan.reopened", "plan", plan.id, actor="provider", creditor_id=plan.creditor_id)
            await uow.tell_creditor(paid.case, "plan_reopened", plan=plan.id)
            await uow.flush()
            await set_hold(uow, await view_of(uow, plan.case_id), "plan_agreed", set_by="system")
