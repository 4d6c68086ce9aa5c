"""Money that came without a provider's page: its demand and attempt, and then the path of every payment."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date

from sqlalchemy import select

from bot.service.pay.credit import booked
from bot.service.pay.demands import ROW, lock_case
from bot.service.pay.payment_notices import thread_of
from bot.service.pay.receipts import receipt_of
from bot.service.pay.settlement import settle_here
from bot.service.ports import ProviderState
from bot.store.database import UnitOfWork
from bot.store.tables import Attempt, Demand


async def receive(
    uow: UnitOfWork,
    *,
    creditor_id: str,
    case_id: int,
    person_id: int,
    provider: str,
    key: str,
    method: str,
    minor: int,
    currency: str,
    value_on: date,
    actor: str,
    conversation_id: int | None = None,
) -> Attempt:
    """Credit a sum (minor units) that has arrived: attempt, ledger, receipt, instalments, creditor and debtor told.

    `key` names the money for good at its `provider` (transfer, desk): asked for again, the attempt that is there
    comes back and nothing moves. What may not be credited waits in suspense.
    """
    ref = f"{creditor_id}:{key}"
    known = await uow.session.scalar(select(Attempt).where(Attempt.provider == provider, Attempt.provider_ref == ref))
    if known is not None:
        return known
    demand = Demand(
        creditor_id=creditor_id, case_id=case_id, person_id=person_id, conversation_id=conversation_id,
        kind="transfer", minor=minor, currency=currency, state="open", created_at=uow.now,
    )
    await thread_of(uow, demand)  # locked before the case, as everywhere
    await lock_case(uow, case_id)
    uow.session.add(demand)
    await uow.flush()
    public_id = f"{provider[:2]}_" + hashlib.sha256(f"{provider}:{ref}".encode()).hexdigest()[:40]
    attempt = Attempt(
        creditor_id=creditor_id, demand_id=demand.id, public_id=public_id, provider=provider, provider_ref=ref,
        method=method, minor=minor, currency=currency, state="new", created_at=uow.now,
    )
    uow.session.add(attempt)
    await uow.flush()
    uow.audit(
        "attempt.made", "attempt", attempt.id, actor=actor, creditor_id=creditor_id, minor=minor, method=method
    )
    await settle_here(uow, attempt, _state(attempt, "paid", value_on))
    if demand.state == "open":
        demand.state = "void"  # nothing of it could be credited: it asks for nothing
    return attempt


async def take_back(uow: UnitOfWork, attempt: Attempt, *, value_on: date, minor: int | None = None) -> str:
    """It went back, all of what stands or so much of it (minor units): what that did is undone, on the path of every
    refund. Gives the attempt's state.
    """
    stands = booked(await receipt_of(uow, attempt)) or 0
    left = 0 if minor is None else max(stands - minor, 0)
    told = _state(attempt, "partly_refunded" if left else "refunded", value_on)
    await settle_here(uow, attempt, replace(told, returned_minor=attempt.minor - left))
    demand = await uow.session.get_one(Demand, attempt.demand_id, with_for_update=ROW, populate_existing=True)
    if demand.state == "open":
        demand.state = "void"
    return attempt.state


def _state(attempt: Attempt, state: str, value_on: date) -> ProviderState:
    return ProviderState(
        public_id=attempt.public_id, provider_ref=attempt.provider_ref or "", state=state, minor=attempt.minor,
        currency=attempt.currency, method=attempt.method, value_on=value_on,
    )
