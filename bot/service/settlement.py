"""From a provider's knock to its effect: fetched again, in one transaction, once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from bot.debt.money import Money
from bot.service.credit import Payment, credit, reverse
from bot.service.demands import ROW, lock_case
from bot.service.payment_notices import call_person, tell, thread_of
from bot.service.ports import PaymentProvider, ProviderState
from bot.store.database import Database, UnitOfWork
from bot.store.tables import Attempt, Demand, PaymentEvent

log = structlog.get_logger()

LIVE = ("new", "open", "pending")
UNPAID = (*LIVE, "failed", "expired")
_TRIES = 5
_CHANGED = "changed"


class ProviderUnavailable(Exception):
    """The provider did not answer, or not with sense: ask again later. Adapters raise it for every such failure."""


class Unsettled(Exception):
    """The attempt kept changing while its state was fetched: deliver again."""


@dataclass(frozen=True)
class Event:
    """A verified event of a provider: only its id, its kind, and which attempt it is about are used."""

    id: str
    kind: str


async def apply_event(database: Database, provider: PaymentProvider, event_id: str, kind: str, public_id: str) -> str:
    """Take a verified event: what is said of the attempt is fetched again, never taken from the event's body.

    The event's id is stored in the transaction of its effect: a repeat, at once or later, has no second one.
    Returns the new state of the attempt, or `repeated`, `foreign` (not ours: answer 200), `unchanged`, `ignored`,
    `too_early` (our own row is not complete: have it delivered again).
    Raises ProviderUnavailable or Unsettled: deliver again.
    """
    return await _settle(database, provider, public_id, Event(event_id, kind))


async def refresh(database: Database, provider: PaymentProvider, public_id: str) -> str:
    """The same without an event: after the debtor's return, or when events may have been lost."""
    return await _settle(database, provider, public_id, None)


async def settle_here(uow: UnitOfWork, attempt: Attempt, state: ProviderState) -> str:
    """Money that no provider's API tells of (a bank statement, a cheque): the same path, in the caller's transaction.

    Locks conversation, case, demand and attempt in the house's order: hold none of a later kind. Gives what
    `apply_event` gives.
    """
    await uow.flush()
    return await _store(uow, attempt, state, None)


async def unsettled(uow: UnitOfWork, provider: str, before: datetime) -> list[str]:
    """Attempts made before that instant which are still open or pending: to be refreshed now and then."""
    rows = await uow.session.scalars(
        select(Attempt.public_id)
        .where(Attempt.provider == provider, Attempt.state.in_(("open", "pending")), Attempt.created_at < before)
        .order_by(Attempt.id)
        .limit(200)
    )
    return list(rows.all())


async def _settle(database: Database, provider: PaymentProvider, public_id: str, event: Event | None) -> str:
    for _ in range(_TRIES):
        async with database.begin() as uow:
            attempt = await uow.session.scalar(select(Attempt).where(Attempt.public_id == public_id))
            if attempt is None or attempt.provider != provider.name:
                return "foreign"
            if event is not None:
                known = await uow.session.get(PaymentEvent, (provider.name, event.id))
                if known is not None:
                    return "repeated"
        if attempt.provider_ref is None:
            return "too_early" if attempt.state == "new" else "ignored"
        state = await provider.fetch(public_id=public_id, provider_ref=attempt.provider_ref)
        if state.public_id != public_id or state.provider_ref != attempt.provider_ref:
            log.error("payment.not_ours", attempt=attempt.id)
            return "foreign"
        async with database.begin() as uow:
            result = await _store(uow, attempt, state, event)
            if result != _CHANGED:
                await uow.commit()
                return result
    raise Unsettled(public_id)


async def _store(uow: UnitOfWork, seen: Attempt, state: ProviderState, event: Event | None) -> str:
    """One transaction: the event, the state, the effect. What was fetched counts only if our row has not moved
    since: a slow answer never undoes a newer one.
    """
    demand = await uow.session.get_one(Demand, seen.demand_id)
    thread = await thread_of(uow, demand)
    case = await lock_case(uow, demand.case_id)
    if event is not None and not await _first_time(uow, seen, event):
        return "repeated"
    demand = await uow.session.get_one(Demand, demand.id, with_for_update=ROW, populate_existing=True)
    attempt = await uow.session.get_one(Attempt, seen.id, with_for_update=ROW, populate_existing=True)
    if attempt.state != seen.state:
        return _CHANGED
    result = await _move(uow, Payment(attempt=attempt, demand=demand, case=case, thread=thread), state)
    if event is not None:
        await uow.session.execute(
            update(PaymentEvent)
            .where(PaymentEvent.provider == attempt.provider, PaymentEvent.event_id == event.id)
            .values(result=result)
        )
    return result


async def _first_time(uow: UnitOfWork, attempt: Attempt, event: Event) -> bool:
    row = insert(PaymentEvent).values(
        provider=attempt.provider, event_id=event.id, kind=event.kind, attempt_id=attempt.id, at=uow.now, result=""
    )
    # A repeat at the same moment has waited for the case; the key holds even where it has not.
    stored = await uow.session.scalar(row.on_conflict_do_nothing().returning(PaymentEvent.event_id))
    return stored is not None


async def _move(uow: UnitOfWork, paid: Payment, state: ProviderState) -> str:
    """The state machine: from -> to, and nothing else."""
    attempt, before, after = paid.attempt, paid.attempt.state, state.state
    if state.method:
        attempt.method = state.method
    if after == before:
        return "unchanged"
    if after == "paid" and before in (*UNPAID, "disputed"):
        _set(uow, paid, after)
        await credit(uow, paid, state)
    elif after == "pending" and before in UNPAID and await _may_wait(uow, attempt):
        _set(uow, paid, after)
    elif after in ("failed", "expired") and before in LIVE:
        _set(uow, paid, after)
        if before == "pending":
            await tell(uow, paid.thread, "notice_payment_failed", Money(attempt.minor, attempt.currency))
    elif after in ("refunded", "disputed", "failed") and before == "paid":
        if state.minor != attempt.minor:
            await call_person(uow, paid.thread, paid.demand, f"payment_partly_{after}", attempt=attempt.public_id)
            return "partly"
        _set(uow, paid, after)
        await reverse(uow, paid, state)
    elif after in ("refunded", "disputed") and before in (*UNPAID, "disputed"):
        _set(uow, paid, after)  # it came and went between two looks, or was taken back already
    else:
        log.info("payment.ignored", attempt=attempt.id, before=before, after=after)
        return "ignored"
    return after


def _set(uow: UnitOfWork, paid: Payment, state: str) -> None:
    attempt = paid.attempt
    uow.audit(
        "attempt.moved", "attempt", attempt.id, actor="provider", creditor_id=attempt.creditor_id,
        before=attempt.state, after=state,
    )
    attempt.state = state
    attempt.closed_at = None if state in LIVE else uow.now


async def _may_wait(uow: UnitOfWork, attempt: Attempt) -> bool:
    """Only one attempt of a demand is alive: a closed one that wakes up waits its turn without being shown."""
    if attempt.state in LIVE:
        return True
    other = select(Attempt.id).where(Attempt.demand_id == attempt.demand_id, Attempt.state.in_(LIVE))
    return await uow.session.scalar(other.limit(1)) is None
