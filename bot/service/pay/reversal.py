"""What money that went back undoes in the ledger: whole or in part, and nobody is chased for it."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from bot.debt.allocation import undo
from bot.debt.money import Money
from bot.service.case.cases import LIVING_PLAN, set_hold, view_of
from bot.service.pay.covers import that_stay
from bot.service.pay.credit import DESK, PARTS, REVERSAL, Payment, day_of, enter
from bot.service.pay.demands import ROW
from bot.service.pay.payment_notices import call_person, tell
from bot.service.pay.receipts import receipt_of
from bot.service.ports import ProviderState
from bot.store.database import UnitOfWork
from bot.store.tables import Attempt, Case, Instalment, Plan, Receipt, Suspense


async def give_back(uow: UnitOfWork, paid: Payment, state: ProviderState, minor: int) -> None:
    """`minor` units went back (refund, returned debit, dispute): what they did is undone, and a person looks. What
    the desk had announced goes first, and moves nothing more; then what waited in suspense: it is what is mostly
    refunded. Nobody is dunned for it: the demand is only open again.
    """
    attempt, demand, case = paid.attempt, paid.demand, paid.case
    receipt = await receipt_of(uow, attempt)
    if receipt is None:
        raise LookupError(f"attempt {attempt.id} was never credited")
    view = await view_of(uow, case.id)
    on, allotment = day_of(uow, view, state), receipt.allotment
    before = {part: int(allotment.get(part, 0)) for part in PARTS}
    after = dict(zip(PARTS, undo(list(before.values()), left=max(sum(before.values()) - minor, 0)), strict=True))
    moved, credited, rest, _ = (before[part] - after[part] for part in PARTS)
    if credited:
        enter(uow, paid, "due", "reversal", credited, on, REVERSAL, state.state)
        if demand.state == "paid":
            demand.state = "open"
    if rest:
        if state.currency == case.currency:
            enter(uow, paid, "suspense", "reversal", rest, on, REVERSAL, state.state)
        await _resolve(uow, attempt, rest, state.state)
    parts: list[dict[str, int]] = allotment.get("instalments", [])
    stay = undo([part["minor"] for part in parts], left=after["due"])
    gone = [{**part, "minor": part["minor"] - kept} for part, kept in zip(parts, stay, strict=True)]
    today = uow.today(view.creditor.time_zone)
    await _reopen_instalments(uow, paid, [part for part in gone if part["minor"]], today)
    if credited and not after["due"]:
        _forget_last(case, allotment)
    receipt.allotment = {
        **allotment, **{part: sum_ for part, sum_ in after.items() if sum_ or part in allotment},
        "instalments": [{**part, "minor": kept} for part, kept in zip(parts, stay, strict=True) if kept],
        "covers": that_stay(allotment.get("covers", []), left=after["due"]),
    }
    if moved or credited or rest:
        await _say(uow, paid, state, receipt, credited=credited, rest=rest, moved=moved)
    uow.audit(
        "payment.reversed", "attempt", attempt.id, actor="provider", creditor_id=case.creditor_id,
        credited=credited, suspense=rest, moved=moved, why=state.state,
    )


async def _say(
    uow: UnitOfWork, paid: Payment, state: ProviderState, receipt: Receipt, *, credited: int, rest: int, moved: int
) -> None:
    """Creditor, debtor and a person hear of it. What was moved to another case stays there until a person has seen
    to it: they are told how much. A slip of the desk, put right by the desk, needs nobody else.
    """
    attempt, case = paid.attempt, paid.case
    await uow.tell_creditor(
        case, "payment_reversed", why=state.state, minor=credited + rest + moved, currency=state.currency,
        credited_minor=credited, moved_minor=moved, attempt=attempt.public_id, receipt=receipt.number,
    )
    returned, by_desk = Money(credited + rest + moved, state.currency), attempt.provider == DESK
    notice = "notice_payment_corrected" if by_desk else "notice_payment_returned"
    await tell(uow, paid.thread, notice, returned, receipt.number)
    if not by_desk:
        await call_person(
            uow, paid.thread, paid.demand, f"payment_{state.state}", attempt=attempt.public_id, minor=returned.minor,
            **({"moved": moved} if moved else {}),
        )


def _forget_last(case: Case, allotment: dict[str, Any]) -> None:
    """All of it went back: the case's last payment is the one before, unless another has come since."""
    counted_on = allotment.get("counted_on") or allotment.get("value_on")
    if case.last_payment_on is not None and case.last_payment_on.isoformat() == counted_on:
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
        if row.state == "moved":
            # What was unpaid of it stands elsewhere in the plan; what had been paid is open again, here.
            row.minor = row.paid_minor + part["minor"]
            row.state = "due" if row.due_on >= on else "late"
        elif row.state == "kept" and row.paid_minor < row.minor:
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
