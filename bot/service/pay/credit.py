"""What money that has arrived does to the ledger. Nothing counts twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from bot.debt.allocation import Due, allocate
from bot.debt.money import Money
from bot.service.case.cases import LIVING_PLAN, CaseView, lift_hold, view_of
from bot.service.pay.covers import covered
from bot.service.pay.demands import ROW, open_payments_follow
from bot.service.pay.payment_notices import call_person, tell
from bot.service.pay.receipts import receipt_of, write_receipt
from bot.service.ports import ProviderState
from bot.store.database import UnitOfWork
from bot.store.tables import (
    Attempt,
    Case,
    Conversation,
    Demand,
    Instalment,
    LedgerEntry,
    Plan,
    Receipt,
    Suspense,
)

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


PARTS = ("moved", "due", "suspense", "given_back")
"""Where a payment's money is, by its receipt: on another case, credited, waiting, or given back by a person. What goes
back at the provider is taken from the last of them first: what was announced, then what waits."""


def booked(receipt: Receipt | None) -> int | None:
    """What of the payment we have answered for (minor units), all PARTS together; None: never credited."""
    if receipt is None:
        return None
    return sum(int(receipt.allotment.get(part, 0)) for part in PARTS)


async def credit(uow: UnitOfWork, paid: Payment, state: ProviderState, minor: int) -> None:
    """`minor` units have arrived (or come back): to what is due as far as it may be paid, the rest in suspense with
    a person; a receipt for the whole payment, and the creditor is told (CPCE R124-5, R124-6).
    """
    attempt, demand, case = paid.attempt, paid.demand, paid.case
    view = await view_of(uow, case.id)
    received, on = Money(minor, state.currency), day_of(uow, view, state)
    credited, reason = _what_may_be_credited(view, attempt, received, whole=state.minor)
    rest = received.minor - credited.minor
    covers = await covered(uow, view, credited)
    parts = await _to_instalments(uow, paid, credited)
    if credited:
        enter(uow, paid, "due", "payment", -credited.minor, on, SOURCE)
        demand.state = "paid"
    if rest:
        if received.currency == case.currency:
            enter(uow, paid, "suspense", "suspense", -rest, on, SOURCE, reason)
        await _suspend(uow, paid, rest, received.currency, reason)
    allotment = _added(await receipt_of(uow, attempt), {
        "due": credited.minor, "suspense": rest, "instalments": parts, "covers": covers, "value_on": on.isoformat(),
        "last_payment_before": case.last_payment_on.isoformat() if case.last_payment_on else None,
    })
    receipt = await write_receipt(
        uow, demand, attempt, minor=state.minor, currency=received.currency, allotment=allotment
    )
    if credited and (case.last_payment_on is None or case.last_payment_on < on):
        case.last_payment_on = on
    await uow.tell_creditor(
        case, "payment", minor=received.minor, currency=received.currency, credited_minor=credited.minor,
        suspense_minor=rest, suspense_reason=reason if rest else None, receipt=receipt.number,
        attempt=attempt.public_id, method=attempt.method, value_on=on.isoformat(), instalments=parts,
        covers=covers,
    )
    notice = "notice_payment_suspense" if rest else "notice_payment_received"
    await tell(uow, paid.thread, notice, received, receipt.number)
    if rest:
        await call_person(
            uow, paid.thread, demand, "payment_in_suspense", attempt=attempt.public_id, suspense=reason, minor=rest
        )
    if credited:
        await _complete_plan(uow, paid)
        await open_payments_follow(uow, Demand.case_id == case.id, Attempt.id != attempt.id)
    uow.audit(
        "payment.credited", "attempt", attempt.id, actor="provider", creditor_id=case.creditor_id,
        credited=credited.minor, suspense=rest, reason=reason, receipt=receipt.number,
    )


def day_of(uow: UnitOfWork, view: CaseView, state: ProviderState) -> date:
    """The day on which it counts: when the bank booked it, never a day to come; else today."""
    today = uow.today(view.creditor.time_zone)
    return min(state.value_on or today, today)


def _added(known: Receipt | None, new: dict[str, Any]) -> dict[str, Any]:
    """How the payment is allotted with this part of it; a part that came back joins what has stayed."""
    if known is None:
        return new
    old = known.allotment
    days = old if old.get("due") else {**new, "counted_on": None}
    return {
        **old, **{key: days.get(key) for key in ("value_on", "last_payment_before", "counted_on")},
        "due": int(old.get("due", 0)) + new["due"], "suspense": int(old.get("suspense", 0)) + new["suspense"],
        "instalments": [*old.get("instalments", []), *new["instalments"]],
        "covers": [*old.get("covers", []), *new["covers"]],
    }


def _what_may_be_credited(view: CaseView, attempt: Attempt, received: Money, *, whole: int) -> tuple[Money, str]:
    nothing = Money.zero(view.case.currency)
    if received.currency != attempt.currency or received.currency != view.case.currency:
        return Money.zero(received.currency), "currency_mismatch"
    if whole != attempt.minor:
        return nothing, "amount_mismatch"
    if view.case.state in ("settled", "erased"):
        return nothing, "case_closed"
    if not view.may.debtor_may_pay:
        return nothing, "held"
    if view.overdue.minor > 0 and not view.in_time:
        return nothing, "limitation"
    beyond = "more_than_due" if view.overdue.minor <= 0 or view.limitation == "running" else "limitation"
    return min(received, view.payable), beyond


def enter(
    uow: UnitOfWork, paid: Payment, account: str, kind: str, minor: int, on: date, source: str, reason: str = ""
) -> None:
    """A line of the ledger; its key names the attempt and its move, which enters an account once at most."""
    key = f"{paid.attempt.public_id}:{account}:{paid.attempt.moves}"
    uow.session.add(
        LedgerEntry(
            creditor_id=paid.case.creditor_id, case_id=paid.case.id, account=account, kind=kind, minor=minor,
            at=uow.now, value_on=on, reason=reason, source_kind=source, source_key=key,
        )
    )


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
        known.minor = minor + (known.minor if known.resolved_at is None else 0)
        known.currency, known.reason, known.at = currency, reason, uow.now
        known.resolved_at, known.resolution = None, None
        return
    uow.session.add(
        Suspense(
            creditor_id=paid.case.creditor_id, case_id=paid.case.id, attempt_id=paid.attempt.id, minor=minor,
            currency=currency, reason=reason, at=uow.now,
        )
    )
    await uow.flush()
