"""Suspense worked off by a person: credited, given back, or moved to another case; two steps, an audit line, a word to
the debtor and one to the creditor. What waits is listed by desk_worklist.py, bank movements are desk_bank.py's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from bot.debt.money import Money
from bot.service.bank.money import receive
from bot.service.case.cases import CaseView, view_of
from bot.service.desk.agents import AgentAt
from bot.service.desk.by_hand import must_confirm
from bot.service.desk.work import DeskRefusal
from bot.service.pay.covers import covered
from bot.service.pay.credit import DESK, Payment, release
from bot.service.pay.demands import ROW, lock_case
from bot.service.pay.payment_notices import tell, thread_of
from bot.service.pay.receipts import receipt_of
from bot.store.database import UnitOfWork
from bot.store.tables import Attempt, Case, Demand, LedgerEntry, Party, Receipt, Suspense


def payable_now(view: CaseView, row: Suspense) -> Money | None:
    """What of it may be credited to its case at this moment; None where nothing may, and not in part."""
    may = view.may.debtor_may_pay and view.case.state not in ("settled", "erased")
    if not may or row.currency != view.case.currency:
        return None
    amount = min(Money(row.minor, row.currency), view.payable)
    return amount if amount.minor > 0 else None


async def other_cases(uow: UnitOfWork, demand: Demand) -> Sequence[Case]:
    """Open cases of the same person at the same creditor, in the same currency."""
    rows = await uow.session.scalars(
        select(Case)
        .join(Party, Party.case_id == Case.id)
        .where(
            Party.person_id == demand.person_id, Case.creditor_id == demand.creditor_id, Case.id != demand.case_id,
            Case.currency == demand.currency, Case.state.not_in(("settled", "erased")),
        )
        .order_by(Case.reference)
    )
    return rows.all()


@dataclass(frozen=True, kw_only=True)
class _Held:
    """Suspense with all that it hangs on, locked in the house's order."""

    row: Suspense
    paid: Payment
    receipt: Receipt
    view: CaseView


async def _hold(uow: UnitOfWork, agent: AgentAt, key: int, *, also: int | None = None) -> _Held:
    """Raises LookupError for none and for one out of scope; DeskRefusal("worked_off") when it waits no more.

    `also` is another case that will be touched: both are locked, the lower number first.
    """
    found = await uow.session.scalar(
        select(Suspense).where(Suspense.id == key, Suspense.creditor_id.in_(agent.creditors))
    )
    if found is None:
        raise LookupError("no such suspense")
    demand = await uow.session.scalar(
        select(Demand).join(Attempt, Attempt.demand_id == Demand.id).where(Attempt.id == found.attempt_id)
    )
    if demand is None:
        raise LookupError("no such demand")
    if also is not None and also not in {case.id for case in await other_cases(uow, demand)}:
        raise DeskRefusal("other_case")
    thread = await thread_of(uow, demand)
    for case_id in sorted({demand.case_id, also or demand.case_id}):
        await lock_case(uow, case_id)
    case = await lock_case(uow, demand.case_id)
    demand = await uow.session.get_one(Demand, demand.id, with_for_update=ROW, populate_existing=True)
    attempt = await uow.session.get_one(Attempt, found.attempt_id, with_for_update=ROW, populate_existing=True)
    row = await uow.session.get_one(Suspense, key, with_for_update=True, populate_existing=True)
    receipt = await receipt_of(uow, attempt)
    if row.resolved_at is not None or receipt is None:
        raise DeskRefusal("worked_off")
    await uow.session.refresh(receipt)
    paid = Payment(attempt=attempt, demand=demand, case=case, thread=thread)
    return _Held(row=row, paid=paid, receipt=receipt, view=await view_of(uow, case.id))


async def credit(uow: UnitOfWork, agent: AgentAt, key: int, *, confirm: str) -> None:
    """Credit it to its case, as far as it may be paid at this moment; the rest goes on waiting.

    Raises DeskRefusal: confirm_credit, not_payable_now, worked_off; LookupError.
    """
    held = await _hold(uow, agent, key)
    amount = payable_now(held.view, held.row)
    if amount is None:
        raise DeskRefusal("not_payable_now")
    reference = held.paid.case.reference
    must_confirm(confirm, "confirm_credit", key, amount.minor, amount=amount, reference=reference)
    on = uow.today(held.view.creditor.time_zone)
    n = int(held.receipt.allotment.get("released", 0)) + 1
    covers = await covered(uow, held.view, amount)
    parts = await release(uow, held.paid, minor=amount.minor, currency=amount.currency, on=on, key=f"s{n}")
    told = held.receipt.allotment
    held.receipt.allotment = {
        **told, "due": int(told.get("due", 0)) + amount.minor, "suspense": int(told["suspense"]) - amount.minor,
        "instalments": [*told.get("instalments", []), *parts], "covers": [*told.get("covers", []), *covers],
        "released": n, **_last_payment(held, on),
    }
    notice = "notice_suspense_credited"
    await _worked_off(uow, agent, held, amount, "credited", notice, instalments=parts, covers=covers)


