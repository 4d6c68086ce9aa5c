"""Money that the bank has taken back, seen to by a person: the payment that it was is undone, and so is what was moved
of it to another case; two steps, an audit line, debtor and creditor told on the path of every reversal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from bot.debt.money import Money
from bot.debt.settling import BACK
from bot.service.bank.back import undo_origin
from bot.service.bank.money import take_back
from bot.service.case.cases import view_of
from bot.service.desk.agents import AgentAt
from bot.service.desk.by_hand import must_confirm
from bot.service.desk.movements import open_line
from bot.service.desk.work import DeskRefusal
from bot.service.pay.credit import DESK, booked
from bot.service.pay.demands import lock_case
from bot.service.pay.payment_notices import thread_of
from bot.service.pay.receipts import receipt_of
from bot.store.database import UnitOfWork
from bot.store.tables import Attempt, BankLine, Case, Creditor, Demand, Receipt

MOST_FITTING = 20
"""Payments offered for one return, the newest first."""


@dataclass(frozen=True, kw_only=True)
class Fitting:
    """A movement that may have been the money which went back."""

    id: int
    reference: str  # of its case; empty: nobody had matched it
    booked_on: date


@dataclass(frozen=True, kw_only=True)
class Unfounded:
    """Money that stands on a case though the payment from which it was moved has gone back."""

    id: int  # of the attempt on that case
    creditor: str
    reference: str
    amount: Money
    receipt: str
    before: str  # reference of the case to which the payment had come


async def fitting(uow: UnitOfWork, line: BankLine) -> Sequence[Fitting]:
    """Credits of the same sum on the same account, booked by then, that have not gone back already."""
    rows = await uow.session.execute(
        _origins(line).order_by(BankLine.booked_on.desc(), BankLine.id.desc()).limit(MOST_FITTING)
    )
    return [Fitting(id=row.id, reference=reference or "", booked_on=row.booked_on) for row, reference in rows]


def _origins(line: BankLine) -> Select[BankLine, str]:
    return (
        select(BankLine, Case.reference)
        .outerjoin(Case, Case.id == BankLine.case_id)
        .where(
            BankLine.creditor_id == line.creditor_id, BankLine.kind == "credit", BankLine.minor == line.minor,
            BankLine.currency == line.currency, BankLine.state.in_(("matched", "open")),
            BankLine.booked_on <= line.booked_on,
        )
    )


async def undo_payment(uow: UnitOfWork, agent: AgentAt, key: int, *, origin: int, confirm: str) -> None:
    """This movement took back that payment: it is undone, as if the bank had named it.

    Raises DeskRefusal: confirm_undo_payment, no_such_payment, not_a_return, return_not_possible, worked_off;
    LookupError.
    """
    line = await open_line(uow, agent, key)
    if line.kind != "return":
        raise DeskRefusal("not_a_return")
    row = (await uow.session.execute(_origins(line).where(BankLine.id == origin).with_for_update(of=BankLine))).first()
    if row is None:
        raise DeskRefusal("no_such_payment")
    came, reference = row
    amount = Money(line.minor, line.currency)
    must_confirm(
        confirm, "confirm_undo_payment", key, origin, amount=amount, reference=reference or "–", day=came.booked_on
    )
    if not await undo_origin(uow, line, came):
        raise DeskRefusal("return_not_possible")
    line.resolved_at, line.resolved_by = uow.now, agent.actor
    uow.audit(
        "bank.returned", "bank_line", line.id, actor=agent.actor, creditor_id=line.creditor_id, origin=came.id,
        case=came.case_id,
    )


async def unfounded(uow: UnitOfWork, agent: AgentAt) -> list[Unfounded]:
    """What still stands on other cases of payments that have gone back, at the agent's creditors."""
    source, moved = aliased(Attempt), aliased(Attempt)
    before = aliased(Case)
    rows = await uow.session.execute(
        select(moved, source, Case.reference, Creditor.name, before.reference)
        .join(Receipt, Receipt.attempt_id == source.id)
        .join(before, before.id == Receipt.case_id)
        .join(
            moved,
            (moved.provider == DESK) & (moved.creditor_id == source.creditor_id)
            & moved.provider_ref.startswith(func.concat(source.creditor_id, ":moved:", source.public_id, ":")),
        )
        .join(Demand, Demand.id == moved.demand_id)
        .join(Case, Case.id == Demand.case_id)
        .join(Creditor, Creditor.id == moved.creditor_id)
        .where(
            source.state.in_((*BACK, "partly_refunded")), source.creditor_id.in_(agent.creditors),
            Receipt.allotment.has_key("moved"),
        )
        .order_by(Creditor.name, moved.id.desc())
    )
    found = []
    gaps: dict[int, int] = {}
    for one, origin, reference, creditor, came_to in rows.all():
        receipt = await receipt_of(uow, one)
        stands = booked(receipt) or 0
        if origin.id not in gaps:
            gaps[origin.id] = await _gap(uow, origin)
        part = min(gaps[origin.id], stands)
        if part <= 0:
            continue
        gaps[origin.id] -= part
        found.append(
            Unfounded(
                id=one.id, creditor=creditor, reference=reference, amount=Money(part, one.currency),
                receipt=receipt.number if receipt else "", before=came_to,
            )
        )
    return found


async def _gap(uow: UnitOfWork, source: Attempt) -> int:
    """How much more of a payment stands on other cases than its receipt still says was moved there (minor units)."""
    receipt = await receipt_of(uow, source)
    moved = await uow.session.scalars(
        select(Attempt).where(
            Attempt.provider == DESK, Attempt.creditor_id == source.creditor_id,
            Attempt.provider_ref.startswith(f"{source.creditor_id}:moved:{source.public_id}:", autoescape=True),
        )
    )
    stands = [booked(await receipt_of(uow, one)) or 0 for one in moved.all()]
    return sum(stands) - int((receipt.allotment if receipt else {}).get("moved", 0))


async def undo_move(uow: UnitOfWork, agent: AgentAt, attempt_id: int, *, confirm: str) -> None:
    """What was moved is taken back from the case to which it was moved: the payment has gone back.

    Raises DeskRefusal: confirm_undo_move, worked_off; LookupError for none and for one out of scope.
    """
    attempt = await uow.session.scalar(
        select(Attempt).where(
            Attempt.id == attempt_id, Attempt.provider == DESK, Attempt.creditor_id.in_(agent.creditors)
        )
    )
    if attempt is None:
        raise LookupError("no such payment")
    demand = await uow.session.get_one(Demand, attempt.demand_id)
    await thread_of(uow, demand)
    await lock_case(uow, demand.case_id)  # whoever comes second sees what the first has done
    await uow.session.refresh(attempt)
    one = next((row for row in await unfounded(uow, agent) if row.id == attempt_id), None)
    if one is None:
        raise DeskRefusal("worked_off")
    must_confirm(
        confirm, "confirm_undo_move", attempt_id, one.amount.minor, amount=one.amount, reference=one.reference,
        other=one.before,
    )
    view = await view_of(uow, demand.case_id)
    await take_back(uow, attempt, value_on=uow.today(view.creditor.time_zone), minor=one.amount.minor)
    uow.audit(
        "suspense.move_undone", "attempt", attempt.id, actor=agent.actor, creditor_id=attempt.creditor_id,
        minor=one.amount.minor, case=demand.case_id,
    )
