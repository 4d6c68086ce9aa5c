"""Demands: the sums that may be paid, and what of a case may be paid at this moment."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from sqlalchemy import ColumnElement, func, select

from bot.debt.money import Money
from bot.service.case.cases import CaseView, view_of
from bot.service.policy.policies import in_force, policy_of
from bot.store.database import UnitOfWork
from bot.store.tables import (
    Attempt,
    Brand,
    Case,
    Conversation,
    Demand,
    Instalment,
    Party,
    Plan,
    Suspense,
)

ROW: Any = {"key_share": True}
"""How rows are locked (FOR NO KEY UPDATE): rows that refer to them may still be added by others."""
SumKind = Literal["own_amount", "overdue"]
LinkState = Literal["payable", "paid", "void", "pending", "looking", "held", "checked", "nothing_due", "too_small"]
"""What a link leads to; `looking`: money arrived that a person looks at; `checked`: limitation, by a person."""
OPEN_ATTEMPT = ("new", "open")
"""States of an attempt whose page may still be paid on."""
LEAST_CHARGE = 50
"""Minor units; where a brand has no policy in force (Stripe's least charge, facts.md 5)."""


class NotPayable(Exception):
    """Nothing may be paid on this now; `reason` is a state of `LinkView`."""

    def __init__(self, reason: LinkState) -> None:
        super().__init__(reason)
        self.reason = reason


async def demand_for_instalment(uow: UnitOfWork, instalment_id: int) -> Demand:
    """The one open demand of an instalment, for what is left of it; made if there is none.

    Raises LookupError for no such instalment, NotPayable("paid") when nothing is left of it.
    """
    instalment = await uow.session.get(
        Instalment, instalment_id, with_for_update=ROW, populate_existing=True
    )
    if instalment is None:
        raise LookupError(f"no instalment {instalment_id}")
    left = instalment.minor - instalment.paid_minor
    if left <= 0:
        raise NotPayable("paid")
    found = await uow.session.scalar(
        select(Demand)
        .where(Demand.instalment_id == instalment_id, Demand.state == "open")
        .order_by(Demand.id)
        .limit(1)
    )
    if found is not None:
        found.minor = left
        return found
    plan = await uow.session.get_one(Plan, instalment.plan_id)
    demand = Demand(
        creditor_id=plan.creditor_id, case_id=plan.case_id, person_id=plan.person_id,
        instalment_id=instalment_id, kind="instalment", minor=left, currency=plan.currency, created_at=uow.now,
    )
    return await _made(uow, demand)


async def demand_for_sum(
    uow: UnitOfWork, view: CaseView, minor: int, kind: SumKind = "own_amount", conversation_id: int | None = None
) -> Demand:
    """An open demand for a sum (minor units of the case's currency), capped at what may be paid now.

    The same sum asked for again is the same demand. Raises ValueError for a sum that is not above zero,
    NotPayable when a hold or the limitation forbids it, nothing is due, or the sum is too small to be charged.
    """
    if minor <= 0:
        raise ValueError("a sum to pay is above zero")
    await lock_case(uow, view.case.id)
    view = await view_of(uow, view.case.id)
    free, state = await free_now(uow, view)
    if state != "payable":
        raise NotPayable(state)
    sum_now = min(Money(minor, view.case.currency), free)
    if sum_now < least_charge(view, uow.today(view.creditor.time_zone)):
        raise NotPayable("too_small")
    person_id = await _payer(uow, view, conversation_id)
    found = await uow.session.scalar(
        select(Demand)
        .where(
            Demand.case_id == view.case.id, Demand.person_id == person_id, Demand.kind == kind,
            Demand.minor == sum_now.minor, Demand.state == "open", Demand.instalment_id.is_(None),
        )
        .order_by(Demand.id)
        .limit(1)
    )
    if found is not None:
        found.conversation_id = conversation_id or found.conversation_id
        return found
    demand = Demand(
        creditor_id=view.case.creditor_id, case_id=view.case.id, person_id=person_id,
        conversation_id=conversation_id, kind=kind, minor=sum_now.minor, currency=view.case.currency,
        created_at=uow.now,
    )
    return await _made(uow, demand)


async def _made(uow: UnitOfWork, demand: Demand) -> Demand:
    demand.state = "open"
    uow.session.add(demand)
    await uow.flush()
    uow.audit(
        "demand.made", "demand", demand.id, actor="system", creditor_id=demand.creditor_id, kind=demand.kind,
        minor=demand.minor,
    )
    return demand


async def _payer(uow: UnitOfWork, view: CaseView, conversation_id: int | None) -> int:
    """The party that the conversation belongs to, else the borrower. Raises LookupError for a case of nobody."""
    parties = select(Party.person_id).where(Party.case_id == view.case.id)
    if conversation_id is not None:
        mine = parties.join(Conversation, Conversation.person_id == Party.person_id)
        person_id = await uow.session.scalar(mine.where(Conversation.id == conversation_id).limit(1))
        if person_id is not None:
            return int(person_id)
    borrower = await uow.session.scalar(parties.order_by(Party.role != "borrower", Party.id).limit(1))
    if borrower is None:
        raise LookupError(f"case {view.case.id} has no party")
    return int(borrower)


async def free_now(uow: UnitOfWork, view: CaseView) -> tuple[Money, LinkState]:
    """What of the case may be paid now, less what is on its way or waits in suspense; or why nothing may."""
    nothing = Money.zero(view.case.currency)
    if view.case.state in ("settled", "erased"):
        return nothing, "nothing_due"
    if not view.may.debtor_may_pay:
        return nothing, "held"
    if view.overdue.minor <= 0:
        return nothing, "nothing_due"
    if not view.in_time:
        return nothing, "checked"
    pending, kept = await _coming(uow, view)
    free = view.payable - pending - kept
    if free.minor > 0:
        return free, "payable"
    return nothing, "pending" if pending else "looking" if kept else "nothing_due"


async def _coming(uow: UnitOfWork, view: CaseView) -> tuple[Money, Money]:
    """What is on its way on this case, and what has arrived and waits for a person."""
    currency = view.case.currency
    pending = await uow.session.scalar(
        select(func.coalesce(func.sum(Attempt.minor), 0))
        .join(Demand, Demand.id == Attempt.demand_id)
        .where(
            Demand.case_id == view.case.id, Attempt.state == "pending", Attempt.currency == currency
        )
    )
    kept = await uow.session.scalar(
        select(func.coalesce(func.sum(Suspense.minor), 0)).where(
            Suspense.case_id == view.case.id, Suspense.resolved_at.is_(None),
            Suspense.currency == currency,
        )
    )
    return Money(int(pending or 0), currency), Money(int(kept or 0), currency)


async def methods_allowed(uow: UnitOfWork, demand_id: int, day: date) -> tuple[str, ...]:
    """How the brand of the demand's case may be paid (its policy's `payment_methods` on that day); else by card."""
    key = await uow.session.scalar(
        select(Brand.policy)
        .join(Case, Case.brand_id == Brand.id)
        .join(Demand, Demand.case_id == Case.id)
        .where(Demand.id == demand_id)
    )
    policy = in_force(key or "", day)
    return policy.payment_methods if policy else ("card",)


def least_charge(view: CaseView, day: date) -> Money:
    """No payment under this exists: the brand's policy says, else 0.50."""
    policy = policy_of(view, day)
    return policy.minimum_charge if policy else Money(LEAST_CHARGE, view.case.currency)


async def lock_case(uow: UnitOfWork, case_id: int) -> Case:
    """The case, its row locked until this transaction ends: who reckons what is due does so one at a time.

    Order of locks everywhere: conversation, case, demand, attempt, creditor. Raises NoResultFound.
    """
    rows = await uow.session.scalars(
        select(Case).where(Case.id == case_id).with_for_update(**ROW).execution_options(populate_existing=True)
    )
    return rows.one()


async def open_payments_follow(uow: UnitOfWork, *where: ColumnElement[bool]) -> None:
    """What may be paid of some cases may have fallen (a part in dispute, money by another way, a creditor's file): have
    their open attempts looked at, and closed at their provider where they ask for more.

    `where` says which cases, in terms of Demand and Attempt. As with `expire_for_hold`, a task does it.
    """
    rows = await uow.session.execute(
        select(Demand.case_id, Demand.creditor_id)
        .join(Attempt, Attempt.demand_id == Demand.id)
        .where(Attempt.state.in_(OPEN_ATTEMPT), *where)
        .distinct()
    )
    for case_id, creditor_id in rows.all():
        _schedule_expiry(uow, case_id, creditor_id)


def _schedule_expiry(uow: UnitOfWork, case_id: int, creditor_id: str) -> None:
    key = f"expire_for_hold:{case_id}:{uow.now.isoformat()}"
    uow.schedule("expire_for_hold", key, uow.now, creditor_id=creditor_id, case=case_id)


async def expire_for_hold(uow: UnitOfWork, case_id: int) -> bool:
    """A hold was set: if it forbids payment, or leaves less to be paid, have the case's open attempts that ask for more
    closed at their provider.

    The provider is never called inside a transaction: a task (`expire_for_hold`, data: case) does it as soon as
    this one is kept, with bot.service.pay.attempts.close_attempts. Until then the pages and the ledger refuse by
    themselves. Nothing is locked here. Returns whether payment is forbidden.
    """
    view = await view_of(uow, case_id)
    if view.may.debtor_may_pay:
        free, _ = await free_now(uow, view)
        await open_payments_follow(uow, Demand.case_id == case_id, Attempt.minor > free.minor)
        return False
    _schedule_expiry(uow, case_id, view.case.creditor_id)
    return True