def _last_payment(held: _Held, on: date) -> dict[str, str | None]:
    """The case's last payment is of this day now; the receipt keeps which was the one before, should it go back."""
    case, told = held.paid.case, held.receipt.allotment
    last = case.last_payment_on
    if last is not None and last >= on:
        return {}
    case.last_payment_on = on
    own = last is not None and told.get("due") and last.isoformat() == told.get("counted_on", told["value_on"])
    before = told["last_payment_before"] if own else last.isoformat() if last else None
    return {"counted_on": on.isoformat(), "last_payment_before": before}


async def give_back(uow: UnitOfWork, agent: AgentAt, key: int, *, confirm: str) -> None:
    """It goes back to whoever paid: recorded here, done by the creditor, who is told so.

    Raises DeskRefusal: confirm_give_back, worked_off; LookupError.
    """
    held = await _hold(uow, agent, key)
    amount = Money(held.row.minor, held.row.currency)
    must_confirm(confirm, "confirm_give_back", key, amount.minor, amount=amount, reference=held.paid.case.reference)
    _leave(uow, held, amount, "given_back")
    await _worked_off(uow, agent, held, amount, "given_back", "notice_suspense_given_back")


async def move(uow: UnitOfWork, agent: AgentAt, key: int, *, case_id: int, confirm: str) -> None:
    """To another case of the same person and creditor, where it is a payment like any other, with its receipt.

    Raises DeskRefusal: confirm_move, other_case, worked_off; LookupError.
    """
    held = await _hold(uow, agent, key, also=case_id)
    others = {case.id: case for case in await other_cases(uow, held.paid.demand)}
    if case_id not in others or held.row.currency != others[case_id].currency:
        raise DeskRefusal("other_case")
    amount, other = Money(held.row.minor, held.row.currency), others[case_id]
    must_confirm(
        confirm, "confirm_move", key, amount.minor, case_id, amount=amount, reference=held.paid.case.reference,
        other=other.reference,
    )
    n = _leave(uow, held, amount, "moved")
    await _worked_off(uow, agent, held, amount, "moved", "notice_suspense_moved", to=other.reference)
    attempt = held.paid.attempt
    await receive(
        uow, creditor_id=other.creditor_id, case_id=other.id, person_id=held.paid.demand.person_id, provider=DESK,
        key=f"moved:{attempt.public_id}:{n}", method=attempt.method or "", minor=amount.minor,
        currency=amount.currency, value_on=date.fromisoformat(held.receipt.allotment["value_on"]),
        actor=agent.actor, conversation_id=held.paid.thread.id if held.paid.thread else None,
    )


def _leave(uow: UnitOfWork, held: _Held, amount: Money, how: str) -> int:
    """It is with this case no more: the ledger and the receipt say so. Gives the number of this move."""
    told, case = held.receipt.allotment, held.paid.case
    n = int(told.get("released", 0)) + 1
    if amount.currency == case.currency:
        uow.session.add(
            LedgerEntry(
                creditor_id=case.creditor_id, case_id=case.id, account="suspense", kind="adjustment",
                minor=amount.minor, at=uow.now, value_on=uow.today(held.view.creditor.time_zone), reason=how,
                source_kind="suspense", source_key=f"{held.paid.attempt.public_id}:suspense:s{n}",
            )
        )
    held.receipt.allotment = {
        **told, "suspense": int(told["suspense"]) - amount.minor, how: int(told.get(how, 0)) + amount.minor,
        "released": n,
    }
    return n


async def _worked_off(
    uow: UnitOfWork, agent: AgentAt, held: _Held, amount: Money, how: str, notice: str, **more: object
) -> None:
    row, case = held.row, held.paid.case
    row.minor -= amount.minor
    if row.minor == 0:
        row.minor, row.resolved_at, row.resolution = amount.minor, uow.now, how
    uow.audit(
        f"suspense.{how}", "suspense", row.id, actor=agent.actor, creditor_id=row.creditor_id, minor=amount.minor,
        attempt=held.paid.attempt.id, case=case.id,
    )
    await uow.tell_creditor(
        case, f"suspense_{how}", minor=amount.minor, currency=amount.currency, receipt=held.receipt.number,
        attempt=held.paid.attempt.public_id, method=held.paid.attempt.method, **more,
    )
    await tell(uow, held.paid.thread, notice, amount, held.receipt.number)
    await uow.flush()
