"""Whether our books and Stripe's say the same: what must hold whenever everything has been told.

Our books among themselves (ledger, receipts, suspense, instalments) are held by `ledger check`.
"""

from __future__ import annotations

from collections import Counter

from bot.runner.ledger import told
from bot.service.pay.credit import booked
from bot.service.pay.ledger import check
from bot.store.tables import (
    Attempt,
    Demand,
    ExportEvent,
    Instalment,
    LedgerEntry,
    Offer,
    PaymentEvent,
    Plan,
    Receipt,
    Suspense,
)
from tests.payments.driver import Driver

_SOURCES = ("attempt", "attempt_reversal")


async def faults(driver: Driver) -> list[str]:
    """What does not add up; empty when all is well."""
    ours = told(*await check(driver.world.database))[1:]
    parts = (_payments(driver), _sums(driver), _pages(driver), _plans(driver), driver.files.faults())
    return [*ours, *[fault for part in parts for fault in await part]]


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
        if attempt.provider != "stripe":
            continue  # the bank's: driver_files.py
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
    """Of the case: no payment beyond what is due, and what the creditor was told."""
    found = []
    entries = (await driver.rows(LedgerEntry)).values()
    due = 0
    for entry in sorted((e for e in entries if e.account == "due"), key=lambda e: e.id):
        due += entry.minor
        if entry.kind == "payment" and due < 0:  # a file may say less than what has been paid; a payment never goes on
            found.append(f"due {due} after {entry.source_key}")
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


async def _plans(driver: Driver) -> list[str]:
    """One living plan at most; what was agreed is what its instalments still ask for and have got, to the cent."""
    found, rows = [], list((await driver.rows(Instalment)).values())
    plans, offers = await driver.rows(Plan), await driver.rows(Offer)
    alive = [plan.id for plan in plans.values() if plan.state in ("agreed", "rearranged")]
    if len(alive) > 1:
        found.append(f"living plans {alive}")
    for plan in plans.values():
        agreed = sum(share["total"] for share in offers[plan.offer_id].data["shares"])
        mine = [row for row in rows if row.plan_id == plan.id]
        asks = sum(row.paid_minor if row.state == "moved" else row.minor for row in mine)
        if asks != agreed:
            found.append(f"plan {plan.id} ({plan.state}): {agreed} agreed, its instalments make {asks}")
        whole = all(row.paid_minor >= row.minor for row in mine if row.state != "moved")
        if whole and plan.id in alive:
            found.append(f"plan {plan.id}: paid, called {plan.state}")
    return found
