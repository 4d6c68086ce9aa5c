"""Links to demands: durable, unguessable, kept hashed, revocable; and what a link leads to at this moment."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select, update

from bot.debt.money import Money
from bot.service.case.cases import LIVING_PLAN, CaseView, view_of
from bot.service.pay.demands import LinkState, free_now, least_charge
from bot.store.database import UnitOfWork
from bot.store.tables import Attempt, Demand, Instalment, PaymentLink, Plan, Suspense

LinkKind = Literal["personal", "shared"]


@dataclass(frozen=True, kw_only=True)
class LinkView:
    """What a link leads to, at this moment."""

    link: PaymentLink
    demand: Demand
    case: CaseView
    amount: Money
    """What may be paid now: never more than is due, whatever the demand once said."""
    state: LinkState

    @property
    def check_in(self) -> bool:
        """Whether we ask how they are before any payment (a person in distress is never sold one)."""
        return "debtor_may_pay" in self.case.may.check_in_first


def token_hash(token: str) -> str:
    """What is stored of a link's token."""
    return hashlib.sha256(token.encode()).hexdigest()


async def make_link(uow: UnitOfWork, demand: Demand, kind: LinkKind = "personal") -> str:
    """A durable link of its own: its URL. The token (32 random bytes) is told once and stored only as a hash."""
    token = secrets.token_urlsafe(32)
    uow.session.add(
        PaymentLink(
            creditor_id=demand.creditor_id, demand_id=demand.id, token_hash=token_hash(token), kind=kind,
            created_at=uow.now,
        )
    )
    await uow.flush()
    uow.audit("link.made", "demand", demand.id, actor="system", creditor_id=demand.creditor_id, kind=kind)
    return f"{uow.base_url}/pay/{token}"


async def revoke_links(uow: UnitOfWork, demand: Demand, *, kind: LinkKind | None = None, actor: str = "system") -> int:
    """Revoke the demand's links (of one kind, or all): from now on they are like links that never were.

    Returns how many were revoked.
    """
    living = update(PaymentLink).where(PaymentLink.demand_id == demand.id, PaymentLink.revoked_at.is_(None))
    if kind is not None:
        living = living.where(PaymentLink.kind == kind)
    revoked = len((await uow.session.scalars(living.values(revoked_at=uow.now).returning(PaymentLink.id))).all())
    uow.audit("link.revoked", "demand", demand.id, actor=actor, creditor_id=demand.creditor_id, count=revoked)
    return revoked


async def find_link(uow: UnitOfWork, token: str) -> tuple[PaymentLink, Demand] | None:
    """The link with its demand; None for one that never was or is revoked. Spends nothing, computes nothing."""
    row = (
        await uow.session.execute(
            select(PaymentLink, Demand)
            .join(Demand, Demand.id == PaymentLink.demand_id)
            .where(PaymentLink.token_hash == token_hash(token), PaymentLink.revoked_at.is_(None))
        )
    ).one_or_none()
    return (row[0], row[1]) if row else None


async def open_link(uow: UnitOfWork, token: str) -> LinkView | None:
    """What the link leads to now; None for one that never was or is revoked. Spends nothing."""
    found = await find_link(uow, token)
    return await view_link(uow, *found) if found else None


async def view_link(uow: UnitOfWork, link: PaymentLink, demand: Demand) -> LinkView:
    """What may be paid of the demand at this moment, or why nothing may."""
    view = await view_of(uow, demand.case_id)
    amount, state = Money.zero(demand.currency), await _demand_state(uow, demand)
    if state == "payable":
        free, state = await free_now(uow, view)
        if state == "payable":
            amount = min(free, Money(await _left_of(uow, demand), demand.currency))
            if amount.minor <= 0:
                state = "nothing_due"
            elif amount < least_charge(view, uow.today(view.creditor.time_zone)):
                state = "too_small"
    return LinkView(link=link, demand=demand, case=view, amount=amount, state=state)


async def _demand_state(uow: UnitOfWork, demand: Demand) -> LinkState:
    if demand.state != "open":
        return "paid" if demand.state == "paid" else "void"
    attempts = select(Attempt.id).where(Attempt.demand_id == demand.id)
    if await uow.session.scalar(attempts.where(Attempt.state == "pending").limit(1)):
        return "pending"
    looking = select(Suspense.id).where(Suspense.attempt_id.in_(attempts), Suspense.resolved_at.is_(None))
    if await uow.session.scalar(looking.limit(1)):
        return "looking"
    if demand.instalment_id is not None:
        plan_state = await uow.session.scalar(
            select(Plan.state)
            .join(Instalment, Instalment.plan_id == Plan.id)
            .where(Instalment.id == demand.instalment_id)
        )
        if await _paid_otherwise(uow, demand.instalment_id):
            return "paid"
        if plan_state not in LIVING_PLAN:
            return "void"
    return "payable"


async def _paid_otherwise(uow: UnitOfWork, instalment_id: int) -> bool:
    """Whether nothing of it is left to pay, by whatever way it was paid."""
    row = await uow.session.get_one(Instalment, instalment_id, populate_existing=True)
    return row.state != "moved" and row.paid_minor >= row.minor


async def _left_of(uow: UnitOfWork, demand: Demand) -> int:
    if demand.instalment_id is None:
        return demand.minor
    instalment = await uow.session.get_one(Instalment, demand.instalment_id, populate_existing=True)
    return min(demand.minor, instalment.minor - instalment.paid_minor)
