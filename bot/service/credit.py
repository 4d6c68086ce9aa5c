"""What money that has arrived does to the ledger, and what money that went back undoes. Nothing counts twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from bot.debt.allocation import Due, allocate
from bot.debt.money import Money
from bot.service.cases import LIVING_PLAN, CaseView, lift_hold, set_hold, view_of
from bot.service.demands import ROW
from bot.service.payment_notices import call_person, tell
from bot.service.ports import ProviderState
from bot.service.receipts import receipt_of, write_receipt
from bot.store.database import UnitOfWork
from bot.store.tables import Attempt, Case, Conversation, Demand, Instalment, LedgerEntry, Plan, Suspense

SOURCE = "attempt"
REVERSAL = "attempt_reversal"
DESK = "desk"
"""The provider of what an agent records: cheques, cash, money moved from another case."""


@dataclass(frozen=True, kw_only=True)
class Payment:
    """One attempt with its rows, all locked, and the thread to tell (or none)."""

    attempt: Attempt
    demand: Demand
    case: Case
    thread: Conversation | None


async def credit(uow: UnitOfWork, paid: Payment, state: ProviderState) -> None:
    """Money has arrived: to what is due as far as it may be paid, the rest in suspense with a person; a receipt
    for the whole of it, and the creditor is told (CPCE R124-5, R124-6).
    """
    attempt, demand, case = paid.attempt, paid.demand, paid.case
    view = await view_of(uow, case.id)
    received, on = Money(state.minor, state.currency), _day(uow, view, state)
    credited, reason = _what_may_be_credited(view, attempt, received)
    rest = received.minor - credited.minor
    again = await _times(uow, attempt, SOURCE)
    parts = await _to_instalments(uow, paid, credited)
    if credited:
        _enter(uow, paid, "due", "payment", -credited.minor, on, SOURCE, again)
        demand.state = "paid"
    if rest:
        if received.currency == case.currency:
            _enter(uow, paid, "suspense", "suspense", -rest, on, SOURCE, again, reason)
        await _suspend(uow, paid, rest, received.currency, reason)
    allotment = {
        "due": credited.minor, "suspense": rest, "instalments": parts, "value_on": on.isoformat(),
        "last_payment_before": case.last_payment_on.isoformat() if case.last_payment_on else None,
    }
    receipt = await write_receipt(
        uow, demand, attempt, minor=received.minor, currency=received.currency, allotment=allotment
    )
    if credited and (case.last_payment_on is None or case.last_payment_on < on):
        case.last_payment_on = on
    await uow.tell_creditor(
        case, "payment", minor=received.minor, currency=received.currency, credited_minor=credited.minor,
        suspense_minor=rest, suspense_reason=reason if rest else None, receipt=receipt.number,
        attempt=attempt.public_id, method=attempt.method, value_on=on.isoformat(), instalments=parts,
    )
    notice = "notice_payment_suspense" if rest else "notice_payment_received"
    await tell(uow, paid.thread, notice, received, receipt.number)
    if rest:
        await call_person(
            uow, paid.thread, demand, "payment_in_suspense", attempt=attempt.public_id, suspense=reason, minor=rest
        )
    if credited:
        await _complete_plan(uow, paid)
    uow.audit(
        "payment.credited", "attempt", attempt.id, actor="provider", creditor_id=case.creditor_id,
        credited=credited.minor, suspense=rest, reason=reason, receipt=receipt.number,
    )


def _day(uow: UnitOfWork, view: CaseView, state: ProviderState) -> date:
    """The day on which it counts: when the bank booked it, never a day to come; else today."""
    today = uow.today(view.creditor.time_zone)
    return min(state.value_on or today, today)


def _what_may_be_credited(view: CaseView, attempt: Attempt, received: Money) -> tuple[Money, str]:
    nothing = Money.zero(view.case.currency)
    if received.currency != attempt.currency or received.currency != view.case.currency:
        return Money.zero(received.currency), "currency_mismatch"
    if received.minor != attempt.minor:
        return nothing, "amount_mismatch"
    if view.case.state in ("settled", "erased"):
        return nothing, "case_closed"
    if not view.may.debtor_may_pay:
        return nothing, "held"
    if view.overdue.minor > 0 and view.limitation != "running":
        return nothing, "limitation"
    return min(received, view.payable), "more_than_due"


def _enter(
    uow: UnitOfWork, paid: Payment, account: str, kind: str, minor: int, on: date, source: str, times: int,
    reason: str = "",
) -> None:
    key = f"{paid.attempt.public_id}:{account}" + (f":{times + 1}" if times else "")
    uow.session.add(
        LedgerEntry(
            creditor_id=paid.case.creditor_id, case_id=paid.case.id, account=account, kind=kind, minor=minor,
            at=uow.now, value_on=on, reason=reason, source_kind=source, source_key=key,
        )
    )


async def _times(uow: UnitOfWork, attempt: Attempt, source: str) -> int:
    """How often this attempt has moved the ledger that way (more than once only after a dispute was won)."""
    mine = LedgerEntry.source_key.startswith(f"{attempt.public_id}:", autoescape=True)
    per_account = (
        select(func.count()).where(LedgerEntry.source_kind == source, mine).group_by(LedgerEntry.account)
    )
    return max((int(n) for n in await uow.session.scalars(per_account)), default=0)


async def _to_instalments(uow: UnitOfWork, paid: Payment, credited: Money) -> list[dict[str, int]]:
    """Instalments of the living plan take it: the one that was paid for first, then the oldest."""
    if not credited:
        return []
    rows = {str(row.id): row for row in await _open_instalments(uow, paid.case.id)}
    dues = [
        Due(key=key, due_on=row.due_on, left=Money(max(row.minor - row.paid_minor, 0), credited.currency))
        for key, row in rows.items()
    ]
    parts = []
    for key, part in allocate(credited, dues, named=str(paid.demand.instalment_id)).parts:
        row = rows[key]
        row.paid_minor += part.minor
        if row.paid_minor >= row.minor:
            row.state = "kept"
        parts.append({"id": row.id, "n": row.n, "minor": part.minor})
    return parts


async def _open_instalments(uow: UnitOfWork, case_id: int) -> list[Instalment]:
    rows = await uow.session.scalars(
        select(Instalment)
        .join(Plan, Plan.id == Instalment.plan_id)
        .where(Plan.case_id == case_id, Plan.state.in_(LIVING_PLAN), Instalment.state != "moved")
        .order_by(Instalment.due_on, Instalment.n)
        .with_for_update(**ROW)
        .execution_options(populate_existing=True)
    )
    return list(rows.all())


async def release(
    uow: UnitOfWork, paid: Payment, *, minor: int, currency: str, on: date, key: str
) -> list[dict[str, int]]:
    """What waited in suspense (minor units) is credited to what is due, as a person decided: the ledger, the
    instalments, the plan. `key` names this move of the payment's money. Gives the parts by instalment.
    """
    parts = await _to_instalments(uow, paid, Money(minor, currency))
    for account, kind, sum_ in (("suspense", "adjustment", minor), ("due", "payment", -minor)):
        uow.session.add(
            LedgerEntry(
                creditor_id=paid.case.creditor_id, case_id=paid.case.id, account=account, kind=kind, minor=sum_,
                at=uow.now, value_on=on, reason="released", source_kind="suspense",
                source_key=f"{paid.attempt.public_id}:{account}:{key}",
            )
        )
    paid.demand.state = "paid"
    await uow.flush()
    await _complete_plan(uow, paid)
    return parts


async def _complete_plan(uow: UnitOfWork, paid: Payment) -> None:
    rows = await _open_instalments(uow, paid.case.id)
    if not rows or any(row.paid_minor < row.minor for row in rows):
        return
    plan = await uow.session.get_one(Plan, rows[0].plan_id)
    plan.state, plan.ended_at = "completed", uow.now
    uow.audit("plan.completed", "plan", plan.id, actor="provider", creditor_id=plan.creditor_id)
    await uow.tell_creditor(paid.case, "plan_completed", plan=plan.id)
    await uow.flush()
    view = await view_of(uow, paid.case.id)
    # A token plan ends with most of the debt still there: its hold stays until its review decides.
    for hold in view.holds if view.overdue.minor <= 0 else ():
        if hold.reason == "plan_agreed":
            await lift_hold(uow, paid.case, hold, by="system", why="plan_completed")


async def _suspend(uow: UnitOfWork, paid: Payment, minor: int, currency: str, reason: str) -> None:
    known = await uow.session.scalar(select(Suspense).where(Suspense.attempt_id == paid.attempt.id))
    if known is not None:
        known.minor, known.reason, known.at = minor, reason, uow.now
        known.resolved_at, known.resolution = None, None
        return
    uow.session.add(
        Suspense(
            creditor_id=paid.case.creditor_id, case_id=paid.case.id, attempt_id=paid.attempt.id, minor=minor,
            currency=currency, reason=reason, at=uow.now,
        )
    )
    await uow.flush()


async def reverse(uow: UnitOfWork, paid: Payment, state: ProviderState) -> None:
    """Money went back (refund, returned debit, dispute): what it did is undone, and a person looks. Nobody is
    dunned for it: the demand is only open again.
    """
    attempt, demand, case = paid.attempt, paid.demand, paid.case
    receipt = await receipt_of(uow, attempt)
    allotment: dict[str, Any] = receipt.allotment if receipt else {}
    view = await view_of(uow, case.id)
    on, times = _day(uow, view, state), await _times(uow, attempt, REVERSAL)
    credited, rest = int(allotment.get("due", 0)), int(allotment.get("suspense", 0))
    if credited:
        _enter(uow, paid, "due", "reversal", credited, on, REVERSAL, times, state.state)
        if demand.state == "paid":
            demand.state = "open"
    if rest:
        if state.currency == case.currency:
            _enter(uow, paid, "suspense", "reversal", rest, on, REVERSAL, times, state.state)
        await _resolve(uow, attempt, state.state)
    await _reopen_instalments(uow, paid, allotment.get("instalments", []), on)
    if credited and case.last_payment_on and case.last_payment_on.isoformat() == allotment.get("value_on"):
        before = allotment.get("last_payment_before")
        case.last_payment_on = date.fromisoformat(before) if before else None
    if receipt is not None:  # it says what stands now
        receipt.allotment = {**allotment, "due": 0, "suspense": 0, "instalments": []}
    await uow.tell_creditor(
        case, "payment_reversed", why=state.state, minor=credited + rest, currency=state.currency,
        credited_minor=credited, attempt=attempt.public_id, receipt=receipt.number if receipt else None,
    )
    returned = Money(credited + rest, state.currency)
    by_desk = attempt.provider == DESK  # somebody's slip, put right by the same person
    notice = "notice_payment_corrected" if by_desk else "notice_payment_returned"
    await tell(uow, paid.thread, notice, returned, receipt.number if receipt else "")
    if not by_desk:
        await call_person(
            uow, paid.thread, demand, f"payment_{state.state}", attempt=attempt.public_id, minor=returned.minor
        )
    uow.audit(
        "payment.reversed", "attempt", attempt.id, actor="provider", creditor_id=case.creditor_id,
        credited=credited, suspense=rest, why=state.state,
    )


async def _resolve(uow: UnitOfWork, attempt: Attempt, resolution: str) -> None:
    row = await uow.session.scalar(
        select(Suspense).where(Suspense.attempt_id == attempt.id, Suspense.resolved_at.is_(None))
    )
    if row is not None:
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
