"""Whether our books and Stripe's say the same: what must hold whenever everything has been told.

Our books among themselves (ledger, receipts, suspense, instalments) are held by `ledger check`.
"""

from __future__ import annotations

from collections import Counter

from bot.runner.ledger import told
from bot.service.credit import booked
from bot.service.ledger import check
from bot.store.tables import Attempt, Demand, ExportEvent, LedgerEntry, PaymentEvent, Receipt, Suspense
from tests.payments.driver import Driver

_SOURCES = ("attempt", "attempt_reversal")


async def faults(driver: Driver) -> list[str]:
    """What does not add up; empty when all is well."""
    ours = told(*await check(driver.world.database))[1:]
    return [*ours, *await _payments(driver), *await _sums(driver), *await _pages(driver)]


async def _payments(driver: Driver) -> list[str]:
    """Of each payment: what stands in the ledger is what Stripe has kept; one receipt, for the sum that was paid."""
    found, books = [], driver.door.books
    entries, attempts = await driver.rows(LedgerEntry), await driver.rows(Attempt)
    receipts = Counter(row.attempt_id for row in (await driver.rows(Receipt)).values())
    receipt_of = {row.attempt_id: row for row in (await driver.rows(Receipt)).values()}
    waiting = {
        row.attempt_id: row for row in (await driver.rows(Suspense)).values() if row.resolved_at is None
    }
    for attempt in attempts.values():
        ref, mine = attempt.provider_ref, f"{attempt.public_id}:"
        kept = books.kept(ref) if ref in books.sessions else 0
        charge = books.charge_of(ref) if ref in books.sessions else None
        own = charge is None or charge["currency"].upper() == attempt.currency
        ledger = sum(e.minor for e in entries.values() if e.source_kind in _SOURCES and e.source_key.startswith(mine))
        receipt, kept_back = receipt_of.get(attempt.id), waiting.get(attempt.id)
        name = f"attempt {attempt.id} ({ref}, {attempt.state})"
        if ledger != (-kept if own else 0):
            found.append(f"{name}: ledger {ledger}, kept {kept}")
        if (booked(receipt) or 0) != kept:
            found.append(f"{name}: its receipt allots {booked(receipt)}, kept {kept}")
        if not own and (kept_back.minor if kept_back else 0) != kept:
            found.append(f"{name}: foreign money, {kept} kept, not in suspense")
        if receipts[attempt.id] > 1 or (receipt and charge and receipt.minor != charge["amount"]):
            found.append(f"{name}: receipts {receipts[attempt.id]}")
        if kept and receipt is None:
            found.append(f"{name}: money without a receipt")
    return found


async def _sums(driver: Driver) -> list[str]:
    """Of the case: nothing below zero, and what the creditor was told."""
    found = []
    entries = (await driver.rows(LedgerEntry)).values()
    due = sum(e.minor for e in entries if e.account == "due")
    if due < 0:
        found.append(f"due {due}")
    told = sorted(await driver.world.all(ExportEvent), key=lambda event: event.seq)
    if [event.seq for event in told] != list(range(1, len(told) + 1)):
        found.append("a gap in what the creditor is told")
    sums = Counter()
    for event in told:
        sign = {"payment": 1, "payment_reversed": -1}.get(event.kind, 0)
        sums["told"] += sign * event.payload["credited_minor"] if sign else 0
    entered = -sum(e.minor for e in entries if e.account == "due" and e.source_kind in _SOURCES)
    if sums["told"] != entered:
        found.append(f"the creditor was told {sums['told']}, entered {entered}")
    return found


async def _pages(driver: Driver) -> list[str]:
    """Never two pages to pay on, none under a hold; states follow Stripe's; each event once."""
    found, books = [], driver.door.books
    attempts = {row.provider_ref: row for row in (await driver.rows(Attempt)).values()}
    open_pages = {ref for ref in driver.shown if books.session(ref)["status"] == "open"}
    if len(open_pages) > 1:
        found.append(f"{len(open_pages)} pages to pay on")
    for ref in set(driver.shown):
        kept, state = books.kept(ref), attempts[ref].state
        if kept and state not in ("paid", "partly_refunded", "disputed", "lost"):
            found.append(f"{ref}: {kept} kept, called {state}")
        if state in ("new", "open") and ref not in open_pages:
            found.append(f"{ref}: closed there, {state} here")
    demands = await driver.rows(Demand)
    living = Counter(row.demand_id for row in attempts.values() if row.state in ("new", "open", "pending"))
    found += [f"demand {key}: {n} attempts alive" for key, n in living.items() if n > 1 or key not in demands]
    events = await driver.world.all(PaymentEvent)
    if len({event.event_id for event in events}) != len(events):
        found.append("an event twice")
    return found
