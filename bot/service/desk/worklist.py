"""Money that waits for a person: suspense of cases, and bank movements that nobody could match, by creditor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from bot.debt.money import CURRENCIES, Money
from bot.service.bank.known import said
from bot.service.case.cases import view_of
from bot.service.desk.agents import AgentAt
from bot.service.desk.returned import Fitting, Unfounded, fitting, unfounded
from bot.service.desk.suspense import other_cases, payable_now
from bot.store.database import UnitOfWork
from bot.store.tables import Attempt, BankLine, Case, Creditor, Demand, Receipt, Suspense

MOST = 200
"""Rows on one page, the oldest first."""


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Money that waits on a case."""

    id: int
    creditor: str
    reference: str
    amount: Money
    reason: str
    at: datetime
    receipt: str
    method: str
    payable: Money | None  # what of it could be credited now
    others: tuple[tuple[int, str], ...]  # the same person's other cases: id, reference


@dataclass(frozen=True, kw_only=True)
class Unmatched:
    """A movement of a creditor's account of which nobody knows the case."""

    id: int
    creditor: str
    kind: str
    amount: Money | str  # a text where the currency is not kept here
    booked_on: date
    why: str
    text: str
    like: str  # the movement that it may be: where it was told, and its case
    fitting: tuple[Fitting, ...]  # of money that went back: payments that it may have been


@dataclass(frozen=True, kw_only=True)
class Worklist:
    """All that an agent may see of it."""

    suspense: tuple[Waiting, ...]
    unmatched: tuple[Unmatched, ...]
    unfounded: tuple[Unfounded, ...]


async def worklist(uow: UnitOfWork, agent: AgentAt) -> Worklist:
    """What waits at the agent's creditors, by creditor, the oldest first."""
    rows = await uow.session.execute(
        select(Suspense, Attempt, Demand, Case, Creditor, Receipt.number)
        .join(Attempt, Attempt.id == Suspense.attempt_id)
        .join(Demand, Demand.id == Attempt.demand_id)
        .join(Case, Case.id == Suspense.case_id)
        .join(Creditor, Creditor.id == Suspense.creditor_id)
        .outerjoin(Receipt, Receipt.attempt_id == Attempt.id)
        .where(Suspense.resolved_at.is_(None), Suspense.creditor_id.in_(agent.creditors))
        .order_by(Creditor.name, Suspense.at, Suspense.id)
        .limit(MOST)
    )
    waiting = []
    for row, attempt, demand, case, creditor, number in rows.all():
        view = await view_of(uow, case.id)
        others = await other_cases(uow, demand)
        waiting.append(
            Waiting(
                id=row.id, creditor=creditor.name, reference=case.reference, amount=Money(row.minor, row.currency),
                reason=row.reason, at=row.at, receipt=number or "", method=attempt.method or "",
                payable=payable_now(view, row), others=tuple((other.id, other.reference) for other in others),
            )
        )
    return Worklist(
        suspense=tuple(waiting), unmatched=tuple(await _unmatched(uow, agent)),
        unfounded=tuple(await unfounded(uow, agent)),
    )


async def _unmatched(uow: UnitOfWork, agent: AgentAt) -> list[Unmatched]:
    rows = await uow.session.execute(
        select(BankLine, Creditor.name)
        .join(Creditor, Creditor.id == BankLine.creditor_id)
        .where(BankLine.state == "open", BankLine.creditor_id.in_(agent.creditors))
        .order_by(Creditor.name, BankLine.booked_on, BankLine.id)
        .limit(MOST)
    )
    return [
        Unmatched(
            id=line.id, creditor=name, kind=line.kind, booked_on=line.booked_on, why=line.why,
            text=" · ".join(filter(None, (line.text, line.end_to_end))),
            amount=Money(line.minor, line.currency) if line.currency in CURRENCIES
            else f"{line.minor / 100:.2f} {line.currency}",
            like=await _like(uow, line), fitting=tuple(await fitting(uow, line)) if line.kind == "return" else (),
        )
        for line, name in rows.all()
    ]


async def _like(uow: UnitOfWork, line: BankLine) -> str:
    other = await uow.session.get(BankLine, line.like_id) if line.like_id is not None else None
    if other is None:
        return ""
    case = await uow.session.get(Case, other.case_id) if other.case_id is not None else None
    return " · ".join(filter(None, (await said(uow, other), case.reference if case is not None else "")))
