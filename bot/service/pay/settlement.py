"""From a provider's knock to its effect: fetched again, in one transaction, once."""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from bot.debt import settling as rules
from bot.debt.money import Money
from bot.debt.settling import BACK, LIVE
from bot.service.pay.credit import Payment, booked, credit
from bot.service.pay.demands import ROW, lock_case
from bot.service.pay.payment_notices import call_person, tell, thread_of
from bot.service.pay.receipts import receipt_of
from bot.service.pay.reversal import give_back
from bot.service.ports import PaymentProvider, ProviderState, ProviderUnavailable
from bot.store.database import Database, UnitOfWork
from bot.store.tables import Attempt, Demand, PaymentEvent

__all__ = ["LIVE", "Event", "ProviderUnavailable", "Unsettled", "apply_event", "refresh"]

log = structlog.get_logger()

_TRIES = 5
_CHANGED = "changed"


class Unsettled(ProviderUnavailable):
    """The attempt kept changing while its state was fetched: deliver again."""


@dataclass(frozen=True)
class Event:
    """A verified event of a provider. Only these are used of it: the rest is fetched again."""

    id: str
    kind: str
    account: str = ""  # whose secret signed it
    provider_ref: str | None = None  # what it says the attempt is called there; believed once it was fetched by it


async def apply_event(database: Database, provider: PaymentProvider, public_id: str, event: Event) -> str:
    """Take a verified event: what is said of the attempt is fetched again, never taken from the event's body.

    The event's id is stored in the transaction of its effect: a repeat, at once or later, has no second one.
    Returns the new state of the attempt, or `repeated`, `foreign` (not ours, or of another account: answer 200),
    `unchanged`, `ignored`, `too_early` (our own row is not complete: have it delivered again).
    Raises ProviderUnavailable or Unsettled: deliver again.
    """
    return await _settle(database, provider, public_id, event)


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


async def _settle(database: Database, provider: PaymentProvider, public_id: str, event: Event | None) -> str:
    for _ in range(_TRIES):
        async with database.begin() as uow:
            attempt = await uow.session.scalar(select(Attempt).where(Attempt.public_id == public_id))
            if attempt is None or attempt.provider != provider.name:
                return "foreign"
            if event is not None:
                if event.account != attempt.account:
                    log.warning("payment.of_another_account", attempt=attempt.id)
                    return "foreign"
                known = await uow.session.get(PaymentEvent, (provider.name, event.id))
                if known is not None:
                    return "repeated"
        # The provider may be quicker than our own note of what it made.
        ref = attempt.provider_ref or (event.provider_ref if event else None)
        if ref is None:
            return "too_early" if attempt.state == "new" else "ignored"
        state = await provider.fetch(public_id=public_id, provider_ref=ref, account=attempt.account)
        if state.public_id != public_id or state.provider_ref != ref:
            log.error("payment.not_ours", attempt=attempt.id)
            return "foreign"
        async with database.begin() as uow:
            result = await _store(uow, attempt, state, event)
            if result != _CHANGED:
                await uow.commit()
                return result
    raise Unsettled(public_id)


async def _store(uow: UnitOfWork, seen: Attempt, state: ProviderState, event: Event | None) -> str:
    """One transaction: the event, the state, the effect. What was fetched moves something only if no other answer has
    been taken since: a slow one never undoes a newer one, also where the newer one had nothing to change. On
    `_CHANGED` nothing of it is to be kept.
    """
    demand = await uow.session.get_one(Demand, seen.demand_id)
    thread = await thread_of(uow, demand)
    case = await lock_case(uow, demand.case_id)
    if event is not None and not await _first_time(uow, seen, event):
        return "repeated"
    demand = await uow.session.get_one(Demand, demand.id, with_for_update=ROW, populate_existing=True)
    attempt = await uow.session.get_one(Attempt, seen.id, with_for_update=ROW, populate_existing=True)
    newest = (attempt.state, attempt.moves) == (seen.state, seen.moves)
    attempt.moves += 1
    attempt.looked_at = uow.now
    paid = Payment(attempt=attempt, demand=demand, case=case, thread=thread)
    result = await _move(uow, paid, state, newest=newest)
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


async def _move(uow: UnitOfWork, paid: Payment, state: ProviderState, *, newest: bool) -> str:
    """What follows from what was seen, by bot.debt.settling; and who must hear of it. What is not the newest word
    may agree with ours, and moves nothing.
    """
    attempt, before = paid.attempt, paid.attempt.state
    if state.method:
        attempt.method = state.method
    receipt = await receipt_of(uow, attempt)
    if receipt is not None and receipt.currency != state.currency:
        log.error("payment.currency_changed", attempt=attempt.id)
        await call_person(uow, paid.thread, paid.demand, "payment_in_suspense", attempt=attempt.public_id)
        return "ignored"
    seen = rules.Seen(state=state.state, received=state.minor, returned=state.returned_minor)
    move = rules.move(before, booked(receipt), seen)
    if not newest and (move is not None or state.state != before):
        return _CHANGED
    if move is None:
        return "unchanged" if state.state == before else "ignored"
    if move.state == "pending" and not await _may_wait(uow, attempt):
        return "ignored"
    attempt.provider_ref = attempt.provider_ref or state.provider_ref
    _set(uow, paid, move.state)
    if move.credit:
        await credit(uow, paid, state, move.credit)
    if move.give_back:
        await give_back(uow, paid, state, move.give_back)
    elif move.state in BACK and not move.credit:
        # Nothing moves (it came and went between two looks, or a dispute was lost), but somebody should know.
        await call_person(uow, paid.thread, paid.demand, f"payment_{move.state}", attempt=attempt.public_id)
    if move.state == "failed" and before == "pending":
        await tell(uow, paid.thread, "notice_payment_failed", Money(attempt.minor, attempt.currency))
    return move.state


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
